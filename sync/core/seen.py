"""What applications see of an entry, and what each override makes of it: what it won over, or what beats it.

An entry as seen is what `build` makes of it, with what an offer leaves to its model, and where that is
silent, what holds. Of an alias it is where it leads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sync.core import compile, effective, ladder
from sync.core.book import Book
from sync.core.compile_offer import compile_offer
from sync.core.effective import Effective
from sync.core.fields import Field
from sync.core.ladder import Rung
from sync.core.overrides import Override
from sync.core.values import Doc, Path, Value, get

INHERITED = ("modalities", "capabilities")
"""What an offer leaves to its model where it doesn't differ; the limits that hold `build` finds out."""

UNSEEN = ("notes",)
"""What applications never get."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One field of an override of the model or offer `id`.

    over    what holds without it
    below   whose that is; None: nobody says it of the entry itself: a model's state is that of its
            offers, what an offer leaves open is its model's, and a part has no owner of its own
    beaten  the override that decides the field instead
    authority  what upstream says of it; None: nothing
    """

    id: str
    path: Path
    value: Value
    over: Value
    below: Rung | None
    beaten: Override | None
    authority: Rung | None

    @property
    def field(self) -> str:
        """The dotted name that reports use."""
        return ".".join(self.path)


def seen(book: Book, provider: str | None, id_: str) -> Doc:
    """An entry as applications see it: an offer of the provider, without one a model."""
    return _model(book, id_) if provider is None else _offer(book, provider, id_)


def leads(book: Book, provider: str | None, id_: str) -> str | None:
    """Where an id leads that is an alias; None for a model and an offer of its own."""
    target = get(effective.offer(book, provider, id_).doc, ("alias_of",)) if provider is not None else None
    return target if isinstance(target, str) else None


def verdicts(book: Book, override: Override, fields: Sequence[Field]) -> list[Verdict]:
    """What an override, in force or not, makes of its fields. `fields` are those of the entry's kind."""
    provider, id_ = override.provider, override.id
    if provider is None:
        held, explained = effective.model(book, id_), ladder.of_model(book, id_, fields)
    else:
        held = effective.offer(book, provider, id_)
        explained = ladder.of_offer(book, provider, id_, fields)
    rungs = {each.path: each.rungs for each in explained}
    found = []
    for path, value in override.values.items():
        # The closest: a price of its own outranks that there is none at all.
        above = [part for part in held.won if path[: len(part)] == part]
        won = held.won[max(above, key=len)] if above else None
        ours = won is not None and _is(won.override, override)
        others = [
            rung for rung in rungs.get(path, ()) if rung.override is None or not _is(rung.override, override)
        ]
        found.append(
            Verdict(
                id=id_,
                path=path,
                value=value,
                over=others[0].value if others else get(_without(book, override), path),
                below=others[0] if others else None,
                beaten=won.override if won is not None and not ours else None,
                authority=next((rung for rung in others if rung.source == "authority"), None),
            )
        )
    return found


def _is(one: Override, other: Override) -> bool:
    return (one.place, one.key, one.at) == (other.place, other.key, other.at)


def _without(book: Book, override: Override) -> Doc:
    """What applications would see of its entry if it weren't there."""
    provider, id_, all_ = override.provider, override.id, book.overrides
    left = [
        each
        for each in (all_.of_model(id_) if provider is None else all_.offers.get((provider, id_), ()))
        if not _is(each, override)
    ]
    if provider is None:
        overrides = replace(all_, models={**all_.models, id_: left})
    else:
        overrides = replace(all_, offers={**all_.offers, (provider, id_): left})
    return seen(replace(book, overrides=overrides), provider, id_)


def _offer(book: Book, provider: str, id_: str) -> Doc:
    held, target = effective.offer(book, provider, id_), leads(book, provider, id_)
    if target is not None:
        return {"alias_of": target}
    model = str(held.doc.get("model"))
    if model not in book.models:
        return {}
    doc = _open(held) | compile_offer(book, provider, id_, held, effective.model(book, model).doc)
    record = compile.records(_alone(book, model))[model]
    for each in _listed(record.get("offers")):
        if (each.get("provider"), each.get("id")) == (provider, id_):
            doc["visible"] = each.get("visible")
    for name in INHERITED:
        own, theirs = doc.get(name), record.get(name)
        doc[name] = (theirs if isinstance(theirs, dict) else {}) | (own if isinstance(own, dict) else {})
    return doc


def _model(book: Book, id_: str) -> Doc:
    """With what its offers and the ids that lead elsewhere make of it."""
    if id_ not in book.models:
        return {}
    return _open(effective.model(book, id_)) | compile.records(_alone(book, id_))[id_]


def _open(held: Effective) -> Doc:
    return {key: value for key, value in held.doc.items() if key not in UNSEEN}


def _alone(book: Book, id_: str) -> Book:
    """The book with one model and its offers; of the others only aliases and where they lead."""
    aliases = {
        str(entry["alias_of"])
        for listed in book.offers.values()
        for entry in listed.values()
        if isinstance(entry, dict) and "alias_of" in entry
    }
    offers = {
        provider: {
            offer: entry
            for offer, entry in listed.items()
            if isinstance(entry, dict)
            and (entry.get("model") == id_ or "alias_of" in entry or offer in aliases)
        }
        for provider, listed in book.offers.items()
    }
    led = {str(get(entry, ("model",))) for listed in offers.values() for entry in listed.values()} | aliases
    models: dict[str, Doc] = {model: {} for model in led if model in book.models}
    return replace(book, models=models | {id_: book.models[id_]}, offers=offers)


def _listed(value: Value) -> list[Doc]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
