"""`price-shift`: too many offers change their input or output price at once."""

from sync.core.guards.feed import Feed, Threshold, share

FIELDS = ("price.input", "price.output")


def refuse(feed: Feed, limit: Threshold) -> str | None:
    """Why the list can't be believed; None when it can."""
    moved = {move.id for move in feed.moves if move.field in FIELDS}
    if not limit.passed(len(moved), feed.common):
        return None
    return f"{share(len(moved), feed.common)} offers change their input or output price"
