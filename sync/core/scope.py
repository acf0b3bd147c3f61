"""Which of a provider's records a run is about: all of them, some ids, or a list.

A limited run moves no clock and judges no shrinkage, for it hasn't looked at the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sync.core.facts import Record
from sync.core.pricing import standing
from sync.ids import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`ids` names offers or models, `standing` asks for the free or the paid ones; None: all."""

    ids: tuple[str, ...] | None = None
    standing: Literal["free", "paid"] | None = None

    @property
    def limited(self) -> bool:
        """Whether records are left out."""
        return self.ids is not None or self.standing is not None

    def choose(self, records: Mapping[str, Record]) -> tuple[list[str], tuple[str, ...]]:
        """The chosen ids in order, and the names in `ids` that lead to none."""
        chosen = [id_ for id_ in sorted(records) if self._standing_fits(records[id_])]
        if self.ids is None:
            return chosen, ()
        names = {fold(name): name for name in self.ids}
        found = {id_: {fold(id_), fold(record.model or "")} & names.keys() for id_, record in records.items()}
        reached = set().union(*found.values())
        missed = tuple(name for folded, name in names.items() if folded not in reached)
        return [id_ for id_ in chosen if found[id_]], missed

    def _standing_fits(self, record: Record) -> bool:
        return self.standing is None or standing(record.offer.get("price")) == self.standing


EVERYTHING = Scope()
