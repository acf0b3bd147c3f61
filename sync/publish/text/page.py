"""A report's page, cut to the room that a body has for it: never inside a row, a table or a fold.

    too long ──> rows of what is closed go, from the end, the longest table first
             ──> then those of what is open
             ──> then whole sections, the last first

The headline and what needs attention stay whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sync.report.tables import size

URGENT = "Needs attention"
NONE_LEFT = "This report is too long for a page here; the run's own report has all of it.\n"

_HEADING = re.compile(r"## (?P<title>.+)|<details><summary>(?P<folded>.+?) \([0-9,]+\)</summary>")
_ROOM_FOR_MORE = 80


@dataclass(frozen=True, slots=True)
class Part:
    """A section, or what stands above the first one, whose title is empty; `rows`: those left out."""

    title: str
    lines: tuple[str, ...]
    folded: bool = False
    rows: int = 0

    @property
    def text(self) -> str:
        """Its Markdown, with an empty line at the end."""
        return "\n".join(self.lines).strip("\n") + "\n\n"


def parts(page: str) -> list[Part]:
    """The sections of a page; no comment is left in it that could be taken for a marker."""
    found: list[tuple[str, bool, list[str]]] = [("", False, [])]
    for line in page.replace("\r\n", "\n").replace("<!--", "&lt;!--").split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading is not None:
            found.append((heading["title"] or heading["folded"], heading["folded"] is not None, []))
        found[-1][2].append(line)
    return [Part(title, tuple(lines), folded) for title, folded, lines in found]


def fitted(found: Sequence[Part], limit: int) -> str:
    """The page of these sections, at most `limit` long in UTF-8 bytes."""
    kept = list(found)
    order = sorted(range(len(kept)), key=lambda at: (not kept[at].folded, -size(kept[at].text)))
    for at in order:
        over = _size(kept) - limit
        if over > 0 and kept[at].title not in ("", URGENT):
            kept[at] = _shortened(kept[at], over)
    last = len(kept)
    while last and _size(kept) > limit:
        last -= 1
        if kept[last].title not in ("", URGENT):
            del kept[last]
    return "".join(part.text for part in kept) if _size(kept) <= limit else NONE_LEFT


def _size(found: Sequence[Part]) -> int:
    return sum(size(part.text) for part in found)


def _shortened(part: Part, over: int) -> Part:
    """The section without as many of its last rows as are `over` bytes long, or without any."""
    rows = list(_rows(part.lines))
    gone: list[int] = []
    saved = -_ROOM_FOR_MORE
    while rows and saved < over:
        gone.append(rows.pop())
        saved += size(part.lines[gone[-1]]) + 1
    if not gone:
        return part
    more = ["", f"+{len(gone):,} more; they stand in Files changed"]
    first = gone[-1]
    if not rows and part.lines[first].startswith("| "):
        first -= 2  # a table's head alone tells nothing
        more = more[1:]
    lines = (*part.lines[:first], *more, *part.lines[gone[0] + 1 :])
    return replace(part, lines=lines, rows=len(gone))


def _rows(lines: Sequence[str]) -> Iterator[int]:
    """The rows of the section's table, without its head, or the items of its list."""
    tabled = [at for at, line in enumerate(lines) if line.startswith("|")]
    yield from tabled[2:] or [at for at, line in enumerate(lines) if line.startswith("- ")]
