"""What the dashboard says after a run, and what of it needs a person: pure, for a given day.

    what it kept ──+ what was heard──> what it keeps ──+ open pull requests──> points, the worst first

A provider that was skipped says neither yes nor no. A run that is reported twice counts once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypedDict, get_args

from sync.core.patience import Patience
from sync.schedule.heard import Heard, Told
from sync.schedule.state import Failure, Job, Row, State

Kind = Literal["catalog", "job", "blocked", "failing", "silent", "waiting"]
"""What a point is about: it says what to do next."""

_NO_KEY = "no-key"


class _Lanes(TypedDict):
    """What of a row publishing says."""

    snoozed: tuple[int, ...]
    blocked: tuple[str, ...]
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the catalog says: who is known, enabled, asked without being named; how long to wait.

    problems  why it can't be read; then nothing is known of its providers
    """

    known: frozenset[str] = frozenset()
    enabled: frozenset[str] | None = None
    asked: frozenset[str] | None = None
    patience: Patience = field(default_factory=Patience)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open pull request of a sync; `marks` are the labels that say why it doesn't move."""

    number: int
    provider: str
    review: bool
    url: str
    since: date
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that needs a person. Only `what`, and a `who` that is `ours`, are our own words.

    fix  what mends a failure, as the run said it; empty: it didn't
    """

    kind: Kind
    who: str
    what: str
    ours: bool = False
    why: str = ""
    fix: str = ""
    pull: Open | None = None


def moved(before: State, heard: Heard, book: Book, today: date, *, again: bool = False) -> State:
    """What is kept after a run; `again`: this run was counted before."""
    names = set(before.rows) if book.enabled is None else set(book.enabled)
    for name, told in heard.told.items():
        if told.status in get_args(Failure) or (
            told.status == "ok" and (book.enabled is None or name in book.known)
        ):
            names.add(name)  # what isn't of the catalog, such as a sweep, is told while it fails
    rows = {}
    for name in sorted(names):
        row = before.rows.get(name) or Row(known=today)
        said = heard.told.get(name)
        rows[name] = row if said is None else _row(row, said, heard, name, today, again=again)
    return State(rows=rows, jobs=dict(_jobs(before, heard, today, again=again)))


def healed(before: State, after: State) -> bool:
    """Whether something that failed doesn't any more."""
    well = any(
        row.failed and not after.rows[name].failed for name, row in before.rows.items() if name in after.rows
    )
    return well or any(name not in after.jobs for name in before.jobs)


def failed(heard: Heard, book: Book) -> bool:
    """Whether something failed in this very run."""
    down = any(told.status in get_args(Failure) for told in heard.told.values())
    return down or not all(heard.jobs.values()) or bool(book.problems)


def points(state: State, pulls: Sequence[Open], book: Book, today: date) -> list[Point]:
    """What needs a person."""
    found = [
        Point(kind="catalog", who="the catalog", ours=True, what="can't be read", why=why)
        for why in book.problems
    ]
    for name, job in state.jobs.items():
        what = f"failed{_times(job.failed)}, since {job.since}"
        found.append(Point(kind="job", who=f"the job {name}", ours=True, what=what))
    for name, row in state.rows.items():
        found += _of_row(name, row, book, today)
    for pull in pulls:
        if waits(pull, today) > book.patience.waiting:
            what = f"waits {waits(pull, today):,} days"
            found.append(Point(kind="waiting", who=pull.provider, what=what, pull=pull))
    return found


def waits(pull: Open, today: date) -> int:
    """Days since it was opened."""
    return max(0, (today - pull.since).days)


def _row(row: Row, told: Told, heard: Heard, name: str, today: date, *, again: bool) -> Row:
    if told.status == "skipped":
        return replace(row, keyless=told.reason if told.rule == _NO_KEY else "")
    read = told.status in ("ok", "not published")  # what wasn't read is left alone, and says nothing
    row = replace(row, **_lanes(row, heard, name)) if read else row
    row = replace(row, keyless="")
    if told.status == "ok":
        return replace(
            row,
            success=today,
            failing=None,
            failed=0,
            failure=None,
            rule="",
            reason="",
            fix="",
            held=_held(row, told),
        )
    counted = again and row.failed > 0
    return replace(
        row,
        failing=row.failing or today,
        failed=row.failed if counted else row.failed + 1,
        failure=told.status,
        rule=told.rule,
        reason=told.reason,
        fix=told.fix,
        held=_held(row, told) if told.status == "not published" else row.held,
    )


def _lanes(row: Row, heard: Heard, name: str) -> _Lanes:
    """What publishing said of a provider's lanes; where it said nothing, what is known."""
    lanes = [lane for lane in heard.lanes or () if lane.provider == name]
    if not lanes:
        return {"snoozed": row.snoozed, "blocked": row.blocked, "waits": row.waits}
    snoozed = {lane.snoozed for lane in lanes if lane.snoozed is not None}
    blocked = {lane.blocked for lane in lanes if lane.blocked is not None}
    waits = any(lane.waits for lane in lanes)
    return {"snoozed": tuple(sorted(snoozed)), "blocked": tuple(sorted(blocked)), "waits": waits}


def _held(row: Row, told: Told) -> int:
    return row.held if told.held is None else told.held


def _jobs(before: State, heard: Heard, today: date, *, again: bool) -> Iterator[tuple[str, Job]]:
    """Those that fail; of one that this run didn't come to, nothing new is known."""
    for name in sorted({*before.jobs, *heard.jobs}):
        known = before.jobs.get(name)
        if name not in heard.jobs:
            if known is not None:
                yield name, known
        elif not heard.jobs[name]:
            more = 0 if again and known else 1
            yield (
                name,
                Job(since=known.since if known else today, failed=(known.failed if known else 0) + more),
            )


def _of_row(name: str, row: Row, book: Book, today: date) -> Iterator[Point]:
    for branch in row.blocked:
        yield Point(kind="blocked", who=name, what="a branch of a person's stands in the way", why=branch)
    if row.failure is not None and row.failed >= book.patience.failing:
        what = f"{row.failure}{_times(row.failed)}, since {row.failing}"
        yield Point(kind="failing", who=name, what=what, why=row.reason, fix=row.fix)
    elif not row.keyless and (book.asked is None or name in book.asked):
        last = row.success or row.known
        if (today - last).days >= book.patience.silent:
            yield Point(kind="silent", who=name, what=f"no success since {last}", why=row.reason, fix=row.fix)


def _times(count: int) -> str:
    return f" {count:,} runs in a row" if count > 1 else ""


def by_provider(state: State, pulls: Sequence[Open]) -> dict[str, tuple[Row | None, list[Open]]]:
    """Every provider with its pull requests, those that fail first; other branches of a sync below."""
    names = sorted(state.rows, key=lambda name: (not state.rows[name].failed, name))
    found: dict[str, tuple[Row | None, list[Open]]] = {name: (state.rows[name], []) for name in names}
    for pull in sorted(pulls, key=lambda each: (each.provider, each.review)):
        found.setdefault(pull.provider, (None, []))[1].append(pull)
    return found


def main_pull(pulls: Mapping[str, tuple[Row | None, list[Open]]], name: str) -> Open | None:
    """The pull request that stands for a provider: its main lane's before its review."""
    return next(iter(pulls[name][1]), None) if name in pulls else None
