"""Where a node's text begins and ends in its file, comments apart.

libyaml's end mark of a block collection or block scalar lies past the blank lines and
comments that follow it; here a node ends where its last character stands.
"""

import re
from collections.abc import Iterable, Iterator

import yaml

from sync.core.values import Path

Pair = tuple[yaml.Node, yaml.Node]
Span = tuple[int, int]

_ALIAS = re.compile(r"\s*(\*[^\s,\[\]{}]+)")
_COLON = re.compile(r"\s*:")
_COMMENT = re.compile(r"(?:^|(?<=[\s,\[\]{}\"']))#[^\r\n]*", re.MULTILINE)
_PROPERTIES = re.compile(r"(?:&[^\s,\[\]{}]+)?(?:\s|#[^\r\n]*+)*+")
_QUESTION = re.compile(r"\?\s+$")
_DASH = re.compile(r"-(?=\s|$)")
_BETWEEN = re.compile(r"(?:[\s,]|#[^\r\n]*+)*+")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")


def find(root: yaml.Node | None, path: Path) -> yaml.Node | None:
    """The key node that `path` leads to (its last part that exists); None when not even the first does."""
    node, found = root, None
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == part), None)
            if pair is None:
                return found
            found, node = pair
        elif isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
            found = node = node.value[int(part)]
        else:
            return found
    return found


def line_of(root: yaml.Node | None, path: Path) -> int | None:
    """The line, from 1, of what `path` leads to, or of the closest thing above it."""
    node = find(root, path)
    return None if node is None else node.start_mark.line + 1


def is_block(node: yaml.Node) -> bool:
    """A mapping or sequence whose items stand on lines of their own."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def is_block_scalar(node: yaml.Node) -> bool:
    """Text after `|` or `>`."""
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def text_column(text: str, node: yaml.Node) -> int | None:
    """How far in the text after `|` or `>` stands with which a node ends; lines below it that are
    as deep belong to it. None where it ends otherwise.
    """
    while isinstance(node, yaml.CollectionNode) and node.value:
        node = nodes(node.value[-1])[-1]
    if not is_block_scalar(node):
        return None
    at = line_end(text, node.start_mark.index)
    while at < len(text) and not text[at : line_end(text, at)].strip():
        at = line_end(text, at)
    return len(text) - at - len(text[at:].lstrip(" "))


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


def pair_span(text: str, pair: Pair) -> Span:
    """Where a key and its value stand, `?` included."""
    start = pair[0].start_mark.index
    question = _QUESTION.search(text, line_start(text, start), start)
    end = max(pair[0].end_mark.index, value_span(text, pair)[1])
    return (question.start() if question else start), end


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
    return start, item_spans(text, node)[-1][1]


def comments(text: str, span: Span, nodes: Iterable[yaml.Node]) -> list[str]:
    """The comments in a stretch of text; `nodes` are all that have a part in it."""
    start, end = span
    scalars = sorted(
        {
            (content_start(text, scalar), scalar.end_mark.index, is_block_scalar(scalar))
            for node in nodes
            for scalar in _scalars(node)
            if start <= content_start(text, scalar) < end
        }
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


def column_of_line(text: str, index: int) -> int:
    """How far in the line that holds `index` begins."""
    line = text[line_start(text, index) : index]
    return len(line) - len(line.lstrip(" "))


def content_start(text: str, node: yaml.Node) -> int:
    """Where a node begins when its anchor is left aside."""
    match = _PROPERTIES.match(text, node.start_mark.index)
    return match.end() if match else node.start_mark.index


def item_spans(text: str, sequence: yaml.Node) -> list[Span]:
    """From each item's dash (in a flow sequence: from the item) to its last character."""
    start = content_start(text, sequence)
    block = is_block(sequence)
    column = start - line_start(text, start)
    spans: list[Span] = []
    after = start if block else start + 1
    for item in sequence.value:
        place = _next_dash(text, after, column) if block else skip(text, after)
        end = node_span(text, item)[1]
        if item.start_mark.index < place:
            alias = _ALIAS.match(text, place + 1 if block else place)
            end = alias.end() if alias else place
        spans.append((place, max(place + block, end)))
        after = spans[-1][1]
    return spans


def skip(text: str, index: int) -> int:
    """Past blanks, line breaks, comments and commas."""
    match = _BETWEEN.match(text, index)
    return match.end() if match else index


def nodes(child: "yaml.Node | Pair") -> list[yaml.Node]:
    """A mapping's pair, or a list's item, as the nodes it is made of."""
    return list(child) if isinstance(child, tuple) else [child]


def every(node: yaml.Node) -> Iterator[yaml.Node]:
    """A node and all that it holds; what an alias stands for is met there too."""
    yield node
    if isinstance(node, yaml.CollectionNode):
        for child in node.value:
            for part in nodes(child):
                yield from every(part)


def _next_dash(text: str, index: int, column: int) -> int:
    """The index of the next block item's `-`, which stands at a column."""
    while True:
        index = skip(text, index)
        if index - line_start(text, index) == column and _DASH.match(text, index):
            return index
        following = line_end(text, index)
        if following <= index:
            return index
        index = following


def _find_comments(text: str, start: int, end: int) -> list[str]:
    return [match[0] for match in _COMMENT.finditer(text, start, max(start, end))]


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    return (part for part in every(node) if isinstance(part, yaml.ScalarNode))
