"""`zero-unconfirmed`: a source's zero means free only for an id in `:free`, or where a person confirmed it.

Any other zero of input, output or a unit of non-text output waits, in a first list too; until
then the price last accepted stands, or none is known.
"""

from sync.core.guards.change import Change, Proposals
from sync.core.zeros import telling


def hold(change: Change) -> Proposals:
    """The prices as a whole, where one of them is a zero that nobody confirmed."""
    if change.confirmed or change.after.id.endswith(":free") or not any(telling(change.after.offer)):
        return {}
    return {"price": "zero-unconfirmed"}
