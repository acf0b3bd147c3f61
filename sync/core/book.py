"""A whole catalog as plain values: what `explain`, `build` and `check` look at.

models, offers  what the files say              bases      what each provider said
overrides       what people decided beside it   heuristics what ids let one guess
families        which family ids stand for
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.core.authority import spoke, variant
from sync.core.base import Base
from sync.core.facts import Record
from sync.core.families import NO_FAMILIES, Families
from sync.core.heuristics import NO_GUESSES, Heuristics
from sync.core.ledger import Ledger, Line
from sync.core.overrides import NO_OVERRIDES, Overrides
from sync.core.pricing import Tier
from sync.core.project import plain_names, project, project_model
from sync.core.values import Doc, Value, get

DECIDED_BESIDE = ("state", "ends", "replaced_by")
"""What of a model is decided in `overrides/deprecations.yaml`, and there only."""

DERIVED = ("visible", "selectable", "curated", "offers", "overridden", "reason", "alias_of")
"""What `build` derives for a model."""

Voice = tuple[str, Record]
"""A provider and the record with which it speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Every model's and offer's values, what each provider said, and the rules that derive more.

    models     {model: what its file may say: nothing that is decided beside it, or derived}
    offers     {provider: {offer id: entry}}
    said       {model: what the file would say if only its authority wrote it}
    offered    {provider: {offer id: what the entry would say if only the provider wrote it}}
    voices     {model: everyone who offers it, plain ids first}
    curated    folded ids of the models on the shortlist
    redirects  {id that the catalog had once: {kind, to, since, reason}}
    ledgers    {provider: what waits there}
    """

    models: Mapping[str, Doc]
    offers: Mapping[str, Mapping[str, Value]]
    bases: Mapping[str, Base]
    said: Mapping[str, Doc]
    offered: Mapping[str, Mapping[str, Doc]]
    voices: Mapping[str, Sequence[Voice]]
    overrides: Overrides = NO_OVERRIDES
    heuristics: Heuristics = NO_GUESSES
    families: Families = NO_FAMILIES
    tiers: Sequence[Tier] = ()
    curated: frozenset[str] = field(default_factory=frozenset)
    redirects: Mapping[str, Doc] = field(default_factory=dict)
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)

    def authority(self, model: str) -> tuple[str, str]:
        """The provider and offer that the model's file names; empty texts where it names none."""
        file = self.models.get(model)
        provider, offer = get(file, ("authority", "provider")), get(file, ("authority", "offer"))
        return str(provider or ""), str(offer or "")

    def voice(self, model: str) -> Record | None:
        """The authority's record."""
        provider, offer = self.authority(model)
        return self.record(provider, offer)

    def record(self, provider: str, offer: str) -> Record | None:
        """What a provider said with one of its ids."""
        base = self.bases.get(provider)
        return base.records.get(offer) if base else None

    def disputed(self, provider: str, offer: str) -> list[Line]:
        """What upstream says of an offer, or of the model that it speaks for, and a person must decide."""
        lines = self.ledgers.get(provider, {}).values()
        return [line for line in lines if line.id == offer and line.held]

    def others(self, model: str) -> list[Voice]:
        """The records of other providers than the authority that offer this model, plain ids first."""
        authority, _ = self.authority(model)
        return [voice for voice in self.voices.get(model, ()) if voice[0] != authority]


def book(
    models: Mapping[str, Doc],
    offers: Mapping[str, Mapping[str, Value]],
    bases: Mapping[str, Base],
    *,
    overrides: Overrides = NO_OVERRIDES,
    heuristics: Heuristics = NO_GUESSES,
    families: Families = NO_FAMILIES,
    tiers: Sequence[Tier] = (),
    curated: frozenset[str] = frozenset(),
) -> Book:
    """The book of a catalog's values."""
    return Book(
        models={model: _own(doc) for model, doc in models.items()},
        offers=offers,
        bases=bases,
        said=_said(models, bases),
        offered={
            provider: project(provider, base.records, spoke(base.records)).offers
            for provider, base in bases.items()
        },
        voices=_voices(bases),
        overrides=overrides,
        heuristics=heuristics,
        families=families,
        tiers=tiers,
        curated=curated,
    )


def _own(doc: Doc) -> Doc:
    """A model's file without what no file decides."""
    foreign = {*DECIDED_BESIDE, *DERIVED} & doc.keys()
    return {key: value for key, value in doc.items() if key not in foreign} if foreign else doc


def _said(models: Mapping[str, Doc], bases: Mapping[str, Base]) -> dict[str, Doc]:
    names = {provider: plain_names(base.records) for provider, base in bases.items()}
    found = {}
    for model, doc in models.items():
        provider, offer = str(get(doc, ("authority", "provider"))), str(get(doc, ("authority", "offer")))
        record = bases[provider].records.get(offer) if provider in bases else None
        if record is not None:
            found[model] = project_model(provider, record, plain_name=names[provider].get(record.model))
    return found


def _voices(bases: Mapping[str, Base]) -> dict[str, list[Voice]]:
    found: dict[str, list[Voice]] = {}
    for provider, base in bases.items():
        for record in base.records.values():
            if record.model is not None:
                found.setdefault(record.model, []).append((provider, record))
    for voices in found.values():
        voices.sort(key=lambda voice: (variant(voice[1].id) is not None, voice[0], voice[1].id))
    return found
