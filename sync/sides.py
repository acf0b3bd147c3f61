"""The sides of a provider's merge as a catalog's files have them: what is ours, and how it is merged.

catalog/offers, models           ─> Mine      what the repository says
catalog/providers, rules, ignore ─> Rulebook  how this provider's news may enter
both, with the merge base        ─> Sides     what stands against upstream, without asking anyone
"""

from dataclasses import replace
from datetime import date

from sync.core.exclude import Exclusions, patterns
from sync.core.fields import Fields, under
from sync.core.heuristics import NO_GUESSES
from sync.core.mine import Mine, Rulebook
from sync.core.names import NO_NAMES
from sync.core.project import said_of
from sync.core.standing import Sides
from sync.core.values import Doc
from sync.files import lists, rules
from sync.files.bound import bound
from sync.files.schemas import Kind
from sync.files.store import Catalog
from sync.sources.provider import Provider
from sync.sources.provider import provider as provider_of
from sync.sources.registry import adapter


def mine(catalog: Catalog, provider: str) -> Mine:
    """What the repository says of one provider's offers, and of every model."""
    offers = catalog.offers(provider)

    def elsewhere(model: str) -> list[Doc]:
        others = [(other, catalog.base(other).records) for other in catalog.bases() if other != provider]
        said: list[Doc | None] = []
        for spoken in (True, False):
            said = said if any(said) else [said_of(*other, model, spoken=spoken) for other in others]
        return [doc for doc in said if doc is not None]

    return Mine(
        offers=offers.doc if offers else {},
        models=catalog.model_docs(),
        elsewhere=elsewhere,
        ledger=catalog.ledger(provider),
        history=catalog.history(provider),
        curated=lists.pinned(catalog),
        bound=bound(catalog),
    )


def exclusions(catalog: Catalog, provider: Provider, today: date) -> Exclusions:
    """Which new ids of one provider stay outside on a day."""
    ignored = catalog.files.get("overrides/ignore.yaml")
    return Exclusions(
        patterns=patterns(ignored.doc if ignored else {}, provider.id, today),
        min_context=provider.min_context,
        outputs=provider.outputs,
    )


def rulebook(catalog: Catalog, provider: Provider) -> Rulebook:
    """How one provider's news are merged, wherever they may come in."""

    def fields(kind: Kind) -> Fields:
        return under(catalog.schemas.fields(kind), provider.strategy, provider.always, provider.never)

    return Rulebook(
        offer_fields=fields("offers"),
        model_fields=fields("model"),
        descriptions=provider.descriptions,
        authority=rules.authority_of(catalog),
        names=rules.names_of(catalog),
        heuristics=rules.heuristics_of(catalog),
        guards=rules.guards_of(catalog, provider.guards),
        created_stable=all(adapter(each.transformer).created_stable for each in provider.endpoints),
    )


def sides(catalog: Catalog, provider: str) -> Sides:
    """Both sides of one provider. Raises CatalogError for a broken base."""
    file = catalog.providers().get(provider)
    book = rulebook(catalog, provider_of(provider, file.doc if file else {}))
    return Sides(
        provider=provider,
        base=catalog.base(provider),
        mine=mine(catalog, provider),
        # The base is upstream's word as it was accepted, names, guesses and descriptions with it.
        book=replace(book, names=NO_NAMES, heuristics=NO_GUESSES, descriptions=True),
    )
