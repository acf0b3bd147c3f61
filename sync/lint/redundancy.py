"""Which overrides say only what another says: what holds is the same without them, whatever upstream does.

    - {set: {price: {input: 2}}, until: 2026-12-31, …}   goes: the next one says so, too,
    - {set: {price: {input: 2}}, priority: 200, …}       is as high at least, and lasts as long

What agrees with upstream, or with the price list, is none of these: those may move.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sync.core.entries import overlap
from sync.core.overrides import IGNORE, Override
from sync.core.values import Path, same


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An override, and those that together decide each of its fields alike."""

    override: Override
    by: tuple[Override, ...]


def duplicates(
    overrides: Iterable[Override], today: date, is_clear: Callable[[Override], bool]
) -> list[Duplicate]:
    """Those that could all go together, in the order of the files; what they are `by` stays.

    An override that is not `is_clear` may come to say something else: it stays, and no other goes for it.
    """
    groups: dict[tuple[str, str], list[Override]] = {}
    for each in overrides:
        if each.place != IGNORE and each.holds(today):
            groups.setdefault((each.place, each.key), []).append(each)
    found = [each for rivals in groups.values() if len(rivals) > 1 for each in _gone(rivals, is_clear)]
    return sorted(found, key=lambda each: (each.override.place, each.override.key, each.override.at))


def _gone(rivals: Sequence[Override], is_clear: Callable[[Override], bool]) -> list[Duplicate]:
    """Of the entries about one id; the ones that lose anyway go first."""
    left = _as_they_win(rivals)
    clear = [each for each in left if is_clear(each)]
    gone: list[Override] = []
    while (found := next((one for one in reversed(clear) if _alike(one, clear, left)), None)) is not None:
        left, clear = ([each for each in those if each is not found] for those in (left, clear))
        gone.append(found)
    return [Duplicate(one, by) for one in gone if (by := _alike(one, clear, _as_they_win([*left, one])))]


def _as_they_win(overrides: Sequence[Override]) -> list[Override]:
    return sorted(overrides, key=lambda each: (-each.priority, each.at))


def _alike(
    override: Override, others: Sequence[Override], rivals: Sequence[Override]
) -> tuple[Override, ...]:
    """One for each field of an override that decides it as well; none where a field has no such one."""
    found = [
        next((other for other in others if _covers(other, override, path, rivals)), None)
        for path in override.values
    ]
    by = tuple(each for each in found if each is not None)
    return by if len(by) == len(found) else ()


def _covers(other: Override, override: Override, path: Path, rivals: Sequence[Override]) -> bool:
    """Whether a field is decided alike once the override is gone; of `rivals` the first wins."""
    if other is override or path not in other.values or not same(other.values[path], override.values[path]):
        return False
    lasts = other.until is None or (override.until is not None and override.until <= other.until)
    if other.priority < override.priority or not lasts:
        return False
    # One that stands behind it steps into its place, if nobody between them has a word.
    between = rivals[rivals.index(override) + 1 : max(rivals.index(other), 0)]
    return not any(overlap(path, field) for each in between for field in each.values)
