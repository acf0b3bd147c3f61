"""`hand-edit`: an edit where the sync refreshes is kept, and every sync tells it until somebody settles it.

It is told here first, with the way out (`sync.lint.way_out`): an override says why, needs no
telling, and lets what stands in the catalog follow upstream again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from sync.core.authority import spoke
from sync.core.book import Book
from sync.core.fields import Field, Strategy, under
from sync.core.values import Doc, Path, Value, get
from sync.errors import Problem
from sync.files.schemas import Kind
from sync.files.store import Catalog, File
from sync.lint import way_out
from sync.lint.places import shown
from sync.lint.subject import Subject, problem

_DATED_BY_THE_SYNC = ("state", "missing_since")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a file, and what the file would say of it if only upstream wrote it."""

    file: File
    path: Path
    mine: Doc
    said: Doc


def check(subject: Subject) -> Iterator[Problem]:
    """Fields of models and offers that upstream refreshes, and that say something else than it does."""
    book = subject.book
    if book is None:
        return
    for provider in sorted(book.bases):
        fields = _refreshed(subject.catalog, provider, "offers")
        for id_, entry in _offers(subject, book, provider):
            for field, upstream in _edited(fields, entry):
                fix = way_out.of_offer(book, (provider, id_), field.path, upstream)
                yield _told(entry, field, upstream, fix)
        fields = _refreshed(subject.catalog, provider, "model")
        for model, entry in _models(subject, book, provider):
            for field, upstream in _edited(fields, entry):
                fix = way_out.of_model(book, model, field.path, upstream)
                yield _told(entry, field, upstream, fix)


def _offers(subject: Subject, book: Book, provider: str) -> Iterator[tuple[str, _Entry]]:
    file = subject.catalog.offers(provider)
    for id_, said in book.offered[provider].items() if file else ():
        mine = subject.offer(provider, id_)
        if file is not None and mine is not None:
            yield id_, _Entry(file, (id_,), mine, said)


def _models(subject: Subject, book: Book, provider: str) -> Iterator[tuple[str, _Entry]]:
    """The models that the provider refreshed last; what another one wrote into a file is nobody's edit."""
    speakers = spoke(book.bases[provider].records)
    for model, file in subject.catalog.models.items():
        if model in book.said and book.authority(model) == (provider, speakers.get(model)):
            yield model, _Entry(file, (), file.doc, book.said[model])


def _edited(fields: Sequence[Field], entry: _Entry) -> Iterator[tuple[Field, Value]]:
    """The fields that say something else than upstream, and what it says."""
    if all(entry.mine.get(top) == entry.said.get(top) for top in {field.path[0] for field in fields}):
        return  # nearly every entry
    for field in fields:
        upstream = get(entry.said, field.path)
        if not field.agrees(get(entry.mine, field.path), upstream):
            yield field, upstream


def _told(entry: _Entry, field: Field, upstream: Value, fix: str) -> Problem:
    what = "this edit" if get(entry.mine, field.path) is not None else "that somebody took it out"
    fate = (
        "the next sync writes that here"
        if field.mode == "replace"
        else f"{what} is kept, and every sync will tell it"
    )
    message = f"upstream says {shown(upstream)}; {fate}"
    return problem(entry.file, (*entry.path, *field.path), message, rule="hand-edit", fix=fix)


def _refreshed(catalog: Catalog, provider: str, kind: Kind) -> tuple[Field, ...]:
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
    return tuple(
        field
        for field in fields
        if field.mode in ("refresh", "replace") and field.path[0] not in _DATED_BY_THE_SYNC
    )


def _texts(value: Value) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()
