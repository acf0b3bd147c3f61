"""Where a node's text begins and ends in its file, comments apart.

libyaml's end mark of a block collection or block scalar lies past the blank lines and
comments that follow it; here a node ends where its last character stands.
"""

import re
from collections.abc import Iterable, Iterator

import yaml

Pair = tuple[yaml.Node, yaml.Node]
Span = tuple[int, int]

_ALIAS = re.compile(r"\s*(\*[^\s,\[\]{}]+)")
_COLON = re.compile(r"\s*:")
_COMMENT = re.compile(r"(?:^|(?<=[\s,\[\]{}]))#[^\r\n]*", re.MULTILINE)
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")


def is_block(node: yaml.Node) -> bool:
    """A mapping or sequence whose items stand on lines of their own."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def is_block_scalar(node: yaml.Node) -> bool:
    """Text after `|` or `>`."""
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def is_alias(key: yaml.Node, value: yaml.Node) -> bool:
    """`key: *anchor`: libyaml hands out the anchored node itself, which stands elsewhere."""
    return bool(value.start_mark.index < key.end_mark.index)


def colon_end(text: str, key: yaml.Node) -> int | None:
    """The index after the `:` that follows a key; None for a key without one (`{a, b}`)."""
    match = _COLON.match(text, key.end_mark.index)
    return match.end() if match else None


def value_span(text: str, pair: Pair) -> Span:
    """Where a key's value stands; empty, behind the colon, when there is none."""
    key, value = pair
    colon = colon_end(text, key)
    after = key.end_mark.index if colon is None else colon
    if is_alias(key, value):
        match = _ALIAS.match(text, after)
        return match.span(1) if match else (after, after)
    start, end = node_span(text, value)
    return (after, after) if start == end else (start, end)


def node_span(text: str, node: yaml.Node) -> Span:
    """Where a node stands, from its first to its last character."""
    start, end = node.start_mark.index, node.end_mark.index
    if is_block_scalar(node):
        header = text[start : line_end(text, start)].split("#", 1)[0]
        body_end = start + len(text[start:end].rstrip(" \r\n"))
        return start, (end - len("\n") if "+" in header and text[end - 1] == "\n" else body_end)
    if not is_block(node) or not node.value:
        return start, end
    last = node.value[-1]
    if isinstance(node, yaml.MappingNode):
        return start, max(last[0].end_mark.index, value_span(text, last)[1])
    return start, max(start + 1, node_span(text, last)[1])


def comments(text: str, span: Span, nodes: Iterable[yaml.Node]) -> list[str]:
    """The comments in a stretch of text; `nodes` are all that have a part in it."""
    start, end = span
    scalars = sorted(
        (scalar.start_mark.index, scalar.end_mark.index, is_block_scalar(scalar))
        for node in nodes
        for scalar in _scalars(node)
        if start <= scalar.start_mark.index < end
    )
    found: list[str] = []
    at = start
    for scalar_start, scalar_end, block in scalars:
        found += _find_comments(text, at, scalar_start)
        header = _BLOCK_HEADER.match(text, scalar_start) if block else None
        found += [header[1]] if header else []
        at = max(at, scalar_end)
    # A block scalar's end mark lies past what belongs to it; a comment may begin there.
    found += _find_comments(text, at, end)
    return [comment.rstrip() for comment in found]


def line_start(text: str, index: int) -> int:
    """Where the line that holds `index` begins."""
    return text.rfind("\n", 0, index) + 1


def line_end(text: str, index: int) -> int:
    """Where the line that holds `index` ends, its line break included."""
    at = text.find("\n", index)
    return len(text) if at < 0 else at + 1


def indent(text: str, index: int) -> str | None:
    """The blanks before `index` on its line; None when something else stands there."""
    before = text[line_start(text, index) : index]
    return before if not before.strip(" ") else None


def dash(text: str, sequence: yaml.Node, item: yaml.Node, after: int) -> int | None:
    """The index of a block item's `-`, searched back from the item but not before `after`."""
    column, at = sequence.start_mark.column, item.start_mark.index
    while at >= after:
        start = line_start(text, at)
        place = start + column
        if after <= place <= item.start_mark.index and text[place : place + 1] == "-":
            return place
        if start == 0:
            return None
        at = start - 1
    return None


def _find_comments(text: str, start: int, end: int) -> list[str]:
    return [match[0] for match in _COMMENT.finditer(text, start, max(start, end))]


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
        return
    for child in node.value:
        for part in child if isinstance(child, tuple) else (child,):
            yield from _scalars(part)
