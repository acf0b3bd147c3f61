"""Prices in OpenAI-compatible lists: read only where somebody says what they are for.

    {"input": {"per_million_tokens": 5, "currency": "USD"}}       the object names its unit
    {"input": 10, "output": 50, "unit": "usd_per_1m_tokens"}      so does this one (Perplexity)
    {"prompt": "0.000005", "completion": "0.000007"}              the provider's file: price_unit: token
    {"input": 0.88, "output": 0.88}                               the provider's file: price_unit: million

A number alone is a price for a token at one provider, for a thousand or a million at the next,
and in ten thousandths of a dollar at a third: without a unit it is not known, and told as a new
field. Zeros are passed on: whether one means "free" is judged later.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from sync.core.values import Doc
from sync.sources import prices
from sync.sources.fields import Fields
from sync.sources.prices import Unit

# Their key → our kind. Prices of images, requests or searches are for one or for a thousand of
# them, and no list says which: they stay new fields.
_KINDS: Mapping[str, str] = {
    "prompt": "input",  # SambaNova, Groq, and who follows OpenRouter
    "input": "input",  # Together, Vercel, Perplexity
    "completion": "output",
    "output": "output",
    "input_cache_read": "cache_read",  # Groq, Vercel
    "cache_read": "cache_read",  # Perplexity
    "cached_input": "cache_read",
    "input_cache_write": "cache_write",  # Vercel
    "cache_write": "cache_write",  # Perplexity
    "internal_reasoning": "reasoning",
}

_UNIT = re.compile(r"(?:([a-z]{3})_)?per_(token|(?:1k|thousand)_tokens|(?:1m|million)_tokens)")
_PLACES = {"token": prices.PER_MILLION, "1k": 3, "thousand": 3, "1m": 0, "million": 0}
_CURRENCY = re.compile(r"[A-Z]{3}")

Named = tuple[int, str | None]
"""Decimal places to a million tokens, and the currency where that is named too."""


def offer(pricing: Fields, unit: Unit | None) -> Doc:
    """`price`, where something is known. `unit` is what the provider's file says of bare numbers."""
    price: Doc = {}
    currencies: set[str] = set()
    for kind, at, key, (places, named) in _places(pricing, unit):
        amount = prices.read(at, key, places, numbers=True)
        if amount is None:
            continue
        if price.setdefault(kind, amount) != amount:
            raise at.unusable(key, f"is another price for {kind} than the one beside it")
        if amount:
            currencies.add(_currency(at) or _currency(pricing) or named or "USD")
    if len(currencies) > 1:
        raise pricing.unusable("currency", f"is {' and '.join(sorted(currencies))} at once")
    if currencies - {"USD"}:
        price["currency"] = currencies.pop()
    return {"price": price} if price else {}


def new_fields(items: Iterable[object], unit: Unit | None) -> set[str]:
    """What `pricing` holds that is not understood, of any record, well-formed or not."""
    found: set[str] = set()
    for item in items:
        pricing = item.get("pricing") if isinstance(item, dict) else None
        if isinstance(pricing, dict):
            found |= {f"pricing.{name}" for name in _unread(pricing, _bare(pricing, unit))}
    return found


def _unread(pricing: Mapping[str, object], bare: Named | None) -> Iterator[str]:
    for key, value in pricing.items():
        if isinstance(value, dict) and key in _KINDS:
            yield from (f"{key}.{name}" for name in value if not _unit_of(name) and name != "currency")
        elif key in _KINDS:
            if bare is None and value is not None:
                yield key
        elif key != "currency" and not (key == "unit" and _unit_of(value)):
            yield key


def _places(pricing: Fields, unit: Unit | None) -> Iterator[tuple[str, Fields, str, Named]]:
    """Where a price stands whose unit is known: its kind, the object and the key, and the unit."""
    bare = _bare(pricing.values, unit)
    for key, kind in _KINDS.items():
        if isinstance(pricing.values.get(key), dict):
            part = pricing.part(key)
            yield from ((kind, part, name, named) for name in part.values if (named := _unit_of(name)))
        elif bare is not None:
            yield kind, pricing, key, bare


def _bare(pricing: Mapping[str, object], unit: Unit | None) -> Named | None:
    """What bare numbers are for: what the object says of them itself, else the provider's file."""
    if pricing.get("unit") is not None:
        return _unit_of(pricing["unit"])
    return (prices.PLACES[unit], None) if unit else None


def _unit_of(text: object) -> Named | None:
    """The unit that a key or a text names: `per_million_tokens`, `usd_per_1m_tokens`."""
    found = _UNIT.fullmatch(re.sub("[^a-z0-9]+", "_", text.lower())) if isinstance(text, str) else None
    if found is None:
        return None
    return _PLACES[found[2].partition("_")[0]], found[1].upper() if found[1] else None


def _currency(fields: Fields) -> str | None:
    text = fields.text("currency")
    if text is not None and not _CURRENCY.fullmatch(text.upper()):
        raise fields.unusable("currency", "is no currency's code (USD, EUR)")
    return text.upper() if text else None
