"""What a fetch brings: the records as they shall be, and the documents they make, then and now.

    listing ──names, zeros, scope, exclusions──> records ──authority, heuristics, project──> now
                                       base ────────────────────project────────────────────> then

A record that did not come, or is outside of the run's scope, stays as it was last accepted.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sync.core.authority import Speakers, handed_over, marked, speaks, spoke
from sync.core.base import Base
from sync.core.facts import Listing, Record, Records
from sync.core.mine import Mine, Rulebook
from sync.core.outcome import Attention, Waiting
from sync.core.project import Projection, plain_names, project, project_model
from sync.core.scope import Scope
from sync.core.values import get
from sync.core.zeros import settle
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


def news(provider: str, listing: Listing, base: Base, mine: Mine, book: Rulebook, scope: Scope) -> News:
    """What the listing brings to this base."""
    listed, claims = _named(provider, listing.records, mine, book)
    settled = {
        id_: settle(record, base.records.get(id_), confirmed=_confirmed(mine, id_))
        for id_, record in listed.items()
    }
    chosen, not_listed = scope.choose({id_: each.record for id_, each in settled.items()})
    fresh = [id_ for id_ in chosen if id_ not in base.records and id_ not in mine.offers]
    excluded = {id_: why for id_ in fresh if (why := book.exclusions.why(settled[id_].record))}
    taken = [id_ for id_ in chosen if id_ not in excluded]
    records = dict(base.records) | {id_: _described(settled[id_].record, book) for id_ in taken}
    now = speaks(provider, book.authority, base.records, records, mine.models)
    records = marked(_guessed(records, now, taken, book), now)
    zeros = [
        Attention(id=id_, field=name, value=0, why="zero-unconfirmed")
        for id_ in taken
        for name in settled[id_].unconfirmed
    ]
    return News(
        records=dict(sorted(records.items())),
        then=_then(provider, base.records, now, mine, book),
        now=project(provider, records, now),
        attention=(*_collisions(fresh, base, mine), *zeros),
        excluded=tuple(excluded.items()),
        waiting=tuple(Waiting(id=id_, model=claims[id_]) for id_ in taken if id_ in claims),
        not_listed=not_listed,
    )


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


def _guessed(records: dict[str, Record], now: Speakers, taken: Collection[str], book: Rulebook) -> Records:
    """The records with guesses about the models that they speak for, of those that were taken."""
    guessed = dict(records)
    fresh = set(taken)
    for model, id_ in now.items():
        if id_ in fresh:
            guessed[id_] = book.heuristics.fill(model, guessed[id_])
    return guessed


def _then(provider: str, before: Records, now: Speakers, mine: Mine, book: Rulebook) -> Projection:
    """What was accepted; of a model that gets a new speaker, what its file was refreshed with."""
    then = project(provider, before, spoke(before))
    names = plain_names(before)
    models = dict(then.models)
    for model in now.keys() - models.keys() & mine.models.keys():
        own = before.get(now[model])
        said = [] if own is None else [project_model(provider, own, plain_name=names.get(own.model))]
        base = handed_over(book.model_fields, mine.models[model], mine.elsewhere(model) or said)
        if base is not None:
            models[model] = base
    return Projection(then.offers, models)


def _collisions(fresh: list[str], base: Base, mine: Mine) -> list[Attention]:
    """New ids that only their case tells from others."""
    twins = {fold(id_): id_ for id_ in (*base.records, *mine.offers)}
    return [
        Attention(id=id_, field="id", value=twin, why="case-collision")
        for id_ in fresh
        if (twin := twins.setdefault(fold(id_), id_)) != id_
    ]


def _confirmed(mine: Mine, id_: str) -> bool:
    return get(mine.offers.get(id_), ("free",)) == "confirmed"


def _described(record: Record, book: Rulebook) -> Record:
    if book.descriptions or "description" not in record.facts:
        return record
    return replace(record, facts={key: value for key, value in record.facts.items() if key != "description"})
