"""Every accepted change of a price or limit, dated: what a value was, and from when on.

    catalog/history/<provider>.jsonl    {id, field, old, new, seen, after, accepted}

seen is the first fetch of the run of equal values that was accepted, after the last day on which
the old value was seen, accepted the day on which the new one entered the base. Append-only, sorted.
old and new are upstream's: where a hand edit stands it is neither, and the line is there all the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sync.core.facts import Record
from sync.core.guards.terms import covers, moves
from sync.core.ledger import Line, between, field_of, require_fits
from sync.core.values import Doc, Value, same


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One accepted change."""

    id: str
    field: str
    old: Value
    new: Value
    seen: date
    after: date | None
    accepted: date


def dated(field: str) -> bool:
    """Whether a field's changes are kept: prices, tiers, windows and limits."""
    return field.partition(".")[0] in ("price", "tiers", "windows", "limits")


Latest = Mapping[tuple[str, str], Entry]
"""{(id, field): its last accepted change}."""


def latest(entries: Iterable[Entry]) -> Latest:
    """The last change of each field, of entries in the order of the file."""
    return {(entry.id, entry.field): entry for entry in entries}


def accepted(
    before: Record, after: Record, lines: Iterable[Line], *, seen: date | None, today: date, known: Latest
) -> Iterator[Entry]:
    """What moved in one record and is accepted today; what waited is dated by its line.

    lines  what waited of this record until now
    seen   the last day on which it is known to have been as before
    known  what was accepted until now
    """
    waited = list(lines)
    for move in moves(before, after):
        if not dated(move.field):
            continue
        about = [each for each in waited if covers(each.field, move.field)]
        if any(each.inherited for each in about):
            continue  # the id never said the old value: this is its first
        line = min(about, key=lambda each: each.field != move.field, default=None)  # its own, else of all
        first = line.since if line and same(between(line, move.field)[1], move.new) else today
        last = line.last_seen(move.field) if line else seen
        was = known.get((after.id, move.field))
        if last is not None and was is not None and last < was.seen < first and same(was.new, move.old):
            last = was.seen  # by a limited run or a decision, which move no base's day
        yield Entry(
            id=after.id,
            field=move.field,
            old=move.old,
            new=move.new,
            seen=first,
            after=last,
            accepted=today,
        )


def restless(entries: Iterable[Entry], today: date, *, writes: int, days: int) -> dict[str, set[str]]:
    """Per id the fields that were written `writes` times within `days`; `price` for all prices together."""
    written: dict[tuple[str, str], set[date]] = {}
    for entry in entries:
        if 0 <= (today - entry.accepted).days <= days:
            written.setdefault((entry.id, group(entry.field)), set()).add(entry.accepted)
    found: dict[str, set[str]] = {}
    for (id_, field), on in written.items():
        if len(on) >= writes:
            found.setdefault(id_, set()).add(field)
    return found


def group(field: str) -> str:
    """The field that settles with this one: all prices of an offer settle together."""
    return "price" if field.partition(".")[0] in ("price", "tiers", "windows") else field


def ordered(entries: Iterable[Entry]) -> Sequence[Entry]:
    """In the order of the file."""
    return sorted(entries, key=lambda entry: (entry.id, entry.field, entry.seen, entry.accepted))


def to_doc(entry: Entry) -> Doc:
    """One line of the file."""
    return {
        "id": entry.id,
        "field": entry.field,
        "old": entry.old,
        "new": entry.new,
        "seen": entry.seen.isoformat(),
        "after": None if entry.after is None else entry.after.isoformat(),
        "accepted": entry.accepted.isoformat(),
    }


def from_doc(doc: Doc) -> Entry:
    """The inverse; raises ValueError or KeyError where a part has the wrong shape."""
    id_, field, after = doc["id"], field_of(doc["field"]), doc.get("after")
    old, new = doc.get("old"), doc.get("new")
    if not isinstance(id_, str) or not id_:
        raise ValueError("the id is no text")
    for each in (old, new):
        require_fits(field, each)
    return Entry(
        id=id_,
        field=field,
        old=old,
        new=new,
        seen=date.fromisoformat(str(doc["seen"])),
        after=None if after is None else date.fromisoformat(str(after)),
        accepted=date.fromisoformat(str(doc["accepted"])),
    )
