"""What a source says, normalised: the one shape that every adapter returns.

    payload ──adapter.parse──> Listing ─┬─ records      one Record for each usable id
                                        ├─ quarantined  what could not be used, and why
                                        └─ new_fields   keys nobody has told us about yet

A record keeps apart what a source says of the *model* (`facts`), of its own *offer*, and
what is known but stands in no YAML file (`more`). Prices are Decimal US$ per million
tokens, or per unit where the kind is named `per_…`; dates are `YYYY-MM-DD`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.core.values import Doc


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One id of one provider's list.

    model     id of the model that is offered (`lab/slug`); None: not known
    alias_of  the id that a moving alias leads to now; such a record has nothing else but its lifecycle
    facts     name, released, knowledge_cutoff, modalities, limits, capabilities
    offer     price, tiers, windows, ends, limits (where they differ from the model's)
    more      created, tokenizer, parameters …: for build and explain, in no YAML file
    voice_of  the models it speaks for, where that isn't what is usual; None: as usual
    decided   the hand edits against it that a person made lasting, as `sync.core.lasting` spells them
    """

    id: str
    model: str | None
    alias_of: str | None = None
    facts: Doc = field(default_factory=dict)
    offer: Doc = field(default_factory=dict)
    more: Doc = field(default_factory=dict)
    voice_of: tuple[str, ...] | None = None
    decided: tuple[str, ...] = ()


Records = Mapping[str, Record]
"""Records by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A record that could not be used; its last accepted state stays."""

    id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A whole fetched list, normalised. `fetched` counts what came, usable or not."""

    records: Records
    fetched: int
    quarantined: tuple[Quarantined, ...] = ()
    new_fields: tuple[str, ...] = ()


def to_doc(record: Record) -> Doc:
    """The record as one line of `catalog/upstream/<provider>.jsonl`; empty parts are left out."""
    doc: Doc = {"id": record.id}
    if record.decided:
        doc["decided"] = [*record.decided]
    if record.alias_of is not None:
        doc["alias_of"] = record.alias_of
        return doc | {"offer": record.offer} if record.offer else doc
    doc["model"] = record.model
    if record.voice_of is not None:
        doc["voice_of"] = [*record.voice_of]
    for name, part in (("offer", record.offer), ("facts", record.facts), ("more", record.more)):
        if part:
            doc[name] = part
    return doc


def from_doc(doc: Doc) -> Record:
    """The inverse of `to_doc`; raises ValueError where a part has the wrong shape."""
    alias_of, model = doc.get("alias_of"), doc.get("model")
    return Record(
        id=str(doc["id"]),
        model=None if model is None else str(model),
        alias_of=None if alias_of is None else str(alias_of),
        facts=_part(doc, "facts"),
        offer=_part(doc, "offer"),
        more=_part(doc, "more"),
        voice_of=_texts(doc, "voice_of"),
        decided=_texts(doc, "decided") or (),
    )


def _texts(doc: Doc, name: str) -> tuple[str, ...] | None:
    listed = doc.get(name)
    if not isinstance(listed, list | None):
        raise ValueError(f"{name} is not a list")
    return None if listed is None else tuple(map(str, listed))


def _part(doc: Doc, name: str) -> Doc:
    part = doc.get(name, {})
    if not isinstance(part, dict):
        raise ValueError(f"{name} is not a mapping")
    return part
