"""In which currency `explain` shows an amount: the one that holds, or what whoever says it meant.

price.currency   EUR    hand edit
price.input    → 2 EUR  hand edit
                 $3     authority
"""

import re
from collections.abc import Iterable
from typing import get_args

from sync.core.ladder import Explained, Rung, Source
from sync.report.escape import plain

_MONEY = ("price", "tiers", "windows")
_AMOUNT = re.compile(r"\$(\d[\d.]*)")
_RANKS = get_args(Source)

Currencies = dict[str, tuple[Rung, ...]]
"""{provider and offer: who says which currency its price is in, the highest first}."""


def currencies(found: Iterable[Explained]) -> Currencies:
    """What is said of the currencies of these offers; of one that isn't in it they are US dollars."""
    return {f"{each.provider} {each.id}": each.rungs for each in found if each.field == "price.currency"}


def in_currency(text: str, known: Currencies, each: Explained, rung: Rung) -> str:
    """A shown value of a field; what holds is in the currency that holds, the rest in its speaker's own."""
    if each.path[0] not in _MONEY or "$" not in text:
        return text
    below = (
        other
        for other in known.get(f"{each.provider} {each.id}", ())
        if rung in each.rungs[:1] or _RANKS.index(other.source) >= _RANKS.index(rung.source)
    )
    code = next((other.value for other in below), None)
    if code in (None, "USD"):
        return text
    return _AMOUNT.sub(lambda amount: f"{amount[1]} {plain(str(code))}", text)
