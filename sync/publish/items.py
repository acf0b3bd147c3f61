"""What a change set proposes, as items that two runs have in common, and the fingerprint of them all.

The report of the run says what changes; the bytes don't matter, for they move when main does.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sync.publish.world import Items

Kind = Literal[
    "new", "pruned", "change", "state", "alias", "held", "settling", "conflict", "rejected"
]  # fmt: skip
"""What an item is about; pull requests remember it by its name."""

DIGITS = 12
BASE = "base"
"""The item of a change set that moves nothing but the merge base."""


def named(kind: Kind, id: str, field: str = "") -> str:
    """An item's name: `change acme/one price.input`, `new acme/one`."""
    return f"{kind} {id} {field}" if field else f"{kind} {id}"


def items(run: Mapping[str, Any]) -> Items:
    """The items of one provider's run, as `--report-json` tells it."""
    return dict(sorted((name, digest(value)) for name, value in _told(run)))


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
        yield named("new", id_), new.get(id_, True)  # an older report names it and no more
    for id_ in run.get("pruned", ()):
        yield named("pruned", id_), True
    for each in run.get("changes", ()):
        yield named("change", each["id"], each["field"]), each["new"]
    for each in run.get("lifecycle", ()):
        yield named("state", each["id"]), each["to"]
    for each in run.get("aliases", ()):
        yield named("alias", each["id"]), each["new"]
    for each in run.get("held", ()):
        yield named("held", each["id"], each["field"]), each["new"]
    for each in run.get("settling", ()):
        yield named("settling", each["id"], each["field"]), each["new"]
    for each in run.get("conflicts", ()):
        yield named("conflict", each["id"], each["field"]), each["upstream"]
