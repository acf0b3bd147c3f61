"""`bad-ids`: too many records can't be used: the dialect changed, or this is another list."""

from sync.core.guards.feed import Feed, Threshold, share


def refuse(feed: Feed, limit: Threshold) -> str | None:
    """Why the list can't be believed; None when it can."""
    if not limit.passed(feed.unusable, feed.fetched):
        return None
    return f"{share(feed.unusable, feed.fetched)} records can't be used"
