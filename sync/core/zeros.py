"""Judges a source's zeros: which mean free, which mean "not billed apart", which mean nothing yet.

A source's zero counts as free only for an id that ends in `:free`, or where a person
confirmed it (`free: confirmed` in the offer). Any other zero of input, output or a unit of
non-text output is not believed: the price last accepted stays, or none is known. (A paid
music model is listed at 0/0.) A zero of any other kind means "not billed apart": absent.
"""

from dataclasses import dataclass, replace

from sync.core.facts import Record
from sync.core.values import Doc, Value

TELLING = frozenset({"input", "output", "per_image", "per_song", "per_second"})
_CONDITIONED = ("tiers", "windows")
_PRICES = ("price", *_CONDITIONED)


@dataclass(frozen=True, slots=True)
class Settled:
    """A record whose zeros are settled, and the fields (`price.input`, `tiers`) of those not believed."""

    record: Record
    unconfirmed: tuple[str, ...] = ()


def settle(record: Record, base: Record | None, *, confirmed: bool) -> Settled:
    """Settle one record's zeros against what was last accepted of it."""
    free = confirmed or record.id.endswith(":free")
    unconfirmed = () if free else tuple(_telling_zeros(record.offer))
    offer = _without_zeros(record.offer, keep=TELLING if free else frozenset())
    if unconfirmed and base is not None and "price" in base.offer:
        # No pair is ever shown that nobody offered: all prices of the offer stay as they were.
        offer = {key: value for key, value in offer.items() if key not in _PRICES}
        offer |= {key: base.offer[key] for key in _PRICES if key in base.offer}
    return Settled(record if offer == record.offer else replace(record, offer=offer), unconfirmed)


def _telling_zeros(offer: Doc) -> list[str]:
    """The fields whose zero says "free", if it is believed."""
    price = offer.get("price")
    names = [f"price.{kind}" for kind in _zeros(price) if kind in TELLING]
    return names + [name for name in _CONDITIONED if any(_zeros(item) & TELLING for item in _items(offer, name))]


def _without_zeros(offer: Doc, *, keep: frozenset[str]) -> Doc:
    """The offer without the zeros of other kinds, and without the tiers and windows that then change nothing."""
    settled = dict(offer)
    for name in _PRICES:
        if name in offer:
            settled[name] = _priced(offer[name], keep)
    return {key: value for key, value in settled.items() if value not in ({}, [])}


def _priced(value: Value, keep: frozenset[str]) -> Value:
    if isinstance(value, list):
        
        return [item for item in (_priced(item, keep) for item in value) if _changes_something(item)]
    dropped = _zeros(value) - keep
    return {kind: amount for kind, amount in value.items() if kind not in dropped} if isinstance(value, dict) else value
