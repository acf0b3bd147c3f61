"""`context-halved`: the effective context of a model that nobody relies on yet shrinks by more than half."""

from sync.core.guards.change import Change, Proposals


def settle(change: Change) -> Proposals:
    """The context; of curated and active models every smaller one is held."""
    factor = change.limit("context-halved").factor
    halved = any(
        isinstance(move.old, int) and isinstance(move.new, int) and move.new * factor < move.old
        for move in change.moves
        if move.field == "limits.context"
    )
    return {"limits.context": "context-halved"} if factor and halved and not change.weighty else {}
