"""A list as refusals look at it: what was accepted, what came, and what moved that nobody waits for yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sync.core.facts import Records
from sync.core.guards.terms import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a refusal judges. `before` are the ids that were listed and aren't held as gone.

    gone     those of `before` that did not come, without the unusable ones
    new      ids that came and were never accepted
    moves    what moved, but for proposals that wait in the ledger already
    fetched, unusable   records that came, and those that can't be used
    """

    before: Collection[str]
    listed: Records
    gone: Sequence[str]
    new: Sequence[str]
    moves: Sequence[Move]
    fetched: int
    unusable: int

    @property
    def common(self) -> int:
        """Offers that were listed and still are."""
        return sum(id_ in self.listed for id_ in self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """How much is too much: more than `percent` of a whole, and more than `count`, by at least `factor`."""

    percent: int = 0
    count: int = 0
    factor: int = 0
    days: int = 0

    def passed(self, number: int, whole: int) -> bool:
        """Whether so many of so many are too many."""
        return number > self.count and number * 100 > self.percent * whole


Thresholds = Mapping[str, Threshold]


def share(number: int, whole: int) -> str:
    """`120 of 421 (29 %)`."""
    return f"{number} of {whole} ({number * 100 // max(whole, 1)} %)"
