"""Puts new keys and items into a mapping or list: on lines of their own, or between commas."""

import re
from collections.abc import Sequence

import yaml

from sync.core.values import Doc, Path, Value
from sync.files import marks, render
from sync.files.layout import Layout
from sync.files.splices import Splices

HEADER = "# yaml-language-server:"
_REST = re.compile(r"[ \t]*,?[ \t]*(#[^\r\n]*)?\r?\n")


def keys(splices: Splices, node: yaml.Node, fresh: Doc, path: Path, layout: Layout) -> None:
    """Each new key goes behind the last known key that comes before it in the layout's order."""
    order = layout.order(path)
    known = [pair[0].value for pair in node.value]
    groups: dict[int, Doc] = {}
    for key in _in_order(fresh, order):
        groups.setdefault(_predecessor(key, known, order), {})[key] = fresh[key]
    spans = [marks.pair_span(splices.text, pair) for pair in node.value]
    for at, group in groups.items():
        group = {key: arranged(value, (*path, key), layout) for key, value in group.items()}
        if marks.is_block(node):
            entries = [
                render.entry(key, value, layout.is_block, (*path, key)) for key, value in group.items()
            ]
            _lines(splices, at, [line for entry in entries for line in entry], spans)
        else:
            pairs = [
                f"{render.inline(key, in_flow=True)}: {render.inline(value, in_flow=True)}"
                for key, value in group.items()
            ]
            _between_commas(splices, node, at, pairs, spans)


def items(splices: Splices, node: yaml.Node, at: int, fresh: list[Value], spans: list[marks.Span]) -> None:
    """New items behind the one at `at`; -1: before the first."""
    if not marks.is_block(node):
        _between_commas(splices, node, at, [render.inline(item, in_flow=True) for item in fresh], spans)
        return
    first = spans[0][0]
    column = " " * (first - marks.line_start(splices.text, first))
    lines = [f"- {render.inline(item)}" for item in fresh]
    if at >= 0:
        splices.after_line(spans[at][1], [column + line for line in lines])
    else:  # the first item may share its line with another's `-`
        splices.put(first, first, "".join(line + splices.newline + column for line in lines))


def block(key: str, value: Doc, column: int, path: Path, layout: Layout) -> list[str]:
    """The lines of `key: value` at a column; `path` ends with the key."""
    blanks = " " * column
    return [blanks + line for line in render.entry(key, arranged(value, path, layout), layout.is_block, path)]


def arranged(value: Value, path: Path, layout: Layout) -> Value:
    """A new value with the keys of its mappings in the layout's order."""
    if not isinstance(value, dict):
        return value
    return {
        name: arranged(value[name], (*path, name), layout) for name in _in_order(value, layout.order(path))
    }


def _lines(splices: Splices, at: int, lines: list[str], spans: list[marks.Span]) -> None:
    first = spans[0][0]
    column = " " * (first - marks.line_start(splices.text, first))
    lines = [column + line for line in lines]
    if at < 0 and marks.indent(splices.text, first) is None:
        at = 0  # the first key shares its line with a `-`
    if at >= 0:
        splices.after_line(spans[at][1], lines)
    else:
        splices.before_line(_above_comments(splices.text, first), lines)


def _above_comments(text: str, index: int) -> int:
    """The start of the comment lines right above a key, but never above the file's own header."""
    start = at = marks.line_start(text, index)
    while at > 0:
        above = marks.line_start(text, at - 1)
        content = text[above:at].strip()
        if not content.startswith("#"):
            return at
        if above == 0 or content.startswith(HEADER):
            return start
        at = above
    return at


def _between_commas(
    splices: Splices, node: yaml.Node, at: int, spelled: list[str], spans: list[marks.Span]
) -> None:
    body = ", ".join(spelled)
    if spans and _has_its_line(splices.text, spans[max(at, 0)]):
        _lines_of_a_flow(splices, at, spelled, spans)
    elif at >= 0:
        splices.put(spans[at][1], spans[at][1], f"{_comma(splices.text, spans[at][1])} {body}")
    elif spans:
        splices.put(spans[0][0], spans[0][0], f"{body}, ")
    else:
        start = marks.content_start(splices.text, node) + 1
        splices.put(start, start, body)


def _comma(text: str, index: int) -> str:
    """What ends an item there: right behind `key:` a comma would be read as one with it."""
    return " ," if text[index - 1] == ":" else ","


def _has_its_line(text: str, span: marks.Span) -> bool:
    """Whether an item of a flow collection stands alone on its line, but for a comma and a comment."""
    rest = text[span[1] : marks.line_end(text, span[1])]
    return marks.indent(text, span[0]) is not None and _REST.fullmatch(rest) is not None


def _lines_of_a_flow(splices: Splices, at: int, spelled: list[str], spans: list[marks.Span]) -> None:
    """Each new item on a line of its own, so that a comment stays beside what it is about."""
    start, end = spans[max(at, 0)]
    column = " " * (start - marks.line_start(splices.text, start))
    lines = [f"{column}{item}," for item in spelled]
    if at < 0:
        splices.before_line(marks.line_start(splices.text, start), lines)
        return
    if not splices.text[end : marks.line_end(splices.text, end)].lstrip().startswith(","):
        splices.put(end, end, _comma(splices.text, end))
        lines[-1] = lines[-1].removesuffix(",")
    splices.after_line(end, lines)


def _in_order(doc: Doc, order: Sequence[str] | None) -> list[str]:
    return sorted(doc) if order is None else sorted(doc, key=lambda key: _rank(order, key))


def _rank(order: Sequence[str], key: str) -> int:
    return order.index(key) if key in order else len(order)


def _predecessor(key: str, known: list[str], order: Sequence[str] | None) -> int:
    """The place of the existing key that a new one follows; -1: it comes first."""
    if order is None:
        smaller = [(other, at) for at, other in enumerate(known) if other < key]
        return max(smaller)[1] if smaller else -1
    if key not in order:
        return len(known) - 1
    before = [
        (_rank(order, other), at) for at, other in enumerate(known) if _rank(order, other) < _rank(order, key)
    ]
    return max(before)[1] if before else -1
