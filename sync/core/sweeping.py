"""What time alone does to a provider's offers, between two lists.

    stale, its announced end has passed  ──>  deprecated

The clock of an absence is a list's to move: `missing_since` and the steps that its days bring need
a complete list that lacks the id again. An announced end needs none: the id is missing already, and
its source said that it would be. No other step is taken here, and none of an id that moved today;
an offer that is still listed beyond its end is only told of, for the next list would undo the step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sync.core.lifecycle import missing_since, moved, moved_on, state
from sync.core.outcome import Kept, Step
from sync.core.plan import Plan
from sync.core.restate import restated
from sync.core.standing import Sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The plan of a sweep, and what is to be told of it.

    steps     ids that move on
    overdue   ids that are listed though their announced end has passed
    stays     hand edits that keep a step out of the file
    """

    plan: Plan
    steps: tuple[Step, ...]
    overdue: tuple[str, ...]
    stays: tuple[Kept, ...]


def swept(sides: Sides, ends: Mapping[str, str], today: date) -> Swept:
    """Sweep one provider. `ends` are the announced last days (`YYYY-MM-DD`) of its offers."""
    records = dict(sides.base.records)
    over = [id_ for id_, day in sorted(ends.items()) if day < today.isoformat() and id_ in records]
    steps = []
    for id_ in over:
        record = records[id_]
        since = missing_since(record)
        if state(record) == "stale" and today not in (since, moved(record)):
            records[id_] = moved_on(replace(record, offer=record.offer | {"state": "deprecated"}), today)
            steps.append(
                Step(id=id_, old="stale", new="deprecated", since=since.isoformat() if since else None)
            )
    found = restated(sides, records)
    return Swept(
        plan=found.plan(sides, sides.mine.ledger),
        steps=tuple(steps),
        overdue=tuple(id_ for id_ in over if state(records[id_]) == "listed"),
        stays=tuple(found.stays),
    )
