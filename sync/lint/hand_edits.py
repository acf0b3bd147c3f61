"""`hand-edit`: an edit where the sync refreshes is kept, and every sync tells it until somebody settles it.

It is told here first, with the way out (`sync.lint.way_out`): an override says why, needs no
telling, and lets what stands in the catalog follow upstream again. Entries and files that
somebody deleted or renamed are told by `sync.lint.deleted`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from sync.core.authority import spoke
from sync.core.book import Book
from sync.core.fields import Field, Fields, Strategy, under
from sync.core.lasting import is_lasting
from sync.core.outcome import Kept
from sync.core.values import Doc, Path, Value, get, same
from sync.errors import Problem
from sync.files.schemas import Kind
from sync.files.store import Catalog, File
from sync.files.unknown_keys import is_misspelled
from sync.lint import deleted, way_out
from sync.lint.places import shown
from sync.lint.subject import Subject, problem

_DATED_BY_THE_SYNC = ("state", "missing_since")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One entry of a file, and what the file would say of it if only upstream wrote it.

    speaker   the record that says so; `model` is None for an offer's entry
    """

    file: File
    path: Path
    mine: Doc
    said: Doc
    speaker: str
    model: str | None = None


def check(subject: Subject) -> Iterator[Problem]:
    """Fields of models and offers that upstream refreshes, and that say something else than it does."""
    book = subject.book
    if book is None:
        return
    for provider in sorted(book.bases):
        offer_fields = _refreshed(subject.catalog, provider, "offers")
        yield from deleted.check(subject, book, provider, offer_fields)
        for entry in _offers(subject, book, provider):
            for field in _edited(subject, offer_fields, entry):
                yield _told(subject, book, provider, entry, field)
        model_fields = _refreshed(subject.catalog, provider, "model")
        for entry in _models(subject, book, provider):
            for field in _edited(subject, model_fields, entry):
                yield _told(subject, book, provider, entry, field)


def _offers(subject: Subject, book: Book, provider: str) -> Iterator[_Entry]:
    file = subject.catalog.offers(provider)
    for id_, said in book.offered[provider].items() if file else ():
        mine = subject.offer(provider, id_)
        if file is not None and mine is not None:
            yield _Entry(file=file, path=(id_,), mine=mine, said=said, speaker=id_)


def _models(subject: Subject, book: Book, provider: str) -> Iterator[_Entry]:
    """The models that the provider refreshed last; what another one wrote into a file is nobody's edit."""
    speakers = spoke(book.bases[provider].records)
    for model, file in subject.catalog.models.items():
        speaker = speakers.get(model)
        if speaker and model in book.said and book.authority(model) == (provider, speaker):
            said = book.said[model]
            yield _Entry(file=file, path=(), mine=file.doc, said=said, speaker=speaker, model=model)


def _edited(subject: Subject, fields: Sequence[Field], entry: _Entry) -> Iterator[Field]:
    """The fields that say something else than upstream; what is but misspelled is told as that alone."""
    kind: Kind = "offers" if entry.model is None else "model"
    if all(entry.mine.get(top) == entry.said.get(top) for top in {field.path[0] for field in fields}):
        return  # nearly every entry
    for field in fields:
        mine = get(entry.mine, field.path)
        if field.agrees(mine, get(entry.said, field.path)):
            continue
        lacking = [path for path in (field.path, way_out.PAIR.get(field.path)) if path]
        if not any(_is_misspelled(subject, kind, entry, path) for path in lacking):
            yield field


def _is_misspelled(subject: Subject, kind: Kind, entry: _Entry, path: Path) -> bool:
    is_missing = get(entry.mine, path) is None
    return is_missing and is_misspelled(subject.catalog.schemas, kind, entry.mine, path)


def _told(subject: Subject, book: Book, provider: str, entry: _Entry, field: Field) -> Problem:
    mine, upstream = get(entry.mine, field.path), get(entry.said, field.path)
    if field.mode == "replace":
        fate, fix = "the next sync writes that here", _way_out(subject, book, provider, entry, field)
    elif is_lasting(_kept(entry, field), book.bases[provider].records):
        command = deleted.accept_upstream(entry.model or entry.speaker, field.name, provider)
        stays = "this edit stays" if mine is not None else "it stays out"
        fate = f"it is decided that {stays} until upstream moves"
        fix = f"nothing until then; `{command}` gives it up"
    else:
        what = "this edit" if mine is not None else "that somebody took it out"
        fate = f"{what} is kept, and every sync will tell it{_beside(entry, field)}"
        fix = _way_out(subject, book, provider, entry, field)
    message = f"upstream says {shown(upstream)}; {fate}"
    return problem(entry.file, (*entry.path, *field.path), message, rule="hand-edit", fix=fix)


def _way_out(subject: Subject, book: Book, provider: str, entry: _Entry, field: Field) -> str:
    schemas, upstream = subject.catalog.schemas, get(entry.said, field.path)
    if entry.model is not None:
        return way_out.of_model(book, schemas, entry.model, field, upstream)
    return way_out.of_offer(book, schemas, (provider, entry.speaker), field, upstream)


def _kept(entry: _Entry, field: Field) -> Kept:
    """The edit as a sync tells it."""
    upstream = get(entry.said, field.path)
    return Kept(
        id=entry.speaker,
        field=field.name,
        mine=get(entry.mine, field.path),
        was=upstream,
        upstream=upstream,
        place="offer" if entry.model is None else "model",
        model=entry.model,
    )


def _beside(entry: _Entry, field: Field) -> str:
    """One side of a price alone by hand: the pair is half a person's, half upstream's."""
    pair = way_out.PAIR.get(field.path)
    theirs = get(entry.mine, pair) if pair else None
    if pair is None or theirs is None or get(entry.mine, field.path) is None:
        return ""
    if not same(theirs, get(entry.said, pair)):
        return ""
    return f"; {pair[-1]} beside it is upstream's {shown(theirs)}, a pair that nobody offered"


def _refreshed(catalog: Catalog, provider: str, kind: Kind) -> Fields:
    """The fields that a provider's news may change, as its file wants them merged."""
    file = catalog.providers().get(provider)
    policy = get(file.doc, ("merge",)) if file else None
    strategy = get(policy, ("strategy",))
    named: tuple[Strategy, ...] = get_args(Strategy)
    always, never = (_texts(get(policy, (key,))) for key in ("always", "never"))
    fields = under(
        catalog.schemas.fields(kind),
        next((each for each in named if each == strategy), "preserve_manual"),
        always,
        never,
    )
    return Fields(
        field
        for field in fields
        if field.mode in ("refresh", "replace") and field.path[0] not in _DATED_BY_THE_SYNC
    )


def _texts(value: Value) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()
