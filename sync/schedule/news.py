"""What is told once, in a comment: a provider that needs a person from now on, and one that healed.

    the marks of the last run ──┐
    the points of this one ─────┴──> news ──a comment──> whoever watches the issue, by mail

An issue that is edited mails nobody. Which providers are marked is kept in the issue itself, so a run
where nothing begins or ends says nothing, however often it is repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sync.publish.text.body import LIMIT, footer
from sync.report.escape import code, word
from sync.report.tables import Part, Section, fit, size
from sync.schedule import page
from sync.schedule.rows import Point
from sync.schedule.state import Row, State

_MARKING = ("failing", "silent")
"""What marks a provider. A job that fails is red, and a pull request has mails of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What began with a run, and the providers for which it ended."""

    began: tuple[Point, ...] = ()
    healed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.began or self.healed)


def since(before: State, after: State, points: Sequence[Point], today: date) -> News:
    """What nobody was told of yet.

    Whose mark ends without a success, for want of a key or by a longer patience, didn't heal.
    """
    known = {name for name, row in before.rows.items() if row.marked}
    fresh = {name for name, row in after.rows.items() if row.marked} - known
    began = [point for point in points if point.kind in _MARKING and point.who in fresh]
    well = {name for name, row in after.rows.items() if _is_well(row, today) and not row.marked}
    return News(began=tuple(began), healed=tuple(sorted(known & well)))


def marked(state: State, points: Sequence[Point]) -> State:
    """The same with the marks that these points make."""
    names = {point.who for point in points if point.kind in _MARKING}
    return replace(state, rows={name: replace(row, marked=name in names) for name, row in state.rows.items()})


def still_marked(state: State, today: date) -> State:
    """The same where the catalog can't be read: whom it asks, and how patient it is, nobody knows.

    So no mark begins, and one ends only with a success.
    """
    rows = {
        name: replace(row, marked=row.marked and not _is_well(row, today)) for name, row in state.rows.items()
    }
    return replace(state, rows=rows)


def _is_well(row: Row, today: date) -> bool:
    """Whether its list was read today, and nothing went wrong since."""
    return row.success == today and row.failure is None


def text(news: News, run_url: str | None) -> str:
    """The comment."""
    foot = "".join(footer(run_url))
    began = [(page.item(point, code),) for point in news.began]
    healed = [(f"**{word(name, code)}**: its list was read again",) for name in news.healed]
    told = (("Needs attention", began), ("Healed", healed))
    parts: list[Part] = [Section(title=title, rows=rows, see=page.SEE) for title, rows in told if rows]
    return f"{fit(parts, LIMIT - size(foot))}\n{foot}".rstrip() + "\n"
