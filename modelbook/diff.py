"""What changed for applications between two compiled catalogs.

    records that differ ──> models, aliases, offers by id ──> fields ──> a Change for each that moved

A model or offer that is new or gone is one change, not one for each of its fields. An offer
that both catalogs have is compared wherever it went. Where an offer only follows its model,
the model's change names it.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from modelbook import flat
from modelbook.catalog import Catalog
from modelbook.change import KINDS, VISIBLE, Change, Direction, Json, Kind, Turn, weigh
from modelbook.flat import Fields, Place
from modelbook.sides import Key, Offer, Side, alike, differing, reading, side


class Move(NamedTuple):
    """What a field was and is, and what that means."""

    old: Json
    new: Json
    kind: Kind
    direction: Direction


Moves: TypeAlias = dict[Place, Move]


_STATE, _VISIBLE, _ACTIVE, _SELECTABLE = ((name, "") for name in ("state", "visible", "active", "selectable"))
_CURRENCY = ("price.currency", "")
_FIRST = {"price.input": 0, "price.output": 1}


def diff(old: Catalog, new: Catalog) -> tuple[Change, ...]:
    """Every change for applications, the gravest kinds first, then by id; see `Change`.

    Raises CatalogError for a record that is damaged.
    """
    ids = sorted(differing(old, new))
    was, now = side(old, ids), side(new, ids)
    pairs = {id: id for id in now.models if id in was.models} | _renamed(was, now)
    found = [
        *_aliases(was, now, pairs),
        *_models(was, now, pairs),
        *_offers(was, now, pairs),
        *_moved(was, now, pairs),
        *_format(old, new, was, now),
    ]
    return tuple(sorted(found, key=_order))


def _renamed(was: Side, now: Side) -> dict[str, str]:
    """{new id: old id} of models whose old id is an alias of a new one now."""
    found: dict[str, str] = {}
    for id in now.aliases:
        target = now.leads(id)
        if id in was.models and target in now.models and target not in was.models:
            found.setdefault(target, id)
    return found


def _aliases(was: Side, now: Side, pairs: Mapping[str, str]) -> Iterator[Change]:
    retold = frozenset(pairs.values())
    for id in was.aliases.keys() | now.aliases.keys():
        old, new = was.leads(id), now.leads(id)
        if old is None and id not in was.models:
            yield _of_alias(id, "new", "new", now, old, new)
        elif new is None and id not in now.models:
            yield _of_alias(id, "gone", "gone", was, old, new)
        elif old != new and id not in retold:
            yield _of_alias(id, "renamed", "changed", was if new is None else now, old, new)


def _of_alias(
    id: str, kind: Kind, direction: Direction, whose: Side, old: str | None, new: str | None
) -> Change:
    provider = whose.aliases[id].get("provider")
    return Change(
        kind=kind,
        direction=direction,
        model=id,
        provider=None if provider is None else str(provider),
        offer=id,
        field="alias_of",
        old=old,
        new=new,
    )


def _models(was: Side, now: Side, pairs: Mapping[str, str]) -> Iterator[Change]:
    """Whole models, and those that have another id."""
    for id, doc in now.models.items():
        if id not in pairs:
            yield Change(kind="new", direction="new", model=id, field="model", old=None, new=doc)
        elif pairs[id] != id:
            yield Change(kind="renamed", direction="changed", model=id, field="id", old=pairs[id], new=id)
    kept = {*pairs.values(), *now.aliases}
    for id, doc in was.models.items():
        if id not in kept:
            yield Change(kind="gone", direction="gone", model=id, field="model", old=doc, new=None)


def _offers(was: Side, now: Side, pairs: Mapping[str, str]) -> Iterator[Change]:
    """Whole offers of models that stay."""
    for key in now.offers.keys() - was.offers.keys():
        if now.offers[key].model in pairs:
            yield _whole(key, now.offers[key], "new")
    stay = frozenset(pairs.values())
    for key in was.offers.keys() - now.offers.keys():
        if was.offers[key].model in stay:
            yield _whole(key, was.offers[key], "gone")


def _whole(key: Key, offer: Offer, kind: Literal["new", "gone"]) -> Change:
    old, new = (None, offer.doc) if kind == "new" else (offer.doc, None)
    provider, id = key
    return Change(
        kind=kind,
        direction=kind,
        model=offer.model,
        provider=provider,
        offer=id,
        field="offer",
        old=old,
        new=new,
    )


def _moved(was: Side, now: Side, pairs: Mapping[str, str]) -> Iterator[Change]:
    """Every field that differs, of the models and offers that both have."""
    of_models: dict[str, Moves] = {}
    for id, former in pairs.items():
        with reading(id):
            old, new = flat.apart(was.models[former], now.models[id])
            of_models[id] = _moves(flat.of_model(old), flat.of_model(new)) if old else {}
    following: dict[tuple[str, Place], list[Key]] = {}
    for key in sorted(was.offers.keys() & now.offers.keys()):
        before, after = was.offers[key], now.offers[key]
        stays = pairs.get(after.model) == before.model
        lead = of_models[after.model] if stays else {}
        also = {flat.top(place) for place in lead} & flat.INHERITED if stays else flat.INHERITED
        with reading(after.model):
            old, new = flat.apart(before.doc, after.doc, also)
            both = was.models[before.model], now.models[after.model]
            moves = _moves(flat.of_offer(old, both[0]), flat.of_offer(new, both[1])) if old else {}
        follows = [place for place, move in moves.items() if lead.get(place) == move]
        if stays and _VISIBLE in moves and _VISIBLE not in follows and _went(both, moves[_VISIBLE]):
            lead.setdefault(_VISIBLE, moves[_VISIBLE]._replace(kind="other", direction="changed"))
            follows.append(_VISIBLE)
        for place in follows:
            following.setdefault((after.model, place), []).append(key)
            del moves[place]
        if not stays:
            moves["model", ""] = Move(before.model, after.model, "renamed", "changed")
        yield from _of_offer(key, before, after, moves)
    for id, moves in of_models.items():
        for place, move in moves.items():
            offers = tuple(following.get((id, place), ()))
            yield Change(**move._asdict(), model=id, field=place[0], offers=offers)


def _went(models: tuple[flat.Doc, flat.Doc], move: Move) -> bool:
    """Whether an offer was hidden or shown as its model was, whose state has told that already."""
    return [model.get("visible") is True for model in models] == [move.old, move.new]


def _of_offer(key: Key, before: Offer, after: Offer, moves: Moves) -> Iterator[Change]:
    provider, id = key
    free = after.doc.get("free") is True
    turn: Turn | None = None
    if free != (before.doc.get("free") is True):
        turn = "free" if free else "not free"
    for place, move in moves.items():
        yield Change(
            **move._asdict(),
            model=after.model,
            provider=provider,
            offer=id,
            field=place[0],
            turned=turn if move.kind == "price" else None,
        )


def _moves(before: Fields, after: Fields) -> Moves:
    """What differs, without what only follows from another move."""
    moves: Moves = {}
    for place in sorted(before.keys() | after.keys()):
        old, new = before.get(place), after.get(place)
        if old != new:
            moves[place] = Move(old, new, *weigh(place[0], old, new))
    if _CURRENCY in moves:  # a number of another currency is neither more nor less
        for place, move in moves.items():
            if move.kind == "price" and move.direction in ("up", "down"):
                moves[place] = move._replace(direction="changed")
    if _STATE in moves:
        _follow(moves, after)
    if _SELECTABLE in moves and all(
        fields[_SELECTABLE] == (fields[_VISIBLE] and fields[_ACTIVE]) for fields in (before, after)
    ):
        del moves[_SELECTABLE]
    return moves


def _follow(moves: Moves, after: Fields) -> None:
    """Whether it is shown follows from its state; where it doesn't, it isn't back."""
    state, shown = moves[_STATE], moves.get(_VISIBLE)
    if shown and (shown.old, shown.new) == (state.old in VISIBLE, state.new in VISIBLE):
        del moves[_VISIBLE]
    elif state.direction == "back" and not after[_VISIBLE]:
        moves[_STATE] = state._replace(kind="other", direction="changed")


def _format(old: Catalog, new: Catalog, was: Side, now: Side) -> Iterator[Change]:
    """The version, and the keys of models and offers that only one of the catalogs has anywhere."""
    versions = [catalog.manifest.get("schema_version") for catalog in (old, new)]
    if versions[0] != versions[1]:
        yield _of_format("schema_version", versions[0], versions[1], "changed")
    before, after = was.keys(), now.keys()
    same = alike(old, new).keys() if before != after else {}
    for at in same:
        had, has = before[at] | same[at], after[at] | same[at]
        if not had or not has:
            continue  # a catalog without models or offers says nothing about their keys
        for key in sorted((had ^ has) - flat.PASSING - flat.RARE):
            direction: Direction = "lost" if key in had else "gained"
            yield _of_format(f"{at}{key}", key in had, key in has, direction)


def _of_format(name: str, old: Json, new: Json, direction: Direction) -> Change:
    return Change(kind="format", direction=direction, model=None, field=name, old=old, new=new)


def _order(change: Change) -> tuple[int, str, str, str, int, str]:
    """By consequence, then what belongs to one offer together; tiers and windows stay as they were sorted."""
    return (
        KINDS.index(change.kind),
        change.model or "",
        change.provider or "",
        change.offer or "",
        _FIRST.get(change.field, len(_FIRST)),
        change.field,
    )
