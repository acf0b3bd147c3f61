"""The knowledge in `catalog/rules`, as the values that the core works with. A missing file is no rule."""

import hashlib
import json
from collections.abc import Callable
from typing import TypeVar

from sync.core import authority, heuristics, names
from sync.core.authority import Authority
from sync.core.heuristics import Heuristics
from sync.core.names import Names
from sync.core.pricing import Tier, known
from sync.core.values import Doc
from sync.errors import CatalogError, Problem
from sync.files.store import Catalog

AUTHORITY = "catalog/rules/authority.yaml"
HEURISTICS = "catalog/rules/heuristics.yaml"
ID_MAP = "catalog/rules/id-map.yaml"
TIERS = "catalog/rules/price-tiers.yaml"

T = TypeVar("T")


def authority_of(catalog: Catalog) -> Authority:
    """Which provider speaks for a new model."""
    return authority.authority(_doc(catalog, AUTHORITY))


def names_of(catalog: Catalog) -> Names:
    """Which model a provider's own id means. Raises CatalogError for a pattern that is none."""
    return _made(catalog, ID_MAP, names.names)


def heuristics_of(catalog: Catalog) -> Heuristics:
    """What a model's id lets one guess. Raises CatalogError for a pattern that is none."""
    return _made(catalog, HEURISTICS, heuristics.heuristics)


def version(catalog: Catalog) -> str:
    """The version of the rules that enter a merge base; empty where there are none."""
    doc = _doc(catalog, HEURISTICS).get("heuristics")
    if not doc:
        return ""
    return f"heuristics/{hashlib.sha256(json.dumps(doc, default=str).encode()).hexdigest()[:8]}"


def tiers(catalog: Catalog) -> list[Tier]:
    """The price tiers in rising order."""
    items = _doc(catalog, TIERS).get("tiers")
    return [
        Tier(str(item.get("name")), start)
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and (start := known(item.get("from"))) is not None
    ]


def _made(catalog: Catalog, name: str, make: Callable[[Doc], T]) -> T:
    try:
        return make(_doc(catalog, name))
    except ValueError as error:
        problem = Problem(
            file=name,
            line=None,
            path="",
            message=str(error),
            rule="pattern",
            fix="mend the regular expression",
        )
        raise CatalogError([problem]) from None


def _doc(catalog: Catalog, name: str) -> Doc:
    file = catalog.files.get(name)
    return file.doc if file else {}
