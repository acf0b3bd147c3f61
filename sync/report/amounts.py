"""Numbers on a page: money, token counts, and how far one moved from another.

After a `$` always stands a digit, so GitHub takes no two of them for the ends of a formula.
"""

from decimal import Decimal

from sync.core.pricing import known
from sync.core.values import Value, plain, same


def money(value: Decimal | int) -> str:
    """US$: `$3`, `$0.083333333`; never an exponent."""
    text = plain(-value if value < 0 else value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−${text}" if value < 0 else f"${text}"


def limit(value: Decimal | int) -> str:
    """A number of tokens: `1,048,576`."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def numeric(value: Value) -> Decimal | None:
    """The value where it is a number that can be compared, None where it isn't one."""
    amount = known(value)
    number = None if amount is None else Decimal(amount)
    return number if number is None or number.is_finite() else None


def percent(old: Value, new: Value) -> str:
    """`+20.0 %`, `−50 %`: one decimal below 50, none from there on; `new`, `gone`, `from 0`; else empty."""
    if old is None or new is None:
        return "" if old is new else "new" if old is None else "gone"
    before, after = numeric(old), numeric(new)
    if before is None or after is None or same(before, after):
        return ""
    if before == 0:
        return "from 0"
    part = abs((after - before) / before * 100)
    sign = "+" if after > before else "−"
    if part < Decimal("0.05"):
        return "≈0 %"
    if part < 50:
        return f"{sign}{part:.1f} %"
    if 0 < after < before and round(part) == 100:  # nearly all, but not all
        return f"{sign}{min(part, Decimal('99.9')):.1f} %"
    return f"{sign}{part:,.0f} %"


def factor(old: Value, new: Value) -> str:
    """`×6.7`: how far a value moved, up or down; empty where that can't be measured."""
    far = magnitude(old, new)
    return f"×{10**far:,.1f}" if 0 < far < 12 else ""


def magnitude(old: Value, new: Value) -> Decimal:
    """How far a value moved: |log10(new / old)|, without end where 0 or nothing is one side of it.

    What is nested counts by its farthest move; what can't be measured didn't move.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        return max((magnitude(old[key], new[key]) for key in old if key in new), default=Decimal(0))
    if isinstance(old, list) and isinstance(new, list):
        return max(map(magnitude, old, new), default=Decimal(0))
    before, after = numeric(old), numeric(new)
    if before is not None and after is not None:
        if same(before, after):
            return Decimal(0)
        return abs(after.log10() - before.log10()) if before > 0 and after > 0 else Decimal("Infinity")
    return Decimal("Infinity") if new is None and old is not None else Decimal(0)
