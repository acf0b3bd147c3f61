"""What `diff` found as JSON, written and read again: nothing that its pages show is missing from it.

    changes ──as_json──> `diff --json` ──(an artifact of a pull request's run)──> read ──> changes

`schemas/effective.schema.json` describes it. A document is only read as far as writing it again gives
the same one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from modelbook import Change
from modelbook.change import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The changes from `old` to `new`, which are names of revisions; `today` decides overrides."""

    changes: tuple[Change, ...]
    old: str
    new: str
    today: date


def as_json(changes: Sequence[Change], old: str, new: str, today: date) -> dict[str, object]:
    """What `json.dumps` takes: texts as they came, prices as decimal strings; `today` decides overrides."""
    return {
        "today": today.isoformat(),
        "old": old,
        "new": new,
        "counts": {kind: sum(change.kind == kind for change in changes) for kind in KINDS},
        "changes": [
            asdict(change) | {"offers": [{"provider": at, "offer": id_} for at, id_ in change.offers]}
            for change in changes
        ],
    }


def read(doc: Mapping[str, Any]) -> Compared:
    """The same from a document that is valid by its schema. Raises ValueError where it says two things."""
    found = Compared(
        changes=tuple(map(_change, doc["changes"])),
        old=doc["old"],
        new=doc["new"],
        today=date.fromisoformat(doc["today"]),
    )
    if as_json(found.changes, found.old, found.new, found.today) != doc:
        raise ValueError("the counts are others than those of the changes")
    return found


def _change(doc: Mapping[str, Any]) -> Change:
    told = {field.name: doc[field.name] for field in fields(Change)}
    return Change(**told | {"offers": tuple((each["provider"], each["offer"]) for each in doc["offers"])})
