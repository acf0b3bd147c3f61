"""Rows of text as aligned lines, as they are or wrapped to the terminal."""

import shutil
import sys
from collections.abc import Sequence
from textwrap import wrap

PIPED = 100
"""Columns where no terminal says how many it has."""

_NARROW = 16
_GAPS = ("  ",) * 20


def columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> list[str]:
    """Each row as a line; a column is as wide as its widest cell, the last one ends where it ends."""
    return [_line(row, _widths(rows), indent, _GAPS) for row in rows]


def fitted(rows: Sequence[Sequence[str]], *, indent: str = "") -> list[str]:
    """The same, but cells are wrapped at spaces where the lines would be wider than the terminal."""
    return [line for lines in blocks(rows, indent=indent) for line in lines]


def blocks(
    rows: Sequence[Sequence[str]], *, indent: str = "", whole: int = 1, gaps: Sequence[str] = ()
) -> list[list[str]]:
    """The lines of each row, that fit the terminal where they can; `gaps` stand between the columns.

    The first `whole` columns are never wrapped, and words, such as ids, never cut: what stands
    beside a word that is too long for its column begins a line further down.
    """
    gaps = gaps or _GAPS
    between = len(indent) + sum(map(len, gaps[: len(rows[0]) - 1])) if rows else 0
    widths = _narrowed(rows, whole, terminal_width() - between)
    found = []
    for row in rows:
        down, cells = 0, list[list[str]]()
        for cell, width in zip(row, widths, strict=True):
            lines = _wrapped(cell, width)
            cells.append([*[""] * down, *lines])
            down += max((at + 1 for at, line in enumerate(lines) if len(line) > width), default=0)
        deep = range(max(map(len, cells)))
        shown = [[cell[at] if at < len(cell) else "" for cell in cells] for at in deep]
        found.append([_line(line, widths, indent, gaps) for line in shown])
    return found


def shorter(text: str, limit: int) -> str:
    """A text cut at a space, with `…`; a word alone, such as an id, stays whole."""
    if len(text) <= limit:
        return text
    at = text.rfind(" ", 0, limit)
    rest = text.find(" ") if at < 0 else at
    return text if rest < 0 else text[:rest].rstrip(",;: ") + " …"


def paragraph(text: str, *, indent: str) -> list[str]:
    """A sentence in lines that fit the terminal, broken at spaces."""
    return [f"{indent}{line}" for line in _wrapped(text, max(_NARROW, terminal_width() - len(indent)))]


def terminal_width() -> int:
    """Columns of the terminal that is written to."""
    return shutil.get_terminal_size((PIPED, 24)).columns if sys.stdout.isatty() else PIPED


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(len(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []


def _narrowed(rows: Sequence[Sequence[str]], whole: int, room: int) -> list[int]:
    """The widths with as much taken as must be and can be, each time where fewest cells are too long then."""
    widths = _widths(rows)

    def cost(at: int) -> tuple[int, int]:
        return sum(len(row[at]) >= widths[at] for row in rows), -widths[at]

    while sum(widths) > room:
        wide = [at for at, width in enumerate(widths) if at >= whole and width > _NARROW]
        if not wide:
            break
        widths[min(wide, key=cost)] -= 1
    return widths


def _wrapped(cell: str, width: int) -> list[str]:
    if len(cell) <= width:
        return [cell]
    return wrap(cell, width, break_long_words=False, break_on_hyphens=False) or [""]


def _line(cells: Sequence[str], widths: Sequence[int], indent: str, gaps: Sequence[str]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    between = (*gaps[: len(padded) - 1], "")
    return (indent + "".join(cell + gap for cell, gap in zip(padded, between, strict=True))).rstrip()
