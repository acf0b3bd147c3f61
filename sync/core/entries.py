"""One entry of an override file: where each field of it is written, and how one is taken out.

    overrides/offers/<provider>.yaml   set: {price: {input: 2.4}}   disabled: true
    overrides/capabilities.yaml        add: [tools]   remove: [web_search]   set: {reasoning: fixed}
    overrides/deprecations.yaml        state: deprecated   ends: 2026-12-31   replaced_by: acme/two

`sync.core.overrides` reads what is written here. Nothing is changed in place.
"""

from collections.abc import Iterator
from dataclasses import replace

from sync.core.overrides import CAPABILITIES, DEPRECATIONS, Override, entries
from sync.core.values import Doc, Path, Value, copy_doc, get, put

_LISTED = {True: "add", False: "remove"}
_BARE: Path = ("disabled",)
"""The one field of an offer that may stand outside of `set`."""

_NEVER_LISTED = "reasoning"
"""The one capability that isn't true or false."""


def read(place: str, key: str, at: int, entry: Value) -> Override | None:
    """Entry number `at` of a key, as an override; None for what has not the shape of one."""
    found = next(entries(place, {key: [entry]}), None)
    return None if found is None else replace(found, at=at)


def overlap(one: Path, other: Path) -> bool:
    """Whether two paths are the same field, or one of them holds the other."""
    return one[: len(other)] == other or other[: len(one)] == one


def with_field(place: str, entry: Doc, path: Path, value: Value) -> Doc:
    """The entry with `value` at the path; None says that what stands there is taken away."""
    doc = copy_doc(entry)
    for held in _held(place, doc, path):
        doc = without_field(place, doc, held)
    if place == CAPABILITIES:
        _put_capability(doc, path[-1], value)
    elif place == DEPRECATIONS or (path == _BARE and get(doc, ("set", *path)) is None):
        doc[path[0]] = value
    else:
        if path == _BARE:
            doc.pop(path[0], None)  # one place for it is enough
        _put_nested(doc, ("set", *path), value)
    return doc


def without_field(place: str, entry: Doc, path: Path) -> Doc:
    """The entry without what it says about a field, and without the keys that this leaves empty."""
    doc = copy_doc(entry)
    if place == CAPABILITIES:
        for key in _LISTED.values():
            listed = doc.get(key)
            if isinstance(listed, list) and path[-1] in listed:
                put(doc, (key,), [name for name in listed if name != path[-1]] or None)
        put(doc, ("set", path[-1]), None)
    elif place == DEPRECATIONS:
        doc.pop(path[0], None)
    else:
        put(doc, ("set", *path), None)
        if path == _BARE:
            doc.pop(path[0], None)
    return doc


def _held(place: str, entry: Doc, path: Path) -> Iterator[Path]:
    """The fields that the entry decides and that a value at `path` would replace, but for that one itself."""
    override = read(place, "", 0, entry)
    for held in override.values if override is not None else ():
        if held != path and overlap(held, path):
            yield held


def _put_capability(entry: Doc, name: str, value: Value) -> None:
    decided = entry.get("set")
    if isinstance(decided, dict) and name in decided:
        decided[name] = value  # where a person put it, it stays
        return
    for key in _LISTED.values():
        listed = entry.get(key)
        if isinstance(listed, list) and name in listed:
            put(entry, (key,), [item for item in listed if item != name] or None)
    if isinstance(value, bool) and name != _NEVER_LISTED:
        listed = entry.get(_LISTED[value])
        entry[_LISTED[value]] = [*(listed if isinstance(listed, list) else ()), name]
    else:
        _put_nested(entry, ("set", name), value)


def _put_nested(doc: Doc, path: Path, value: Value) -> None:
    """Like `values.put`, for which None is no value of its own."""
    *parents, last = path
    node = doc
    for key in parents:
        child = node.get(key)
        if not isinstance(child, dict):
            child = node[key] = {}
        node = child
    node[last] = value
