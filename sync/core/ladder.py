"""Where a value comes from: the whole ladder for any field, highest rung first.

    override > hand edit > authority > other source > heuristic > default

The value is that of the first rung, as `sync.core.effective` has it. A hand edit or an
override that took a value out is a rung too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from sync.core.book import Book
from sync.core.fields import Field
from sync.core.guards.terms import covers
from sync.core.heuristics import is_guess
from sync.core.ledger import Line, between
from sync.core.overrides import Override
from sync.core.values import Doc, Path, Value, get, leaves, put, same

if TYPE_CHECKING:
    from sync.core.outcome import Place

Source = Literal["override", "hand edit", "authority", "other source", "heuristic", "default"]

GUESSES = "catalog/rules/heuristics.yaml"
FAMILIES = "catalog/rules/families.yaml"
ARRIVES: tuple[Path, Value] = (("active",), False)
"""What the sync writes into the part of a new model's file that people decide."""
STATED_BESIDE = ("modalities", "capabilities")
"""What a provider says of its offer of another's model, and no file states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One voice about a field. `who` is the provider and offer that say so, or the file that does."""

    source: Source
    value: Value
    who: str = ""
    as_of: str | None = None
    override: Override | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One field with everything that is said of it; `disputed` is what nobody decided yet."""

    place: "Place"
    id: str
    provider: str | None
    path: Path
    rungs: tuple[Rung, ...]
    disputed: Line | None = None

    @property
    def field(self) -> str:
        """The dotted name that reports use."""
        return ".".join(self.path)

    @property
    def value(self) -> Value:
        """What consumers see."""
        return self.rungs[0].value if self.rungs else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voices:
    """Everyone who speaks about one entry.

    said    what the authority says and the sync writes into the file
    beside  what it says that stands in no file, so that its absence there is nobody's edit
    """

    mine: Doc
    said: Doc
    beside: Doc
    who: str
    as_of: str | None
    overrides: Sequence[Override]
    others: Sequence[Rung] = ()
    guesses: Doc = field(default_factory=dict)


def of_model(book: Book, model: str, fields: Sequence[Field]) -> list[Explained]:
    """Every field of a model that anybody says something about."""
    provider, offer = book.authority(model)
    voice = book.voice(model)
    voices = _Voices(
        mine=book.models.get(model, {}),
        said=book.said.get(model, {}),
        beside=voice.more if voice else {},
        who=f"{provider} {offer}".strip(),
        as_of=_as_of(book, provider),
        overrides=book.overrides.of_model(model),
        others=[
            Rung(
                source="other source", value=record.facts, who=f"{name} {record.id}", as_of=_as_of(book, name)
            )
            for name, record in book.others(model)
        ],
        guesses={"capabilities": book.heuristics.of(model), "family": book.families.of(model)},
    )
    lines = [
        line
        for line in book.disputed(provider, offer)
        if not covers("price", line.field) and line.field != "state"
    ]
    about = Explained(place="model", id=model, provider=None, path=(), rungs=())
    return list(_explained(about, fields, voices, lines))


def of_offer(book: Book, provider: str, offer: str, fields: Sequence[Field]) -> list[Explained]:
    """Every field of an offer that anybody says something about."""
    entry, record = book.offers.get(provider, {}).get(offer), book.record(provider, offer)
    mine: Doc = entry if isinstance(entry, dict) else {}
    apart = record is not None and book.authority(str(mine.get("model")))[0] != provider
    voices = _Voices(
        mine=mine,
        said=book.offered.get(provider, {}).get(offer, {}),
        beside={name: record.facts[name] for name in STATED_BESIDE if name in record.facts}
        if record is not None and apart
        else {},
        who=f"{provider} {offer}",
        as_of=_as_of(book, provider),
        overrides=book.overrides.of_offer(provider, offer),
    )
    speaks = book.authority(str(mine.get("model"))) == (provider, offer)
    lines = [
        line
        for line in book.disputed(provider, offer)
        if not speaks or covers("price", line.field) or line.field == "state"
    ]
    about = Explained(place="offer", id=offer, provider=provider, path=(), rungs=())
    return list(_explained(about, fields, voices, lines))


def _explained(
    about: Explained, fields: Sequence[Field], voices: _Voices, lines: Sequence[Line]
) -> Iterator[Explained]:
    """Every field that anybody speaks of, or that waits for a person."""
    for path, known in _paths(fields, voices):
        rungs = tuple(_rungs(path, known, voices))
        line = next((line for line in lines if _is_about(line, path)), None)
        if rungs or line is not None:
            yield replace(about, path=path, rungs=rungs, disputed=line)


def _is_about(line: Line, path: Path) -> bool:
    """Whether a line proposes something else of this very field."""
    field = ".".join(path)
    return covers(line.field, field) and not same(*between(line, field))


def _rungs(path: Path, field: Field | None, voices: _Voices) -> Iterator[Rung]:
    for each in voices.overrides:
        decided = next((part for part in each.values if path[: len(part)] == part), None)
        if decided is not None:
            value = get(each.values[decided], path[len(decided) :])
            yield Rung(source="override", value=value, who=each.place, override=each)
    own, upstream, beside = get(voices.mine, path), get(voices.said, path), get(voices.beside, path)
    same = field.same if field else (lambda a, b: a == b)
    # What stands in no file is upstream's word and nobody's edit.
    unfiled = upstream is None and beside is not None
    arrived = path == ARRIVES[0] and own is ARRIVES[1]
    if not same(own, upstream) and not (own is None and unfiled) and not arrived:
        yield Rung(source="hand edit", value=own)
    if unfiled or not (upstream is None or is_guess(upstream)):
        said = beside if unfiled else upstream
        yield Rung(source="authority", value=said, who=voices.who, as_of=voices.as_of)
    for rung in voices.others:
        value = get(rung.value, path)
        if value is not None and not is_guess(value):
            yield Rung(source="other source", value=value, who=rung.who, as_of=rung.as_of)
    guess = upstream if is_guess(upstream) else get(voices.guesses, path)
    if guess is not None:
        yield Rung(source="heuristic", value=guess, who=FAMILIES if path == ("family",) else GUESSES)
    if arrived:
        yield Rung(source="default", value=own, who="new models arrive so")


def _paths(fields: Sequence[Field], voices: _Voices) -> Iterator[tuple[Path, Field | None]]:
    """The schema's fields in their order, then whatever else anybody speaks of."""
    seen: set[Path] = set()
    for known in fields:
        seen.add(known.path)
        yield known.path, known
    decided: Doc = {}
    for each in voices.overrides:
        for path, value in each.values.items():
            if value is not None:
                put(decided, path, value)
    guessed: Doc = {"family": voices.guesses.get("family")}  # capabilities are the schema's
    for doc in (voices.mine, voices.said, voices.beside, decided, guessed):
        for path, _ in leaves(doc):
            if path and not any(path[: len(part)] == part for part in seen):
                seen.add(path)
                yield path, None


def _as_of(book: Book, provider: str) -> str | None:
    base = book.bases.get(provider)
    return base.as_of.isoformat() if base and base.as_of else None
