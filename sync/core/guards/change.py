"""One record's news as holds and settles look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.core.facts import Record
from sync.core.guards.feed import Threshold
from sync.core.guards.terms import PRICES, Move
from sync.core.guards.why import Why

Proposals = Mapping[str, Why]
"""{field: why it must wait}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one id says now against what was accepted last (`before` None: nothing was).

    weighty   its model is curated or active: people rely on it
    confirmed a person wrote that its zero price is meant
    restless  its fields that were written too often of late; `price` stands for all prices
    waiting   its fields that wait already for a reason of their own, with what they say now
    taken     of a new id that takes a model over from another voice: what that one last said of the model
    """

    before: Record | None
    after: Record
    moves: tuple[Move, ...]
    weighty: bool
    confirmed: bool
    stable: bool = False
    restless: frozenset[str] = field(default_factory=frozenset)
    waiting: frozenset[str] = field(default_factory=frozenset)
    limits: Mapping[str, Threshold] = field(default_factory=dict)
    taken: Record | None = None

    def stood(self, field_: str) -> Record | None:
        """The record that a field is compared with and put back to; None: nobody said anything before."""
        of_offer = field_ == "id" or field_.partition(".")[0] in PRICES
        return self.before if self.before is not None or of_offer else self.taken

    def limit(self, rule: str) -> Threshold:
        """The thresholds of a rule; a rule without any has a module that needs none."""
        return self.limits.get(rule, Threshold())
