"""Keys that a schema doesn't know, and what was probably meant by them (`sync.files.meant`).

    replacedby: acme/two              did you mean replaced_by?
    set: {price.input: 1}             write `price: {input: 1}`
    set: {tools: false}               it belongs into capabilities
    - {set: {state: removed}}         `state: removed`, without `set` around it

Under `overrides/` such a key is an error: what somebody decided would not happen. Elsewhere a
catalog may hold more than this version knows, but not where prices, limits or capabilities
stand, or would be lost by it. A key that begins with `x_` is its author's own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sync.core.book import DECIDED_BESIDE, DERIVED
from sync.core.values import Doc, Path, Value
from sync.errors import Level, Problem
from sync.files import spelling
from sync.files.flow_slips import Words, close, cut_list, glued, slip
from sync.files.known_keys import Keys, Shape, keys_of
from sync.files.meant import Found, Guess, meant
from sync.files.moved import Move, together
from sync.files.read import Document, line_of
from sync.files.schemas import Kind, Schemas

_OVERRIDES = "overrides/"
_LOSSES = frozenset({"price", "tiers", "windows", "limits", "capabilities"})
"""What applications would reckon with, were its key spelled right."""


_HOLDERS = (dict, list)


def unknown_keys(
    document: Document, kind: Kind, schemas: Schemas, without: Collection[str] = ()
) -> Iterator[Problem]:
    """The problems of unknown keys, however deep they stand; keys that go to one place share one.

    Nothing is said of what is below the file's keys `without`.
    """
    keys = keys_of(schemas, kind)
    mappings: dict[Path, list[Found]] = {}
    for found in _of_file(keys, kind, document.value):
        if found.path[0] not in without:
            mappings.setdefault(found.path[:-1], []).append(found)
    for listed in mappings.values():
        yield from _of_mapping(document, kind, keys, listed)


def _of_mapping(document: Document, kind: Kind, keys: Keys, listed: Sequence[Found]) -> Iterator[Problem]:
    """The problems of one mapping's unknown keys."""
    moves: list[Move] = []
    for found in listed:
        known = keys.properties(found.here)
        lists = {name for name, shape in known.items() if keys.items(shape)}
        listing = cut_list(document, found.path, found.holder, lists)
        cut = () if listing == () else slip(document, found.path, found.holder, known)
        if listing:
            name, words = listing
            where = (*found.path[:-1], name)
            yield _problem(document, where, words, "error")
        elif cut:
            name = glued(found.path[-1], known) or found.path[-1]
            yield _problem(document, found.path, cut, _level(document.name, kind, found.path, (name,)))
        elif cut is None:
            guess = meant(keys, found, kind, document.mapping())
            if guess.under and guess.under != found.path[-1:]:
                moves.append((found, guess))
            else:
                words = "this version does not know the key", _advice(found.path[-1], guess, document.name)
                level = _level(document.name, kind, found.path, guess.alike)
                yield _problem(document, found.path, words, level)
    for moved in together(document, moves):
        path = moved.first.path
        message, fix = moved.words
        advice = fix if len(moves) > 1 else _advice(path[-1], Guess(fix), document.name)
        yield _problem(document, path, (message, advice), _level(document.name, kind, path, moved.alike))


def knows_file(schemas: Schemas, kind: Kind, doc: Doc) -> bool:
    """Whether there is no unknown key in a file to be told of."""
    return next(_of_file(keys_of(schemas, kind), kind, doc), None) is None


def knows_all(schemas: Schemas, kind: Kind, entry: Value) -> bool:
    """Whether a schema knows every key of an entry, one of those that an override file lists under an id."""
    keys = keys_of(schemas, kind)
    shape = keys.items(keys.others(keys.top))
    return next(_unknown(keys, entry, shape, ()), None) is None


def is_misspelled(schemas: Schemas, kind: Kind, entry: Doc, field: Path) -> bool:
    """Whether an entry perhaps lacks a field only as its key, or one above it, is spelled otherwise."""
    keys, holder = keys_of(schemas, kind), entry
    shape = keys.top if schemas.entry(kind) is schemas.of(kind) else keys.others(keys.top)
    if any(_is_off(key, field) for key in entry.keys() - keys.properties(shape).keys()):
        return True
    for name in field:
        known = keys.properties(shape)
        if name not in holder:
            others = [key for key in holder if key not in known and not key.startswith("x_")]
            # Inside a price or the limits nobody can tell what an unknown key was to be.
            return bool(others) if holder is not entry else any(name in _alike(key, known) for key in others)
        below = holder[name]
        if not isinstance(below, dict):
            return False
        holder, shape = below, known.get(name, ())
    return False


def _is_off(key: str, field: Path) -> bool:
    """Whether a key of an entry is a field's name, one level off or dotted."""
    name = key.partition("=")[0].strip().rpartition(".")[2]
    return field[-1] in (name, *spelling.synonyms(name)) and len(field) > 1


def _alike(key: str, known: Mapping[str, Shape]) -> list[str]:
    name = glued(key, known)
    return [name] if name else [*spelling.synonyms(key), *close(key, known)]


def _of_file(keys: Keys, kind: Kind, value: Value) -> Iterator[Found]:
    for found in _unknown(keys, value, keys.top, ()):
        # Of these `model-key` tells where they belong.
        if kind != "model" or found.path[0] not in (*DECIDED_BESIDE, *DERIVED):
            yield found


def _unknown(keys: Keys, value: Value, shape: Shape, path: Path) -> Iterator[Found]:
    if isinstance(value, list):
        inner = keys.items(shape)
        for at, item in enumerate(value if inner else ()):
            if isinstance(item, _HOLDERS):
                yield from _unknown(keys, item, inner, (*path, str(at)))
    elif isinstance(value, dict):
        known, others = keys.properties(shape), keys.others(shape)
        for key, item in value.items():
            below = known.get(key, others)
            if below or key in known:
                if isinstance(item, _HOLDERS):
                    yield from _unknown(keys, item, below, (*path, key))
            elif known and not key.startswith("x_"):
                yield Found((*path, key), value, shape)


def _advice(key: str, guess: Guess, name: str) -> str:
    if name.startswith(_OVERRIDES) and guess.is_sure:
        return guess.advice  # a key of one's own would leave the decision untaken
    own = f"call it x_{key} if it is your own" if key.isidentifier() else "take it out"
    return f"{guess.advice}; or {own}"


def _level(name: str, kind: Kind, path: Path, alike: Sequence[str]) -> Level:
    """An error where a decision, or what applications reckon with, is lost by it."""
    if name.startswith(_OVERRIDES):
        return "error"
    within = path[1:-1] if kind == "offers" else path[:-1]
    lost = kind in ("model", "offers") and not _LOSSES.isdisjoint((*within, *alike))
    return "error" if lost else "warning"


def _problem(document: Document, path: Path, words: Words, level: Level) -> Problem:
    message, fix = words
    return Problem(
        file=document.name,
        line=line_of(document.root, path),
        path=".".join(path),
        message=message,
        rule="unknown-key",
        level=level,
        fix=fix,
    )
