"""`zero-unconfirmed`: a source's zero means free only for an id in `:free`, or where a person confirmed it.

Any other zero of input, output or a unit of non-text output waits, in a first list too; until
then the price last accepted stands, or none is known. A zero that the base holds already was
decided by a person, one way or the other.
"""

from sync.core.guards.change import Change, Proposals
from sync.core.pricing import known
from sync.core.zeros import telling


def hold(change: Change) -> Proposals:
    """The prices as a whole, where one of them is a zero that nobody confirmed."""
    if change.after.id.endswith(":free"):
        return {}
    moved = {move.field: move.old for move in change.moves}
    fresh = [field for field in telling(change.after.offer) if change.before is None or field in moved]
    if change.confirmed:
        # What was confirmed is a zero that stands already; one of another price needs a word of its own.
        standing = change.before is not None and any(telling(change.before.offer))
        fresh = [field for field in fresh if standing and known(moved.get(field))]
    return {"price": "zero-unconfirmed"} if fresh else {}
