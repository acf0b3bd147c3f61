"""Takes keys and items out of a mapping or list; every comment that stood in them stays in the file."""

import re

import yaml

from sync.files import marks
from sync.files.splices import Splices

_COMMA = re.compile(r"(?:\s|#[^\r\n]*+)*+,")


def children(splices: Splices, node: yaml.Node, gone: list[int], spans: list[marks.Span]) -> None:
    """Take out the children at the places `gone`, but not all; `spans` has one for each child."""
    runs: list[list[int]] = []
    for at in gone:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    for run in runs:
        if not marks.is_block(node):
            _between_commas(splices, node, run, spans)
        elif marks.indent(splices.text, spans[run[0]][0]) is None and run[-1] + 1 < len(spans):
            _move_up(splices, node, run, spans)
        else:
            for at in run:
                lines(splices, spans[at], marks.nodes(node.value[at]))


def lines(splices: Splices, span: marks.Span, nodes: list[yaml.Node]) -> None:
    """Take out the lines of an item; comments on them become lines of their own."""
    start, stop = span[0], marks.line_end(splices.text, span[1])
    kept = marks.comments(splices.text, (start, stop), nodes)
    blanks = marks.indent(splices.text, start)
    if blanks is None:
        splices.put(start, stop, splices.newline.join(kept) + splices.newline)
    else:
        lines = "".join(blanks + comment + splices.newline for comment in kept)
        splices.put(start - len(blanks), stop, lines)


def broken(comments: list[str], column: int, newline: str) -> str:
    """Comments in the middle of a line: each ends it, and the rest goes on further in."""
    return "".join(f" {comment}{newline}{' ' * column}" for comment in comments)


def _move_up(splices: Splices, node: yaml.Node, run: list[int], spans: list[marks.Span]) -> None:
    """Out of `- key: …` or `- - …` goes the first: what follows moves up behind the dash."""
    start, following = spans[run[0]][0], spans[run[-1] + 1][0]
    removed = [part for at in run for part in marks.nodes(node.value[at])]
    kept = marks.comments(splices.text, (start, following), removed)
    if not kept:
        splices.put(start, following, "")
        return
    blanks = " " * (start - marks.line_start(splices.text, start))
    splices.put(start, following, "".join(comment + splices.newline + blanks for comment in kept))


def _between_commas(splices: Splices, node: yaml.Node, run: list[int], spans: list[marks.Span]) -> None:
    """Each item goes with the comma behind it; those at the end go with the comma before them."""
    text = splices.text
    for at in run:
        start, end = spans[at]
        kept = marks.comments(text, (start, end), marks.nodes(node.value[at]))
        left = broken(kept, marks.column_of_line(text, start) + 2, splices.newline)
        comma = _COMMA.match(text, end if run[-1] + 1 < len(spans) else spans[at - 1][1])
        if comma is None:
            splices.put(start, end, left)
        elif comma.end() <= start:
            _pieces(splices, (comma.end() - 1, comma.end()), (start, end), left)
        else:
            rest = text[comma.end() :]
            blanks = len(rest) - len(rest.lstrip(" "))
            _pieces(splices, (start, end), (comma.end() - 1, comma.end() + blanks), left)


def _pieces(splices: Splices, one: marks.Span, other: marks.Span, left: str) -> None:
    """Two pieces of a line, and the blanks between them when there is nothing else."""
    if not splices.text[one[1] : other[0]].strip(" "):
        splices.put(one[0], other[1], left)
    else:
        splices.put(*one, left)
        splices.put(*other, "")
