"""`replaced`: an id is used again for another model: its source's stable `created` moved."""

from sync.core.guards.change import Change, Proposals


def reused(change: Change) -> bool:
    """Whether the id means another model now."""
    if change.before is None or not change.stable:
        return False
    old, new = change.before.more.get("created"), change.after.more.get("created")
    return old is not None and new is not None and old != new


def hold(change: Change) -> Proposals:
    """Prices and limits that moved, of models that people rely on."""
    if not (change.weighty and reused(change)):
        return {}
    moved = [move.field for move in change.moves]
    prices = any(field.startswith(("price.", "tiers", "windows")) for field in moved)
    limits = [field for field in moved if field.startswith("limits.")]
    return dict.fromkeys([*(["price"] if prices else []), *limits], "replaced")
