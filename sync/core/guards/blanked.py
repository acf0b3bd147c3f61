"""`blanked`: too many offers lose a known price or limit at once: a field went, not a price."""

from sync.core.guards.feed import Feed, Threshold, share


def refuse(feed: Feed, limit: Threshold) -> str | None:
    """Why the list can't be believed; None when it can."""
    blank = {
        move.id
        for move in feed.moves
        if move.new is None and move.old is not None and move.field.startswith(("price.", "limits."))
    }
    if not limit.passed(len(blank), feed.common):
        return None
    return f"{share(len(blank), feed.common)} offers lose a price or limit that was known"
