"""What becomes of the ids that a complete list lacks: their clocks move, or their going is held.

base ──without the listed and unusable──> gone ─┬─ a few       state: stale, missing_since
                                                ├─ mass-removal  a line in the ledger
                                                └─ gone before   one step on
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sync.core.facts import Record, Records
from sync.core.guards.feed import Threshold
from sync.core.ledger import Ledger, Line
from sync.core.lifecycle import absent, missing_since, moved
from sync.ids import fold

RULE = "mass-removal"


@dataclass(frozen=True, slots=True)
class Absence:
    """The records of missing ids as they are now, and what of their going waits, or waited long enough.

    written  what a person let pass; filed: what the files say already, as a merged review left them
    """

    records: dict[str, Record] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    ended: list[Line] = field(default_factory=list)
    written: list[Line] = field(default_factory=list)
    filed: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stood:
    """The day of the last accepted list, and the ids that the files have as gone all the same, with since
    when: a person wrote that, or merged it, and nothing of these waits.
    """

    last: date | None = None
    filed: Mapping[str, date | None] = field(default_factory=dict)


_NOTHING = Stood()


def newly_gone(before: Records, here: Collection[str], ledger: Ledger) -> list[str]:
    """Ids that were listed when last accepted, don't come, and aren't held as gone."""
    return [
        id_
        for id_, record in before.items()
        if id_ not in here and missing_since(record) is None and (id_, "state") not in ledger
    ]


def listed(before: Records, ledger: Ledger) -> list[str]:
    """Ids that were listed when last accepted and aren't held as gone."""
    return [
        id_
        for id_, record in before.items()
        if missing_since(record) is None and (id_, "state") not in ledger
    ]


def absence(
    before: Records,
    here: Collection[str],
    ledger: Ledger,
    limits: Mapping[str, Threshold],
    *,
    today: date,
    bound: Collection[str],
    include_held: bool,
    stood: Stood = _NOTHING,
) -> Absence:
    """What a complete list says of the ids that it lacks. `here` came, usable or not.

    bound  ids that something refers to, in any case
    stood  how it was before: two lists of one day move an id by one step only, as do a list and a
           person or a sweep (`lifecycle.moved`)
    """
    found = Absence()
    bound = {fold(id_) for id_ in bound}
    limit = limits.get(RULE)
    gone = newly_gone(before, here, ledger)
    mass = limit is not None and limit.passed(len(gone), len(listed(before, ledger)))
    for id_, record in before.items():
        if id_ in here:
            continue
        line = ledger.get((id_, "state"))
        if today in (stood.last, moved(record)) and missing_since(record) is not None:
            found.records[id_] = record
            continue
        if line is None and mass and missing_since(record) is None:
            line = Line(
                id=id_, field="state", old="listed", new="stale", why="mass-removal", first=today, since=today
            )
        since = None
        if line is not None:
            ended = _ended(found, line, limit, today, include_held=include_held, filed=id_ in stood.filed)
            if ended is None:
                found.lines.append(line)
                continue
            ended.append(line)
            since = _since(line, stood.filed.get(id_), stood.last, today)
        found.records[id_] = absent(record, today, since=since, bound=_is_bound(record, bound))
    return found


def _ended(
    found: Absence, line: Line, limit: Threshold | None, today: date, *, include_held: bool, filed: bool
) -> list[Line] | None:
    """Among which lines this one is now; None: it waits."""
    if filed:
        return found.filed
    if include_held:
        return found.written
    patience = timedelta(days=limit.days) if limit is not None else timedelta(0)
    return found.ended if today - line.since >= patience else None


def _since(line: Line, filed: date | None, last: date | None, today: date) -> date:
    """The day on which it went: the price list's, unless that can't be."""
    if filed is None or filed > today or (last is not None and filed < last):
        return line.since
    return filed


def _is_bound(record: Record, bound: Collection[str]) -> bool:
    return fold(record.id) in bound or fold(record.model or "") in bound
