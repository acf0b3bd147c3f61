"""What a record says, field by field, as guards compare it, and how one field is put back.

price.input …  tiers  windows        of the offer
limits.context …                     the smaller known of model and offer; see `closely`
capabilities.tools …                 the bare value; modalities.input
price                                all prices, tiers and windows of an offer together
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from sync.core.facts import Record
from sync.core.heuristics import is_guess
from sync.core.pricing import known
from sync.core.values import Doc, Path, Value, copy_doc, get, put, same

PRICES = ("price", "tiers", "windows")
LIMITS = ("context", "max_input", "max_output")
Terms = dict[str, Value]
"""{dotted field: value}."""


@dataclass(frozen=True, slots=True)
class Move:
    """A field that a source says something else about than when it was last accepted."""

    id: str
    field: str
    old: Value
    new: Value

    @property
    def factor(self) -> Decimal | None:
        """How many times larger or smaller it became, at least 1; None unless both are amounts above 0."""
        before, after = known(self.old), known(self.new)
        if not before or not after:
            return None
        return Decimal(max(before, after)) / Decimal(min(before, after))


def terms(record: Record) -> Terms:
    """Every field that a guard looks at, those that are known."""
    found: Terms = {}
    for kind, value in _doc(record.offer.get("price")).items():
        found[f"price.{kind}"] = value
    for name in ("tiers", "windows"):
        if record.offer.get(name):
            found[name] = record.offer[name]
    for name in LIMITS:
        stated = [get(part, ("limits", name)) for part in (record.facts, record.offer)]
        numbers = [value for value in stated if isinstance(value, int)]
        if numbers:
            found[f"limits.{name}"] = min(numbers)
    for name, value in _doc(record.facts.get("capabilities")).items():
        if is_guess(value):
            continue  # nobody said it, so nobody takes it back
        found[f"capabilities.{name}"] = value.get("value") if isinstance(value, dict) else value
    inputs = get(record.facts, ("modalities", "input"))
    if inputs:
        found["modalities.input"] = inputs
    return found


def moves(before: Record, after: Record) -> Iterator[Move]:
    """The fields in which two records of one id differ."""
    if before.offer == after.offer and before.facts == after.facts:
        return
    old, new = terms(before), terms(after)
    for field in dict.fromkeys((*old, *new)):
        if not same(old.get(field), new.get(field), as_set=field == "modalities.input"):
            yield Move(after.id, field, old.get(field), new.get(field))


def shrunk(old: Value, new: Value) -> bool:
    """Whether a known limit is less now, or no longer said: what nobody says may come back as anything."""
    return isinstance(old, int) and (new is None or (isinstance(new, int) and new < old))


def closely(before: Record, after: Record) -> Iterator[Move]:
    """The moves as people see them who rely on the model.

    Its file says the model's own context: where that shrinks under an offer's smaller one, which
    stays or grows, it is the model's that moves.
    """
    found = list(moves(before, after))
    old, new = (get(record.facts, ("limits", "context")) for record in (before, after))
    seen = any(move.field == "limits.context" and shrunk(move.old, move.new) for move in found)
    if seen or not shrunk(old, new):
        yield from found
        return
    yield from (move for move in found if move.field != "limits.context")
    yield Move(after.id, "limits.context", old, new)


def value(record: Record, field: str) -> Value:
    """What a record says of a field; of `price` every price, tier and window, None where there is none."""
    if field == "price":
        priced = {**_doc(record.offer.get("price"))}
        priced |= {name: record.offer[name] for name in ("tiers", "windows") if record.offer.get(name)}
        return priced or None
    return terms(record).get(field)


def stated(record: Record, field: str) -> Doc | None:
    """`{model, offer}`: both statements of a limit that an offer states for itself; None for all else."""
    path = tuple(field.split("."))
    own = get(record.offer, path) if path[0] == "limits" else None
    return None if own is None else {"model": get(record.facts, path), "offer": own}


def put_back(record: Record, before: Record | None, field: str) -> Record:
    """The record with one field as `before` had it; None: as nobody ever said anything."""
    offer, facts = copy_doc(record.offer), copy_doc(record.facts)
    was_offer, was_facts = (before.offer, before.facts) if before is not None else ({}, {})
    path = tuple(field.split("."))
    if field == "price":
        for name in PRICES:
            put(offer, (name,), was_offer.get(name))
    elif path[0] in PRICES:
        put(offer, path, get(was_offer, path))
    else:
        put(facts, path, get(was_facts, path))
        if path[0] == "limits":
            put(offer, path, get(was_offer, path))
    return replace(record, offer=offer, facts=facts)


def covers(line: str, field: str) -> bool:
    """Whether a line about `line` is about `field` too: `price` is about every price and tier."""
    return line == field or (line == "price" and field.partition(".")[0] in PRICES)


def path_of(field: str) -> Path:
    """The path of a dotted field."""
    return tuple(field.split("."))


def _doc(value: Value) -> Doc:
    return value if isinstance(value, dict) else {}
