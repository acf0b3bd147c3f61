"""The named lists in `catalog/lists`: ids of models or offers, in the order of the file."""

from sync.core.values import Doc
from sync.errors import UsageError
from sync.files.store import Catalog


def ids(catalog: Catalog, name: str) -> tuple[str, ...]:
    """The ids on the list called `name`."""
    known = catalog.lists()
    if name not in known:
        choices = ", ".join(("free", "paid", "all", *sorted(known)))
        raise UsageError(
            f"there is no list {name!r}", fix=f"use one of {choices}, or add catalog/lists/{name}.yaml"
        )
    return named(known[name].doc)


PINS = "catalog/lists/pins.yaml"


def pinned(catalog: Catalog) -> frozenset[str]:
    """The models on the shortlist that people pinned."""
    file = catalog.files.get(PINS)
    return frozenset(named(file.doc) if file else ())


def named(doc: Doc) -> tuple[str, ...]:
    """The ids that a list's file names, bare or as `{id: …, rank: …}`."""
    models = doc.get("models")
    items = models if isinstance(models, list) else []
    return tuple(str(item.get("id") if isinstance(item, dict) else item) for item in items)
