"""`odd-id`: a new id holds characters that look like others: non-ASCII letters, no accident in a list."""

from sync.core.guards.change import Change, Proposals


def hold(change: Change) -> Proposals:
    """The whole id, which comes in only when a person says so."""
    return {"id": "odd-id"} if change.before is None and not change.after.id.isascii() else {}
