"""From records to the documents they would make: what the catalog would say if only upstream wrote it.

    records ──> offers  {offer id: entry}     one for each record
            └─> models  {model id: entry}     one for each model, from its authority's record

The merge compares two projections (of the base, of the news) with what the files say. An
offer says only what differs from its model, and "differs" is judged against the
authority's record, never against a hand edit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.core.authority import spoke, usual, variant
from sync.core.facts import Record, Records
from sync.core.values import Doc, Value, copy_doc, same

MODEL_FACTS = ("name", "released", "knowledge_cutoff", "modalities", "limits", "capabilities", "description")
CLOCK = ("state", "missing_since")
OFFER_TERMS = ("price", "tiers", "windows", "limits", "ends", *CLOCK)
STATED_APART = ("limits", "modalities", "capabilities")
"""What an offer states where it differs from its model."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Documents as upstream alone would have them, and the records that they were made of."""

    offers: Mapping[str, Doc]
    models: Mapping[str, Doc]
    records: Records = field(default_factory=dict)
    voices: Records = field(default_factory=dict)
    names: Mapping[str | None, Value] = field(default_factory=dict)


NOTHING = Projection({}, {})


def project(
    provider: str, records: Records, speaks: Mapping[str, str], *, like: Projection = NOTHING
) -> Projection:
    """The documents of these records. `speaks` names the one among them that is each model's authority.

    What is made of the very same records as in `like` is the same document.
    """
    voices = {model: records[offer] for model, offer in speaks.items()}
    names = plain_names(records)
    offers, models = {}, {}
    for id_, record in records.items():
        voice = voices.get(record.model or "")
        stays = record is like.records.get(id_) and voice is like.voices.get(record.model or "")
        offers[id_] = like.offers[id_] if stays else _offer(record, voice)
    for model, record in voices.items():
        stays = record is like.voices.get(model) and names.get(model) == like.names.get(model)
        models[model] = (
            like.models[model] if stays else project_model(provider, record, plain_name=names.get(model))
        )
    return Projection(offers, models, records, voices, names)


def plain_names(records: Records) -> dict[str | None, Value]:
    """The name that its plain id gives each model: a variant that speaks for it lends it none."""
    return {record.model: record.facts.get("name") for record in records.values() if not variant(record.id)}


def project_model(provider: str, record: Record, *, plain_name: Value) -> Doc:
    """The model as this record has it, which speaks for it."""
    authority: Doc = {"authority": {"provider": provider, "offer": record.id}}
    return authority | facts_of(record, plain_name=plain_name)


def facts_of(record: Record, *, plain_name: Value) -> Doc:
    """What this record says of its model, whoever speaks for that."""
    doc: Doc = {}
    for name in MODEL_FACTS:
        value = record.facts.get(name, plain_name if name == "name" else None)
        if value not in (None, {}, []):
            doc[name] = value
    return doc


def said_of(provider: str, records: Records, model: str, *, spoken: bool) -> Doc | None:
    """The model as a provider had it when it spoke for it, or (`spoken` False) would have it; else None."""
    voice = (spoke(records) if spoken else usual(records)).get(model)
    if voice is None:
        return None
    name = plain_names(records).get(model)
    if spoken:
        return project_model(provider, records[voice], plain_name=name)
    return facts_of(records[voice], plain_name=name)


def _offer(record: Record, voice: Record | None) -> Doc:
    # A moving alias is only that; one whose target isn't told yet too.
    alias = record.alias_of is not None or record.id.startswith("~")
    doc: Doc = {"alias_of": record.alias_of} if alias else {"model": record.model}
    for name in CLOCK if alias else OFFER_TERMS:
        value = record.offer.get(name)
        if value not in (None, {}, []):
            doc[name] = copy_doc(value) if isinstance(value, dict) else value
    if alias or voice is record:
        return doc
    # Where another provider speaks for the model, or none yet, an offer states the limits its source states.
    for name in STATED_APART if voice is not None else ("limits",):
        model = None if voice is None else voice.facts.get(name)
        apart = _apart(record.facts.get(name), model, as_set=name == "modalities")
        if apart:
            own = doc.get(name)
            doc[name] = apart | own if isinstance(own, dict) else apart
    return doc


def _apart(own: Value, model: Value, *, as_set: bool) -> Doc:
    """The parts of a record's own facts that say something else than the model's."""
    if not isinstance(own, dict):
        return {}
    theirs = model if isinstance(model, dict) else {}
    return {key: value for key, value in own.items() if not same(value, theirs.get(key), as_set=as_set)}
