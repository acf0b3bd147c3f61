"""What a fetch brings: the records as they shall be, and the documents they make, then and now.

    listing ──names, scope, exclusions, guards──> records ──authority, heuristics, project──> now
                                        base ────────────────────project────────────────────> then

A record that did not come, or is outside of the run's scope, stays as it was last accepted.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sync.core.authority import Speakers, handed_over, marked, speaks, spoke
from sync.core.base import Base
from sync.core.facts import Listing, Record, Records
from sync.core.mine import Mine, Rulebook
from sync.core.outcome import Attention, Waiting
from sync.core.project import Projection, facts_of, plain_names, project
from sync.core.scope import Scope
from sync.core.sift import Came, Sifted, sift
from sync.core.values import get
from sync.core.zeros import billed, telling, unknown
from sync.ids import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """`then` and `now` are what upstream alone would have written, before this fetch and after it.

    waiting   offers of models that the catalog doesn't have, and that this provider may not bring in
    """

    records: Records
    then: Projection
    now: Projection
    attention: tuple[Attention, ...]
    excluded: tuple[tuple[str, str], ...]
    waiting: tuple[Waiting, ...]
    not_listed: tuple[str, ...]
    sifted: Sifted


def news(
    provider: str,
    listing: Listing,
    base: Base,
    mine: Mine,
    book: Rulebook,
    scope: Scope,
    today: date,
) -> News:
    """What the listing brings to this base. Raises SourceError where a guard refuses the whole of it."""
    listed, claims = _named(provider, listing.records, mine, book)
    raw = {
        id_: billed(_described(_called(record, base.records.get(id_)), book))
        for id_, record in listed.items()
    }
    believed = {id_: _believed(record, mine) for id_, record in raw.items()} if scope.limited else raw
    chosen, not_listed = scope.choose(believed)
    fresh = [id_ for id_ in chosen if id_ not in base.records and id_ not in mine.offers]
    excluded = {id_: why for id_ in fresh if (why := book.exclusions.why(raw[id_]))}
    taken = [id_ for id_ in chosen if id_ not in excluded]
    accepted = project(provider, base.records, spoke(base.records))
    came = Came(listing=listing, records=raw, taken=taken, today=today, limited=scope.limited)
    sifted = sift(provider, came, base, accepted, mine, book)
    now = speaks(provider, book.authority, base.records, sifted.records, mine.models)
    records = _settled(base.records, marked(_guessed(sifted.records, now, taken, book), now))
    return News(
        records=records,
        then=_then(provider, accepted, base.records, now, mine, book),
        now=project(provider, records, now, like=accepted),
        attention=(*_collisions(fresh, base, mine), *_reused(sifted)),
        excluded=tuple(excluded.items()),
        waiting=tuple(Waiting(id=id_, model=claims[id_]) for id_ in taken if id_ in claims),
        not_listed=not_listed,
        sifted=sifted,
    )


def _settled(before: Records, now: Records) -> Records:
    """The records in order; one that says what it said is the very same object."""
    found = {}
    for id_ in sorted(now):
        record, was = now[id_], before.get(id_)
        found[id_] = record if was is None or was != record else was
    return found


def _named(
    provider: str, listed: Records, mine: Mine, book: Rulebook
) -> tuple[dict[str, Record], dict[str, str | None]]:
    """The records with the models that they offer, and those that must wait, with what they claim."""
    known: dict[str, str] | None = None
    named: dict[str, Record] = {}
    claims: dict[str, str | None] = {}
    for id_, record in listed.items():
        named[id_] = record
        if record.alias_of is not None or id_.startswith("~"):
            continue
        model = record.model or book.names.model_of(provider, id_)
        if model is None or not book.authority.lets(provider, model):
            known = {fold(name): name for name in mine.models} if known is None else known
            claims[id_], model = model, known.get(fold(model or ""))
            if model is not None:
                del claims[id_]
        if model != record.model:
            named[id_] = replace(record, model=model)
    return named, claims


def _guessed(records: Records, now: Speakers, taken: Collection[str], book: Rulebook) -> Records:
    """The records with guesses about the models that they speak for, of those that were taken."""
    guessed = dict(records)
    fresh = set(taken)
    for model, id_ in now.items():
        if id_ in fresh:
            guessed[id_] = book.heuristics.fill(model, guessed[id_])
    return guessed


def _then(
    provider: str, then: Projection, before: Records, now: Speakers, mine: Mine, book: Rulebook
) -> Projection:
    """What was accepted; of a model that gets a new speaker, what its file was refreshed with."""
    names = plain_names(before)
    models = dict(then.models)
    for model in now.keys() - models.keys() & mine.models.keys():
        own = before.get(now[model])
        said = [] if own is None else [facts_of(own, plain_name=names.get(own.model))]
        base = handed_over(book.model_fields, mine.models[model], mine.elsewhere(model) or said)
        if base is not None:
            models[model] = base
    return Projection(then.offers, models)


def _collisions(fresh: list[str], base: Base, mine: Mine) -> tuple[Attention, ...]:
    """New ids that only their case tells from others."""
    twins = {fold(id_): id_ for id_ in (*base.records, *mine.offers)}
    return tuple(
        Attention(id=id_, field="id", value=twin, why="case-collision")
        for id_ in fresh
        if (twin := twins.setdefault(fold(id_), id_)) != id_
    )


def _reused(sifted: Sifted) -> Iterator[Attention]:
    for id_ in sifted.reused:
        yield Attention(id=id_, field="id", value=sifted.records[id_].model, why="replaced")


def _believed(record: Record, mine: Mine) -> Record:
    """The record as `--list free` sees it: a zero that nobody confirmed is no price."""
    confirmed = get(mine.offers.get(record.id), ("free",)) == "confirmed" or record.id.endswith(":free")
    return record if confirmed or not any(telling(record.offer)) else unknown(record)


def _called(record: Record, before: Record | None) -> Record:
    """The record with the name it had: a source that says none any more doesn't mean that there is none."""
    name = None if before is None else before.facts.get("name")
    if name is None or record.facts.get("name") is not None:
        return record
    return replace(record, facts={**record.facts, "name": name})


def _described(record: Record, book: Rulebook) -> Record:
    if book.descriptions or "description" not in record.facts:
        return record
    return replace(record, facts={key: value for key, value in record.facts.items() if key != "description"})
