"""`output-shrunk`: the longest output of a curated or active model becomes smaller."""

from sync.core.guards.change import Change, Proposals


def settle(change: Change) -> Proposals:
    """The longest output, of models that people rely on."""
    smaller = any(
        isinstance(move.old, int) and isinstance(move.new, int) and move.new < move.old
        for move in change.moves
        if move.field == "limits.max_output"
    )
    return {"limits.max_output": "output-shrunk"} if change.weighty and smaller else {}
