"""The merge base: what upstream said when it was last accepted, and since when it says so.

catalog/upstream/<provider>.jsonl     a header line, then one record a line
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sync.core.facts import Listing, Records

HEARTBEAT = timedelta(days=7)
"""A base whose content didn't change gets a new date only when its old one is this old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """One provider's merge base. Without `as_of` nothing was ever accepted.

    as_of        the last complete fetch at which the content changed
    rules        version of the rules that derived the records
    seen_fields  unknown keys that were reported already
    """

    records: Records = field(default_factory=dict)
    as_of: date | None = None
    source: str = ""
    rules: str = ""
    seen_fields: tuple[str, ...] = ()

    def moved_to(
        self, source: "Base", records: Records, listing: Listing, *, today: date, changed: bool, limited: bool
    ) -> "Base":
        """The base after a fetch. `source` names where it came from and the rules' version.

        A limited fetch moves no clock, and leaves records behind that older rules derived.
        """
        as_of = self.as_of
        if as_of is None:
            as_of = today
        elif not limited and (changed or today - as_of >= HEARTBEAT):
            as_of = max(as_of, today)
        rules = self.rules if limited and self.rules else source.rules
        seen = tuple(sorted({*self.seen_fields, *listing.new_fields}))
        return replace(source, records=records, as_of=as_of, rules=rules, seen_fields=seen)
