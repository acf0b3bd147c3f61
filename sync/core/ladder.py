"""Where a value comes from: the whole ladder for any field, highest rung first.

    override > hand edit > authority > other source > heuristic

The value is that of the first rung. A hand edit that took a value out is a rung too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sync.core.book import Book
from sync.core.fields import Field
from sync.core.outcome import Place
from sync.core.values import Doc, Path, Value, get, leaves

Source = Literal["override", "hand edit", "authority", "other source", "heuristic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One voice about a field. `who` is the provider and offer that say so, or empty."""

    source: Source
    value: Value
    who: str = ""
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One field with everything that is said of it."""

    place: Place
    id: str
    provider: str | None
    path: Path
    rungs: tuple[Rung, ...]

    @property
    def field(self) -> str:
        """The dotted name that reports use."""
        return ".".join(self.path)

    @property
    def value(self) -> Value:
        """What consumers see."""
        return self.rungs[0].value if self.rungs else None


def of_model(book: Book, model: str, fields: Sequence[Field]) -> list[Explained]:
    """Every field of a model that anybody says something about."""
    mine, said, voice = book.models.get(model, {}), book.said(model), book.voice(model)
    who = " ".join(str(get(mine, ("authority", part)) or "") for part in ("provider", "offer")).strip()
    as_of = _as_of(book, str(get(mine, ("authority", "provider")) or ""))
    more = voice.more if voice else {}
    others = [
        Rung(
            source="other source",
            value=record.facts,
            who=f"{provider} {record.id}",
            as_of=_as_of(book, provider),
        )
        for provider, record in book.others(model)
    ]
    return [
        Explained(place="model", id=model, provider=None, path=path, rungs=rungs)
        for path, agree in _paths(fields, (mine, said, more))
        if (rungs := tuple(_rungs(path, agree, mine, said | more, who, as_of, others)))
    ]


def of_offer(book: Book, provider: str, offer: str, fields: Sequence[Field]) -> list[Explained]:
    """Every field of an offer that anybody says something about."""
    entry = book.offers.get(provider, {}).get(offer)
    mine, said = entry if isinstance(entry, dict) else {}, book.offered(provider, offer)
    as_of = _as_of(book, provider)
    return [
        Explained(place="offer", id=offer, provider=provider, path=path, rungs=rungs)
        for path, agree in _paths(fields, (mine, said))
        if (rungs := tuple(_rungs(path, agree, mine, said, f"{provider} {offer}", as_of, ())))
    ]


def _rungs(
    path: Path, field: Field | None, mine: Doc, said: Doc, who: str, as_of: str | None, others: Sequence[Rung]
) -> Iterator[Rung]:
    own, upstream = get(mine, path), get(said, path)
    same = field.same if field else (lambda a, b: a == b)
    # What stands in no file (`more`) is upstream's word and nobody's edit.
    if not same(own, upstream) and (field is not None or own is not None):
        yield Rung(source="hand edit", value=own)
    if upstream is not None:
        yield Rung(source="authority", value=upstream, who=who, as_of=as_of)
    for rung in others:
        value = get(rung.value, path)
        if value is not None:
            yield Rung(source="other source", value=value, who=rung.who, as_of=rung.as_of)


def _paths(fields: Sequence[Field], docs: Sequence[Doc]) -> Iterator[tuple[Path, Field | None]]:
    """The schema's fields in their order, then whatever else the documents hold."""
    seen: set[Path] = set()
    for field in fields:
        seen.add(field.path)
        yield field.path, field
    for doc in docs:
        for path, _ in leaves(doc):
            if path and not any(path[: len(known)] == known for known in seen):
                seen.add(path)
                yield path, None


def _as_of(book: Book, provider: str) -> str | None:
    base = book.bases.get(provider)
    return base.as_of.isoformat() if base and base.as_of else None
