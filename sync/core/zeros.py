"""A source's zeros: which may mean free, and which mean "not billed apart".

A zero of input, output or a unit of non-text output may mean that it is free, or nothing at
all (a paid music model is listed at 0/0): the guard `zero-unconfirmed` decides. A zero of any
other kind means that it isn't billed apart, and is no price.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sync.core.facts import Record
from sync.core.pricing import known
from sync.core.values import Doc, Value

TELLING = ("input", "output", "per_image", "per_song", "per_second")
_CONDITIONED = ("tiers", "windows")
CONFIRMED: Doc = {"free": "confirmed"}
"""What an offer says once a person looked: its zeros are meant."""


def billed(record: Record) -> Record:
    """The record without the zeros that only say "not billed apart"."""
    return _kept(record, TELLING)


def unknown(record: Record) -> Record:
    """The record with what is 0 in its prices not known."""
    return _kept(record, ())


def telling(offer: Doc) -> Iterator[str]:
    """The fields (`price.input`, `tiers`) with a zero that may mean free."""
    price = offer.get("price")
    if isinstance(price, dict):
        for kind in TELLING:
            if kind in price and _zero(price[kind]):
                yield f"price.{kind}"
    for name in _CONDITIONED:
        if any(_zero(entry.get(kind)) for entry in _entries(offer, name) for kind in TELLING):
            yield name


def _kept(record: Record, keep: Sequence[str]) -> Record:
    """Without the other zeros; a tier or window that has no price left goes with them."""
    offer = record.offer
    price = offer.get("price")
    tiered = any(name in offer for name in _CONDITIONED)
    if not tiered and not (isinstance(price, dict) and (not price or any(map(_zero, price.values())))):
        return record
    settled = dict(offer)
    if isinstance(price, dict):
        settled["price"] = _without_zeros(price, keep)
    for name in _CONDITIONED:
        entries = [_without_zeros(entry, keep) for entry in _entries(offer, name)]
        settled[name] = [entry for entry in entries if _priced(entry)]
    settled = {key: value for key, value in settled.items() if value not in ({}, [])}
    return record if settled == offer else replace(record, offer=settled)


def _entries(offer: Doc, name: str) -> list[Doc]:
    entries = offer.get(name)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _without_zeros(price: Doc, keep: Sequence[str]) -> Doc:
    return {kind: value for kind, value in price.items() if kind in keep or not _zero(value)}


def _priced(entry: Doc) -> bool:
    return any(known(value) is not None for kind, value in entry.items() if kind != "over")


def _zero(value: Value) -> bool:
    return known(value) == 0
