"""A model and its offers as typed, immutable values. Keys that this version doesn't know are ignored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, get_args

Reasoning = Literal["none", "fixed", "configurable", "mandatory"]
State = Literal["listed", "stale", "deprecated", "removed"]

_REASONING: Mapping[object, Reasoning] = {word: word for word in get_args(Reasoning)}
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NO_AMOUNT = frozenset({"dynamic", "currency", "over", "mode", "utc", "days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A change too risky to be believed unseen: its field as in reports, upstream's value, since when."""

    field: str
    upstream: Any
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One provider's listing of a model.

    price    {kind: US$ per million tokens, or each for `per_…`}; an absent kind is not known
    tiers    prices beyond a number of input tokens: {"over": int, "mode": …, kind: Decimal}
    windows  prices at certain hours: {"utc": "16:00-01:00", kind: Decimal}
    limits   {"context": int, "max_output": int}: those that hold for this offer
    dynamic  the price varies from request to request
    display  "$3 / $15", "3 EUR / 15 EUR", "per_song $0.08", "free", "varies" or "unknown"
    state    what its provider says of it
    reason   "excluded": hidden because the catalog keeps its id out
    visible  whether applications show it; never where its model is hidden
    ends     the announced last day
    disputed what the provider says now and a person has to decide first; until then the old value stands
    """

    provider: str
    id: str
    variant: str | None
    price: Mapping[str, Decimal]
    dynamic: bool
    tiers: tuple[Mapping[str, Any], ...]
    windows: tuple[Mapping[str, Any], ...]
    limits: Mapping[str, int]
    capabilities: Mapping[str, bool | str | None]
    free: bool
    price_tier: str | None
    display: str
    state: State
    reason: str | None
    visible: bool
    ends: str | None
    as_of: str | None
    disputed: tuple[Disputed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model. `capabilities` maps a name to True, False or (reasoning) a word; absent = not known.

    family       what it would be weighed against or upgraded along; specialty, summary: a curator's words
    reason       "excluded": hidden because the catalog keeps all its offers out, not because it retires
    ends         the announced last day, of the last of its offers
    replaced_by  the id of the model to go to instead, which may be on its way out itself
    """

    id: str
    name: str | None
    family: str | None
    specialty: str | None
    summary: str | None
    released: str | None
    knowledge_cutoff: str | None
    inputs: frozenset[str]
    outputs: frozenset[str]
    limits: Mapping[str, int]
    capabilities: Mapping[str, bool | str | None]
    active: bool
    state: State
    reason: str | None
    ends: str | None
    replaced_by: str | None
    visible: bool
    selectable: bool
    curated: bool
    offers: tuple[Offer, ...]
    raw: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def vision(self) -> bool:
        """Whether it reads images."""
        return "image" in self.inputs

    @property
    def reasoning(self) -> Reasoning | None:
        """How it reasons; None: not known."""
        return _REASONING.get(self.capabilities.get("reasoning"))


def model(doc: Mapping[str, Any]) -> Model:
    """The model that a record of the compiled catalog holds."""
    modalities = doc.get("modalities") or _NOTHING
    return Model(
        id=doc["id"],
        name=doc.get("name"),
        family=doc.get("family"),
        specialty=doc.get("specialty"),
        summary=doc.get("summary"),
        released=doc.get("released"),
        knowledge_cutoff=doc.get("knowledge_cutoff"),
        inputs=frozenset(modalities.get("input") or ()),
        outputs=frozenset(modalities.get("output") or ()),
        limits=MappingProxyType(doc.get("limits") or {}),
        capabilities=_capabilities(doc),
        active=doc.get("active") is True,
        state=doc.get("state", "listed"),
        reason=doc.get("reason"),
        ends=doc.get("ends"),
        replaced_by=doc.get("replaced_by"),
        visible=doc.get("visible") is True,
        selectable=doc.get("selectable") is True,
        curated=doc.get("curated") is True,
        offers=tuple(_offer(item) for item in doc.get("offers") or ()),
        raw=_frozen(doc),
    )


def _offer(doc: Mapping[str, Any]) -> Offer:
    price = doc.get("price") or _NOTHING
    return Offer(
        provider=doc["provider"],
        id=doc["id"],
        variant=doc.get("variant"),
        price=MappingProxyType(_amounts(price)),
        dynamic=price.get("dynamic") is True,
        tiers=tuple(_conditioned(item) for item in doc.get("tiers") or ()),
        windows=tuple(_conditioned(item) for item in doc.get("windows") or ()),
        limits=MappingProxyType(doc.get("limits") or {}),
        capabilities=_capabilities(doc),
        free=doc.get("free") is True,
        price_tier=doc.get("price_tier"),
        display=doc.get("display", "unknown"),
        state=doc.get("state", "listed"),
        reason=doc.get("reason"),
        visible=doc.get("visible") is True,
        ends=doc.get("ends"),
        as_of=doc.get("as_of"),
        disputed=tuple(
            Disputed(field=item["field"], upstream=_frozen(item.get("upstream")), since=item["since"])
            for item in doc.get("disputed") or ()
        ),
    )


def _capabilities(doc: Mapping[str, Any]) -> Mapping[str, bool | str | None]:
    units = doc.get("capabilities") or _NOTHING
    return MappingProxyType({name: unit.get("value") for name, unit in units.items()})


def _conditioned(item: Mapping[str, Any]) -> Mapping[str, Any]:
    when = {key: _frozen(item[key]) for key in ("over", "mode", "utc", "days") if key in item}
    return MappingProxyType(when | _amounts(item))


def _amounts(item: Mapping[str, Any]) -> dict[str, Decimal]:
    """The prices in a mapping: what is null isn't known, and a key `x_…` is somebody's own."""
    return {
        kind: Decimal(amount)
        for kind, amount in item.items()
        if kind not in _NO_AMOUNT and not kind.startswith("x_") and amount is not None
    }


def _frozen(value: Any) -> Any:
    """A JSON value that nobody can change."""
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
