"""The entries of a block mapping or list as whole lines, each with the comments that are its own.

    # right above an entry, in its column: its own
    acme/one:
      price: {input: 3}
      # right below it, further in: its own
    # right below it and above nothing: whose it is can't be known

Nor can it of a comment between the head of a file, or of a list, and the first entry. One with
blank lines on both sides is nobody's and stays where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from sync.files import marks
from sync.files.putin import HEADER


@dataclass(frozen=True, slots=True)
class Chunk:
    """An entry's lines, from the first to behind the last.

    cut    the same with blank lines above it that would be too many without it
    first  whether it is the collection's first
    """

    start: int
    end: int
    cut: marks.Span
    first: bool


@dataclass(frozen=True, slots=True)
class _Gap:
    """The lines between two entries: how many are the upper one's, and how many the lower one's."""

    lines: Sequence[marks.Span]
    upper: int
    lower: int
    blank_first: bool
    blank_last: bool

    def end_of_upper(self, otherwise: int) -> int:
        return self.lines[self.upper - 1][1] if self.upper else otherwise

    def start_of_lower(self, otherwise: int) -> int:
        return self.lines[-self.lower][0] if self.lower else otherwise


def chunks(text: str, node: yaml.Node, within: marks.Span) -> list[Chunk] | None:
    """The chunks of a collection's entries; None where they share lines with something else.

    `within` are the lines that belong to the collection: of the root the whole text, of
    another those behind its key's line up to the end of its key's own chunk.
    """
    if not marks.is_block(node) or not node.value:
        return None
    pairs = isinstance(node, yaml.MappingNode)
    spans = [marks.pair_span(text, pair) for pair in node.value] if pairs else marks.item_spans(text, node)
    if any(marks.indent(text, start) is None for start, _ in spans):
        return None
    starts = [marks.line_start(text, start) for start, _ in spans]
    ends = [marks.line_end(text, end) for _, end in spans]
    bounds = list(zip([within[0], *ends], [*starts, within[1]], strict=True))
    if any(upper > lower for upper, lower in bounds):
        return None
    column = spans[0][0] - starts[0]
    gaps = [_gap(text, span, column, at, len(spans)) for at, span in enumerate(bounds)]
    return [
        _chunk(text, (starts[at], ends[at]), gaps[at], gaps[at + 1], first=at == 0)
        for at in range(len(spans))
    ]


def cuts(text: str, found: Sequence[Chunk]) -> list[marks.Span]:
    """What to cut so that these go, in the order of the file, with the blank lines that would be too many."""
    spans: list[marks.Span] = []
    top = 0  # up to where nothing is left from the first entry on
    for chunk in found:
        start, end = max(chunk.cut[0], top), chunk.cut[1]
        if chunk.first or start == top:
            end = end if start < chunk.start else _past_blanks(text, end)
            top = end
        spans.append((start, end))
    return spans


def _chunk(text: str, body: marks.Span, above: _Gap, below: _Gap, *, first: bool) -> Chunk:
    start, end = above.start_of_lower(body[0]), below.end_of_upper(body[1])
    between_blanks = above.blank_last and below.blank_first
    cut = _above_blanks(text, start) if between_blanks else start
    return Chunk(start, end, (cut, end), first)


def _gap(text: str, span: marks.Span, column: int, at: int, count: int) -> _Gap:
    lines = _lines(text, span)
    columns = [_comment_column(text, line) for line in lines]
    upper = 0
    while at > 0 and upper < len(lines) and columns[upper] > column:
        upper += 1
    lower = 0
    while at < count and lower < len(lines) - upper and columns[-1 - lower] == column:
        lower += 1
    headless = lower > 0 and at == 0 and not _is_blank(text, lines, len(lines) - lower - 1)
    return _Gap(
        lines=lines,
        upper=upper,
        lower=0 if headless else lower,
        blank_first=_is_blank(text, lines, upper) or (at == count and upper == len(lines)),
        blank_last=_is_blank(text, lines, len(lines) - lower - 1),
    )


def _lines(text: str, span: marks.Span) -> list[marks.Span]:
    lines, at = [], span[0]
    while at < span[1]:
        end = marks.line_end(text, at)
        lines.append((at, end))
        at = end
    return lines


def _comment_column(text: str, line: marks.Span) -> int:
    """The column of a comment line; -1 for any other line, and for the line that names the schema."""
    content = text[slice(*line)]
    stripped = content.lstrip(" \t")
    is_comment = stripped.startswith("#") and not stripped.startswith(HEADER)
    return len(content) - len(stripped) if is_comment else -1


def _is_blank(text: str, lines: Sequence[marks.Span], at: int) -> bool:
    return 0 <= at < len(lines) and not text[slice(*lines[at])].strip()


def _past_blanks(text: str, index: int) -> int:
    while index < len(text) and not text[index : marks.line_end(text, index)].strip():
        index = marks.line_end(text, index)
    return index


def _above_blanks(text: str, index: int) -> int:
    while index > 0 and not text[marks.line_start(text, index - 1) : index].strip():
        index = marks.line_start(text, index - 1)
    return index
