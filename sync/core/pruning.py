"""What of a catalog is gone for good: removed offers that nothing refers to, and models without any left.

    offers ──removed, unbound, no alias leads there, no embeddings──> go, of the base and the ledger too
    models ──none of their offers stays, as upstream made them──────> go with the last one
    ids    ──nothing answers to them any more───────────────────────> tombstone

An offer that refreshes a model's file, or names it, stays while variants of it are offered, which
lend no name; so does one whose entry holds what a person decided: an edit, a comment, a field.
History stays. Embeddings stay, for what was stored with them is of no use without their model's name.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sync.core.authority import spoke, variant
from sync.core.ledger import ledger
from sync.core.lifecycle import missing_since, state
from sync.core.merge import allowed
from sync.core.plan import Plan
from sync.core.project import project
from sync.core.restate import restated
from sync.core.standing import Sides
from sync.core.values import Doc, Value, copy_doc, get, put
from sync.ids import fold

Ids = Mapping[str, Collection[str]]
"""{provider: offer ids}."""

_REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What goes. `plans` are by provider, `models` are those whose files go."""

    plans: Mapping[str, Plan]
    models: frozenset[str]
    tombstones: Mapping[str, Doc]


def removable(sides: Sides, commented: Collection[str] = ()) -> list[str]:
    """The offers of a provider that may go; `commented` are those whose entries hold comments."""
    decided = spared(sides, commented)
    gone = [id_ for id_ in _gone(sides) if id_ not in decided]
    needed = {get(entry, ("alias_of",)) for id_, entry in sides.mine.offers.items() if id_ not in gone}
    left = {record.model for id_, record in sides.base.records.items() if id_ not in gone}
    needed |= {id_ for model, id_ in spoke(sides.base.records).items() if model in left}
    needed |= {id_ for id_ in gone if _names(sides, id_) in left}
    return [id_ for id_ in gone if id_ not in needed]


def spared(sides: Sides, commented: Collection[str] = ()) -> dict[str, str]:
    """The offers that could go but for what a person decided in their entries, and what that is."""
    said = project(sides.provider, sides.base.records, spoke(sides.base.records)).offers
    whys = {id_: _decision(sides, id_, said.get(id_)) for id_ in _gone(sides)}
    whys |= {id_: "its entry holds a comment" for id_ in whys if id_ in commented and not whys[id_]}
    return {id_: why for id_, why in whys.items() if why}


def pruned(
    every: Mapping[str, Sides],
    gone: Ids,
    lists: Mapping[str, Mapping[str, Value]],
    *,
    has_words: Callable[[str], bool],
    today: date,
) -> Pruned:
    """What goes with these offers.

    lists      all price lists, also of providers that lose none
    has_words  whether a person wrote more into a model's file than its values say
    """
    left = {
        provider: {id_: entry for id_, entry in listed.items() if id_ not in gone.get(provider, ())}
        for provider, listed in lists.items()
    }
    models = frozenset(model for model in _models(every, gone, left) if not has_words(model))
    plans = {provider: _without(every[provider], ids, models) for provider, ids in gone.items() if ids}
    return Pruned(plans=plans, models=models, tombstones=dict(_tombstones(every, gone, left, models, today)))


def _gone(sides: Sides) -> list[str]:
    """The offers that are removed, and that nobody refers to."""
    bound = {fold(id_) for id_ in sides.mine.bound}
    return [id_ for id_, entry in sides.mine.offers.items() if _may_go(sides, id_, entry, bound)]


def _decision(sides: Sides, id_: str, said: Doc | None) -> str | None:
    """What in an entry is a person's; of an entry that upstream never made, its upstream's fields are not."""
    fields, entry = sides.book.offer_fields, sides.mine.offers[id_]
    rest = copy_doc(entry) if isinstance(entry, dict) else {}
    expected = allowed(fields, rest if said is None else said)
    for each in fields:
        if not each.same(get(rest, each.path), get(expected, each.path)):
            return f"its {each.name} is a hand edit"
        put(rest, each.path, None)
    return f"its entry holds {next(iter(rest))}" if rest else None


def _names(sides: Sides, id_: str) -> str | None:
    """The model to which a plain id gives its name."""
    record = sides.base.records.get(id_)
    return record.model if record and variant(id_) is None and record.facts.get("name") else None


def _may_go(sides: Sides, id_: str, entry: Value, bound: Collection[str]) -> bool:
    record, model = sides.base.records.get(id_), str(get(entry, ("model",)) or "")
    if get(entry, ("state",)) != _REMOVED or (record is not None and state(record) != _REMOVED):
        return False
    if fold(id_) in bound or fold(model) in bound:
        return False
    said = (entry, sides.mine.models.get(model), record.facts if record else None)
    return not any(_embeds(doc) for doc in said)


def _embeds(doc: Value) -> bool:
    can, outputs = get(doc, ("capabilities", "embeddings")), get(doc, ("modalities", "output"))
    able = get(can, ("value",)) if isinstance(can, dict) else can
    return able is True or (isinstance(outputs, list) and "embeddings" in outputs)


def _without(sides: Sides, gone: Collection[str], models: Collection[str]) -> Plan:
    found = restated(sides, {id_: each for id_, each in sides.base.records.items() if id_ not in gone})
    for id_ in gone:
        found.offers.pop(id_, None)  # one that was in no base
    for model in models:
        found.models.pop(model, None)
    return found.plan(sides, ledger(line for line in sides.mine.ledger.values() if line.id not in gone))


def _models(every: Mapping[str, Sides], gone: Ids, left: Mapping[str, Mapping[str, Value]]) -> Iterator[str]:
    """Models that lose their last offer, that nobody switched on, and of which nobody edited a value."""
    offered = {get(entry, ("model",)) for listed in left.values() for entry in listed.values()}
    for provider, ids in gone.items():
        sides = every[provider]
        then = project(provider, sides.base.records, spoke(sides.base.records)).models
        for model in {str(get(sides.mine.offers[id_], ("model",))) for id_ in ids} - offered:
            file = sides.mine.models.get(model)
            if file is not None and model in then and _is_upstreams(sides, file, then[model]):
                yield model


def _is_upstreams(sides: Sides, file: Doc, said: Doc) -> bool:
    """Whether a model's file says what upstream said, and nothing else but that it is off."""
    fields, expected = sides.book.model_fields, allowed(sides.book.model_fields, said)
    if not all(each.same(get(file, each.path), get(expected, each.path)) for each in fields):
        return False
    rest = copy_doc(file)
    for each in fields:
        put(rest, each.path, None)
    rest.pop("id", None)
    return rest in ({}, {"active": False})


def _tombstones(
    every: Mapping[str, Sides],
    gone: Ids,
    left: Mapping[str, Mapping[str, Value]],
    models: Collection[str],
    today: date,
) -> Iterator[tuple[str, Doc]]:
    """One for each id that nothing answers to: no other list has it, and no model of that id is offered."""
    entries = [(id_, entry) for listed in left.values() for id_, entry in listed.items()]
    alive = {id_ for id_, _ in entries} | {get(entry, ("model",)) for _, entry in entries}
    for provider, ids in gone.items():
        for id_ in ids:
            since = _since(every[provider], id_)
            reason = f"no longer listed by {provider}" + (f" since {since}" if since else "")
            model = str(get(every[provider].mine.offers[id_], ("model",)))
            for each in (id_, *([model] if model in models else ())):
                if each not in alive:
                    yield each, {"kind": "tombstone", "since": today.isoformat(), "reason": reason}


def _since(sides: Sides, id_: str) -> str | None:
    record = sides.base.records.get(id_)
    day = missing_since(record) if record else None
    return day.isoformat() if day else None
