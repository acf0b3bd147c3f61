"""Judges a source's zeros: which mean free, which mean "not billed apart", which mean nothing yet.

A source's zero counts as free only for an id that ends in `:free`, or where a person
confirmed it (`free: confirmed` in the offer). Any other zero of input, output or a unit of
non-text output is not believed: the price last accepted stays, or none is known. (A paid
music model is listed at 0/0.) A zero of any other kind means "not billed apart": absent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sync.core.facts import Record
from sync.core.pricing import known
from sync.core.values import Doc, Value, get

TELLING = ("input", "output", "per_image", "per_song", "per_second")
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
    unconfirmed = () if free else tuple(_telling(record.offer))
    offer = _settled(record.offer, keep=TELLING if free else ())
    if unconfirmed and base is not None and "price" in base.offer:
        # No pair is ever shown that nobody offered: all prices of the offer stay as they were.
        offer = {key: value for key, value in offer.items() if key not in _PRICES}
        offer |= {key: base.offer[key] for key in _PRICES if key in base.offer}
    return Settled(record if offer == record.offer else replace(record, offer=offer), unconfirmed)


def _telling(offer: Doc) -> Iterator[str]:
    """The fields with a zero that would mean free."""
    for kind in TELLING:
        if _zero(get(offer, ("price", kind))):
            yield f"price.{kind}"
    for name in _CONDITIONED:
        if any(_zero(entry.get(kind)) for entry in _entries(offer, name) for kind in TELLING):
            yield name


def _settled(offer: Doc, *, keep: Sequence[str]) -> Doc:
    """The offer without its other zeros; a tier or window that has no price left goes with them."""
    price = offer.get("price")
    settled = dict(offer)
    if isinstance(price, dict):
        settled["price"] = _without_zeros(price, keep)
    for name in _CONDITIONED:
        entries = [_without_zeros(entry, keep) for entry in _entries(offer, name)]
        settled[name] = [entry for entry in entries if _priced(entry)]
    return {key: value for key, value in settled.items() if value not in ({}, [])}


def _entries(offer: Doc, name: str) -> list[Doc]:
    entries = offer.get(name)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _without_zeros(price: Doc, keep: Sequence[str]) -> Doc:
    return {kind: value for kind, value in price.items() if kind in keep or not _zero(value)}


def _priced(entry: Doc) -> bool:
    return any(known(value) is not None for kind, value in entry.items() if kind != "over")


def _zero(value: Value) -> bool:
    return known(value) == 0
