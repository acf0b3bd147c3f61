"""`context-shrunk`: the effective context of a curated or active model becomes smaller."""

from sync.core.guards.change import Change, Proposals


def hold(change: Change) -> Proposals:
    """The context, of models that people rely on."""
    smaller = any(
        isinstance(move.old, int) and isinstance(move.new, int) and move.new < move.old
        for move in change.moves
        if move.field == "limits.context"
    )
    return {"limits.context": "context-shrunk"} if change.weighty and smaller else {}
