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
                above = marks.nodes(node.value[run[0] - 1])[-1] if run[0] else None
                deep = None if above is None else marks.text_column(splices.text, above)
                if deep is not None:
                    _out_of_the_text(splices, spans[at], deep)


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


def _out_of_the_text(splices: Splices, span: marks.Span, deep: int) -> None:
    """Comments below an item that stand as far in as the text above it would become lines of that."""
    text, at = splices.text, marks.line_end(splices.text, span[1])
    column = marks.column_of_line(text, span[0])
    while at < len(text):
        end = marks.line_end(text, at)
        line = text[at:end].lstrip(" 	")
        if line.strip() and (not line.startswith("#") or end - len(line) < at + deep):
            break
        if line.strip():
            splices.put(at + column, end - len(line), "")
        at = end


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
    """Each item goes with the comma behind it; those at the end of a line with the comma before them."""
    text = splices.text
    for at in run:
        start, end = spans[at]
        kept = marks.comments(text, (start, end), marks.nodes(node.value[at]))
        left = broken(kept, marks.column_of_line(text, start) + 2, splices.newline)
        behind = _COMMA.match(text, end)
        before = _COMMA.match(text, spans[at - 1][1]) if at else None
        own_line = marks.indent(text, start) is not None
        if run[-1] + 1 == len(spans) and before and not own_line:
            _pieces(splices, (before.end() - 1, before.end()), (start, end), left)
        elif behind:
            rest = text[behind.end() :]
            _pieces(splices, (start, end), (behind.end() - 1, len(text) - len(rest.lstrip(" "))), left)
        else:
            _piece(splices, start, end, left)


def _pieces(splices: Splices, one: marks.Span, other: marks.Span, left: str) -> None:
    """Two pieces of a line, and the blanks between them when there is nothing else."""
    if splices.text[one[1] : other[0]].strip(" "):
        _piece(splices, *one, left)
        _piece(splices, *other, "")
    else:
        _piece(splices, one[0], other[1], left)


def _piece(splices: Splices, start: int, end: int, left: str) -> None:
    """A piece of a line, and the whole line when there is nothing else on it."""
    blanks, stop = marks.indent(splices.text, start), marks.line_end(splices.text, end)
    if blanks is not None and not left and not splices.text[end:stop].strip() and stop < len(splices.text):
        start, end = start - len(blanks), stop
    splices.put(start, end, left)
