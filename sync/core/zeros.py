"""Judges a source's zeros: which mean free, which mean "not billed apart", which mean nothing yet.

A source's zero counts as free only for an id that ends in `:free`, or where a person
confirmed it (`free: confirmed` in the offer). Any other zero of input, output or a unit of
non-text output is not believed: the price last accepted stays, or none is known. (A paid
music model is listed at 0/0.) A zero of any other kind means "not billed apart": absent.
"""

from dataclasses import dataclass, replace

from sync.core.facts import Record
from sync.core.values import Doc, Value, same

TELLING = frozenset({"input", "output", "per_image", "per_song", "per_second"})
_CONDITIONED = ("tiers", "windows")


@dataclass(frozen=True, slots=True)
class Settled:
    """A record whose zeros are settled, and the fields (`price.input`) of those not believed."""

    record: Record
    unconfirmed: tuple[str, ...] = ()


def settle(record: Record, base: Record | None, *, confirmed: bool) -> Settled:
    """Settle one record's zeros against what was last accepted of it."""
    free = confirmed or record.id.endswith(":free")
    offer = dict(record.offer)
    unconfirmed: list[str] = []
    price = offer.get("price")
    if isinstance(price, dict):
        unconfirmed += [f"price.{kind}" for kind in price if kind in TELLING and _zero(price[kind])]
        offer["price"] = _without_zeros(price, keep=TELLING if free else frozenset())
    for name in _CONDITIONED:
        entries = offer.get(name)
        if isinstance(entries, list):
            offer[name] = [
                _without_zeros(entry, keep=TELLING if free else frozenset())
                if isinstance(entry, dict)
                else entry
                for entry in entries
            ]
    offer = {key: value for key, value in offer.items() if value != {}}
    if free or not unconfirmed:
        return Settled(record if same(offer, dict(record.offer)) else replace(record, offer=offer))
    if base is not None and "price" in base.offer:
        # No pair is ever shown that nobody offered: all prices of the offer stay as they were.
        offer = {key: value for key, value in offer.items() if key not in ("price", *_CONDITIONED)}
        offer |= {key: base.offer[key] for key in ("price", *_CONDITIONED) if key in base.offer}
    return Settled(replace(record, offer=offer), tuple(unconfirmed))


def _without_zeros(price: Doc, *, keep: frozenset[str]) -> Doc:
    return {kind: value for kind, value in price.items() if kind in keep or not _zero(value)}


def _zero(value: Value) -> bool:
    return not isinstance(value, bool | str | list | dict | None) and value == 0
