"""`shrink`: too many ids went at once. A feed that was cut looks just like that."""

from sync.core.guards.feed import Feed, Threshold, share


def refuse(feed: Feed, limit: Threshold) -> str | None:
    """Why the list can't be believed; None when it can."""
    if not limit.passed(len(feed.gone), len(feed.before)):
        return None
    return f"{share(len(feed.gone), len(feed.before))} listed ids are gone"
