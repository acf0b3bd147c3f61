"""Where people had a hand in, as main has it: what of it no merge may touch without a person.

an offer's entry, a model's file ──> a field of a person's, an edit that stands, a comment
a list, an override, a binding   ──> what it names, and what that is called by other ids
a model that another speaks for  ──> the same, against what that one said last
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sync.core.authority import variant
from sync.core.overrides import IGNORE, Override
from sync.core.values import Value, get
from sync.files import rules, shelf, words
from sync.files.bound import bound
from sync.files.commented import commented
from sync.files.handiwork import ARRIVES
from sync.files.schemas import Kind
from sync.files.store import Catalog
from sync.ids import fold
from sync.publish.automerge.reasons import People


def people(main: Catalog, provider: str, models: Iterable[str] = ()) -> People:
    """Where people had a hand in. `models`: those whose files are looked at whoever speaks for them."""
    from sync.core.standing import standing
    from sync.sides import sides

    kept = standing(sides(main, provider))
    listed = main.offers(provider)
    entries = listed.doc.items() if listed else ()
    offers = {each.id for each in kept} | {id_ for id_, entry in entries if _by_hand(main, "offers", entry)}
    offers |= commented(listed) if listed else set()
    owned = {each.model for each in kept if each.model is not None} | {
        id_ for id_, file in main.models.items() if _by_hand(main, "model", file.doc)
    }
    owned |= {*_edited(main, provider, {id_ for id_ in models if id_ in main.models})}
    named = _meant(main, bound(main))
    return People(
        offers=named | frozenset(map(fold, offers)),
        models=named | frozenset(map(fold, owned)),
        ignored=tuple(each.id for each in shelf.overrides(main) if _keeps_out(each, provider)),
        used=frozenset(map(fold, {*shelf.redirects(main), *(each.id for each in main.history(provider))})),
    )


def _edited(main: Catalog, provider: str, models: set[str]) -> Iterator[str]:
    """Those with a comment or an edit in their files; what its speaker never told may be anybody's."""
    from sync.core.project import said_of
    from sync.core.standing import standing
    from sync.sides import sides

    bases, spoken = {*main.bases()}, defaultdict[str, set[str]](set)
    for id_ in models:
        file = main.models[id_]
        voice = _voice(main, provider, id_)
        records = main.base(voice).records if voice in bases else {}
        if words.has_words(main.schemas, file) or said_of(voice, records, id_, spoken=True) is None:
            yield id_
        elif voice != provider:
            spoken[voice].add(id_)
    for voice, those in spoken.items():
        kept = standing(sides(main, voice))
        yield from those & {str(each.model) for each in kept if each.place == "model"}


def _voice(main: Catalog, provider: str, model: str) -> str:
    """The provider that speaks for a model that has a file."""
    named = get(main.models[model].doc, ("authority", "provider"))
    return named if isinstance(named, str) else rules.authority_of(main).provider_of(model) or provider


def _meant(main: Catalog, named: Iterable[str]) -> frozenset[str]:
    """Ids with all that they lead to: the new one of an old id, the model of an offer, an alias's target."""
    leads = defaultdict[str, set[str]](set)
    for id_, redirect in shelf.redirects(main).items():
        new = redirect.get("to")
        if isinstance(new, str):
            leads[fold(id_)].add(fold(new))
            leads[fold(new)].add(fold(id_))  # an offer may still say the old one
    for listed in main.price_lists().values():
        for id_, entry in listed.doc.items():
            sides = (get(entry, ("model",)), get(entry, ("alias_of",)))
            leads[fold(id_)] |= {fold(each) for each in sides if isinstance(each, str)}
    found, left = set[str](), [fold(each) for each in named]
    while left:
        id_ = left.pop()
        if id_ not in found:
            found.add(id_)
            left += leads.get(id_, ())
            left += [id_.rpartition(":")[0]] if variant(id_) else []
    return frozenset(found)


def _keeps_out(each: Override, provider: str) -> bool:
    return each.place == IGNORE and each.provider == provider


def _by_hand(main: Catalog, kind: Kind, entry: Value) -> bool:
    """Whether a person wrote a field into an entry, or the whole of it."""
    tops = main.schemas.fields(kind).tops
    if not isinstance(entry, dict):
        return True
    people = {key: value for key, value in entry.items() if key not in tops and key != "id"}
    return not people.items() <= ARRIVES.items()
