"""What a value of the wrong kind was probably meant as: a day in another order, a lone item of a list."""

import re

from sync.core.values import Value
from sync.files import commas, scalars

DAY = r"^\d{4}-\d{2}-\d{2}$"
REASON = r"^(?!\d{4}-\d{2}-\d{2}$)[\s\S]*[^\s.…-]"
"""Patterns of the schemas that have advice of their own."""

_NOTHING = frozenset({"none", "nothing", "nil", "n/a", "-"})
_PARTS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})[./-](\d{1,2})(?:[./-](\d{1,2}))?")
_BY_MONTH = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


def day(word: str) -> str | None:
    """`31.12.2027`, `12/31/2027` or `2027-12` as a catalog writes it; both days where both can be meant."""
    found = _PARTS.fullmatch(word.strip())
    if found is None:
        return None
    first, second, last, year, month, of_month = found.groups()
    if year:
        day = _day(year, month, of_month) if of_month else _last_of(year, month)
        days = [day] if day else []
    else:
        orders = (first, second), (second, first)
        by_month = _BY_MONTH.fullmatch(word.strip())
        days = [day for of_month, month in orders if (day := _day(last, month, of_month))]
        days = days if by_month else days[:1]
    return " or ".join(dict.fromkeys(days)) or None


def spelled(types: list[str], instance: Value) -> str | None:
    """How a value is written where these types are wanted; None where it could be anything."""
    if not isinstance(instance, str):
        return None
    if "null" in types and instance.strip().lower() in _NOTHING:
        return "null"
    if not {"number", "integer"}.isdisjoint(types):
        return commas.number(instance)
    return f"[{scalars.write(instance, flow=True)}]" if "array" in types else None


def _day(year: str, month: str, of_month: str) -> str | None:
    word = f"{year}-{month:0>2}-{of_month:0>2}"
    return word if scalars.is_date(word) else None


def _last_of(year: str, month: str) -> str | None:
    days = (_day(year, month, str(day)) for day in (31, 30, 29, 28))
    return next((day for day in days if day), None)
