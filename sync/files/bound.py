"""The ids of models and offers that something in the repository refers to: none of them is removed."""

from collections.abc import Iterator

from sync.core.overrides import IGNORE
from sync.core.values import Doc, Value, get
from sync.files.lists import named
from sync.files.store import Catalog

_BINDINGS = "catalog/bindings/"


def bound(catalog: Catalog) -> frozenset[str]:
    """Ids in lists, overrides and bindings; a pattern that keeps ids out binds none."""
    found: set[str] = set()
    for file in catalog.lists().values():
        found |= {*named(file.doc)}
    for name, file in catalog.files.items():
        if name.startswith("overrides/") and name != IGNORE:
            found |= {*file.doc, *_successors(file.doc)}
        elif name.startswith(_BINDINGS):
            found |= {*_texts(file.doc)}
    return frozenset(found)


def _successors(doc: Doc) -> Iterator[str]:
    """The models that others are replaced by."""
    for listed in doc.values():
        for entry in listed if isinstance(listed, list) else ():
            successor = get(entry, ("replaced_by",))
            if isinstance(successor, str):
                yield successor


def _texts(value: Value) -> Iterator[str]:
    """Every text that stands anywhere in a file of bindings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
