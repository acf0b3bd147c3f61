"""`zero-unconfirmed`: a source's zero means free only for an id in `:free`, or where a person confirmed it.

Any other zero of input, output or a unit of non-text output waits, in a first list too; until
then the price last accepted stands, or none is known. A zero that the base holds already was
decided by a person, one way or the other.
"""

from sync.core.guards.change import Change, Proposals
from sync.core.zeros import telling


def hold(change: Change) -> Proposals:
    """The prices as a whole, where one of them is a zero that nobody confirmed."""
    if change.confirmed or change.after.id.endswith(":free"):
        return {}
    moved = {move.field for move in change.moves}
    fresh = (change.before is None or field in moved for field in telling(change.after.offer))
    return {"price": "zero-unconfirmed"} if any(fresh) else {}
