"""Whether a pull request may be merged without a person, by main as it is now and by what its commit writes.

    main ──rules, people, files──┐
    the change set's files ──────┼──> automerge.reasons ──> what its text says
    the head's files ────────────┘                     └──checks──> whether it is merged

Nothing of it is looked at until `catalog/rules/automerge.yaml` on main says `enabled: true`.
"""

from collections.abc import Iterable, Iterator, Mapping

from sync.core.automerge import MODEL, OFFER, Rules, Written, rules
from sync.core.outcome import Run
from sync.core.overrides import IGNORE, OFFERS, Override
from sync.core.values import Doc, Value
from sync.errors import CatalogError
from sync.files import shelf, store
from sync.files.bound import bound
from sync.files.changeset import ChangeSet
from sync.files.read import read
from sync.files.rules import AUTOMERGE
from sync.files.schemas import Kind
from sync.files.store import Catalog
from sync.ids import fold, unslug
from sync.publish.automerge import Contents, People, reasons, unproven, written
from sync.publish.look import Eyes
from sync.publish.world import Automatic, Pull, Reason, World

_PLAIN: Mapping[str, Value] = {"active": False}
"""What a new model's file says of what people decide."""

_Files = Mapping[str, bytes | None]
_BROKEN = Reason("a file can't be read")
_ANOTHER = Reason("its branch says something else than upstream does today")
_NOT_OURS = Reason("nothing of the sync's own is open")
_REJECTED = Reason("a person rejected something of it")


def automatic(eyes: Eyes, world: World, changes: ChangeSet, run: Run, rejected: int) -> Automatic | None:
    """What speaks against merging without a person; None: main doesn't allow any such merge.

    rejected  how much of what was held the change set turns down, which a person did
    """
    if changes.lane != "main" or not (allowed := _rules(eyes, world.main)).enabled:
        return None
    if rejected:
        return Automatic(fresh=(_REJECTED,), head=(_REJECTED,))
    try:
        return _judged(eyes, world, changes, run, allowed)
    except CatalogError:
        return Automatic(fresh=(_BROKEN,), head=(_BROKEN,))


def _rules(eyes: Eyes, main: str) -> Rules:
    """Main's; a file that can't be read allows nothing, and stops nothing else."""
    try:
        return rules(_doc(eyes.repository.content(main, AUTOMERGE), AUTOMERGE))
    except CatalogError:
        return Rules()


def _judged(eyes: Eyes, world: World, changes: ChangeSet, run: Run, allowed: Rules) -> Automatic:
    from sync.files.sound import sound_catalog

    provider, pull = changes.provider, world.pull
    with (
        eyes.repository.worktree(world.main) as folder,
        sound_catalog(folder, writing=False, now=eyes.now) as sound,
    ):
        main, hands = sound.catalog, people(sound.catalog, provider)
        files: _Files = {file.path: file.new for file in changes.files}
        proposed = contents(main, provider, files)
        fresh = (*_foreign(files, provider), *reasons(run, proposed, hands, allowed))
        if pull is None or pull.touched:
            return Automatic(fresh=fresh, head=(_NOT_OURS,))
        files = _files(eyes, world.main, pull.head)
        pushed = contents(main, provider, files)
        head = [*_foreign(files, provider), *_apart(eyes, world.main, pull)]
        head += reasons(run, pushed, hands, allowed)
        if (pushed.offers, pushed.models) != (proposed.offers, proposed.models):
            head.append(_ANOTHER)
    return Automatic(fresh=fresh, head=tuple(head) or unproven(eyes.github.checks(pull.head)))


def _foreign(files: _Files, provider: str) -> Iterator[Reason]:
    why = "a file that no sync of this provider writes"
    yield from (Reason(why, name) for name in files if not _is_own(name, provider))


def _apart(eyes: Eyes, main: str, pull: Pull) -> Iterator[Reason]:
    """What makes that main would not have the files as the one commit has them."""
    if len(eyes.repository.commits(main, pull.head)) != 1:
        yield Reason("more than one commit")
    both = {*eyes.repository.touches(main, pull.head)} & {*eyes.repository.touches(pull.head, main)}
    yield from (Reason("a file that main changed since", name) for name in sorted(both))


def _files(eyes: Eyes, main: str, head: str) -> _Files:
    return {name: eyes.repository.content(head, name) for name in eyes.repository.touches(main, head)}


def _is_own(name: str, provider: str) -> bool:
    """Whether the main lane of a provider writes a file of this name."""
    named = (store.offers_name, store.base_name, store.held_name, store.history_name)
    return name in {each(provider) for each in named} or _model_of(name, {}) is not None


def contents(main: Catalog, provider: str, files: _Files) -> Contents:
    """What files would change of a catalog. Raises CatalogError for one that can't be read."""
    offers, models = list[Written](), list[Written]()
    offered: dict[str, frozenset[str]] = {}
    known = {file.name: (id_, file.doc) for id_, file in main.models.items()}
    for name, raw in files.items():
        if name == store.offers_name(provider):
            listed = main.offers(provider)
            old, new = (listed.doc if listed else {}), _doc(raw, name)
            for id_ in dict.fromkeys((*old, *new)):
                offers += written(id_, OFFER, old.get(id_), new.get(id_))
                sides = (each[id_] for each in (old, new) if id_ in each)
                named = (each.get("model") for each in sides if isinstance(each, dict))
                offered[id_] = frozenset(each for each in named if isinstance(each, str))
        elif name.startswith(store.MODELS):
            doc: Doc | None = None if raw is None else _doc(raw, name)
            id_, was = known.get(name, (_model_of(name, doc or {}) or name, None))
            models += written(id_, MODEL, was, doc)
    return Contents(offers=_sorted(offers), models=_sorted(models), offered=offered)


def _sorted(found: Iterable[Written]) -> tuple[Written, ...]:
    return tuple(sorted(found, key=lambda each: (each.id, each.field)))


def _model_of(name: str, doc: Doc) -> str | None:
    """The model whose file this is."""
    if isinstance(doc.get("id"), str):
        return str(doc["id"])
    if not (name.startswith(store.MODELS) and name.endswith(".yaml")):
        return None
    parts = [unslug(part) for part in name.removeprefix(store.MODELS).removesuffix(".yaml").split("/")]
    found = [part for part in parts if part]
    return "/".join(found) if len(found) == len(parts) == 2 else None


def people(main: Catalog, provider: str) -> People:
    """Where people had a hand in, as main has it."""
    from sync.core.standing import standing
    from sync.sides import sides

    kept = standing(sides(main, provider))
    decided = list(shelf.overrides(main))
    listed = main.offers(provider)
    offers = {each.id for each in kept} | {each.id for each in decided if each.place == _place(provider)}
    models = {each.model for each in kept if each.model is not None} | {
        each.id for each in decided if each.provider is None
    }
    named = bound(main)
    offers |= {
        id_ for id_, entry in (listed.doc if listed else {}).items() if _by_hand(main, "offers", entry)
    }
    models |= {id_ for id_, file in main.models.items() if _by_hand(main, "model", file.doc)}
    used = {*shelf.redirects(main), *(entry.id for entry in main.history(provider))}
    return People(
        offers=frozenset(map(fold, offers | named)),
        models=frozenset(map(fold, models | named)),
        ignored=tuple(each.id for each in decided if _keeps_out(each, provider)),
        used=frozenset(map(fold, used)),
    )


def _place(provider: str) -> str:
    return f"{OFFERS}{provider}.yaml"


def _keeps_out(each: Override, provider: str) -> bool:
    return each.place == IGNORE and each.provider == provider


def _by_hand(main: Catalog, kind: Kind, entry: Value) -> bool:
    """Whether a person wrote a field into an entry, or the whole of it."""
    tops = main.schemas.fields(kind).tops
    if not isinstance(entry, dict):
        return True
    people = {key: value for key, value in entry.items() if key not in tops and key != "id"}
    return not people.items() <= _PLAIN.items()


def _doc(raw: bytes | None, name: str) -> Doc:
    if raw is None:
        return {}
    try:
        document = read(raw.decode("utf-8"), name)
    except UnicodeDecodeError:
        raise CatalogError([]) from None
    if document.problems:
        raise CatalogError(list(document.problems))
    return document.mapping()
