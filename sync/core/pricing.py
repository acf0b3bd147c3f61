"""What a price amounts to: free, paid, varying or not known. An unknown is never a zero.

free     input and output are known and 0, and no other billed kind is above 0
varies   `dynamic: true`
paid     some kind is above 0
unknown  everything else
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from sync.core.values import Doc, Value

Standing = Literal["free", "paid", "varies", "unknown"]


def standing(price: Value) -> Standing:
    """The standing of an offer's `price`."""
    if not isinstance(price, dict):
        return "unknown"
    if price.get("dynamic") is True:
        return "varies"
    if any(amount > 0 for amount in amounts(price)):
        return "paid"
    return "free" if _zero(price.get("input")) and _zero(price.get("output")) else "unknown"


def amounts(price: Doc) -> Iterator[Decimal | int]:
    """Every known amount of a price."""
    for value in price.values():
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            yield value


def _zero(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value == 0
