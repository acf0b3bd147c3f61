"""`price-move`: a price, or the price of a tier or of an hour, moves by more than a factor."""

from collections.abc import Iterator

from sync.core.guards.change import Change, Proposals
from sync.core.guards.terms import Move
from sync.core.pricing import known
from sync.core.values import Doc, Value

_CONDITION = ("over", "mode", "utc", "days")


def hold(change: Change) -> Proposals:
    """A risky input or output holds all prices of its offer, so that no pair is shown that nobody offered."""
    limit = change.limit("price-move").factor
    if not limit:
        return {}
    risky: dict[str, None] = {}
    for move in change.moves:
        if move.field.startswith("price.") and _risky(move, limit):
            risky["price" if move.field in ("price.input", "price.output") else move.field] = None
        elif move.field in ("tiers", "windows") and any(_risky(one, limit) for one in _prices(move)):
            risky[move.field] = None
    return dict.fromkeys(["price"] if "price" in risky else risky, "price-move")


def _risky(move: Move, limit: int) -> bool:
    """By more than the factor; from nothing to pay to any price. A zero is judged by `zero-unconfirmed`."""
    before, after = known(move.old), known(move.new)
    if before is None or not after:
        return False
    factor = move.factor
    return factor is None or factor > limit


def _prices(move: Move) -> Iterator[Move]:
    """The prices that stand under the same condition before and after."""
    old, new = _by_condition(move.old), _by_condition(move.new)
    for condition in old.keys() & new.keys():
        for kind in old[condition].keys() & new[condition].keys() - {*_CONDITION}:
            yield Move(move.id, f"{move.field}.{kind}", old[condition][kind], new[condition][kind])


def _by_condition(entries: Value) -> dict[str, Doc]:
    return {
        repr([entry.get(name) for name in _CONDITION]): entry
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
    }
