"""A whole catalog as plain values: what `explain` and `build` look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.core.base import Base
from sync.core.facts import Record
from sync.core.pricing import Tier
from sync.core.project import Projection, authorities, project
from sync.core.values import Doc, Value, get


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Every model's and offer's values, what each provider said, and the rules that derive more.

    offers     {provider: {offer id: entry}}
    upstream   {provider: what its files would say if only it wrote them}
    curated    ids of the models on the shortlist
    """

    models: Mapping[str, Doc]
    offers: Mapping[str, Mapping[str, Value]]
    bases: Mapping[str, Base]
    upstream: Mapping[str, Projection]
    tiers: Sequence[Tier] = ()
    curated: frozenset[str] = field(default_factory=frozenset)

    def said(self, model: str) -> Doc:
        """What its authority says of a model; empty where it has none or says nothing."""
        provider = str(get(self.models.get(model), ("authority", "provider")) or "")
        projection = self.upstream.get(provider)
        return projection.models.get(model, {}) if projection else {}

    def voice(self, model: str) -> Record | None:
        """The authority's record."""
        provider, offer = (
            str(get(self.models.get(model), ("authority", part)) or "") for part in ("provider", "offer")
        )
        base = self.bases.get(provider)
        return base.records.get(offer) if base else None

    def offered(self, provider: str, offer: str) -> Doc:
        """What the provider says of its own offer."""
        projection = self.upstream.get(provider)
        return projection.offers.get(offer, {}) if projection else {}

    def others(self, model: str) -> list[tuple[str, Record]]:
        """The records of other providers than the authority that offer this model, plain ids first."""
        authority = get(self.models.get(model), ("authority", "provider"))
        return sorted(
            (
                (provider, record)
                for provider, base in self.bases.items()
                if provider != authority
                for record in base.records.values()
                if record.model == model
            ),
            key=lambda pair: (":" in pair[1].id, pair[0], pair[1].id),
        )


def book(
    models: Mapping[str, Doc],
    offers: Mapping[str, Mapping[str, Value]],
    bases: Mapping[str, Base],
    *,
    tiers: Sequence[Tier] = (),
    curated: frozenset[str] = frozenset(),
) -> Book:
    """The book of a catalog's values."""
    upstream = {provider: _projection(provider, base, models) for provider, base in bases.items()}
    return Book(models=models, offers=offers, bases=bases, upstream=upstream, tiers=tiers, curated=curated)


def _projection(provider: str, base: Base, models: Mapping[str, Doc]) -> Projection:
    """As the merge projects it: a model's file says which offer speaks for it."""
    speaks = authorities(base.records)
    for model, doc in models.items():
        offer = get(doc, ("authority", "offer"))
        if get(doc, ("authority", "provider")) not in (provider, None):
            speaks.pop(model, None)
        elif isinstance(offer, str) and offer in base.records:
            speaks[model] = offer
    return project(provider, base.records, speaks)
