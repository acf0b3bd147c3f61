"""`capability-loss`: too many models lose the same capability, or any input modality, at once."""

from collections import Counter

from sync.core.guards.feed import Feed, Threshold, share
from sync.core.guards.terms import Move


def refuse(feed: Feed, limit: Threshold) -> str | None:
    """Why the list can't be believed; None when it can."""
    losers = {move.id for move in feed.moves if lost(move)}
    if not limit.passed(len(losers), feed.common):
        return None
    fields = Counter(move.field for move in feed.moves if lost(move))
    worst = ", ".join(f"{number} × {field}" for field, number in fields.most_common(3))
    return f"{share(len(losers), feed.common)} models lose a capability or an input: {worst}"


def lost(move: Move) -> bool:
    """Whether something that a model could do is no longer said of it."""
    if move.field == "modalities.input":
        before, after = move.old, move.new
        kept = after if isinstance(after, list) else []
        return isinstance(before, list) and any(item not in kept for item in before)
    able = move.old not in (None, False, "none")
    return move.field.startswith("capabilities.") and able and move.new in (None, False, "none")
