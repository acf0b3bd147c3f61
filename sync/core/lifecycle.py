"""What becomes of an offer that is no longer listed: a dated state, one step a run, never a deletion.

    listed ──missing──> stale ──14 days──> deprecated ──30 days, nothing refers to it──> removed
       └──────────────────── listed again: everything as it was, every hand edit too ─────┘

The days count from `missing_since`, the first complete list without the id. A step that is taken
without a list, by a person or a sweep, notes its day in the base, so that a list of the same day
takes no further one.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, cast

from sync.core.facts import Record

State = Literal["listed", "stale", "deprecated", "removed"]
STATES: tuple[State, ...] = ("listed", "stale", "deprecated", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Days after which a missing offer is deprecated, and after which it is removed."""

    deprecated: int = 14
    removed: int = 30


CLOCKS = Clocks()


def state(record: Record) -> State:
    """The state that a record was last accepted in."""
    found = record.offer.get("state")
    return cast(State, found) if found in STATES else "listed"


def missing_since(record: Record) -> date | None:
    """The first complete list without it; None while it is listed."""
    found = record.offer.get("missing_since")
    return date.fromisoformat(found) if isinstance(found, str) else None


def moved(record: Record) -> date | None:
    """The day of its last step, where no list took that."""
    found = record.offer.get("moved")
    return date.fromisoformat(found) if isinstance(found, str) else None


def moved_on(record: Record, today: date) -> Record:
    """The record after a step that no list took."""
    return replace(record, offer=record.offer | {"moved": today.isoformat()})


def absent(
    record: Record, today: date, *, since: date | None = None, bound: bool, clocks: Clocks = CLOCKS
) -> Record:
    """The record after one more complete list without it: at most one step on.

    since   the day it really went, where its going was held
    bound   something refers to it, so that it isn't removed
    """
    began = missing_since(record) or since or today
    now, due = state(record), _due(today - began, bound, clocks)
    step = (
        STATES[min(STATES.index(now) + 1, STATES.index(due))]
        if STATES.index(due) > STATES.index(now)
        else now
    )
    offer = {key: value for key, value in record.offer.items() if key != "moved"}
    return replace(record, offer=offer | {"state": step, "missing_since": began.isoformat()})


def _due(gone: timedelta, bound: bool, clocks: Clocks) -> State:
    if gone >= timedelta(days=clocks.removed) and not bound:
        return "removed"
    return "deprecated" if gone >= timedelta(days=clocks.deprecated) else "stale"
