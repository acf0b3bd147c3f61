"""Sections of a page, and how a page that is too long gets short: never inside a row, a fence or a fold.

    all fits ──no──> whole sections are dropped, the least important and longest first,
                     what is missing stands in one line (small ones, together
                     a quarter of the page at most, aren't worth that)
             ──no──> tables keep as many whole rows as fit, `+N more` below
             ──no──> those go too

Plain text of a page, such as its headline and what needs attention, always stays.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sync.report.counts import many
from sync.report.escape import code

FOLDED = 10
"""Rows from which on a foldable section is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled table, or a list where there is no header.

    title  our own words, never a feed's
    head   header cells; one that ends in `:` is aligned to the right
    rows   cells of a row, ready for Markdown; of a list one cell
    drop   when it goes: 0 only when nothing else helps, else the highest first
    cut    whether it may lose some rows
    fold   whether it is closed where it is long; closed: whether it is, however short
    depth  the heading's level
    lead   a sentence above the rows
    see    the command that shows what was left out
    """

    title: str
    head: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]]
    drop: int = 0
    cut: bool = True
    fold: bool = False
    closed: bool = False
    depth: int = 2
    lead: str = ""
    see: str = "python -m sync run --dry-run"


Part = str | Section


def size(text: str) -> int:
    """Length as a forge may count it: in UTF-8 bytes, which are never fewer than UTF-16 units."""
    return len(text.encode("utf-8", "surrogatepass"))


def render(section: Section, keep: int | None = None) -> str:
    """The section as GitHub Markdown, with at most `keep` rows."""
    rows = section.rows[:keep]
    rest = len(section.rows) - len(rows)
    body = [section.lead] if section.lead else []
    if rows:
        body.append(
            "\n".join(_table(section.head, rows) if section.head else [f"- {row[0]}" for row in rows])
        )
    if rest:
        body.append(f"+{rest:,} more; run {code(section.see, 200)} to see them")
    if rows and (section.closed or (section.fold and len(rows) > FOLDED)):
        head = f"<details><summary>{section.title} ({len(section.rows):,})</summary>"
        return "\n\n".join([head, *body, "</details>"])
    return "\n\n".join([f"{'#' * section.depth} {section.title}", *body])


def fit(parts: Sequence[Part], limit: int) -> str:
    """The page, at most `limit` long as long as its plain text is."""
    blocks: list[str | Section] = [part if isinstance(part, str) else render(part) for part in parts]
    found = [(index, part) for index, part in enumerate(parts) if isinstance(part, Section)]
    found.sort(key=lambda each: (-each[1].drop, -_size(blocks[each[0]])))
    small = limit // (4 * len(parts))
    _drop(blocks, [each for each in found if each[1].drop and _size(blocks[each[0]]) > small], limit)
    left = [(index, section) for index, section in found if isinstance(blocks[index], str)]
    _shorten(blocks, [each for each in left if each[1].cut], limit)
    _drop(blocks, left, limit)
    return _page(blocks)


def _drop(blocks: list[str | Section], sections: Sequence[tuple[int, Section]], limit: int) -> None:
    """Put sections, unrendered, in the place of their text until the page fits."""
    total = sum(map(_size, blocks))
    for index, section in sections:
        if total <= limit and size(_page(blocks)) <= limit:
            return
        total -= _size(blocks[index])
        blocks[index] = section


def _shorten(blocks: list[str | Section], sections: Sequence[tuple[int, Section]], limit: int) -> None:
    """Cut tables to the most rows with which the page fits, the same number for each, in place."""
    total = size(_page(blocks))
    if total <= limit or not sections:
        return
    fixed = total - sum(_size(blocks[index]) for index, _ in sections)

    def length(keep: int) -> int:
        return fixed + sum(size(render(section, keep)) for _, section in sections)

    longest = max(len(section.rows) for _, section in sections)
    keep = max(0, bisect_right(range(longest + 1), limit, key=length) - 1)
    for index, section in sections:
        blocks[index] = render(section, keep)


def _page(blocks: Sequence[str | Section]) -> str:
    """The blocks one below the other; neighbours that were left out share a line."""
    texts = []
    for left_out, run in groupby(blocks, key=lambda block: isinstance(block, Section) and block.see):
        if left_out:
            texts.append(_left_out([section for section in run if isinstance(section, Section)]))
        else:
            texts += [block for block in run if isinstance(block, str) and block]
    return "\n\n".join(texts) + "\n"


def _left_out(sections: Sequence[Section]) -> str:
    counts = [f"{section.title}: {many(len(section.rows), 'line', 'lines')}" for section in sections]
    return f"{', '.join(counts)} left out; run {code(sections[0].see, 200)} to see them."


def _size(block: str | Section) -> int:
    return size(block) if isinstance(block, str) else 0


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    rule = ["---:" if cell.endswith(":") else "---" for cell in head]
    return [_row([cell.rstrip(":") for cell in head]), _row(rule), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
