"""Plans one provider's run: what its files shall say, and what is to be told of it. Writes nothing.

listing, base ──news──> then, now ─┐
              what the files say ──┴─ merge ──> Plan: files, base, ledger, history, report
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sync.core import history, lifecycle, zeros
from sync.core.base import Base
from sync.core.facts import Listing
from sync.core.history import Entry
from sync.core.lasting import carried
from sync.core.ledger import Ledger, by_id
from sync.core.merge import Merged, Told, allowed, merge
from sync.core.mine import Mine, Rulebook
from sync.core.news import News, news
from sync.core.outcome import Added, Attention, Change, Kept, Place, Retarget, Run, Step, kept_of
from sync.core.pricing import standing
from sync.core.scope import Scope
from sync.core.values import Doc, Value, get


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one provider's files shall say after the run.

    `offers` is the whole price list, `models` only the model files that change or are new;
    `base_changed` says whether the merge base is to be written; `ledger` is the whole of what
    waits from now on, `history` the accepted changes to add.
    """

    offers: Mapping[str, Value]
    models: Mapping[str, Doc]
    base: Base
    base_changed: bool
    run: Run
    ledger: Ledger
    history: Sequence[Entry] = ()


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
    brought = news(provider, listing, base, mine, book, scope, today)
    work = _Work(provider, brought, base, mine, book)
    work.merge_offers()
    work.confirm_zeros()
    work.end_confirmations()
    work.merge_models()
    after = work.base_after(listing, source, today, limited=scope.limited)
    return Plan(
        offers=work.offers,
        models=work.models,
        base=after,
        base_changed=after != base,
        run=work.run(listing, after, today, limited=scope.limited),
        ledger=brought.sifted.waits,
        history=tuple(work.accepted(today)),
    )


class _Work:
    """One run in the making; collects outcomes while offers and models are merged."""

    def __init__(self, provider: str, brought: News, base: Base, mine: Mine, book: Rulebook) -> None:
        self.provider, self.news, self.base, self.mine, self.book = provider, brought, base, mine, book
        self.offers: dict[str, Value] = dict(mine.offers)
        self.models: dict[str, Doc] = {}
        self.added: list[Added] = []
        self.changes: list[Change] = []
        self.kept: list[Kept] = []
        self.conflicts: list[Kept] = []
        self.adopt: list[Kept] = []
        self.replaced: list[Attention] = []

    def merge_offers(self) -> None:
        """Every record against its entry in the price list."""
        for id_, record in self.news.records.items():
            base, new = self.news.then.offers.get(id_), self.news.now.offers[id_]
            if id_ in self.mine.offers:
                mine = self.mine.offers[id_]
                merged = merge(
                    self.book.offer_fields,
                    base=base,
                    new=new,
                    mine=mine if isinstance(mine, dict) else {},
                    may_write=self.book.may_write,
                )
                if merged.told:
                    self._tell(merged, id_, "offer", record.model)
                if merged.written:
                    self.offers[id_] = merged.doc
            elif base is None:
                entry = allowed(self.book.offer_fields, new)
                self.offers[id_] = entry
                self.added.append(
                    Added(
                        id=id_, model=record.model, alias_of=record.alias_of, offer=entry, facts=record.facts
                    )
                )
            else:
                self._refused(id_, "offer", record.model, was=base.get("price"), upstream=new.get("price"))

    def confirm_zeros(self) -> None:
        """A zero that a person let pass is meant from now on."""
        for line in self.news.sifted.written:
            entry = self.offers.get(line.id)
            if line.why == "zero-unconfirmed" and isinstance(entry, dict):
                self.offers[line.id] = entry | zeros.CONFIRMED

    def end_confirmations(self) -> None:
        """A confirmation ends with the zero that it was about: the next one needs another look."""
        for id_, entry in self.offers.items():
            if not isinstance(entry, dict) or entry.get("free") != "confirmed":
                continue
            record, before = self.news.records.get(id_), self.base.records.get(id_)
            if record is None or before is None:
                continue
            if any(zeros.telling(before.offer)) and not any(
                (*zeros.telling(record.offer), *zeros.telling(entry))
            ):
                self.offers[id_] = {key: value for key, value in entry.items() if key != "free"}
                self.changes.append(
                    Change(id=id_, field="free", old="confirmed", new=None, place="offer", model=record.model)
                )

    def merge_models(self) -> None:
        """Every model whose authority this provider is, against its file."""
        for model, new in self.news.now.models.items():
            base, mine = self.news.then.models.get(model), self.mine.models.get(model)
            voice = str(get(new, ("authority", "offer")))
            if mine is not None:
                merged = merge(
                    self.book.model_fields, base=base, new=new, mine=mine, may_write=self.book.may_write
                )
                if merged.told:
                    self._tell(merged, voice, "model", model)
                if merged.written:
                    self.models[model] = merged.doc
            elif base is None:
                self.models[model] = allowed(self.book.model_fields, new) | {"active": False}
            else:
                self._refused(voice, "model", model, was=model, upstream=model)

    def _refused(self, id_: str, place: Place, model: str | None, *, was: Value, upstream: Value) -> None:
        """A person deleted the entry: that is a lasting refusal."""
        self.kept.append(
            Kept(id=id_, field=place, mine=None, was=was, upstream=upstream, place=place, model=model)
        )

    def _tell(self, merged: Merged, id_: str, place: Place, model: str | None) -> None:
        def kept(told: Told) -> Kept:
            return kept_of(told, id_, place, model)

        self.changes += [
            Change(id=id_, field=told.field.name, old=told.mine, new=told.new, place=place, model=model)
            for told in merged.written
        ]
        self.replaced += [
            Attention(id=id_, field=told.field.name, value=told.mine, why="replaced-by-policy")
            for told in merged.written
            if told.field.mode == "replace" and not told.field.same(told.mine, told.base)
        ]
        risky = self.news.sifted.risky
        self.kept += map(kept, merged.kept)
        self.conflicts += [
            replace(each, risky=risky.get((each.id, each.field))) for each in map(kept, merged.conflicts)
        ]
        self.adopt += map(kept, merged.adopt)

    def base_after(self, listing: Listing, source: Base, today: date, *, limited: bool) -> Base:
        """The merge base as it shall be, with the hand edits that a person made lasting."""
        records = carried(self.base.records, self.news.records, self.kept)
        changed = records != self.base.records or self._rederived(source)
        return self.base.moved_to(source, records, listing, today=today, changed=changed, limited=limited)

    def _rederived(self, source: Base) -> bool:
        return bool(self.base.rules) and self.base.rules != source.rules

    def accepted(self, today: date) -> Iterator[Entry]:
        """What of the prices and limits of known ids was accepted, dated by when it was first seen."""
        waits, known = by_id(self.mine.ledger), history.latest(self.mine.history)
        for id_, record in self.news.records.items():
            before = self.base.records.get(id_)
            if before is not None and before is not record:
                waited = waits.get(id_, [])
                there = lifecycle.state(before) == "listed" and (id_, "state") not in self.mine.ledger
                seen = self.base.as_of if there else None  # nobody saw a price on a day without its id
                yield from history.accepted(before, record, waited, seen=seen, today=today, known=known)

    def steps(self) -> Iterator[Step]:
        """Ids that moved along their lifecycle, or came back."""
        for id_, record in self.news.records.items():
            before = self.base.records.get(id_)
            if before is record:
                continue
            old, new = lifecycle.state(before) if before else "listed", lifecycle.state(record)
            if old != new:
                since = lifecycle.missing_since(record) or lifecycle.missing_since(before or record)
                yield Step(id=id_, old=old, new=new, since=since.isoformat() if since else None)

    def run(self, listing: Listing, after: Base, today: date, *, limited: bool) -> Run:
        """What is to be told of the run."""
        before, records = self.base.records, after.records
        sifted, steps = self.news.sifted, tuple(self.steps())
        added = {each.id for each in self.added}
        updated = ({change.id for change in self.changes} & listing.records.keys()) - added
        outside = {id_ for id_, _ in self.news.excluded}
        told = (
            added | updated | {kept.id for kept in self.conflicts} | {alias.id for alias in self._aliases()}
            | {line.id for line in sifted.waits.values()} | {step.id for step in steps}
        )  # fmt: skip
        moved = [id_ for id_ in records if id_ in before and before[id_] != records[id_]]
        states = {id_: standing(get(self.offers.get(id_), ("price",))) for id_ in listing.records}
        return Run(
            provider=self.provider,
            status="ok",
            source=after.source,
            as_of=after.as_of,
            fetched=listing.fetched,
            unchanged=len(listing.records.keys() - added - updated - outside),
            added=tuple(self.added),
            updated=tuple(sorted(updated)),
            missing=tuple(step.id for step in steps if step.old == "listed" and step.since),
            returned=tuple(step.id for step in steps if step.new == "listed"),
            lifecycle=steps,
            held=tuple(line for line in sifted.waits.values() if line.held),
            settling=tuple(line for line in sifted.waits.values() if not line.held),
            ended=tuple(sifted.ended),
            withdrawn=tuple(sifted.withdrawn),
            included=tuple(sifted.written),
            today=today,
            quarantined=tuple((each.id, each.why) for each in listing.quarantined),
            changes=tuple(map(self._beside_its_model, self.changes)),
            kept=tuple(self.kept),
            conflicts=tuple(self.conflicts),
            adopt=tuple(self.adopt),
            aliases=tuple(self._aliases()),
            attention=(*self.replaced, *self.news.attention),
            new_fields=tuple(name for name in listing.new_fields if name not in self.base.seen_fields),
            base_moved=tuple(id_ for id_ in moved if id_ not in told),
            rederived=self._rederived(after),
            free=sum(state == "free" for state in states.values()),
            paid=sum(state == "paid" for state in states.values()),
            excluded=self.news.excluded,
            waiting=self.news.waiting,
            not_listed=self.news.not_listed,
            cost={id_: state for id_, state in states.items() if state == "free" or state == "paid"},
        )

    def _beside_its_model(self, change: Change) -> Change:
        """The change of an offer with what its model can do, where the offer leaves a field to it."""
        path, model = tuple(change.field.split(".")), change.model or ""
        if change.place != "offer" or path[0] not in ("capabilities", "modalities"):
            return change
        before = self.mine.models.get(model)
        file = before if change.old is None else self.models.get(model, before)
        return replace(change, beside=get(file, path) if None in (change.old, change.new) else None)

    def _aliases(self) -> list[Retarget]:
        before = self.base.records
        return [
            Retarget(id=id_, old=before[id_].alias_of, new=record.alias_of)
            for id_, record in self.news.records.items()
            if id_ in before and before[id_].alias_of != record.alias_of
        ]
