"""`capability-lost`: a curated or active model loses a capability or an input modality."""

from sync.core.guards.capability_loss import lost
from sync.core.guards.change import Change, Proposals


def hold(change: Change) -> Proposals:
    """Each capability that is lost, of models that people rely on."""
    if not change.weighty:
        return {}
    return {move.field: "capability-lost" for move in change.moves if lost(move)}
