"""`context-shrunk`: the context of a curated or active model becomes smaller, or is no longer said.

Both the effective one and the model's own count. Unknown waits too: else a number could shrink in
two steps, by way of none at all, and the second would have nothing to be compared with.
"""

from sync.core.guards.change import Change, Proposals
from sync.core.guards.terms import shrunk


def hold(change: Change) -> Proposals:
    """The context, of models that people rely on."""
    smaller = any(shrunk(move.old, move.new) for move in change.moves if move.field == "limits.context")
    return {"limits.context": "context-shrunk"} if change.weighty and smaller else {}
