"""The comments that stand beside a value: a person's words, which may be about that value alone.

# list price, seen 2026-08          above it, on lines of their own
price: {input: 1, output: 1.4}      # contract 2026-08
"""

import re
from collections.abc import Iterator

import yaml

from sync.core.values import Path
from sync.files import marks
from sync.files.putin import HEADER
from sync.files.read import read

Comment = tuple[int, str]
"""A line, from 1, and the comment on it."""

_OWN_LINE = re.compile(r"[ \t]*(#.*)")


def beside(text: str, path: Path) -> list[Comment]:
    """The comments on the lines of a key and its value, and right above; none where there is no such key."""
    root = read(text, "").root
    pair = _pair(root, path)
    if root is None or pair is None:
        return []
    start, end = marks.pair_span(text, pair)
    start, end = marks.line_start(text, start), marks.line_end(text, end)
    found = sorted(_above(text[:start]))
    for comment in marks.comments(text, (start, end), [root]):
        start = text.index(comment, start)
        found.append((text.count("\n", 0, start) + 1, comment))
    return found


def still_there(comment: Comment, text: str) -> int | None:
    """The line on which a comment stands after a change of the file: the nearest with these words."""
    at, words = comment
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.rstrip().endswith(words)]
    return min(lines, key=lambda number: abs(number - at), default=None)


def _above(text: str) -> Iterator[Comment]:
    """The comments at the end of a text, upwards, without the line that names the schema."""
    lines = text.splitlines()
    for number in range(len(lines), 0, -1):
        match = _OWN_LINE.fullmatch(lines[number - 1])
        if match is None or lines[number - 1].startswith(HEADER):
            return
        yield number, match[1].rstrip()


def _pair(root: yaml.Node | None, path: Path) -> marks.Pair | None:
    pair: marks.Pair | None = None
    for part in path:
        node = root if pair is None else pair[1]
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        pair = next((each for each in pairs if each[0].value == part), None)
        if pair is None:
            return None
    return pair
