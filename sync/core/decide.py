"""What becomes of the entries under one key of an override file when a person decides, or takes it back.

    decided      what an entry in force decides already is amended where it wins, from today on:
                 its reason, source and `until` stay unless they are given anew; the rest goes
                 with it. Where nothing is decided yet, and for a priority that no such entry
                 has, one entry more
    taken_back   fields leave their entries, an entry with nothing left to say goes
    renewed      looked at again: `added` is today, `until` perhaps another day

Entries are those of the file, as `sync.core.entries` writes them; nothing is changed in place.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.core import entries
from sync.core.entries import overlap
from sync.core.overrides import Override
from sync.core.values import Doc, Path, Value, copy_doc, same

_DAY = re.compile(r"[0-9]{1,4}(?:[-/.][0-9]{1,4}){1,2}\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decides about one id.

    values    {path: value} as they shall stand in the file; None takes what stands there away
    reason    None: that of the entry that is amended; of `until` and `source` the same
    added     today
    priority  None: that of the entry that is amended; of a new one the usual, which needs no name
    for_good  the entry that is amended loses its `until`
    """

    values: Mapping[Path, Value]
    reason: str | None
    added: str
    priority: int | None = None
    until: str | None = None
    source: str | None = None
    for_good: bool = False


def decided(place: str, key: str, listed: Sequence[Value], decision: Decision) -> tuple[list[Value], int]:
    """The entries with the decision, and the first that holds it; one that says it already stays."""
    fresh = _entry(place, decision)
    held = [entries.read(place, key, at, entry) for at, entry in enumerate(listed)]
    homes: dict[int, dict[Path, Value]] = {}
    rest: dict[Path, Value] = {}
    for path, value in decision.values.items():
        at = _winner(held, path, decision)
        (rest if at is None else homes.setdefault(at, {}))[path] = value
    if not homes:
        return [*listed, fresh], len(listed)
    first = min(homes)
    homes[first] |= rest
    meant, left = _values(place, key, fresh), list(listed)
    for at, values in homes.items():
        entry, old = listed[at], held[at]
        if isinstance(entry, dict) and old is not None:
            new = _lasting(_amended(place, entry, values, meant) | _anew(old, decision), decision.for_good)
            left[at] = entry if same(new, entry) else new | {"added": decision.added}
    return left, first


def says_why(reason: str) -> bool:
    """Whether a reason can tell anybody something: dots, as advice spells it, and a mere day can't."""
    return any(map(str.isalnum, reason)) and not _DAY.fullmatch(reason.strip())


def ended(place: str, key: str, listed: Sequence[Value], decision: Decision) -> Override | None:
    """The entry that decided one of these fields last, and no longer holds; None where there is none."""
    held = [entries.read(place, key, at, entry) for at, entry in enumerate(listed)]
    over = [
        each
        for each in held
        if each is not None
        and each.until is not None
        and each.until < decision.added
        and decision.priority in (None, each.priority)
        and any(overlap(path, other) for path in decision.values for other in each.values)
    ]
    return max(over, key=lambda each: (str(each.until), each.at), default=None)


def taken_back(
    place: str, key: str, listed: Sequence[Value], wanted: Callable[[Override, Path], bool]
) -> list[Value]:
    """The entries without the fields that are wanted back; one with nothing left goes."""
    left: list[Value] = []
    for at, entry in enumerate(listed):
        override = entries.read(place, key, at, entry)
        gone = [path for path in override.values if wanted(override, path)] if override else []
        if override is None or not isinstance(entry, dict) or not gone:
            left.append(entry)
        elif len(gone) < len(override.values):
            for path in gone:
                entry = entries.without_field(place, entry, path)
            left.append(entry)
    return left


def renewed(entry: Doc, today: str, until: str | None, *, for_good: bool = False) -> Doc:
    """The entry as a person looked at it again today; for good, it has no last day any more."""
    seen = copy_doc(entry) | {"added": today} | ({"until": until} if until else {})
    return _lasting(seen, for_good)


def _entry(place: str, decision: Decision) -> Doc:
    entry: Doc = {}
    for path, value in decision.values.items():
        entry = entries.with_field(place, entry, path, value)
    about = (("reason", decision.reason), ("source", decision.source), ("priority", decision.priority))
    dates = (("added", decision.added), ("until", decision.until))
    return entry | {name: value for name, value in (*about, *dates) if value is not None}


def _winner(held: Sequence[Override | None], path: Path, decision: Decision) -> int | None:
    """The entry in force that decides the field, or a part of it; of one priority where that is given."""
    found = [
        each
        for each in held
        if each is not None
        and (each.until is None or decision.added <= each.until)
        and decision.priority in (None, each.priority)
        and any(overlap(path, other) for other in each.values)
    ]
    return max(found, key=lambda each: (each.priority, -each.at)).at if found else None


def _amended(place: str, entry: Doc, values: Mapping[Path, Value], meant: Mapping[Path, Value]) -> Doc:
    """The entry with these values; the very same where it has them."""
    old, new = _values(place, "", entry), entry
    for path, value in values.items():
        if not (path in old and same(old[path], meant.get(path))):
            new = entries.with_field(place, new, path, value)
    return new


def _anew(old: Override, decision: Decision) -> Doc:
    """The keys about the decision that it gives anew."""
    given = (("reason", decision.reason), ("source", decision.source), ("until", decision.until))
    return {name: value for name, value in given if value not in (None, getattr(old, name))}


def _lasting(entry: Doc, for_good: bool) -> Doc:
    return {name: value for name, value in entry.items() if name != "until"} if for_good else entry


def _values(place: str, key: str, entry: Doc) -> Mapping[Path, Value]:
    override = entries.read(place, key, 0, entry)
    return override.values if override else {}
