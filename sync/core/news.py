"""What a fetch brings: the records as they shall be, and the documents they make, then and now.

    listing ──zeros, scope, exclusions──> records ──project──> now
                                  base ─────────────project──> then

A record that did not come, or is outside of the run's scope, stays as it was last accepted.
"""

from dataclasses import dataclass, replace

from sync.core.base import Base
from sync.core.facts import Listing, Record, Records
from sync.core.mine import Mine, Rulebook
from sync.core.outcome import Attention
from sync.core.project import Projection, authorities, project
from sync.core.scope import Scope
from sync.core.values import Doc, get
from sync.core.zeros import settle
from sync.ids import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """`then` and `now` are what upstream alone would have written, before this fetch and after it."""

    records: Records
    then: Projection
    now: Projection
    attention: tuple[Attention, ...]
    excluded: tuple[tuple[str, str], ...]
    not_listed: tuple[str, ...]


def news(provider: str, listing: Listing, base: Base, mine: Mine, book: Rulebook, scope: Scope) -> News:
    """What the listing brings to this base."""
    settled = {
        id_: settle(record, base.records.get(id_), confirmed=_confirmed(mine, id_))
        for id_, record in listing.records.items()
    }
    chosen, not_listed = scope.choose({id_: each.record for id_, each in settled.items()})
    fresh = [id_ for id_ in chosen if id_ not in base.records and id_ not in mine.offers]
    excluded = {id_: why for id_ in fresh if (why := book.exclusions.why(settled[id_].record))}
    taken = [id_ for id_ in chosen if id_ not in excluded]
    records = {id_: replace(record, voice_of=()) for id_, record in base.records.items()}
    records |= {id_: _described(settled[id_].record, book) for id_ in taken}
    then, now = _voices(provider, base, mine, records)
    zeros = [
        Attention(id=id_, field=name, value=0, why="zero-unconfirmed")
        for id_ in taken
        for name in settled[id_].unconfirmed
    ]
    return News(
        records=dict(sorted(records.items())),
        then=project(provider, base.records, then),
        now=project(provider, records, now),
        attention=(*_collisions(fresh, base, mine), *zeros),
        excluded=tuple(excluded.items()),
        not_listed=not_listed,
    )


def _voices(
    provider: str, base: Base, mine: Mine, records: dict[str, Record]
) -> tuple[dict[str, str], dict[str, str]]:
    """The offer that speaks for each model, then and now; marks in `records` what a person chose."""
    then, now = authorities(base.records), authorities(records)
    ruled = dict(now)
    for model, doc in mine.models.items():
        if get(doc, ("authority", "provider")) not in (provider, None):
            then.pop(model, None)
            now.pop(model, None)
        else:
            _heed(model, doc, then, now, base.records, records)
    for model, offer in now.items():
        if offer != ruled.get(model):
            records[offer] = replace(records[offer], voice_of=(*records[offer].voice_of, model))
    return then, now


def _heed(
    model: str, doc: Doc, then: dict[str, str], now: dict[str, str], before: Records, records: Records
) -> None:
    """A model's file names its authority; a person may have chosen another than the rule would.

    `then` spoke when the file was last refreshed, so what it says is compared with that;
    a choice is new when it isn't `then`, and lasts when it wasn't the rule's.
    """
    chosen = get(doc, ("authority", "offer"))
    if not isinstance(chosen, str) or chosen not in records or records[chosen].alias_of is not None:
        return
    if model not in then and chosen in before and before[chosen].alias_of is None:
        then[model] = now[model] = chosen  # the file was moved: what refreshed it goes on doing so
    elif chosen != then.get(model) or model in before[chosen].voice_of:
        now[model] = chosen


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
