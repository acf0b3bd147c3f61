"""`kind-vanished`: a price kind other than input and output is no longer said."""

from sync.core.guards.change import Change, Proposals

_OTHERS = ("price.input", "price.output", "price.dynamic", "price.currency")
"""What `price-vanished` holds, and what is no amount: a router that gets a price loses nothing."""


def settle(change: Change) -> Proposals:
    """Each kind that became unknown, and tiers and windows that went as a whole."""
    return {
        move.field: "kind-vanished"
        for move in change.moves
        if move.new is None
        and move.field not in _OTHERS
        and move.field.startswith(("price.", "tiers", "windows"))
    }
