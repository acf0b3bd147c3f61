"""What a change set proposes, as items that two runs have in common, and the fingerprint of them all.

The report of the run says what changes; the bytes don't matter, for they move when main does.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sync.publish.world import Items

DIGITS = 12
BASE = "base"
"""The item of a change set that moves nothing but the merge base."""


def items(run: Mapping[str, Any]) -> Items:
    """The items of one provider's run, as `--report-json` tells it."""
    return dict(sorted((key, digest(value)) for key, value in _told(run)))


def fingerprint(found: Items) -> str:
    """One digest for all items."""
    return digest(sorted(found.items()), 16)


def digest(value: object, digits: int = DIGITS) -> str:
    """A digest of a JSON value; equal values have equal ones."""
    spelled = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()[:digits]


def _told(run: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    new = {each["id"]: each for each in run.get("new", ()) if isinstance(each, Mapping) and "id" in each}
    for id_ in run.get("added", ()):
        yield f"new {id_}", new.get(id_, True)  # an older report names it and no more
    for id_ in run.get("pruned", ()):
        yield f"pruned {id_}", True
    for each in run.get("changes", ()):
        yield f"change {each['id']} {each['field']}", each["new"]
    for each in run.get("lifecycle", ()):
        yield f"state {each['id']}", each["to"]
    for each in run.get("aliases", ()):
        yield f"alias {each['id']}", each["new"]
    for kind in ("held", "settling"):
        for each in run.get(kind, ()):
            yield f"{kind} {each['id']} {each['field']}", each["new"]
    for each in run.get("conflicts", ()):
        yield f"conflict {each['id']} {each['field']}", each["upstream"]
