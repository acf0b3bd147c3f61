"""What the dashboard shows: Markdown for the issue and a job's summary, plain lines for a terminal.

    headline          how much needs a person
    Needs attention   jobs, providers and pull requests that do, since when, and what to do next
    Providers         a row each, those that fail first

A day has the same ages from its first run to its last, so a quiet run makes the same page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sync.publish import marker
from sync.publish.decide import FULL
from sync.publish.text.body import FORGE, LIMIT, footer, is_link
from sync.report.counts import days_since, many
from sync.report.escape import REASON, Quote, code, plain, word
from sync.report.tables import Part, Section, fit, size
from sync.schedule import state as kept
from sync.schedule import steps
from sync.schedule.rows import Open, Point, by_provider
from sync.schedule.state import Row, State

HEAD = (
    "provider",
    "last success",
    "age:",
    "open pull request",
    "held:",
    "snoozed",
    "refused or failed, and why",
)
ANEW = "What earlier runs had kept here couldn't be read: dates and counts begin anew."
SEE = "python -m sync dashboard"
_NONE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All that the dashboard says. `notes` are sentences that are ready to be shown."""

    state: State
    pulls: Sequence[Open]
    points: Sequence[Point]
    today: date
    notes: Sequence[str] = ()


def page(board: Board, limit: int = LIMIT) -> str:
    """The page as Markdown, at most `limit` long in UTF-8 bytes as long as its plain text is."""
    urgent = [(item(point, code),) for point in board.points]
    parts: list[Part] = [f"**{headline(board)}**"]
    if urgent:
        parts.append(Section(title="Needs attention", rows=urgent, see=SEE))
    if board.state.rows or board.pulls:
        parts.append(Section(title="Providers", head=HEAD, rows=_rows(board, code), see=SEE))
    return fit([*parts, *board.notes], limit)


def headline(board: Board) -> str:
    """How much needs a person, and how many providers failed when they were asked last."""
    count, down = len(board.points), sum(row.failed > 0 for row in board.state.rows.values())
    needs = (
        many(count, "thing needs attention", "things need attention") if count else "Nothing needs attention"
    )
    failed = f"; {down:,} of {many(len(board.state.rows), 'provider', 'providers')} failed" if down else ""
    return f"{needs}{failed}."


def lines(board: Board) -> tuple[list[str], list[tuple[str, ...]]]:
    """The same for a terminal: what needs a person, line by line, and the table with its head."""
    urgent = [line for point in board.points for line in f"- {item(point, plain)}".split("\n")]
    told = [headline(board), *urgent, *board.notes]
    rows = _rows(board, plain)
    return told, [tuple(cell.rstrip(":") for cell in HEAD), *rows] if rows else []


def body(present: str | None, board: Board, run_url: str | None) -> str:
    """The whole text of the issue: a person's own, and the block with what is kept for the next run."""
    last, foot = kept.write(board.state), "".join(footer(run_url))
    around = sum(map(size, marker.around(present)))
    room = min(LIMIT, FORGE - around - len("\n\n\n")) - size(marker.wrapped(foot, last)) - len("\n\n")
    return marker.replaced(present, marker.wrapped(f"{page(board, room)}\n{foot}", last))


def item(point: Point, quote: Quote) -> str:
    """A point of a list, and below it what to do."""
    who = point.who if point.ours else word(point.who, quote)
    head = f"{who} {point.what}" if quote is plain else f"**{who}** {point.what}"
    pull = f": {_link(point.pull, quote)}" if point.pull else ""
    why = f": {quote(point.why, REASON)}" if point.why else ""
    return f"{head}{pull}{why}\n  - next: {steps.step(point, quote)}"


def _rows(board: Board, quote: Quote) -> list[tuple[str, ...]]:
    return [
        (
            word(name, quote),
            *_of_row(row, board.today),
            _pulls(row, pulls, board.today, quote),
            *_told(row, pulls, quote),
        )
        for name, (row, pulls) in by_provider(board.state, board.pulls).items()
    ]


def _of_row(row: Row | None, today: date) -> tuple[str, str]:
    if row is None:
        return _NONE, _NONE
    if row.success is None:
        return "never", _NONE
    return row.success.isoformat(), days_since(row.success, today)


def _pulls(row: Row | None, pulls: Sequence[Open], today: date, quote: Quote) -> str:
    found = list[str]()
    for pull in pulls:
        words = (*(["review"] if pull.review else []), days_since(pull.since, today), *pull.marks)
        found.append(f"{_link(pull, quote)} ({', '.join(words)})")
    if row is not None and row.waits:
        found.append(FULL)
    return ", ".join(found) or _NONE


def _link(pull: Open, quote: Quote, shown: str = "") -> str:
    text = shown or f"#{pull.number}"
    return f"[{text}]({pull.url})" if quote is code and is_link(pull.url) else text


def _told(row: Row | None, pulls: Sequence[Open], quote: Quote) -> tuple[str, str, str]:
    """Held, which leads to the review that decides it; snoozed; and how it failed."""
    if row is None:
        return _NONE, _NONE, ""
    held = f"{row.held:,}"
    for pull in pulls:
        if pull.review and row.held:
            held = _link(pull, quote, held)
    snoozed = ", ".join(f"#{number}" for number in row.snoozed) or _NONE
    return held, snoozed, _why(row, quote)


def _why(row: Row, quote: Quote) -> str:
    if row.failure is None:
        return f"not asked: {quote(row.keyless)}" if row.keyless else ""
    head = row.failure if quote is plain else f"**{row.failure}**"
    rule = f" ({word(row.rule, quote)})" if row.rule else ""
    often = f"{row.failed:,} runs in a row, " if row.failed > 1 else ""
    why = f": {quote(row.reason, REASON)}" if row.reason else ""
    return f"{head}{rule}, {often}since {row.failing}{why}"
