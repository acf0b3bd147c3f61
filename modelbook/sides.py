"""The records in which two compiled catalogs differ, as each of the two has them."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from modelbook.catalog import Catalog
from modelbook.errors import CatalogError

_LOOKED = re.compile(r'"as_of":"[^"]*"')
"""As a key only: inside a JSON text, quotes have a backslash before them."""

Key: TypeAlias = tuple[str, str]
"""A provider, and its own id of an offer."""


class Offer(NamedTuple):
    """An offer's record, and the model in whose record it stands."""

    model: str
    doc: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """What one catalog says."""

    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    aliases: dict[str, dict[str, Any]] = field(default_factory=dict)
    offers: dict[Key, Offer] = field(default_factory=dict)

    def leads(self, id: str) -> str | None:
        """Where an alias leads; None where the id is none."""
        return str(self.aliases[id]["alias_of"]) if id in self.aliases else None

    def keys(self) -> dict[str, set[str]]:
        """The keys of models, and those of offers, that occur."""
        return {
            "": {key for doc in self.models.values() for key in doc},
            "offers.": {key for offer in self.offers.values() for key in offer.doc},
        }


def side(catalog: Catalog, ids: Iterable[str]) -> Side:
    """The records of a catalog with these ids. Raises CatalogError for one that is damaged."""
    found = Side()
    for id in ids:
        line = catalog._lines.get(id)
        if line is None:
            continue
        with reading(id):
            doc = json.loads(line)
            if "alias_of" in doc:
                found.aliases[id] = doc
                continue
            found.models[id] = doc
            for offer in doc.get("offers") or ():
                found.offers[str(offer["provider"]), str(offer["id"])] = Offer(id, offer)
    return found


def differing(old: Catalog, new: Catalog) -> set[str]:
    """The ids whose records aren't the same; one that was only looked at on another day is."""
    was, now = old._lines, new._lines
    found = was.keys() ^ now.keys()
    return found | {id for id in was.keys() & now.keys() if _unlike(was[id], now[id])}


def _unlike(was: str, now: str) -> bool:
    return was != now and _LOOKED.sub("", was) != _LOOKED.sub("", now)


def alike(old: Catalog, new: Catalog) -> Side:
    """The records that are the same in both."""
    return side(old, old._lines.keys() - differing(old, new))


@contextmanager
def reading(id: str) -> Iterator[None]:
    """Turn whatever a record of the wrong shape raises into a CatalogError that names it."""
    try:
        yield
    except CatalogError:
        raise
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise CatalogError(f"the record of {id!r} is damaged: {error!r}; build it again") from error
