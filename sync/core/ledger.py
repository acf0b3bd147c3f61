"""What waits: changes that a guard held or lets settle, as lines that say since when and why.

    catalog/upstream/<provider>.held.jsonl    {id, field, old, new, why, first, since, after, …}

A line appears with a proposal; another proposal for the same field takes its place and keeps
`first`. It goes when upstream returns, a person decides, the id goes missing or the wait ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast, get_args

from sync.core.guards.terms import LIMITS, PRICES
from sync.core.guards.why import SETTLES, Why
from sync.core.values import Doc, Value, get, same


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change that waits.

    first  the day on which the field began to wait; since: the day of the present proposal
    after  the last day on which the value that stands was seen before; None: not known
    stated    of a limit that an offer states for itself: `{model, offer}`, which `new` is the smaller of
    accepted  of an id that waits as a whole: the day on which a person let it in; the next list brings it
    inherited  whether `old` is what another voice said of the model that a new id takes over
    earlier   of `price`: `{kind: day}` for kinds that waited by themselves before, as `after` of each
    """

    id: str
    field: str
    old: Value
    new: Value
    why: Why
    first: date
    since: date
    after: date | None = None
    stated: Doc | None = None
    accepted: date | None = None
    inherited: bool = False
    earlier: Doc | None = None

    def last_seen(self, field: str) -> date | None:
        """The last day on which the old value of a field that this is about was seen."""
        day = (self.earlier or {}).get(field)
        return self.after if day is None else date.fromisoformat(str(day))

    @property
    def held(self) -> bool:
        """Whether it waits for a person; else only for a second look."""
        return self.why not in SETTLES


Ledger = Mapping[tuple[str, str], Line]
"""{(id, field): line}."""


def ledger(lines: Iterable[Line]) -> dict[tuple[str, str], Line]:
    """The lines by what they are about, in their order."""
    return {(line.id, line.field): line for line in sorted(lines, key=lambda line: (line.id, line.field))}


def waiting(known: Line | None, fresh: Line) -> Line:
    """The line of a proposal that was, or wasn't, made before."""
    if known is None:
        return fresh
    if same(known.new, fresh.new) and known.held == fresh.held:
        return known
    return replace(
        fresh, first=known.first, after=known.after, inherited=known.inherited, earlier=known.earlier
    )


def by_id(ledger: Ledger) -> dict[str, list[Line]]:
    """What waits of each id."""
    found: dict[str, list[Line]] = {}
    for line in ledger.values():
        found.setdefault(line.id, []).append(line)
    return found


def between(line: Line, field: str) -> tuple[Value, Value]:
    """Old and new of a field that a line is about, such as `price.input` of a line about `price`."""
    if line.field != "price":
        return line.old, line.new
    path = tuple(field.removeprefix("price.").split("."))
    return get(line.old, path), get(line.new, path)


def to_doc(line: Line) -> Doc:
    """One line of the file."""
    doc: Doc = {"id": line.id, "field": line.field, "old": line.old, "new": line.new, "why": line.why}
    doc |= {"first": line.first.isoformat(), "since": line.since.isoformat()}
    more: Doc = {"after": _spelled(line.after), "stated": line.stated, "accepted": _spelled(line.accepted)}
    more |= {"inherited": True if line.inherited else None, "earlier": line.earlier}
    return doc | {name: value for name, value in more.items() if value is not None}


def from_doc(doc: Doc) -> Line:
    """The inverse; raises ValueError or KeyError where a part has the wrong shape."""
    why = doc.get("why")
    if why not in get_args(Why):
        raise ValueError(f"{why!a} is no reason to wait")
    id_, field = doc["id"], doc["field"]
    if not isinstance(id_, str) or not id_:
        raise ValueError("the id is no text")
    name, old, new = field_of(field, waits=True), doc.get("old"), doc.get("new")
    for value in (old, new):
        require_fits(name, value)
    return Line(
        id=id_,
        field=name,
        old=old,
        new=new,
        why=cast(Why, why),
        first=date.fromisoformat(str(doc["first"])),
        since=date.fromisoformat(str(doc["since"])),
        after=_day(doc, "after"),
        stated=_stated(doc, name),
        accepted=_day(doc, "accepted"),
        inherited=doc.get("inherited") is True,
        earlier=_earlier(doc, name),
    )


def field_of(field: Value, *, waits: bool = False) -> str:
    """A field whose changes are dated, or (`waits`) may wait; raises ValueError for any other."""
    if isinstance(field, str):
        top, _, rest = field.partition(".")
        if field in ("tiers", "windows") or (top == "price" and rest.isidentifier()):
            return field
        if top == "limits" and rest in LIMITS:
            return field
        others = ("id", "state", "price", "modalities.input")
        if waits and (field in others or (top == "capabilities" and rest.isidentifier())):
            return field
    raise ValueError(f"{field!a} is no field that {'can wait' if waits else 'is dated'}")


def require_fits(field: str, value: Value) -> None:
    """Raise ValueError for a value that this field never has; None is not known, and always fits."""
    if field == "price" and isinstance(value, dict):
        for kind, price in value.items():
            require_fits(kind if kind in PRICES else f"price.{kind}", price)
    elif value is not None and not _fits(field, value):
        raise ValueError(f"{str(value)[:60]!a} is no value of {field}")


def _fits(field: str, value: Value) -> bool:
    top, _, kind = field.partition(".")
    match top:
        case "price" if kind not in ("dynamic", "currency"):
            return bool(kind) and _is_amount(value)
        case "price" | "id" | "state" | "capabilities":
            return isinstance(value, bool if kind == "dynamic" else bool | str if kind else str)
        case "limits":
            return isinstance(value, int) and _is_amount(value)
    each = str if top == "modalities" else dict
    return isinstance(value, list) and all(isinstance(item, each) for item in value)


def _is_amount(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0


def _stated(doc: Doc, field: str) -> Doc | None:
    """Both statements of a limit."""
    stated = doc.get("stated")
    if stated is None:
        return None
    if not isinstance(stated, dict) or not field.startswith("limits.") or stated.keys() - {"model", "offer"}:
        raise ValueError("stated is not {model: …, offer: …} of a limit")
    for value in stated.values():
        require_fits(field, value)
    return stated


def _earlier(doc: Doc, field: str) -> Doc | None:
    """The days by the kinds of all prices."""
    earlier = doc.get("earlier")
    if earlier is None:
        return None
    if not isinstance(earlier, dict) or field != "price":
        raise ValueError("earlier is not {kind: day} of all prices")
    for kind, day in earlier.items():
        field_of(kind)
        date.fromisoformat(str(day))
    return earlier


def _day(doc: Doc, name: str) -> date | None:
    day = doc.get(name)
    return None if day is None else date.fromisoformat(str(day))


def _spelled(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
