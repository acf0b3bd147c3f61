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

    written  what a person let pass
    """

    records: dict[str, Record] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    ended: list[Line] = field(default_factory=list)
    written: list[Line] = field(default_factory=list)


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
    last: date | None = None,
) -> Absence:
    """What a complete list says of the ids that it lacks. `here` came, usable or not.

    bound  ids that something refers to, in any case
    last   the day of the last accepted list: two of one day move an id by one step only, as do a list
           and a person or a sweep (`lifecycle.moved`)
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
        if today in (last, moved(record)) and missing_since(record) is not None:
            found.records[id_] = record
            continue
        if line is None and mass and missing_since(record) is None:
            line = Line(
                id=id_, field="state", old="listed", new="stale", why="mass-removal", first=today, since=today
            )
        since = None
        if line is not None:
            patience = timedelta(days=limit.days) if limit is not None else timedelta(0)
            if not include_held and today - line.since < patience:
                found.lines.append(line)
                continue
            (found.written if include_held else found.ended).append(line)
            since = line.since
        found.records[id_] = absent(record, today, since=since, bound=_is_bound(record, bound))
    return found


def _is_bound(record: Record, bound: Collection[str]) -> bool:
    return fold(record.id) in bound or fold(record.model or "") in bound
