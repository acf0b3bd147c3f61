"""What a price amounts to: free, paid, varying or not known. An unknown is never a zero.

free     input and output are known and 0, and no other billed kind is above 0
varies   `dynamic: true`
paid     some kind is above 0
unknown  everything else
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sync.core.values import Doc, Value, plain

Standing = Literal["free", "paid", "varies", "unknown"]


@dataclass(frozen=True, slots=True)
class Tier:
    """A class of prices that begins at `start` US$ per million input tokens."""

    name: str
    start: Decimal | int


def standing(price: Value) -> Standing:
    """The standing of an offer's `price`."""
    if not isinstance(price, dict):
        return "unknown"
    if price.get("dynamic") is True:
        return "varies"
    if any(amount > 0 for amount in amounts(price)):
        return "paid"
    return "free" if known(price.get("input")) == 0 and known(price.get("output")) == 0 else "unknown"


def tier(price: Value, tiers: Sequence[Tier]) -> str | None:
    """`free`, or the last tier that the input price reaches; None where it isn't known."""
    state = standing(price)
    if state == "free":
        return "free"
    amount = known(price.get("input")) if isinstance(price, dict) else None
    if state != "paid" or amount is None:
        return None
    reached = [each.name for each in tiers if amount >= each.start]
    return reached[-1] if reached else None


def display(price: Value) -> str:
    """One glance: "$3 / $15", "3 EUR / 15 EUR", "per_song $0.08", "free", "varies" or "unknown".

    Kinds other than those two are named where tokens cost nothing or aren't priced, at most two.
    """
    state = standing(price)
    if state != "paid" or not isinstance(price, dict):
        return state
    both = (known(price.get("input")), known(price.get("output")))
    parts = [] if both == (None, None) else [" / ".join(_shown(amount, price) for amount in both)]
    if not any(both):
        others = [kind for kind in price if kind not in ("input", "output") and known(price[kind])]
        parts += [f"{kind} {_shown(known(price[kind]), price)}" for kind in others[:2]]
    return ", ".join(parts)


def _shown(amount: Decimal | int | None, price: Doc) -> str:
    currency = price.get("currency")
    if amount is None:
        return "?"
    return f"${plain(amount)}" if currency in (None, "USD") else f"{plain(amount)} {currency}"


def amounts(price: Doc) -> Iterator[Decimal | int]:
    """Every known amount of a price."""
    for value in price.values():
        amount = known(value)
        if amount is not None:
            yield amount


def known(value: Value) -> Decimal | int | None:
    """The amount that a value is; None where it is none."""
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
