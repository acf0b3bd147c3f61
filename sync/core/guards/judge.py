"""Judges what a list brings: refuses it, or says which of its changes wait, and puts those back.

    moves ──hold, settle──> proposals ──ledger──> lines that wait, ended ones, records with those put back

A hand edit makes no proposal: where one stands nothing would be written, and the change is a
conflict like any other, marked as risky.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sync.core import zeros
from sync.core.facts import Record, Records
from sync.core.guards import (
    bad_ids,
    blanked,
    capability_loss,
    capability_lost,
    context_halved,
    context_shrunk,
    growth,
    kind_vanished,
    limit_shift,
    limit_vanished,
    odd_id,
    output_shrunk,
    price_move,
    price_shift,
    price_vanished,
    replaced,
    restless,
    shrink,
    unit,
    zero_unconfirmed,
)
from sync.core.guards.change import Change, Proposals
from sync.core.guards.feed import Feed, Threshold, Thresholds
from sync.core.guards.terms import covers, put_back, stated, value
from sync.core.guards.why import SETTLES as SETTLING
from sync.core.guards.why import Why
from sync.core.ledger import Ledger, Line, waiting
from sync.core.values import Doc

REFUSALS: Mapping[str, Callable[[Feed, Threshold], str | None]] = {
    "bad-ids": bad_ids.refuse,
    "shrink": shrink.refuse,
    "growth": growth.refuse,
    "unit": unit.refuse,
    "blanked": blanked.refuse,
    "capability-loss": capability_loss.refuse,
    "price-shift": price_shift.refuse,
    "limit-shift": limit_shift.refuse,
}
HOLDS: Sequence[Callable[[Change], Proposals]] = (
    odd_id.hold,
    zero_unconfirmed.hold,
    price_vanished.hold,
    price_move.hold,
    replaced.hold,
    context_shrunk.hold,
    capability_lost.hold,
)
SETTLES: Sequence[Callable[[Change], Proposals]] = (
    limit_vanished.settle,
    kind_vanished.settle,
    output_shrunk.settle,
    context_halved.settle,
    restless.settle,
)
_END_BY_THEMSELVES: frozenset[Why] = frozenset({"price-move", "price-vanished"})


def refused(
    feed: Feed, limits: Thresholds, *, doubled: bool, accepted: Iterable[str]
) -> tuple[str, str] | None:
    """The first rule that refuses the list, and why; `accepted` are those that a person waved through."""
    waved = frozenset(accepted)
    for rule, refuse in REFUSALS.items():
        limit = limits.get(rule)
        if limit is None or rule in waved:
            continue
        why = refuse(feed, _doubled(limit) if doubled else limit)
        if why is not None:
            return rule, why
    return None


def _doubled(limit: Threshold) -> Threshold:
    return Threshold(percent=2 * limit.percent, count=2 * limit.count, factor=limit.factor, days=limit.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The records with what waits put back; `lines` wait, `ended` waited long enough, `risky` are conflicts.

    outside   new ids that wait as a whole
    """

    records: Records
    lines: Sequence[Line]
    ended: Sequence[Line]
    written: Sequence[Line]
    risky: Mapping[tuple[str, str], Why] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a judgement looks at beside the changes.

    edited    whether a hand edit stands wherever a field of a change would be written
    included  ids whose holds a person lets pass this once
    since     the last day on which what stands was seen
    present   ids that the price list has, whoever wrote them there: none of these waits as a whole
    """

    today: date
    ledger: Ledger
    limits: Thresholds
    edited: Callable[[Change, str], bool]
    included: Callable[[str], bool] = lambda _: False
    since: date | None = None
    present: Collection[str] = ()


def judged(changes: Iterable[Change], bench: Bench) -> Judged:
    """What of these changes may be written now."""
    work = _Work(bench)
    for change in changes:
        work.one(change)
    return Judged(
        records=work.records,
        lines=work.lines,
        ended=work.ended,
        written=work.written,
        risky=work.risky,
        outside=frozenset(work.outside),
    )


def proposals(change: Change) -> dict[str, Why]:
    """Why each field of a change must wait; a hold outranks a settle, all prices one of them.

    A price that is held by itself stays so while all prices settle: two days that agree don't free it.
    """
    found: dict[str, Why] = {}
    for rules in (HOLDS, SETTLES):
        # What is held doesn't make the rest restless day by day.
        moves = (move for move in change.moves if not any(covers(known, move.field) for known in found))
        rest = replace(change, moves=tuple(moves))
        for rule in rules:
            for field_, why in rule(rest).items():
                if not any(covers(known, field_) for known in found):
                    found[field_] = why
    whole = found.get("price")
    return {
        each: why
        for each, why in found.items()
        if each == "price"
        or whole is None
        or not covers("price", each)
        or (whole in SETTLING and why not in SETTLING)
    }


class _Work:
    """One judgement in the making."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.records: dict[str, Record] = {}
        self.lines: list[Line] = []
        self.ended: list[Line] = []
        self.written: list[Line] = []
        self.risky: dict[tuple[str, str], Why] = {}
        self.outside: set[str] = set()

    def one(self, change: Change) -> None:
        record, bench = change.after, self.bench
        if change.before is not None and not change.moves:
            self.records[record.id] = record  # of a known id only what moves is judged
            return
        for field_, why in proposals(self._unedited(change)).items():
            if field_ == "id" and record.id in bench.present:
                continue
            line = waiting(bench.ledger.get((record.id, field_)), self._line(change, field_, why))
            if line.held and (bench.included(record.id) or line.accepted):
                self.written.append(line)
            elif self._over(line, change):
                self.ended.append(line)
            else:
                self.lines.append(line)
                record = self._back(record, change, field_, why)
        self.records[record.id] = record

    def _line(self, change: Change, field_: str, why: Why) -> Line:
        """The line of a proposal that is made for the first time."""
        stood, id_ = change.stood(field_), change.after.id
        old = None if stood is None else value(stood, field_)
        new = id_ if field_ == "id" else value(change.after, field_)
        for move in change.moves:
            if move.field == field_:  # perhaps of the model's own limit, which `value` doesn't know
                old, new = move.old, move.new
        return Line(
            id=id_,
            field=field_,
            old=old,
            new=new,
            why=why,
            first=self.bench.today,
            since=self.bench.today,
            after=None if change.before is None else self.bench.since,
            inherited=stood is not None and stood is change.taken,
            stated=stated(change.after, field_),
            earlier=self._earlier(id_) if field_ == "price" else None,
        )

    def _earlier(self, id_: str) -> Doc | None:
        """Until when the prices were seen that waited by themselves, before all of them do."""
        waited = (line for (each, _), line in self.bench.ledger.items() if each == id_)
        found: Doc = {
            line.field: line.after.isoformat()
            for line in waited
            if line.after is not None and line.field != "price" and covers("price", line.field)
        }
        return found or None

    def _unedited(self, change: Change) -> Change:
        """The change without what hand edits keep from being written; notes what of that is risky."""
        edited = [move for move in change.moves if self.bench.edited(change, move.field)]
        if not edited:
            return change
        held = {field_: why for field_, why in proposals(change).items() if why not in SETTLING}
        self.risky |= {
            (move.id, move.field): why
            for move in edited
            for field_, why in held.items()
            if covers(field_, move.field)
        }
        return replace(change, moves=tuple(move for move in change.moves if move not in edited))

    def _over(self, line: Line, change: Change) -> bool:
        """Whether a wait ended by itself: two days agree, or upstream repeats a price long enough."""
        waited = self.bench.today - line.since
        if not line.held:
            return waited >= timedelta(days=1)
        patience = self.bench.limits.get(line.why, Threshold()).days
        long_enough = bool(patience) and waited >= timedelta(days=patience)
        return long_enough and line.why in _END_BY_THEMSELVES and not change.weighty

    def _back(self, record: Record, change: Change, field_: str, why: Why) -> Record:
        if field_ == "id":
            self.outside.add(record.id)
            return record
        if why == "replaced" and change.before is not None:  # else tomorrow it would be news no more
            record = replace(record, more=record.more | {"created": change.before.more["created"]})
        known = change.before is not None and "price" in change.before.offer
        if why == "zero-unconfirmed" and not known:
            return zeros.unknown(record)
        return put_back(record, change.stood(field_), field_)
