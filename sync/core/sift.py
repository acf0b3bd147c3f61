"""What of a list may be believed now: refuses the whole, or sifts out the changes that must wait.

listed, base ──Feed──> refused?  ──judge──> records with what waits put back, the ledger as it is now
missing ids  ──absence──────────> records with their clocks moved
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sync.core import filed
from sync.core.absence import Absence, Stood, absence, listed, newly_gone
from sync.core.base import Base
from sync.core.facts import Listing, Record, Records
from sync.core.guards import feed, judge, replaced
from sync.core.guards.change import Change
from sync.core.guards.terms import PRICES, Move, closely, covers, moves, path_of, value
from sync.core.guards.why import Why
from sync.core.history import restless
from sync.core.ledger import Ledger, Line, by_id, ledger
from sync.core.mine import Mine, Rulebook
from sync.core.project import Projection
from sync.core.relied import heirs, relied_on, voices_of
from sync.core.values import Value, get, same
from sync.errors import SourceError

PAUSE = timedelta(days=7)
"""After a longer pause since the last accepted list, refusals take twice as much for too much."""

IN_ITSELF = frozenset({"bad-ids"})
"""Rules of refusal that compare a list with nothing, so that a first one is judged by them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came today. `records` are its usable ones as they'd be written; only those `taken` may be."""

    listing: Listing
    records: Records
    taken: Sequence[str]
    today: date
    limited: bool

    @property
    def here(self) -> set[str]:
        """The ids that came, usable or not."""
        return {*self.listing.records, *(each.id for each in self.listing.quarantined)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The records as they may be accepted, and all that waits from now on.

    ended   waits that ended by themselves; written: held changes that a person let pass
    withdrawn  holds that went though nobody decided them and nothing was written
    risky   {(id, field): why} of changes that meet a hand edit and would have been held
    reused  ids that mean another model now, of which nothing is held for it
    """

    records: Records
    waits: Ledger
    ended: Sequence[Line]
    written: Sequence[Line]
    withdrawn: Sequence[Line]
    risky: Mapping[tuple[str, str], Why]
    outside: frozenset[str]
    reused: Sequence[str]


def sift(provider: str, came: Came, base: Base, then: Projection, mine: Mine, book: Rulebook) -> Sifted:
    """Sift the taken records of a list. Raises SourceError where the whole can't be believed."""
    here, taken = came.here, {*came.taken}
    _refuse(provider, came, base, mine, book)
    fresh = {id_: came.records[id_] for id_ in came.taken if id_ not in base.records}
    voices, inherited = voices_of(base), heirs(provider, fresh, base, mine, book.authority)
    changes = list(_changes(came, base, mine, book, voices, inherited))
    spoken = voices | {id_: [record.model or ""] for id_, record in inherited.items()}
    done = judge.judged(changes, _bench(base, then, mine, book, came.today, spoken))
    gone = Absence()
    if not came.limited and base.as_of is not None:
        gone = absence(
            base.records,
            here,
            mine.ledger,
            book.guards,
            today=came.today,
            bound=mine.bound,
            include_held=book.include_held,
            stood=Stood(base.as_of, filed.gone(base, mine)),
        )
    standing = [
        line
        for (id_, _), line in mine.ledger.items()
        if id_ not in taken and (came.limited or (id_ in here and id_ not in came.listing.records))
    ]
    waits = ledger([*standing, *done.lines, *gone.lines])
    over = {(line.id, line.field) for line in (*done.ended, *gone.ended, *done.written, *gone.written)}
    over |= {(line.id, line.field) for line in gone.filed}
    over |= {
        key
        for key, line in mine.ledger.items()
        if filed.says(line, came.records.get(line.id), mine, spoken.get(line.id, ()))
    }
    went = [line for key, line in mine.ledger.items() if key not in waits and key not in over]
    return Sifted(
        records={**base.records, **_without(done.records, done.outside), **gone.records},
        waits=waits,
        ended=[line for line in (*done.ended, *gone.ended) if line.held],
        written=[*done.written, *gone.written],
        withdrawn=[line for line in went if line.held and line.accepted is None],
        risky=done.risky,
        outside=done.outside,
        reused=_reused(changes, done.lines),
    )


def _reused(changes: Iterable[Change], lines: Iterable[Line]) -> list[str]:
    held = {line.id for line in lines if line.why == "replaced"}
    return [change.after.id for change in changes if replaced.reused(change) and change.after.id not in held]


def _refuse(provider: str, came: Came, base: Base, mine: Mine, book: Rulebook) -> None:
    whole = feed.Feed(
        before=listed(base.records, mine.ledger),
        listed=came.records,
        gone=() if came.limited else newly_gone(base.records, came.here, mine.ledger),
        new=[id_ for id_ in came.taken if id_ not in base.records and (id_, "id") not in mine.ledger],
        moves=list(_unawaited(came.records, base, mine)),
        fetched=came.listing.fetched,
        unusable=len(came.listing.quarantined),
    )
    limits, doubled = book.guards, base.as_of is not None and came.today - base.as_of > PAUSE
    if base.as_of is None:
        limits = {rule: limit for rule, limit in limits.items() if rule in IN_ITSELF}
    found = judge.refused(whole, limits, doubled=doubled, accepted=book.waved)
    if found is not None:
        rule, why = found
        raise SourceError(
            why, rule=rule, fix=f"look at the source; if it is right: run --accept {provider}:{rule}"
        )


def _unawaited(raw: Records, base: Base, mine: Mine) -> Iterator[Move]:
    """What moved, but for proposals that wait already: each would count again every day."""
    waits = by_id(mine.ledger)
    for id_, record in raw.items():
        before = base.records.get(id_)
        if before is None:
            continue
        for move in moves(before, record):
            if not any(
                covers(line.field, move.field) and same(line.new, value(record, line.field))
                for line in waits.get(id_, ())
            ):
                yield move


def _changes(
    came: Came,
    base: Base,
    mine: Mine,
    book: Rulebook,
    voices: Mapping[str, Sequence[str]],
    inherited: Mapping[str, Record],
) -> Iterator[Change]:
    limit = book.guards.get("restless", feed.Threshold())
    often = restless(mine.history, came.today, writes=limit.count, days=limit.days) if limit.count else {}
    waits = by_id(mine.ledger)
    for id_ in came.taken:
        before, after = base.records.get(id_), came.records[id_]
        known = (line for line in waits.get(id_, ()) if same(line.new, value(after, line.field)))
        weighty, taken = relied_on(id_, after, mine, voices), inherited.get(id_)
        yield Change(
            before=before,
            after=after,
            moves=tuple(_moves(before, after, taken, weighty=weighty)),
            weighty=weighty,
            confirmed=get(mine.offers.get(id_), ("free",)) == "confirmed",
            stable=book.created_stable,
            restless=frozenset(often.get(id_, ())),
            waiting=frozenset(line.field for line in known if line.why != "restless"),
            limits=book.guards,
            taken=taken,
        )


def _moves(before: Record | None, after: Record, taken: Record | None, *, weighty: bool) -> Iterator[Move]:
    if before is not None:
        yield from closely(before, after) if weighty else moves(before, after)
    elif taken is not None:
        yield from closely(taken, after)


def _bench(
    base: Base,
    then: Projection,
    mine: Mine,
    book: Rulebook,
    today: date,
    voices: Mapping[str, Sequence[str]],
) -> judge.Bench:
    def edited(change: Change, field: str) -> bool:
        """Whether a hand edit stands on a field wherever it would be written.

        That is the file of each model that the offer speaks for, and the price list for prices and
        for a limit that the offer states for itself.
        """
        id_, path, was = change.after.id, path_of(field), change.stood(field)
        spoken = () if path[0] in PRICES else voices.get(id_, ())
        places: list[tuple[Value, Value]] = [
            (mine.models.get(model), then.models.get(model)) for model in spoken
        ]
        of_model = was is None or not same(get(was.facts, path), get(change.after.facts, path))
        of_offer = was is not None and not same(get(was.offer, path), get(change.after.offer, path))
        if path[0] == "limits" and of_offer and not of_model:
            places = []
        if not places or (path[0] == "limits" and of_offer):
            places.append((mine.offers.get(id_), then.offers.get(id_)))
        return all(
            mine_ is None or not same(get(mine_, path), get(said, path), as_set=True)
            for mine_, said in places
        )

    return judge.Bench(
        today=today,
        ledger=mine.ledger,
        limits=book.guards,
        edited=edited,
        included=lambda _: book.include_held,
        since=base.as_of,
        present=mine.offers.keys(),
    )


def _without(records: Records, outside: frozenset[str]) -> dict[str, Record]:
    return {id_: record for id_, record in records.items() if id_ not in outside}
