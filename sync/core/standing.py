"""What stands against upstream: hand edits, values that were here first, what a person took out.

    base ──as a listing──> a sync in which upstream says what it said ──> all that it would keep

The merge itself is asked, so that this and the next sync can't be of two opinions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sync.core import zeros
from sync.core.base import Base
from sync.core.facts import Listing, Records
from sync.core.lasting import forgotten, is_lasting, remembered
from sync.core.merge import allowed
from sync.core.mine import Mine, Rulebook
from sync.core.news import news
from sync.core.outcome import Kept, Run
from sync.core.plan import Plan, plan
from sync.core.scope import EVERYTHING
from sync.core.values import Doc, Value, copy, copy_doc, put


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both sides of one provider: what it said when it was last accepted, and what the files say."""

    provider: str
    base: Base
    mine: Mine
    book: Rulebook


def standing(sides: Sides) -> tuple[Kept, ...]:
    """Every difference that the next sync would keep if upstream said again what it said."""
    run = _again(sides).run
    return (*run.kept, *run.conflicts, *run.adopt)


def is_decided(sides: Sides, kept: Kept) -> bool:
    """Whether a person made the edit lasting."""
    return is_lasting(kept, sides.base.records)


def is_whole(kept: Kept) -> bool:
    """Whether a whole entry, or a model's file, was taken out."""
    return kept.field == kept.place


def for_mine(sides: Sides, kept: Iterable[Kept]) -> Plan:
    """The edits stay for as long as upstream says what it says now; only the base is written."""
    return _planned(sides, records=remembered(sides.base.records, kept))


def for_upstream(sides: Sides, kept: Iterable[Kept]) -> Plan:
    """The edits are given up: the files say what upstream said, and entries that were taken out are back."""
    chosen = tuple(kept)
    now = news(
        sides.provider,
        _listing(sides.base),
        sides.base,
        sides.mine,
        sides.book,
        EVERYTHING,
        sides.base.as_of or date.min,
    ).now
    offers: dict[str, Value] = dict(sides.mine.offers)
    models: dict[str, Doc] = {}
    for each in chosen:
        model = str(each.model)
        if each.place == "offer":
            new = allowed(sides.book.offer_fields, now.offers[each.id])
            taken = new if is_whole(each) else _with(offers[each.id], each)
            offers[each.id] = _confirmed(taken, each)
        elif is_whole(each):
            models[model] = allowed(sides.book.model_fields, now.models[model]) | {"active": False}
        else:
            models[model] = _with(models.get(model, sides.mine.models[model]), each)
    return _planned(sides, offers=offers, models=models, records=forgotten(sides.base.records, chosen))


def _confirmed(entry: Value, each: Kept) -> Value:
    """The entry; a person who takes a zero over says with it that it is meant."""
    if not isinstance(entry, dict) or each.id.endswith(":free"):
        return entry
    free = [*zeros.telling(entry)]
    return entry | zeros.CONFIRMED if (free if is_whole(each) else each.field in free) else entry


def _again(sides: Sides) -> Plan:
    return plan(
        sides.provider,
        _listing(sides.base),
        sides.base,
        sides.mine,
        sides.book,
        source=sides.base,
        today=sides.base.as_of or date.min,
        scope=EVERYTHING,
    )


def _planned(
    sides: Sides,
    *,
    records: Records,
    offers: Mapping[str, Value] | None = None,
    models: Mapping[str, Doc] | None = None,
) -> Plan:
    base = replace(sides.base, records=records)
    return Plan(
        offers=sides.mine.offers if offers is None else offers,
        models=models or {},
        base=base,
        base_changed=base != sides.base,
        run=Run(provider=sides.provider, status="ok"),
        ledger=sides.mine.ledger,
    )


def _listing(base: Base) -> Listing:
    return Listing(records=base.records, fetched=len(base.records))


def _with(entry: Value, kept: Kept) -> Doc:
    doc = copy_doc(entry) if isinstance(entry, dict) else {}
    put(doc, tuple(kept.field.split(".")), copy(kept.upstream))
    return doc
