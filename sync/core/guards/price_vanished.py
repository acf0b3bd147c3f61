"""`price-vanished`: an input or output price that was known is no longer said."""

from sync.core.guards.change import Change, Proposals


def hold(change: Change) -> Proposals:
    """All prices of the offer."""
    gone = any(move.field in ("price.input", "price.output") and move.new is None for move in change.moves)
    return {"price": "price-vanished"} if gone else {}
