"""`limit-vanished`: a known limit is no longer said.

Of 300 recorded moves of max_output 88 were that, and back again.
"""

from sync.core.guards.change import Change, Proposals


def settle(change: Change) -> Proposals:
    """Each limit that became unknown."""
    return {
        move.field: "limit-vanished"
        for move in change.moves
        if move.field.startswith("limits.") and move.new is None
    }
