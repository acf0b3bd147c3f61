"""Plans one provider's run: what its files shall say, and what is to be told of it. Writes nothing.

listing ──zeros──> news ─┐
                  base ──┴─ project ─> merge with what the files say ─> Plan
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sync.core.base import Base
from sync.core.exclude import NOTHING, Exclusions
from sync.core.facts import Listing, Record, Records
from sync.core.fields import Field
from sync.core.merge import MayWrite, Merged, Told, merge
from sync.core.outcome import Added, Attention, Change, Kept, Place, Retarget, Run
from sync.core.pricing import standing
from sync.core.project import Projection, authorities, project
from sync.core.scope import Scope
from sync.core.values import Doc, Value, get
from sync.core.zeros import settle
from sync.ids import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What the repository says: this provider's price list, and every model's file."""

    offers: Mapping[str, Value]
    models: Mapping[str, Doc]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """How this provider's entries are merged, and which new ones stay outside."""

    offer_fields: tuple[Field, ...]
    model_fields: tuple[Field, ...]
    exclusions: Exclusions = NOTHING
    descriptions: bool = False
    may_write: MayWrite = lambda _: True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one provider's files shall say after the run.

    `offers` is the whole price list, `models` only the model files that change or are new;
    `base_changed` says whether the merge base is to be written.
    """

    offers: Mapping[str, Value]
    models: Mapping[str, Doc]
    base: Base
    base_changed: bool
    run: Run


def plan(
    provider: str,
    listing: Listing,
    base: Base,
    mine: Mine,
    book: Rulebook,
    *,
    source: Base,
    today: date,
    scope: Scope,
) -> Plan:
    """Plan one run. `source` is an empty base that names the source and its rules' version."""
    work = _Work(provider, base, mine, book, scope)
    work.take_in(listing)
    work.merge_offers()
    work.merge_models()
    return work.finish(listing, source, today)


class _Work:
    """One run in the making; collects outcomes while offers and models are merged."""

    def __init__(self, provider: str, base: Base, mine: Mine, book: Rulebook, scope: Scope) -> None:
        self.provider, self.base, self.mine, self.book, self.scope = provider, base, mine, book, scope
        self.offers: dict[str, Value] = dict(mine.offers)
        self.models: dict[str, Doc] = {}
        self.added: list[Added] = []
        self.changes: list[Change] = []
        self.kept: list[Kept] = []
        self.conflicts: list[Kept] = []
        self.adopt: list[Kept] = []
        self.attention: list[Attention] = []
        self._twins = {fold(id_): id_ for id_ in (*base.records, *mine.offers)}
        self.excluded: list[tuple[str, str]] = []
        self.not_listed: tuple[str, ...] = ()

    def take_in(self, listing: Listing) -> None:
        """The records as they shall be: fetched ones in scope, else what was last accepted."""
        settled = {
            id_: settle(record, self.base.records.get(id_), confirmed=self._confirmed(id_))
            for id_, record in listing.records.items()
        }
        chosen, self.not_listed = self.scope.choose({id_: each.record for id_, each in settled.items()})
        records = {id_: replace(record, voice_of=()) for id_, record in self.base.records.items()}
        for id_ in chosen:
            if self._stays_outside(settled[id_].record):
                continue
            records[id_] = self._described(settled[id_].record)
            self.attention += [
                Attention(id=id_, field=name, value=0, why="zero-unconfirmed")
                for name in settled[id_].unconfirmed
            ]
        speaks_then, speaks_now = authorities(self.base.records), authorities(records)
        ruled = dict(speaks_now)
        for model, doc in self.mine.models.items():
            self._heed(model, doc, speaks_then, speaks_now, records)
        for model, offer in speaks_now.items():
            if offer != ruled.get(model):
                records[offer] = replace(records[offer], voice_of=(*records[offer].voice_of, model))
        self.records: Records = dict(sorted(records.items()))
        self.then: Projection = project(self.provider, self.base.records, speaks_then)
        self.now: Projection = project(self.provider, self.records, speaks_now)

    def _heed(
        self, model: str, doc: Doc, then: dict[str, str], now: dict[str, str], records: Records
    ) -> None:
        """A model's file names its authority; a person may have chosen another than the rule would.

        `then` spoke when the file was last refreshed, so what it says is compared with that;
        a choice is new when it isn't `then`, and lasts when it wasn't the rule's.
        """
        if get(doc, ("authority", "provider")) not in (self.provider, None):
            then.pop(model, None)
            now.pop(model, None)
            return
        chosen = get(doc, ("authority", "offer"))
        if not isinstance(chosen, str) or chosen not in records or records[chosen].alias_of is not None:
            return
        if chosen != then.get(model) or model in self.base.records[chosen].voice_of:
            now[model] = chosen

    def _stays_outside(self, record: Record) -> bool:
        if record.id in self.base.records or record.id in self.mine.offers:
            return False
        twin = self._twins.setdefault(fold(record.id), record.id)
        if twin != record.id:
            self.attention.append(Attention(id=record.id, field="id", value=twin, why="case-collision"))
        why = self.book.exclusions.why(record)
        if why is not None:
            self.excluded.append((record.id, why))
        return why is not None

    def _confirmed(self, id_: str) -> bool:
        return get(self.mine.offers.get(id_), ("free",)) == "confirmed"

    def _described(self, record: Record) -> Record:
        if self.book.descriptions or "description" not in record.facts:
            return record
        return replace(
            record, facts={key: value for key, value in record.facts.items() if key != "description"}
        )

    # -- merging -------------------------------------------------------------------------

    def merge_offers(self) -> None:
        """Every record against its entry in the price list."""
        for id_, record in self.records.items():
            base, new = self.then.offers.get(id_), self.now.offers[id_]
            if id_ in self.mine.offers:
                mine = self.mine.offers[id_]
                merged = merge(
                    self.book.offer_fields,
                    base=base,
                    new=new,
                    mine=mine if isinstance(mine, dict) else {},
                    may_write=self.book.may_write,
                )
                self._tell(merged, id_, "offer", record.model)
                if merged.written:
                    self.offers[id_] = merged.doc
            elif base is None:
                self.offers[id_] = new
                self.added.append(
                    Added(id=id_, model=record.model, alias_of=record.alias_of, offer=new, facts=record.facts)
                )
            else:
                self._refused(id_, "offer", record.model, was=base.get("price"), upstream=new.get("price"))

    def merge_models(self) -> None:
        """Every model whose authority this provider is, against its file."""
        for model, new in self.now.models.items():
            base, mine = self.then.models.get(model), self.mine.models.get(model)
            voice = str(get(new, ("authority", "offer")))
            if mine is not None:
                merged = merge(
                    self.book.model_fields, base=base, new=new, mine=mine, may_write=self.book.may_write
                )
                self._tell(merged, voice, "model", model)
                if merged.written:
                    self.models[model] = merged.doc
            elif base is None:
                self.models[model] = new | {"active": False}
            else:
                self._refused(voice, "model", model, was=model, upstream=model)

    def _refused(self, id_: str, place: Place, model: str | None, *, was: Value, upstream: Value) -> None:
        """A person deleted the entry: that is a lasting refusal."""
        self.kept.append(
            Kept(id=id_, field=place, mine=None, was=was, upstream=upstream, place=place, model=model)
        )

    def _tell(self, merged: Merged, id_: str, place: Place, model: str | None) -> None:
        def kept(told: Told) -> Kept:
            return Kept(
                id=id_,
                field=told.field.name,
                mine=told.mine,
                was=told.base,
                upstream=told.new,
                place=place,
                model=model,
            )

        self.changes += [
            Change(id=id_, field=told.field.name, old=told.mine, new=told.new, place=place, model=model)
            for told in merged.written
        ]
        self.kept += map(kept, merged.kept)
        self.conflicts += map(kept, merged.conflicts)
        self.adopt += map(kept, merged.adopt)

    # -- the result ----------------------------------------------------------------------

    def finish(self, listing: Listing, source: Base, today: date) -> Plan:
        """The plan: documents, the base as it shall be, and the run's report."""
        before = self.base.records
        moved = [id_ for id_, record in self.records.items() if id_ in before and before[id_] != record]
        added = {each.id for each in self.added}
        updated = sorted({change.id for change in self.changes} - added)
        quarantined = {each.id for each in listing.quarantined}
        missing = sorted(before.keys() - listing.records.keys() - quarantined)
        rederived = bool(self.base.rules) and self.base.rules != source.rules
        changed = bool(moved) or self.records.keys() != before.keys() or rederived
        base = self.base.moved_to(
            source, self.records, listing, today=today, changed=changed, limited=self.scope.limited
        )
        states = {id_: standing(get(self.offers.get(id_), ("price",))) for id_ in listing.records}
        return Plan(
            offers=self.offers,
            models=self.models,
            base=base,
            base_changed=changed or base != self.base,
            run=Run(
                provider=self.provider,
                status="ok",
                source=source.source,
                as_of=base.as_of,
                fetched=listing.fetched,
                unchanged=len(
                    listing.records.keys() - added - set(updated) - {id_ for id_, _ in self.excluded}
                ),
                added=tuple(self.added),
                updated=tuple(updated),
                missing=() if self.scope.limited else tuple(missing),
                quarantined=tuple((each.id, each.why) for each in listing.quarantined),
                changes=tuple(self.changes),
                kept=tuple(self.kept),
                conflicts=tuple(self.conflicts),
                adopt=tuple(self.adopt),
                aliases=tuple(self._aliases()),
                attention=tuple(self.attention),
                new_fields=tuple(name for name in listing.new_fields if name not in self.base.seen_fields),
                base_moved=tuple(id_ for id_ in moved if id_ not in added and id_ not in updated),
                rederived=rederived,
                free=sum(state == "free" for state in states.values()),
                paid=sum(state == "paid" for state in states.values()),
                excluded=tuple(self.excluded),
                not_listed=self.not_listed,
                cost={id_: state for id_, state in states.items() if state == "free" or state == "paid"},
            ),
        )

    def _aliases(self) -> list[Retarget]:
        before = self.base.records
        return [
            Retarget(id=id_, old=before[id_].alias_of, new=record.alias_of)
            for id_, record in self.records.items()
            if id_ in before and before[id_].alias_of != record.alias_of
        ]
