"""What becomes of the entries under one key of an override file when a person decides, or takes it back.

    decided      one entry more; or the newest one with the same reason, priority and `until` that
                 decides one of these fields already says the new values, from today on
    taken_back   fields leave their entries, an entry with nothing left to say goes
    renewed      looked at again: `added` is today, `until` perhaps another day

Entries are those of the file, as `sync.core.entries` writes them; nothing is changed in place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.core import entries
from sync.core.entries import overlap
from sync.core.overrides import PRIORITY, Override
from sync.core.values import Doc, Path, Value, copy_doc, same


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decides about one id.

    values    {path: value} as they shall stand in the file; None takes what stands there away
    priority  None: the usual one, which no entry needs to name
    """

    values: Mapping[Path, Value]
    reason: str
    added: str
    priority: int | None = None
    until: str | None = None
    source: str | None = None


def decided(place: str, key: str, listed: Sequence[Value], decision: Decision) -> tuple[list[Value], int]:
    """The entries with the decision among them, and its place; the same ones where they say it already."""
    fresh = _entry(place, decision)
    meant = _values(place, key, fresh)
    for at in reversed(range(len(listed))):
        entry, old = listed[at], entries.read(place, key, at, listed[at])
        if old is None or not isinstance(entry, dict) or not _is_same(old, decision):
            continue
        if any(overlap(path, held) for path in meant for held in old.values):
            return [*listed[:at], _updated(place, entry, old, decision, meant), *listed[at + 1 :]], at
    return [*listed, fresh], len(listed)


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


def renewed(entry: Doc, today: str, until: str | None) -> Doc:
    """The entry as a person looked at it again today."""
    return copy_doc(entry) | {"added": today} | ({"until": until} if until else {})


def _entry(place: str, decision: Decision) -> Doc:
    entry: Doc = {}
    for path, value in decision.values.items():
        entry = entries.with_field(place, entry, path, value)
    about = (("reason", decision.reason), ("source", decision.source), ("priority", decision.priority))
    dates = (("added", decision.added), ("until", decision.until))
    return entry | {name: value for name, value in (*about, *dates) if value is not None}


def _updated(place: str, entry: Doc, old: Override, decision: Decision, meant: Mapping[Path, Value]) -> Doc:
    new = entry
    for path, value in decision.values.items():
        if not (path in old.values and same(old.values[path], meant[path])):
            new = entries.with_field(place, new, path, value)
    if decision.source is not None and decision.source != old.source:
        new = new | {"source": decision.source}
    return entry if new is entry else new | {"added": decision.added}


def _is_same(old: Override, decision: Decision) -> bool:
    """Whether an entry is this very decision, perhaps with other values."""
    priority = PRIORITY if decision.priority is None else decision.priority
    return (old.reason, old.until, old.priority) == (decision.reason, decision.until, priority)


def _values(place: str, key: str, entry: Doc) -> Mapping[Path, Value]:
    override = entries.read(place, key, 0, entry)
    return override.values if override else {}
