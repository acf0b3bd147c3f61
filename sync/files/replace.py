"""Puts another value in the place of one that can't be changed piece by piece."""

import re
from dataclasses import dataclass

import yaml

from sync.core.values import Path, Value
from sync.files import marks, render, takeout
from sync.files.layout import Layout
from sync.files.putin import arranged, block
from sync.files.read import value_of
from sync.files.splices import EditError, Splices

_ANCHOR = re.compile(r"(?:^|(?<=[\s,\[{]))&([^\s,\[\]{}]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its path, its key if it has one, its dash if it is a block list's item."""

    path: Path
    pair: marks.Pair | None = None
    dash: int | None = None
    in_flow: bool = False
    alias: marks.Span | None = None

    def span(self, text: str, node: yaml.Node) -> marks.Span:
        """Where the value itself stands; empty where nothing does."""
        if self.alias:
            return self.alias
        return marks.node_span(text, node) if self.pair is None else marks.value_span(text, self.pair)


def value(splices: Splices, node: yaml.Node, new: Value, place: Place, layout: Layout) -> None:
    """Let `new` stand where `node` does, whatever that is."""
    text = splices.text
    start, end = place.span(text, node)
    lines = _block_lines(splices, new, place, layout, start)
    spelled = render.inline(arranged(new, place.path, layout), in_flow=place.in_flow)
    if start == end:
        _fill(splices, start, spelled, lines, place)
        return
    if place.alias:
        splices.put(start, end, spelled)
        return
    if not hand_over(splices, node, (start, end)):
        anchor = _ANCHOR.match(text, start)
        start = start if anchor is None else _past_anchor(text, anchor.end(), end)
    colon = marks.colon_end(text, place.pair[0]) if place.pair else None
    if lines and colon is not None:
        _below(splices, node, (start, end), colon, lines)
    elif colon is not None and marks.is_block(node) and "\n" in text[colon:start]:
        splices.put(colon, colon, f" {spelled}")
        takeout.lines(splices, (start, end), [node])
    else:
        _here(splices, node, (start, end), spelled)


def hand_over(splices: Splices, node: yaml.Node, span: marks.Span) -> bool:
    """Anchors that go are set, with their values, at the first place that refers to them."""
    handed = False
    for anchor in _ANCHOR.finditer(splices.text, *span):
        anchored = next((n for n in marks.every(node) if n.start_mark.index == anchor.start()), None)
        alias = re.compile(rf"(?<=[\s,\[{{])\*{re.escape(anchor[1])}(?=[\s,\]}}]|$)").search(
            splices.text, span[1]
        )
        if anchored is not None and alias:
            spelled = render.inline(value_of(anchored), in_flow=True)
            splices.put(alias.start(), alias.end(), f"&{anchor[1]} {spelled}")
            handed = True
    return handed


def _block_lines(splices: Splices, new: Value, place: Place, layout: Layout, start: int) -> list[str]:
    """The lines below `key:`, where the layout wants lines for the new value; else none."""
    if place.pair is None or place.in_flow or not isinstance(new, dict) or not new:
        return []
    if not layout.is_block(place.path):
        return []
    key = marks.pair_span(splices.text, place.pair)[0]
    if "\n" in splices.text[key:start]:
        return []
    column = key - marks.line_start(splices.text, key)
    return block(place.path[-1], new, column, place.path, layout)[1:]


def _fill(splices: Splices, index: int, spelled: str, lines: list[str], place: Place) -> None:
    """A value where there was none: behind `key:`, behind `-`, behind a key without a colon."""
    if place.dash is not None:
        splices.put(place.dash + 1, place.dash + 1, f" {spelled}")
    elif place.pair is None:
        raise EditError("an empty item without a place of its own")
    elif lines:
        splices.after_line(index, lines)
    else:
        colon = marks.colon_end(splices.text, place.pair[0])
        splices.put(index, index, f" {spelled}" if colon else f": {spelled}")


def _below(splices: Splices, node: yaml.Node, span: marks.Span, colon: int, lines: list[str]) -> None:
    """`key: old  # comment` becomes `key:  # comment` and lines below."""
    kept = marks.comments(splices.text, span, [node])
    column = " " * (len(lines[0]) - len(lines[0].lstrip(" ")))
    splices.put(colon, span[1], "")
    splices.after_line(span[1], [*(column + comment for comment in kept), *lines])


def _here(splices: Splices, node: yaml.Node, span: marks.Span, spelled: str) -> None:
    """In the same place; the comments inside the old value go below its line, or end it."""
    text, (start, end) = splices.text, span
    kept = marks.comments(text, span, [node])
    rest = text[end : marks.line_end(text, end)].strip()
    column = marks.column_of_line(text, start)
    if kept and rest and not rest.startswith("#"):
        splices.put(start, end, spelled + takeout.broken(kept, column + 2, splices.newline))
        return
    splices.put(start, end, spelled)
    if kept:
        splices.after_line(end, [" " * column + comment for comment in kept])


def _past_anchor(text: str, index: int, end: int) -> int:
    return index + len(text[index:end]) - len(text[index:end].lstrip())
