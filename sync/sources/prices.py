"""Money as a source writes it → exact Decimal US$ per million tokens (or per unit).

No binary float is ever involved: feeds say "0.0000006000000000000001" where 0.6 is meant
(OpenRouter, 2026-08-22), and 8 significant digits take that away.
"""

import re
from collections.abc import Mapping
from decimal import Context, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from sync.core import values
from sync.sources.fields import Fields

LOWEST = Decimal("1e-9")
HIGHEST = Decimal("1e9")
"""A price other than 0 outside of these, in US$ per million, is a mistake of its source."""

PER_MILLION = 6
"""Decimal places from US$ per token to US$ per million tokens."""

Unit = Literal["token", "million"]
"""What a provider's file may say its prices are for: one token, or a million of them."""

PLACES: Mapping[Unit, int] = MappingProxyType({"token": PER_MILLION, "million": 0})
"""Decimal places from a unit to a million tokens."""

_MAX_TEXT = 100
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_EXACT = Context(prec=2 * _MAX_TEXT)


def written(fields: Fields, key: str) -> Decimal | None:
    """The number that the text under `key` spells, of any sign; "" is no price."""
    found = fields.values.get(key)
    if found is None:
        return None
    if not isinstance(found, str):
        raise fields.wrong(key, "a text")
    try:
        return _spelled(found)
    except ValueError as error:
        raise fields.unusable(key, str(error)) from None


def amount(fields: Fields, key: str) -> Decimal | None:
    """The number under `key`, of any sign, whether it is written as a text or as a number."""
    found = fields.values.get(key)
    if found is None or isinstance(found, str):
        return written(fields, key)
    if isinstance(found, bool) or not isinstance(found, int | Decimal | float):
        raise fields.wrong(key, "a price")
    number = Decimal(str(found)) if isinstance(found, float) else Decimal(found)
    if not number.is_finite():
        raise fields.unusable(key, "is not a finite decimal number")
    return number


def read(fields: Fields, key: str, places: int, *, numbers: bool = False) -> Decimal | None:
    """The price under `key`, moved by `places` decimal places; 0 stays 0 for others to judge.

    It is a text; with `numbers` it may be a number too.
    """
    found = fields.values.get(key)
    try:
        if isinstance(found, str):
            return _priced(found, places)
        number = amount(fields, key) if numbers else written(fields, key)
        return None if number is None else _moved(number, places)
    except ValueError as error:
        raise fields.unusable(key, str(error)) from None


@lru_cache(maxsize=4096)  # a list asks the same few hundred prices thousands of times
def _priced(text: str, places: int) -> Decimal | None:
    number = _spelled(text)
    return None if number is None else _moved(number, places)


@lru_cache(maxsize=4096)
def _spelled(text: str) -> Decimal | None:
    if not text.strip():
        return None
    if len(text) > _MAX_TEXT or not _NUMBER.fullmatch(text):
        raise ValueError("is not a finite decimal number")
    return Decimal(text)


def _moved(number: Decimal, places: int) -> Decimal:
    if not number:
        return Decimal(0)
    if number < 0:
        raise ValueError("is negative")
    exact = _EXACT.scaleb(number, places)
    price = values.price(min(exact, HIGHEST * 2))  # digits without end are not worth rounding
    if not LOWEST <= price <= HIGHEST:
        raise ValueError("is below 1e-9 or above 1e9 US$ per million")
    return price
