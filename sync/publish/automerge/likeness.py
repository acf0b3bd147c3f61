"""Whether a branch's commit holds what today's change set would write: every file of it, and no other.

What was pushed on an earlier day has that day where today's has today: in the merge base's head, in what
waits and in what was accepted. Nothing else may differ by a byte.
"""

import re
from collections.abc import Mapping
from datetime import date

from sync.publish.proof import is_machine

_Files = Mapping[str, bytes | None]

_DAY = re.compile(rb'("(?:as_of|first|since|seen|accepted)": ")([0-9]{4}-[0-9]{2}-[0-9]{2})(?=")')
_PARTS = 3
"""What is between two days, the key of the second, and that day: as `split` hands them out."""


def unlike(wanted: _Files, held: _Files, since: date | None, today: date) -> list[str]:
    """Names of the files in which `held` isn't what `wanted` is on another day, one and the same in all.

    since  the day of main's merge base: no run was on it before that
    """
    days: dict[str, set[str] | None] = {
        name: _days(wanted[name], held[name], name, today.isoformat()) for name in wanted.keys() & held.keys()
    }
    every = {day for found in days.values() for day in found or ()}
    may = len(every) <= 1 and all(
        (since or date.min).isoformat() <= day <= today.isoformat() for day in every
    )
    alike = {name for name, found in days.items() if found is not None and (may or not found)}
    return sorted({*wanted, *held} - alike)


def _days(wanted: bytes | None, held: bytes | None, name: str, today: str) -> set[str] | None:
    """The days that `held` has where `wanted` has today; None where they differ in more."""
    if wanted == held:
        return set()
    if wanted is None or held is None or not is_machine(name):
        return None
    ours, theirs = _DAY.split(wanted), _DAY.split(held)
    if len(ours) != len(theirs):
        return None
    found = set[str]()
    for at, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if one == other:
            continue
        if at % _PARTS != _PARTS - 1 or one.decode() != today:
            return None
        found.add(other.decode())
    return found
