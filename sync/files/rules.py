"""The knowledge in `catalog/rules`, as the values that the core works with. A missing file is no rule."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sync.core import authority, families, heuristics
from sync.core.authority import Authority
from sync.core.families import Families
from sync.core.heuristics import Heuristics
from sync.core.patience import Patience, patience
from sync.core.pricing import Tier, known
from sync.core.values import Doc, Value
from sync.errors import CatalogError, Problem
from sync.files.store import Catalog

if TYPE_CHECKING:
    from sync.core.guards.feed import Threshold
    from sync.core.names import Names

AUTHORITY = "catalog/rules/authority.yaml"
AUTOMERGE = "catalog/rules/automerge.yaml"
FAMILIES = "catalog/rules/families.yaml"
GUARDS = "catalog/rules/guards.yaml"
HEURISTICS = "catalog/rules/heuristics.yaml"
ID_MAP = "catalog/rules/id-map.yaml"
SCHEDULE = "catalog/rules/schedule.yaml"
TIERS = "catalog/rules/price-tiers.yaml"

LONGEST = 3650
"""Days: the longest wait that a schema allows; a catalog's own may be older than that."""

SHIPPED = Path(__file__).resolve().parents[2]
"""The checkout that this engine runs from."""

T = TypeVar("T")


def authority_of(catalog: Catalog) -> Authority:
    """Which provider speaks for a new model."""
    return authority.authority(_doc(catalog, AUTHORITY))


def names_of(catalog: Catalog) -> "Names":
    """Which model a provider's own id means. Raises CatalogError for a pattern that is none."""
    from sync.core import names  # only who asks a provider needs this, and guards

    return _made(catalog, ID_MAP, names.names)


def heuristics_of(catalog: Catalog) -> Heuristics:
    """What a model's id lets one guess. Raises CatalogError for a pattern that is none."""
    return _made(catalog, HEURISTICS, heuristics.heuristics)


def families_of(catalog: Catalog) -> Families:
    """Which family a model's id stands for."""
    return families.families(_doc(catalog, FAMILIES))


def guards_of(catalog: Catalog, own: Doc) -> "dict[str, Threshold]":
    """The thresholds of each rule; `own` are those that a provider's file lays over them.

    A catalog without the file is guarded as this version ships it: no guard is never meant.
    """
    doc = _doc(catalog, GUARDS)
    if not doc:
        from sync.files.read import read

        doc = read((SHIPPED / GUARDS).read_text("utf-8"), GUARDS).mapping()
    found: dict[str, Doc] = {}
    for section in (*(_mapping(doc.get(name)) for name in ("refuse", "hold", "settle")), own):
        for rule, limits in section.items():
            found[rule] = found.get(rule, {}) | _mapping(limits)
    return {rule: _threshold(limits) for rule, limits in found.items()}


def patience_of(catalog: Catalog) -> Patience:
    """From when on a dashboard asks for a person."""
    return patience(_doc(catalog, SCHEDULE))


def _threshold(limits: Doc) -> "Threshold":
    """The whole numbers among them; one of days that no calendar holds is as good as the longest wait."""
    from sync.core.guards.feed import Threshold

    names = (each.name for each in fields(Threshold))
    found = {name: value for name in names if isinstance(value := limits.get(name), int)}
    return Threshold(**found | {"days": min(found.get("days", 0), LONGEST)})


def _mapping(value: Value) -> Doc:
    return value if isinstance(value, dict) else {}


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
