"""Whether a pull request may be merged without a person, by main as it is now and by what its commit writes.

    main ──rules, people, files──┐
    the change set's files ──────┼──> automerge.reasons ──> what its text says
    the head's files ────────────┘                     └──checks──> whether it is merged

Nothing of it is looked at until `catalog/rules/automerge.yaml` on main says `enabled: true`.
"""

from collections.abc import Iterable, Iterator, Mapping

from sync.core.automerge import MODEL, OFFER, Rules, Written, rules
from sync.core.outcome import Run
from sync.core.values import Doc, get
from sync.errors import CatalogError
from sync.files import names
from sync.files.changeset import ChangeSet
from sync.files.read import read
from sync.files.rules import AUTOMERGE
from sync.files.store import Catalog
from sync.publish import proof
from sync.publish.automerge.hands import people
from sync.publish.automerge.likeness import unlike
from sync.publish.automerge.reasons import NOT_OURS, Contents, reasons, unproven, walked, written
from sync.publish.automerge.refused import refused
from sync.publish.forge.git import Commit
from sync.publish.look import Eyes
from sync.publish.policy import strays
from sync.publish.trailers import Trailers
from sync.publish.world import Automatic, Pull, Reason, World

_Files = Mapping[str, bytes | None]
_BROKEN = Reason("a file can't be read")
_ANOTHER = "its branch has not what a sync would write today"
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
    wanted: _Files = {file.path: file.new for file in changes.files}
    ours = pull is not None and not pull.touched
    held = _held(eyes, world.main, pull.head) if pull is not None and ours else {}
    with (
        eyes.repository.worktree(world.main) as folder,
        sound_catalog(folder, writing=False, now=eyes.now) as sound,
    ):
        main = sound.catalog
        proposed, pushed = contents(main, provider, wanted), contents(main, provider, held)
        hands = people(main, provider, proposed.touched | pushed.touched)

        def against(files: _Files, found: Contents) -> Iterator[Reason]:
            why = "a file that no sync of this provider writes"
            yield from (Reason(why, name) for name in _foreign(files, provider))
            yield from reasons(run, found, hands, allowed)
            yield from walked(found, allowed, main.history(provider), _models(main, provider), changes.today)

        as_of = main.base(provider).as_of
        refusals = (*refused(world, run, as_of),)
        fresh = (*refusals, *against(wanted, proposed))
        if pull is None or not ours:
            return Automatic(fresh=fresh, head=(NOT_OURS,))
        apart = [Reason(_ANOTHER, name) for name in unlike(wanted, held, as_of, changes.today)]
        head = (*refusals, *_apart(eyes, world.main, pull, held), *apart, *against(held, pushed))
    return Automatic(fresh=fresh, head=head or unproven(eyes.github.checks(pull.head)))


def _foreign(files: _Files, provider: str) -> list[str]:
    return strays(Trailers(provider=provider, lane="main", base="", fingerprint=""), files)


def _models(main: Catalog, provider: str) -> dict[str, str]:
    """The model of each offer of main."""
    listed = main.offers(provider)
    named = {id_: get(entry, ("model",)) for id_, entry in (listed.doc if listed else {}).items()}
    return {id_: model for id_, model in named.items() if isinstance(model, str)}


def _apart(eyes: Eyes, main: str, pull: Pull, pushed: _Files) -> Iterator[Reason]:
    """What makes that main would not have the files as the one commit has them."""
    commits = eyes.repository.commits(main, pull.head)
    if len(commits) != 1:
        yield Reason("more than one commit")
    both = {*eyes.repository.touches(main, pull.head)} & {*eyes.repository.touches(pull.head, main)}
    yield from (Reason("a file that main changed since", name) for name in sorted(both))
    yield from (Reason("not as its commit says", name) for name in _unproven(commits[-1:], pushed))


def _unproven(commits: Iterable[Commit], pushed: _Files) -> Iterator[str]:
    """The machine files that a commit doesn't vouch for."""
    machines = {name: raw for name, raw in pushed.items() if proof.is_machine(name)}
    for commit in commits:
        yield from proof.wrong(proof.said(commit.message), machines)


def _held(eyes: Eyes, main: str, head: str) -> _Files:
    return {name: eyes.repository.content(head, name) for name in eyes.repository.touches(main, head)}


def contents(main: Catalog, provider: str, files: _Files) -> Contents:
    """What files would change of a catalog. Raises CatalogError for one that can't be read."""
    offers, models = list[Written](), list[Written]()
    offered: dict[str, frozenset[str]] = {}
    known = {file.name: (id_, file.doc) for id_, file in main.models.items()}
    for name, raw in files.items():
        if name == names.offers_name(provider):
            listed = main.offers(provider)
            old, new = (listed.doc if listed else {}), _doc(raw, name)
            for id_ in dict.fromkeys((*old, *new)):
                offers += written(id_, OFFER, old.get(id_), new.get(id_))
                named = (get(side.get(at), ("model",)) for side in (old, new) for at in _asked(side, id_))
                offered[id_] = frozenset(each for each in named if isinstance(each, str))
        elif name.startswith(names.MODELS):
            doc: Doc | None = None if raw is None else _doc(raw, name)
            id_, was = known.get(name, (_model_of(name, doc or {}) or name, None))
            models += written(id_, MODEL, was, doc)
    return Contents(offers=_sorted(offers), models=_sorted(models), offered=offered)


def _asked(listed: Doc, id_: str) -> tuple[str, ...]:
    """The offer, and the one that it is an alias of."""
    target = get(listed.get(id_), ("alias_of",))
    return (id_, target) if isinstance(target, str) else (id_,)


def _sorted(found: Iterable[Written]) -> tuple[Written, ...]:
    return tuple(sorted(found, key=lambda each: (each.id, each.field)))


def _model_of(name: str, doc: Doc) -> str | None:
    """The model whose file this is."""
    if isinstance(doc.get("id"), str):
        return str(doc["id"])
    return names.model_of(name)


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
