"""What a person decides about what waits, without asking the source again.

                        ┌─ accepted   files, base and history say it from now on
line.new ──> its record ┤
                        └─ rejected   only the base does: what the file says is a hand edit from now on

The line goes either way. Hand edits that stand beside an accepted value stay, and are told; of
the other fields of a file none moves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sync.core import history, zeros
from sync.core.facts import Record
from sync.core.guards.terms import PRICES, path_of
from sync.core.ledger import Ledger, Line, ledger
from sync.core.lifecycle import absent, moved_on
from sync.core.outcome import Change, Kept
from sync.core.plan import Plan
from sync.core.restate import restated
from sync.core.standing import Sides
from sync.core.values import Doc, Value, copy_doc, put


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The plan that writes a decision, what it changes in the files, and which hand edits stay there."""

    plan: Plan
    changes: Sequence[Change] = ()
    stays: Sequence[Kept] = ()


def accepted(sides: Sides, lines: Sequence[Line], today: date) -> Decided:
    """Write what these lines propose. An id that waits as a whole is let in: the next list brings it.

    What else waits of such an id goes with its line; that list's own values are judged then.
    """
    before = sides.base.records
    records = dict(before)
    for line in lines:
        if line.id in before:
            records[line.id] = _proposed(records[line.id], line, today)
    found = restated(sides, records)
    for line in lines:
        entry = found.offers.get(line.id)
        if line.why == "zero-unconfirmed" and isinstance(entry, dict):
            found.offers[line.id] = entry | zeros.CONFIRMED
    known = history.latest(sides.mine.history)
    dated = [
        entry
        for id_ in dict.fromkeys(line.id for line in lines if line.id in before)
        for entry in history.accepted(
            before[id_],
            records[id_],
            [line for line in lines if line.id == id_],
            seen=sides.base.as_of,
            today=today,
            known=known,
        )
    ]
    let_in = [replace(line, accepted=today) for line in lines if line.id not in before and line.field == "id"]
    left = ledger([*_others(sides.mine.ledger, lines), *let_in])
    return Decided(plan=found.plan(sides, left, dated), changes=found.changes, stays=found.stays)


def rejected(sides: Sides, lines: Sequence[Line], today: date) -> Decided:
    """Keep what the files say: the base remembers that upstream says something else.

    Of an id that goes the base says since when it is missing, and the file goes on saying that it
    is listed. Raises ValueError for an id that waits as a whole: there is nothing to keep.
    """
    records = dict(sides.base.records)
    for line in lines:
        if line.id not in records:
            raise ValueError(f"{line.id} is not in the catalog")
        records[line.id] = _proposed(records[line.id], line, today)
    found = restated(sides, records, untouched={line.id for line in lines})
    return Decided(
        plan=found.plan(sides, ledger(_others(sides.mine.ledger, lines))),
        changes=found.changes,
    )


def _others(waiting: Ledger, lines: Iterable[Line]) -> list[Line]:
    decided = {(line.id, line.field) for line in lines}
    return [line for key, line in waiting.items() if key not in decided]


def _proposed(record: Record, line: Line, today: date) -> Record:
    """The record as it would be if what waits had been believed."""
    if line.field == "state":
        return moved_on(absent(record, today, since=line.since, bound=False), today)
    offer, facts, path = copy_doc(record.offer), copy_doc(record.facts), path_of(line.field)
    if line.field == "price":
        _put_prices(offer, line.new)
    elif path[0] in PRICES:
        put(offer, path, line.new)
    elif path[0] == "limits":
        put(facts, path, line.stated.get("model") if line.stated else line.new)
        put(offer, path, line.stated.get("offer") if line.stated else None)
    elif path[0] == "capabilities":
        put(facts, path, None if line.new is None else {"value": line.new, "from": "api"})
    else:
        put(facts, path, line.new)
    return replace(record, offer=offer, facts=facts)


def _put_prices(offer: Doc, prices: Value) -> None:
    """All prices, tiers and windows of an offer, which a line holds side by side."""
    said = prices if isinstance(prices, dict) else {}
    put(offer, ("price",), {kind: value for kind, value in said.items() if kind not in PRICES} or None)
    for name in ("tiers", "windows"):
        put(offer, (name,), said.get(name))
