"""`growth`: too many ids are new at once. Another list, or the same one twice, looks like that."""

from sync.core.guards.feed import Feed, Threshold


def refuse(feed: Feed, limit: Threshold) -> str | None:
    """Why the list can't be believed; None when it can."""
    if not limit.passed(len(feed.new), len(feed.before)):
        return None
    return f"{len(feed.new)} ids are new beside {len(feed.before)} known ones"
