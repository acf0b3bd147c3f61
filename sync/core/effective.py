"""What holds: each file's values with overrides laid on top and other sources and guesses under it.

    override > hand edit > upstream of the authority > other sources > heuristic

`sync.core.ladder` tells the same of one field, with everyone who speaks about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sync.core.book import Book
from sync.core.heuristics import is_guess
from sync.core.overrides import Override, winners
from sync.core.values import Doc, Path, Value, copy, copy_doc, get, put, same

LAID_UNDER = ("name", "released", "knowledge_cutoff", "modalities", "limits", "capabilities")
"""What other sources may tell of a model."""


@dataclass(frozen=True, slots=True)
class Won:
    """An override that decides a field, and what it won over."""

    override: Override
    over: Value


@dataclass(frozen=True, slots=True)
class Effective:
    """An entry as it holds, and for each field that an override decides, which one and over what."""

    doc: Doc
    won: dict[Path, Won] = field(default_factory=dict)


def model(book: Book, model: str) -> Effective:
    """A model's values as they hold."""
    mine, said = book.models.get(model, {}), book.said.get(model, {})
    doc = copy_doc(mine)
    filled: set[Path] = set()
    for _, record in book.others(model):
        for path, value in _facts(record.facts):
            if path not in filled and not is_guess(value) and is_open(get(mine, path), get(said, path)):
                put(doc, path, copy(value))
                filled.add(path)
    for name, value in book.heuristics.of(model).items():
        path = ("capabilities", name)
        if get(doc, path) is None and get(said, path) is None:
            put(doc, path, value)
    if doc.get("family") is None and (family := book.families.of(model)) is not None:
        doc["family"] = family
    return _decided(doc, winners(book.overrides.of_model(model)))


def offer(book: Book, provider: str, id_: str) -> Effective:
    """An offer's values as they hold, without what it leaves to its model."""
    entry = book.offers.get(provider, {}).get(id_)
    doc = copy_doc(entry) if isinstance(entry, dict) else {}
    return _decided(doc, winners(book.overrides.of_offer(provider, id_)))


def is_open(mine: Value, said: Value) -> bool:
    """Whether other sources may speak: nobody said anything, or all that stands there is a guess.

    What a person took out stays out.
    """
    return said is None if mine is None else is_guess(mine) and same(mine, said)


def _decided(doc: Doc, decided: dict[Path, Override]) -> Effective:
    before, won = copy_doc(doc), {}
    for path, override in decided.items():
        put(doc, path, copy(override.values[path]))
        won[path] = Won(override, get(before, path))
    return Effective(doc, won)


def _facts(facts: Doc) -> Iterator[tuple[Path, Value]]:
    for name in LAID_UNDER:
        value = facts.get(name)
        if isinstance(value, dict):
            yield from (((name, key), item) for key, item in value.items())
        elif value is not None:
            yield (name,), value
