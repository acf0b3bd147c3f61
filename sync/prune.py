"""Deletes what is gone for good: entries, records, ledger lines and model files; leaves tombstones.

catalog ──candidates──> {provider: ids} ──pruned──> writes, all of them or none

catalog/redirects.yaml    acme/two: {kind: tombstone, since: 2026-10-01, reason: …}
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sync import sides
from sync.core import pruning
from sync.core.pruning import Ids
from sync.core.values import Doc
from sync.errors import UsageError
from sync.files import apply, words
from sync.files.commented import commented
from sync.files.journal import Write
from sync.files.shelf import REDIRECTS
from sync.files.store import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Prune:
    """The offers that go, `(provider, id)`, the files that go with them, and all that is to be written."""

    offers: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    writes: tuple[Write, ...]


def candidates(catalog: Catalog, providers: Sequence[str]) -> dict[str, list[str]]:
    """The offers that may go, by provider. Raises CatalogError for a broken base."""
    found = {
        provider: pruning.removable(sides.sides(catalog, provider), commented(file))
        for provider in providers
        if (file := catalog.offers(provider))
    }
    return {provider: ids for provider, ids in found.items() if ids}


def spared(catalog: Catalog, providers: Sequence[str]) -> dict[str, dict[str, str]]:
    """The offers that could go but for what a person decided in their entries, and what that is."""
    return {
        provider: pruning.spared(sides.sides(catalog, provider), commented(file))
        for provider in providers
        if (file := catalog.offers(provider))
    }


def pruned(catalog: Catalog, gone: Ids, today: date) -> Prune:
    """What is to be written so that these offers go."""
    every = {provider: sides.sides(catalog, provider) for provider in gone}
    lists = {provider: file.doc for provider, file in catalog.price_lists().items()}

    def has_words(model: str) -> bool:
        return words.has_words(catalog.schemas, catalog.models[model])

    found = pruning.pruned(every, gone, lists, has_words=has_words, today=today)
    files = [catalog.models[model] for model in sorted(found.models)]
    writes = [write for plan in found.plans.values() for write in apply.writes(catalog, plan)]
    writes += [Write(file.name, file.raw, None) for file in files]
    writes += _redirects(catalog, found.tombstones)
    return Prune(
        offers=tuple((provider, id_) for provider, ids in gone.items() for id_ in ids),
        files=tuple(file.name for file in files),
        writes=tuple(writes),
    )


def _redirects(catalog: Catalog, tombstones: Mapping[str, Doc]) -> Iterator[Write]:
    """The file with these tombstones; one that leads somewhere already is left as it is."""
    if not catalog.schemas.knows("redirects"):
        fix = "copy schemas/ from a new catalog: python -m sync init DIR"
        raise UsageError("the catalog has no schema redirects.schema.json", fix=fix)
    file = catalog.files.get(REDIRECTS)
    known = file.doc if file else {}
    yield from apply.keyed(catalog, REDIRECTS, "redirects", file, {**tombstones, **known})
