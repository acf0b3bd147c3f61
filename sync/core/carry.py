"""The dates of a branch that isn't merged yet, so that waiting for a review restarts no clock.

    plan on main ──waited──> the ledger with the branch's days ──plan again──> dated ──> Plan

Only dates are taken, only earlier ones, and only of what is proposed today as well: what a list refuses,
what is held and how far an id may step is decided on main alone. A day of the branch before main's own
last list is none: that list saw things as main has them. Of a wait that ended on the branch, whose value
stands there already, the clock goes on too; else it would wait again on every other day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sync.core.absence import RULE
from sync.core.base import HEARTBEAT, Base
from sync.core.facts import Record
from sync.core.guards.feed import Threshold, Thresholds
from sync.core.guards.terms import covers, value
from sync.core.history import Entry
from sync.core.ledger import Ledger, Line, between, ledger
from sync.core.lifecycle import missing_since
from sync.core.mine import Mine
from sync.core.outcome import Change, Kept
from sync.core.plan import Plan
from sync.core.values import Value, get, same

_CLOCKS = ("missing_since", "moved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """What an unmerged branch says of one provider: its merge base, what waits there, what it accepted."""

    base: Base = field(default_factory=Base)
    ledger: Ledger = field(default_factory=dict)
    history: Sequence[Entry] = ()


def carried(
    planned: Callable[[Ledger], Plan],
    branches: Iterable[Branch],
    base: Base,
    mine: Mine,
    limits: Thresholds,
    today: date,
) -> Plan:
    """The plan of a run with the earlier days of these branches. `planned` plans it on a given ledger."""
    found, waits, branches = planned(mine.ledger), mine.ledger, [*branches]
    patience = timedelta(days=limits.get(RULE, Threshold()).days)
    for branch in branches:
        longer = waited(found, waits, base, branch, today=today, patience=patience)
        if longer != waits:
            found, waits = planned(longer), longer
    for branch in branches:
        found = dated(found, base, mine.offers, branch, today=today)
    return found


def waited(
    planned: Plan, ours: Ledger, base: Base, branch: Branch, *, today: date, patience: timedelta
) -> dict[tuple[str, str], Line]:
    """Our ledger with what waits today and began to wait on the branch: what to plan the run with again.

    patience  how long the going of many ids is held; one that the branch let go since is held no more
    """
    found = {**ours}
    for key, line in planned.ledger.items():
        known = branch.ledger.get(key)
        if known is not None:
            dated = _as_known(line, known, base, stands=key in ours)
        elif key in ours:
            continue  # its own days are older than any of the branch
        elif line.field == "state":
            dated = _gone(line, base, branch)
            dated = dated if today - dated.since >= patience else line
        else:
            dated = _as_accepted(line, base, branch)
        if dated != line:
            found[key] = dated
    return found


def dated(planned: Plan, base: Base, ours: Mapping[str, Value], branch: Branch, *, today: date) -> Plan:
    """A plan with the branch's earlier days. `ours` is the price list as it is before the run."""
    days = {
        id_: _earlier(record, base, branch)
        for id_, record in planned.base.records.items()
        if id_ in branch.base.records
    }
    days = {id_: moved for id_, moved in days.items() if moved}
    records = {id_: _with(record, days.get(id_)) for id_, record in planned.base.records.items()}
    after = _as_of(replace(planned.base, records=records), base, branch, today)
    lines = ledger(
        _gone(line, base, branch) if line.field == "state" and line.since == today else line
        for line in planned.ledger.values()
    )
    since = {id_: moved["missing_since"] for id_, moved in days.items() if "missing_since" in moved}
    found = replace(
        planned,
        base=after,
        base_changed=after != base,
        ledger=lines,
        history=tuple(_entry(each, branch) for each in planned.history),
    )
    return _told(_filed(found, planned, since, ours), planned, since)


def _as_known(line: Line, known: Line, base: Base, *, stands: bool) -> Line:
    """The line with the days of the branch's; of another proposal only since when the field waits."""
    if not stands and _is_before(known.first, base):
        return line
    found = replace(line, first=min(line.first, known.first))
    if not _proposes_the_same(line, known) or known.since >= line.since:
        return found
    return replace(found, since=known.since, after=known.after, earlier=known.earlier)


def _proposes_the_same(line: Line, known: Line) -> bool:
    return known.held == line.held and same(known.new, line.new) and same(known.old, line.old)


def _gone(line: Line, base: Base, branch: Branch) -> Line:
    """The line of an id that goes, with the day since which the branch has it as gone."""
    record = branch.base.records.get(line.id)
    since = None if record is None else missing_since(record)
    if since is None or since >= line.since or _is_before(since, base):
        return line
    return replace(line, first=min(line.first, since), since=since)


def _as_accepted(line: Line, base: Base, branch: Branch) -> Line:
    """The line with the days on which the branch first saw the value that it accepted since."""
    record = branch.base.records.get(line.id)
    if record is None or not same(value(record, line.field), line.new):
        return line
    entries = [
        each
        for each in branch.history
        if each.id == line.id
        and covers(line.field, each.field)
        and same(each.new, between(line, each.field)[1])
        and not _is_before(each.seen, base)
    ]
    if not entries:
        return line
    first = min(entries, key=lambda each: each.seen)
    if first.seen >= line.since:
        return line
    return replace(line, first=first.seen, since=first.seen, after=first.after)


def _is_before(day: date, base: Base) -> bool:
    """Whether a list that main accepted is younger."""
    return base.as_of is not None and day < base.as_of


def _earlier(record: Record, base: Base, branch: Branch) -> dict[str, str]:
    """The clocks of a missing id that are older on the branch, by their names."""
    theirs = branch.base.records[record.id]
    since, known = missing_since(record), missing_since(theirs)
    if since is None or known is None:
        return {}
    before = base.records.get(record.id)
    if (before is None or missing_since(before) is None) and _is_before(known, base):
        return {}
    found = {}
    for name in _CLOCKS:
        mine, other = record.offer.get(name), theirs.offer.get(name)
        if isinstance(mine, str) and isinstance(other, str) and other < mine:
            found[name] = other
    return found


def _with(record: Record, days: Mapping[str, str] | None) -> Record:
    return record if days is None else replace(record, offer={**record.offer, **days})


def _as_of(after: Base, base: Base, branch: Branch, today: date) -> Base:
    """The base; one that says what the branch's does, and no more, is as old as that."""
    theirs = branch.base.as_of
    if theirs is None or after.as_of is None or after.as_of == base.as_of:
        return after
    fresh = theirs < after.as_of and not _is_before(theirs, base) and today - theirs < HEARTBEAT
    older = replace(after, as_of=theirs)
    return older if fresh and older == branch.base else after


def _entry(entry: Entry, branch: Branch) -> Entry:
    """An accepted change with the days on which the branch saw and accepted the very same one."""
    for known in branch.history:
        same_change = (known.id, known.field) == (entry.id, entry.field) and known.after == entry.after
        if not same_change or not same(known.old, entry.old) or not same(known.new, entry.new):
            continue
        if known.after is None or known.seen >= known.after:
            seen, accepted = min(known.seen, entry.seen), min(known.accepted, entry.accepted)
            return replace(entry, seen=seen, accepted=accepted)
    return entry


def _filed(found: Plan, planned: Plan, since: Mapping[str, str], ours: Mapping[str, Value]) -> Plan:
    """The plan with the days in the price list too, where what stands there isn't a person's."""
    offers, changes = dict(found.offers), [*found.run.changes]
    for id_, day in since.items():
        entry, was = offers.get(id_), planned.base.records[id_].offer["missing_since"]
        if not isinstance(entry, dict) or entry.get("missing_since") != was:
            continue
        offers[id_] = entry | {"missing_since": day}
        old = get(ours.get(id_), ("missing_since",))
        if old == was:  # no list of today wrote it
            model = planned.base.records[id_].model
            changes.append(
                Change(id=id_, field="missing_since", old=old, new=day, place="offer", model=model)
            )
    return replace(found, offers=offers, run=replace(found.run, changes=tuple(changes)))


def _told(found: Plan, planned: Plan, since: Mapping[str, str]) -> Plan:
    """The plan whose report tells the days that its files say."""
    run, waits = found.run, found.ledger

    def lines(told: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(waits.get((line.id, line.field), line) for line in told)

    def kept(told: Iterable[Kept]) -> tuple[Kept, ...]:
        return tuple(
            replace(each, upstream=since[each.id])
            if each.field == "missing_since" and each.id in since and each.place == "offer"
            else each
            for each in told
        )

    changes = tuple(
        replace(each, new=since[each.id]) if each.field == "missing_since" and each.id in since else each
        for each in run.changes
    )
    steps = tuple(
        replace(step, since=since[step.id]) if step.since is not None and step.id in since else step
        for step in run.lifecycle
    )
    told = replace(
        run,
        as_of=found.base.as_of,
        changes=changes,
        lifecycle=steps,
        held=lines(run.held),
        settling=lines(run.settling),
        kept=kept(run.kept),
        conflicts=kept(run.conflicts),
        adopt=kept(run.adopt),
    )
    return replace(found, run=told)
