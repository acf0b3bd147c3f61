"""A catalog's files as one Book, for the commands that read it whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sync.core.book import Book, book
from sync.core.overrides import CAPABILITIES, DEPRECATIONS, IGNORE, OFFERS, Override, entries, in_force
from sync.core.values import Doc
from sync.files import rules
from sync.files.lists import pinned
from sync.files.store import Catalog
from sync.ids import fold

REDIRECTS = "catalog/redirects.yaml"


def open_book(catalog: Catalog, today: date) -> Book:
    """The book of a catalog, with the overrides that hold on a day. Raises CatalogError for a broken base."""
    offers = {provider: file.doc for provider, file in catalog.price_lists().items()}
    providers = sorted({*offers, *catalog.bases()})
    found = book(
        catalog.model_docs(),
        offers,
        {provider: catalog.base(provider) for provider in providers},
        overrides=in_force(list(overrides(catalog)), today),
        heuristics=rules.heuristics_of(catalog),
        families=rules.families_of(catalog),
        tiers=rules.tiers(catalog),
        curated=frozenset(map(fold, pinned(catalog))),
    )
    return replace(
        found,
        redirects=redirects(catalog),
        ledgers={provider: catalog.ledger(provider) for provider in catalog.bases()},
    )


def redirects(catalog: Catalog) -> dict[str, Doc]:
    """Where ids lead that the catalog had once."""
    file = catalog.files.get(REDIRECTS)
    entries = file.doc if file else {}
    return {id_: entry for id_, entry in entries.items() if isinstance(entry, dict)}


def overrides(catalog: Catalog) -> Iterator[Override]:
    """Every entry of every override file, in force or not, in the order of the files."""
    for name in sorted(catalog.files):
        if name in (CAPABILITIES, DEPRECATIONS, IGNORE) or name.startswith(OFFERS):
            yield from entries(name, catalog.files[name].doc)
