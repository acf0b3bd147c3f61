"""A catalog's files as one Book, for the commands that read it whole."""

from collections.abc import Mapping

from sync.core.book import Book, book
from sync.core.pricing import Tier, known
from sync.core.values import Doc, Value
from sync.files.lists import named
from sync.files.store import Catalog

TIERS = "catalog/rules/price-tiers.yaml"


def open_book(catalog: Catalog) -> Book:
    """The book of a catalog. Raises CatalogError for a broken merge base."""
    offers = {provider: file.doc for provider, file in catalog.price_lists().items()}
    providers = sorted({*offers, *catalog.bases()})
    return book(
        catalog.model_docs(),
        offers,
        {provider: catalog.base(provider) for provider in providers},
        tiers=tiers(_values(catalog, TIERS)),
        curated=frozenset(named(_values(catalog, "catalog/lists/pins.yaml"))),
    )


def _values(catalog: Catalog, name: str) -> Doc:
    file = catalog.files.get(name)
    return file.doc if file else {}


def tiers(rules: Mapping[str, Value]) -> list[Tier]:
    """The price tiers that a rules file names."""
    items = rules.get("tiers")
    return [
        Tier(str(item.get("name")), start)
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and (start := known(item.get("from"))) is not None
    ]
