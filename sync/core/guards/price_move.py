"""`price-move`: a price, or the price of a tier or of an hour, moves by more than a factor."""

from collections.abc import Iterator, Mapping

from sync.core.guards.change import Change, Proposals
from sync.core.guards.terms import Move
from sync.core.pricing import known
from sync.core.values import Doc, Value, get

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
        elif move.field in ("tiers", "windows") and any(_risky(one, limit) for one in _prices(change, move)):
            risky[move.field] = None
    return dict.fromkeys(["price"] if "price" in risky else risky, "price-move")


def _risky(move: Move, limit: int) -> bool:
    """By more than the factor; from nothing to pay to any price. A zero is judged by `zero-unconfirmed`."""
    before, after = known(move.old), known(move.new)
    if before is None or not after:
        return False
    factor = move.factor
    return factor is None or factor > limit


def _prices(change: Change, move: Move) -> Iterator[Move]:
    """Each price under a condition with what it was, or under a new one with what comes closest to it."""
    old, new = _by_condition(move.old), _by_condition(move.new)
    for condition, entry in new.items():
        for kind in entry.keys() - {*_CONDITION}:
            was = old[condition].get(kind) if condition in old else _closest(change, old, kind, entry[kind])
            yield Move(move.id, f"{move.field}.{kind}", was, entry[kind])


def _closest(change: Change, old: Mapping[str, Doc], kind: str, price: Value) -> Value:
    """Of the prices of a kind that stand, and the plain one that comes, the one that is least far."""
    offers = [record.offer for record in (change.before, change.after) if record is not None]
    prices = [get(offer, ("price", kind)) for offer in offers] + [entry.get(kind) for entry in old.values()]
    moves = [Move("", "", each, price) for each in prices if known(each)]
    return min(moves, key=lambda move: move.factor or 0).old if moves and known(price) else None


def _by_condition(entries: Value) -> dict[str, Doc]:
    return {
        repr([entry.get(name) for name in _CONDITION]): entry
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
    }
