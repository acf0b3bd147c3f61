"""Lists as guards see them: feeds, changes, and a source that is asked again on later days.

refuses("shrink", some(100), some(79))            what a rule says of two lists; None: nothing
change(offered(), offered(…), weighty=True)       one id's news
source = Source(*some(60)); source.day(1, *…)     a run, and everything it wrote kept for the next
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sync.core.base import Base
from sync.core.facts import Record
from sync.core.guards.change import Change
from sync.core.guards.feed import Feed, Threshold, Thresholds
from sync.core.guards.judge import REFUSALS
from sync.core.guards.terms import closely, moves
from sync.core.history import Entry
from sync.core.ledger import Ledger
from sync.core.mine import Mine, Rulebook
from sync.core.plan import Plan, plan
from sync.core.scope import EVERYTHING, Scope
from sync.core.values import Doc, Value
from sync.files.rules import guards_of
from sync.files.store import Catalog
from tests.unit.core_records import SCHEMAS, SOURCE, listing, offered

GUARDS: Thresholds = guards_of(
    Catalog(root=Path("/nowhere"), schemas=SCHEMAS, files={}, models={}, problems=()), {}
)
"""The thresholds as they are shipped."""

START = date(2026, 8, 1)


def day(number: int) -> date:
    """The n-th day after the first list."""
    return START + timedelta(days=number)


def some(number: int, first: int = 0, **changes: Any) -> list[Record]:
    """So many offers of models of their own, `acme/m0` and on."""
    return [offered(f"acme/m{each}", **changes) for each in range(first, first + number)]


def feed(before: Iterable[Record], after: Iterable[Record], *, unusable: int = 0) -> Feed:
    """Two lists as refusals see them."""
    old, new = ({each.id: each for each in records} for records in (before, after))
    return Feed(
        before=[*old],
        listed=new,
        gone=[id_ for id_ in old if id_ not in new],
        new=[id_ for id_ in new if id_ not in old],
        moves=[move for id_ in old if id_ in new for move in moves(old[id_], new[id_])],
        fetched=len(new) + unusable,
        unusable=unusable,
    )


def refuses(rule: str, before: Iterable[Record], after: Iterable[Record], *, unusable: int = 0) -> str | None:
    """What a rule says against a list, under the shipped threshold."""
    return REFUSALS[rule](feed(before, after, unusable=unusable), GUARDS[rule])


def change(
    before: Record | None,
    after: Record,
    *,
    weighty: bool = False,
    confirmed: bool = False,
    stable: bool = False,
    restless: Sequence[str] = (),
    waiting: Sequence[str] = (),
    limits: Mapping[str, Threshold] = GUARDS,
) -> Change:
    """One id's news."""
    return Change(
        before=before,
        after=after,
        moves=() if before is None else tuple((closely if weighty else moves)(before, after)),
        weighty=weighty,
        confirmed=confirmed,
        stable=stable,
        restless=frozenset(restless),
        waiting=frozenset(waiting),
        limits=limits,
    )


@dataclass
class Source:
    """A provider whose list is accepted on day 0; each later run is kept as files would keep it."""

    base: Base = field(default_factory=Base)
    offers: dict[str, Value] = field(default_factory=dict)
    models: dict[str, Doc] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=dict)
    history: list[Entry] = field(default_factory=list)
    curated: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    book: Rulebook = field(
        default_factory=lambda: Rulebook(
            offer_fields=SCHEMAS.fields("offers"), model_fields=SCHEMAS.fields("model"), guards=GUARDS
        )
    )

    def day(
        self,
        number: int,
        *records: Record,
        quarantined: tuple[str, ...] = (),
        scope: Scope = EVERYTHING,
        include_held: bool = False,
        waved: Sequence[str] = (),
    ) -> Plan:
        """Ask it on the n-th day and write what comes of it. Raises SourceError for a refused list."""
        mine = Mine(
            offers=self.offers,
            models=self.models,
            ledger=self.ledger,
            history=self.history,
            curated=self.curated,
            bound=self.bound,
        )
        planned = plan(
            "acme",
            listing(*records, quarantined=quarantined),
            self.base,
            mine,
            replace(self.book, include_held=include_held, waved=frozenset(waved)),
            source=SOURCE,
            today=day(number),
            scope=scope,
        )
        self.offers = dict(planned.offers)
        self.models |= planned.models
        self.base, self.ledger = planned.base, planned.ledger
        self.history += planned.history
        return planned

    def offer(self, id_: str = "acme/one") -> Doc:
        """What the price list says of an id."""
        entry = self.offers[id_]
        assert isinstance(entry, dict)
        return entry

    def waits(self) -> list[tuple[str, str, str]]:
        """The lines of the ledger: id, field and why."""
        return [(line.id, line.field, line.why) for line in self.ledger.values()]


def listed_on(
    number: int, *records: Record, curated: Iterable[str] = (), bound: Iterable[str] = ()
) -> Source:
    """A source whose first list was accepted on the n-th day."""
    source = Source(curated=frozenset(curated), bound=frozenset(bound))
    source.day(number, *records)
    return source
