"""The one issue: found again, read, and written only where it would say something else.

    labelled issues ──the oldest of ours──> what it kept ──> the board now ──differs──> create, edit, reopen
                                                                           │            └──news──> a comment
                                                                           └──same──> nothing

It is ours by its label, and by the line above what it keeps; where a person took that out, by its title.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sync.publish import marker
from sync.publish.forge.github import GitHub
from sync.publish.forge.shapes import PullRequest
from sync.publish.room import of_syncs
from sync.publish.text import body
from sync.publish.world import lane_of
from sync.report.escape import code
from sync.schedule import news, page, rows, state, steps
from sync.schedule.heard import Heard
from sync.schedule.issues import Issue, Issues
from sync.schedule.page import Board
from sync.schedule.rows import Book, Open
from sync.schedule.state import State

TITLE, LABEL = "Catalog sync", "sync:dashboard"

_RUN = re.compile(r"^Made by \[this run\]\((?P<url>[^)]*)\)\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stands on the forge before this run. `anew`: what the issue kept can't be read."""

    issue: Issue | None = None
    state: State = field(default_factory=State)
    pulls: tuple[Open, ...] = ()
    anew: bool = False
    run_url: str | None = None


def look(issues: Issues, github: GitHub) -> Known:
    """The dashboard and the open pull requests of syncs. Raises ForgeError.

    The issue is read last: what another run writes into it between this and `write` would be lost.
    """
    pulls = sorted(map(_open, of_syncs(github)), key=lambda pull: pull.number)
    issue = ours(issues.labelled(LABEL))
    if issue is None:
        return Known(pulls=tuple(pulls))
    kept = state.read(issue.body)
    made = _RUN.findall(marker.inside(issue.body) or "")
    return Known(
        issue=issue,
        state=kept or State(),
        pulls=tuple(pulls),
        anew=kept is None,
        run_url=made[-1] if made else None,
    )


def ours(found: Sequence[Issue]) -> Issue | None:
    """Of issues with the label, the oldest first, the one that is the dashboard."""
    marked = [issue for issue in found if state.is_marked(issue.body)]
    return next(iter([*marked, *(issue for issue in found if issue.title == TITLE)]), None)


def board(known: Known, heard: Heard, book: Book, today: date, run_url: str | None) -> Board:
    """What the dashboard says after this run."""
    again = run_url is not None and run_url == known.run_url
    after = rows.moved(known.state, heard, book, today, again=again)
    notes = [page.ANEW] if known.anew else []
    notes += [f"Not read: {code(name)}." for name in heard.unread]
    points = rows.points(after, known.pulls, book, today)
    after = news.still_marked(after, today) if book.problems else news.marked(after, points)
    return Board(state=after, pulls=known.pulls, points=points, today=today, notes=notes)


def write(issues: Issues, known: Known, made: Board, run_url: str | None) -> str:
    """Bring the issue to it, then say in a comment what began or ended; what was done, in words.

    One that a person closed is opened again only where something needs attention; what it keeps is
    kept up to date all the same. A new one says it all itself. Raises ForgeError.
    """
    if known.issue is None:
        issue = issues.create(TITLE, page.body(None, made, run_url), LABEL)
        return f"opened #{issue.number}"
    issue = known.issue
    text = page.body(issue.body, made, run_url)
    reopen = issue.state == "closed" and bool(made.points)
    if not reopen and body.compared(text) == body.compared(issue.body):
        return f"#{issue.number} says so already"
    issues.edit(issue.number, text, reopen=reopen)
    done = f"{'reopened' if reopen else 'edited'} #{issue.number}"
    told = news.since(known.state, made.state, made.points, made.today)
    if not told:
        return done
    issues.comment(issue.number, news.text(told, run_url))  # last: what is kept says that it is told
    return f"{done} and commented on it"


def _open(pull: PullRequest) -> Open:
    provider, lane = lane_of(pull.branch)
    return Open(
        number=pull.number,
        provider=provider,
        review=lane == "review",
        url=pull.url,
        since=pull.created_at.date(),
        marks=tuple(words for label, words in steps.MARKS.items() if label in pull.labels),
    )
