"""`unit`: many offers move one price kind or limit by the same factor: the unit changed, not the price."""

from collections import Counter
from decimal import Decimal

from sync.core.guards.feed import Feed, Threshold
from sync.core.pricing import known
from sync.core.values import plain

_PRECISION = Decimal("0.0001")
"""Factors are compared to four places: a feed's own rounding is smaller, two prices' chance is rarer."""


def refuse(feed: Feed, limit: Threshold) -> str | None:
    """Why the list can't be believed; None when it can."""
    factors = Counter[tuple[str, str, Decimal]]()
    for move in feed.moves:
        before, after = known(move.old), known(move.new)
        if before and after and (factor := move.factor or Decimal(0)) >= limit.factor:
            way = "multiply" if after > before else "divide"
            factors[move.field, way, factor.quantize(_PRECISION)] += 1
    worst = max(factors.items(), key=lambda pair: (pair[1], pair[0]), default=None)
    if worst is None or worst[1] <= limit.count:
        return None
    (field, way, factor), number = worst
    return f"{number} offers {way} their {field} by {plain(factor.normalize())}: its unit changed"
