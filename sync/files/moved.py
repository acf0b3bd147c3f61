"""Keys of one mapping that belong under another key of it, told together: one line mends them all.

set: {price.input: 2.2, price.output: 11}     write `price: {input: 2.2, output: 11}`
- price: {input: 2}                           write `set: {price: {input: 2}, tiers: null}`
  tiers: null
parallel_tools: false                         put it under `capabilities:` at line 8
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from sync.core.values import Doc, Path, Value
from sync.files.flow_slips import Words
from sync.files.meant import Found, Guess, shown
from sync.files.read import Document, line_of
from sync.files.spelling import node_at

Move = tuple[Found, Guess]
"""A key that belongs elsewhere, and where that is."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What to say of keys that belong under one: its words, their first key, and all that is lost."""

    first: Found
    words: Words
    alike: tuple[str, ...]


def together(document: Document, moves: Sequence[Move]) -> Iterator[Moved]:
    """One finding for each key under which some of one mapping's keys belong."""
    groups: dict[str, list[Move]] = {}
    for found, guess in moves:
        groups.setdefault(guess.under[0], []).append((found, guess))
    for top, group in groups.items():
        first, names = group[0][0], [found.path[-1] for found, _ in group]
        keys = f"the key{'s' if len(names) > 1 else ''}"
        told = f" {' and '.join(names)}" if len(names) > 1 else ""
        alike = tuple(part for _, guess in group for part in guess.alike)
        words = f"this version does not know {keys}{told}", _fix(document, first, top, group)
        yield Moved(first, words, alike)


def _fix(document: Document, first: Found, top: str, group: Sequence[Move]) -> str:
    inside: Doc = {}
    for _, guess in group:
        _put(inside, guess.under[1:], guess.value)
    path, holder = (*first.path[:-1], top), first.holder
    if top not in holder:
        return f"write `{top}: {{{shown(inside)}}}`"
    if not isinstance(holder[top], dict):
        return (
            f"write `{top}: {{{shown(inside)}}}`, in place of `{top}:` at line {_line(document, path)}, too"
        )
    return _into(document, path, holder[top], inside)


def _into(document: Document, path: Path, there: Value, inside: Doc) -> str:
    """What to put where there is a mapping already, as deep as there is one."""
    while len(inside) == 1 and isinstance(there, dict):
        [(key, value)] = inside.items()
        if not isinstance(value, dict) or not isinstance(there.get(key), dict):
            break
        path, there, inside = (*path, key), there[key], value
    node = node_at(document.root, path)
    braces = isinstance(node, yaml.MappingNode) and node.flow_style
    where = f"into the braces of `{path[-1]}`" if braces else f"under `{path[-1]}:`"
    both = isinstance(there, dict) and not inside.keys().isdisjoint(there)
    instead = " in place of what it says" if both else ""
    return f"put `{shown(inside)}` {where} at line {_line(document, path)}{instead}"


def _put(doc: Doc, path: Path, value: Value) -> None:
    """As `put`, but null is a value here: what takes something away."""
    for key in path[:-1] if path else ():
        below = doc.setdefault(key, {})
        if not isinstance(below, dict):
            return
        doc = below
    if path:
        doc[path[-1]] = value
    elif isinstance(value, dict):
        doc.update(value)


def _line(document: Document, path: Path) -> int:
    return line_of(document.root, path) or 1
