"""What a provider's files say once its base says something else, though nobody asked the source.

base ──project──> then ─┐
records ─project──> now ─┴─ merge, only the fields in which the two differ ──> offers, models

Used where a person decides or time alone does: a field that doesn't move in the base moves in no
file, not even one whose policy would replace hand edits.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sync.core.authority import Speakers, spoke
from sync.core.facts import Records
from sync.core.fields import Field, Fields
from sync.core.history import Entry
from sync.core.ledger import Ledger
from sync.core.merge import Merged, Told, merge
from sync.core.outcome import Change, Kept, Place, Run, kept_of
from sync.core.plan import Plan
from sync.core.project import Projection, project
from sync.core.standing import Sides
from sync.core.values import Doc, Value, get


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """What the files say then. `stays` are hand edits that stand against what moved."""

    records: Records
    offers: dict[str, Value]
    models: dict[str, Doc]
    changes: list[Change] = field(default_factory=list)
    stays: list[Kept] = field(default_factory=list)

    def plan(self, sides: Sides, ledger: Ledger, history: Sequence[Entry] = ()) -> Plan:
        """The plan that writes it."""
        base = replace(sides.base, records=self.records)
        return Plan(
            offers=self.offers,
            models=self.models,
            base=base,
            base_changed=base != sides.base,
            run=Run(provider=sides.provider, status="ok"),
            ledger=ledger,
            history=history,
        )


def restated(sides: Sides, records: Records, *, untouched: Collection[str] = ()) -> Restated:
    """The files once the base holds `records`; an id that isn't there any more leaves the price list.

    Nobody takes the word of one that spoke for a model: its file names no authority then.

    untouched  ids whose entries, and the models that they speak for, stay as they are
    """
    voices = spoke(sides.base.records)
    then = project(sides.provider, sides.base.records, voices)
    left = {model: id_ for model, id_ in voices.items() if id_ in records}
    now = project(sides.provider, records, left)
    found = Restated(records=records, offers=dict(sides.mine.offers), models={})
    for id_ in sides.base.records.keys() - records.keys():
        found.offers.pop(id_, None)
    for id_, record in records.items():
        mine = sides.mine.offers.get(id_)
        if mine is not None and id_ not in untouched:
            merged = _merged(sides, sides.book.offer_fields, then.offers[id_], now.offers[id_], mine)
            _tell(found, merged, id_, "offer", record.model)
            if merged.written:
                found.offers[id_] = merged.doc
    _models(found, sides, then, now, voices, untouched)
    return found


def _models(
    found: Restated,
    sides: Sides,
    then: Projection,
    now: Projection,
    voices: Speakers,
    untouched: Collection[str],
) -> None:
    for model, base in then.models.items():
        mine, voice = sides.mine.models.get(model), voices[model]
        if mine is None or voice in untouched or not _speaks(mine, sides.provider, voice):
            continue
        new = now.models.get(model, {name: value for name, value in base.items() if name != "authority"})
        merged = _merged(sides, sides.book.model_fields, base, new, mine)
        _tell(found, merged, voice, "model", model)
        if merged.written:
            found.models[model] = merged.doc


def _speaks(file: Doc, provider: str, offer: str) -> bool:
    """Whether the file still names the listing that spoke; a new speaker is the next run's to hear."""
    named = get(file, ("authority", "provider")), get(file, ("authority", "offer"))
    return named in ((provider, offer), (None, None))


def _merged(sides: Sides, fields: Iterable[Field], base: Doc, new: Doc, mine: Value) -> Merged:
    entry = mine if isinstance(mine, dict) else {}
    if base == new:
        return Merged(entry)
    moved = Fields(each for each in fields if not each.same(get(base, each.path), get(new, each.path)))
    return merge(moved, base=base, new=new, mine=entry, may_write=sides.book.may_write)


def _tell(found: Restated, merged: Merged, id_: str, place: Place, model: str | None) -> None:
    found.changes.extend(
        Change(id=id_, field=told.field.name, old=told.mine, new=told.new, place=place, model=model)
        for told in merged.written
    )
    found.stays.extend(kept_of(told, id_, place, model) for told in _standing(merged))


def _standing(merged: Merged) -> Iterator[Told]:
    yield from merged.kept
    yield from merged.conflicts
    yield from merged.adopt
