"""`restless`: a field that was written again and again of late is written next when two days agree on it."""

from sync.core.guards.change import Change, Proposals
from sync.core.guards.terms import covers


def settle(change: Change) -> Proposals:
    """The fields that moved once more; the prices of one offer settle together.

    What waits already goes on waiting by itself: a second look at a list must see what the first one saw.
    """
    fresh = [move for move in change.moves if move.field not in change.waiting]
    return {
        field: "restless"
        for field in sorted(change.restless)
        if any(covers(field, move.field) for move in fresh)
    }
