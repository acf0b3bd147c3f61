"""How the values of fields are shown: money, limits, capabilities, lists, and what differs inside them.

Texts come from feeds, so every function that may meet one takes `quote`: `escape.code` for
Markdown (the default), `escape.plain` for lines. Numbers, dates and plain words need none.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, TypeAlias

from sync.core.values import Doc, Value, leaves, plain
from sync.report.amounts import limit, magnitude, money, numeric, percent
from sync.report.escape import Quote, code, word
from sync.report.nested import difference

__all__ = ["Cost", "change", "cost", "display", "field_value", "limit", "magnitude", "money", "percent"]

Cost: TypeAlias = Literal["FREE", "PAID", "UNKNOWN"]

NOTHING = "–"
LISTED = 12
"""Items of a list that are shown."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{2}:\d{2}-\d{2}:\d{2}")
_NESTED = ("tiers", "windows")


def display(price: Doc, quote: Quote = code) -> str:
    """A price in a few characters: `$3 / $15`, `free`, `varies` or `unknown`.

    Where the tokens cost nothing or aren't priced, the other kinds are named.
    """
    if price.get("dynamic") is True:
        return "varies"
    if cost({"price": price}) == "FREE":
        return "free"
    tokens = [numeric(price.get(kind)) for kind in ("input", "output")]
    head = " / ".join(NOTHING if token is None else _amount(price, token, quote) for token in tokens)
    parts = [] if tokens == [None, None] else [head]
    if not any(tokens):
        others = [(path, value) for path, value in _kinds(price) if path not in ("input", "output") and value]
        parts += [f"{word(path, quote)} {_amount(price, value, quote)}" for path, value in others[:2]]
    return ", ".join(parts) or "unknown"


def cost(offer: Doc) -> Cost:
    """FREE only where input and output are there, both 0, and nothing else is billed."""
    price = offer.get("price")
    price = price if isinstance(price, dict) else {}
    if price.get("dynamic") is True:
        return "UNKNOWN"
    amounts = [value for _, value in _kinds(price)]
    amounts += [value for name in _NESTED for item in _maps(offer.get(name)) for _, value in _kinds(item)]
    if any(value > 0 for value in amounts):
        return "PAID"
    meant = all(numeric(price.get(kind)) == 0 for kind in ("input", "output"))
    return "FREE" if meant else "UNKNOWN"


def field_value(field: str, value: Value, quote: Quote = code) -> str:
    """The value of any field; `–` where nothing is known."""
    if value is None or value in ([], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        if field.startswith("capabilities.") and "value" in value:
            return field_value(field, value["value"], quote)
        return _listed(
            [f"{word(key, quote)} {field_value(f'{field}.{key}', value[key], quote)}" for key in value]
        )
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            return difference(field, None, value, quote)
        return _listed([field_value(field, item, quote) for item in value])
    if isinstance(value, int | Decimal):
        return _number(field, value)
    return value if _DATE.fullmatch(value) else word(value, quote)


def change(field: str, old: Value, new: Value, quote: Quote = code) -> str:
    """`$3 → $3.3`; of lists of maps only what differs in them."""
    if any(isinstance(item, dict) for value in (old, new) if isinstance(value, list) for item in value):
        return difference(field, old, new, quote)
    return f"{field_value(field, old, quote)} → {field_value(field, new, quote)}"


def _number(field: str, value: Decimal | int) -> str:
    top = field.partition(".")[0]
    if top == "price":
        return money(value)
    return limit(value) if top == "limits" else plain(value)


def _listed(items: list[str]) -> str:
    rest = len(items) - LISTED
    return ", ".join(items[:LISTED]) + (f" +{rest:,} more" if rest > 0 else "")


def _amount(price: Doc, value: Decimal, quote: Quote) -> str:
    currency = price.get("currency")
    if currency in (None, "USD"):
        return money(value)
    return f"{money(value).replace('$', '')} {quote(str(currency))}"


def _kinds(price: Doc) -> Iterator[tuple[str, Decimal]]:
    """Every amount of a price, a tier or a window; `over` is a number of tokens and no amount."""
    for path, value in leaves(price):
        amount = numeric(value)
        if amount is not None and path[-1:] != ("over",):
            yield ".".join(path), amount


def _maps(value: Value) -> list[Doc]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
