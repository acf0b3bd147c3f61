"""What a file's text shows and its values don't: comments behind a text, zeros in front of a number."""

import re
from collections.abc import Iterator

import yaml

from sync.core.values import Path
from sync.files import marks
from sync.files.compose import BARE
from sync.files.read import Document

_COMMENT = re.compile(r"[ \t]+(#[^\r\n]*)")
_PERHAPS = re.compile(r"[\s\[{:,]-?0[0-9]")
_ZERO = re.compile(r"-?0[0-9]+(\.[0-9]+)?")


def comment_behind(document: Document, text: str, path: Path) -> str | None:
    """The comment on the line of a text that stands without quotes in a mapping; None where none is."""
    mapping = node_at(document.root, path[:-1])
    pairs = mapping.value if isinstance(mapping, yaml.MappingNode) else []
    pair = next((pair for pair in pairs if pair[0].value == path[-1] and pair[1].tag == BARE), None)
    found = _COMMENT.match(text, marks.value_span(text, pair)[1]) if pair else None
    return found[1].rstrip() if found else None


def node_at(root: yaml.Node | None, path: Path) -> yaml.Node | None:
    """The node of the value that stands at a path, which must be there."""
    node = root
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode):
            node = node.value[int(part)]
    return node


def may_have_zeros(text: str) -> bool:
    """Whether a look at its numbers is worth reading a file once more."""
    return bool(_PERHAPS.search(text))


def with_zeros(document: Document) -> Iterator[tuple[int, str]]:
    """The numbers with a zero in front, each with its line."""
    for node in marks.every(document.root) if document.root is not None else ():
        if isinstance(node, yaml.ScalarNode) and node.tag == BARE and _ZERO.fullmatch(node.value):
            yield node.start_mark.line + 1, node.value
