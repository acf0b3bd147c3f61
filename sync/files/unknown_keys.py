"""Keys that a schema doesn't know, and what was probably meant by them.

    replacedby: acme/two              did you mean replaced_by?
    set: {price.input: 1}             write `price: {input: …}`
    set: {tools: false}               it belongs into capabilities
    - {set: {state: removed}}         `state: removed`, without `set` around it

Under `overrides/` such a key is an error: what somebody decided would not happen. Elsewhere a
catalog may hold more than this version knows, but for a slip where a price, limit or capability
is lost by it. A key that begins with `x_` is its author's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sync.core.book import DECIDED_BESIDE, DERIVED
from sync.core.values import Doc, Path, Value
from sync.errors import Level, Problem
from sync.files.flow_slips import Words, close, glued, slip
from sync.files.known_keys import Keys, Shape
from sync.files.read import Document, line_of
from sync.files.schemas import Kind, Schemas

_OVERRIDES = "overrides/"
_NAMED = 16
_SHOWN = 80
_LOSSES = frozenset({"price", "tiers", "windows", "limits", "capabilities"})
"""What applications would reckon with, were its key spelled right."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An unknown key: where it stands, in which mapping, and what may stand there."""

    path: Path
    holder: Doc
    here: Shape


@dataclass(frozen=True, slots=True)
class _Guess:
    """What was probably meant: the advice, whether it leaves no doubt, and the keys that look alike."""

    advice: str
    is_sure: bool = True
    alike: tuple[str, ...] = ()


def unknown_keys(document: Document, kind: Kind, schemas: Schemas) -> Iterator[Problem]:
    """A problem for each unknown key, however deep it stands."""
    keys = Keys(schemas, f"{kind}.schema.json")
    for found in _unknown(keys, document.value, keys.top, ()):
        if kind == "model" and found.path[0] in (*DECIDED_BESIDE, *DERIVED):
            continue  # `model-key` tells where they belong
        known = keys.properties(found.here)
        cut = slip(document, found.path, found.holder, known)
        if cut is None:
            guess = _meant(keys, found, kind)
            words = "this version does not know the key", _advice(found.path[-1], guess, document.name)
            yield _problem(document, found.path, words, _level(document.name, kind, found.path, guess.alike))
        elif cut:
            name = glued(found.path[-1], known) or found.path[-1]
            level = _level(document.name, kind, found.path, (name,))
            yield _problem(document, found.path, cut, level)


def is_misspelled(schemas: Schemas, kind: Kind, entry: Doc, field: Path) -> bool:
    """Whether an entry lacks a field only as its key, or one above it, is spelled otherwise."""
    keys, holder = Keys(schemas, f"{kind}.schema.json"), entry
    shape = keys.top if schemas.entry(kind) is schemas.of(kind) else keys.others(keys.top)
    for name in field:
        known = keys.properties(shape)
        if name not in holder:
            return any(name in _alike(key, known) for key in holder if key not in known)
        below = holder[name]
        if not isinstance(below, dict):
            return False
        holder, shape = below, known.get(name, ())
    return False


def _alike(key: str, known: Mapping[str, Shape]) -> list[str]:
    name = glued(key, known)
    return [name] if name else [] if key.startswith("x_") else close(key, known)


def _unknown(keys: Keys, value: Value, shape: Shape, path: Path) -> Iterator[_Found]:
    if isinstance(value, list):
        inner = keys.items(shape)
        for at, item in enumerate(value if inner else ()):
            yield from _unknown(keys, item, inner, (*path, str(at)))
    elif isinstance(value, dict):
        known, others = keys.properties(shape), keys.others(shape)
        for key, item in value.items():
            if key in known:
                yield from _unknown(keys, item, known[key], (*path, key))
            elif others:
                yield from _unknown(keys, item, others, (*path, key))
            elif known and not key.startswith("x_"):
                yield _Found((*path, key), value, shape)


def _meant(keys: Keys, found: _Found, kind: Kind) -> _Guess:
    key, known = found.path[-1], keys.properties(found.here)
    parts = tuple(key.split("."))
    if len(parts) > 1 and keys.leads(found.here, parts):
        return _Guess(f"write `{_nested(parts)}`")
    value = found.holder[key]
    around = _around(key, value, known)
    if around:
        return _Guess(around)
    near = close(key, known)
    if near:
        return _Guess(f"did you mean {' or '.join(near)}?", alike=tuple(near))
    deeper = next((path for path in keys.below(found.here) if path[-1] == key), None)
    under = f"`{_nested(deeper)}`" if deeper else _under_another(keys, value, known)
    if under:
        return _Guess(f"write {under}")
    entry = keys.properties(keys.items(keys.others(keys.top)))
    if kind.startswith("override-") and len(found.path) > 3 and key in entry:
        return _Guess(f"write {key} beside `{found.path[2]}`, not in it")
    deeper_close = close(key, [path[-1] for path in keys.below(found.here)])
    if deeper_close:
        path = next(path for path in keys.below(found.here) if path[-1] == deeper_close[0])
        return _Guess(f"did you mean `{_nested(path)}`?")
    names = ", ".join(list(known)[:_NAMED]) + (", …" if len(known) > _NAMED else "")
    return _Guess(f"mend the spelling (known here: {names})", is_sure=False)


def _around(key: str, value: Value, known: Mapping[str, Shape]) -> str | None:
    """What to write where an unknown key holds what belongs beside it."""
    if not isinstance(value, dict) or not value or not value.keys() <= known.keys():
        return None
    return f"write `{_shown(value)}` without `{key}` around it"


def _under_another(keys: Keys, value: Value, known: Mapping[str, Shape]) -> str | None:
    """What to write where an unknown key holds what belongs under another one."""
    if not isinstance(value, dict) or not value:
        return None
    other = next((name for name, part in known.items() if value.keys() <= keys.properties(part).keys()), None)
    return f"`{other}: {{{_shown(value)}}}`" if other else None


def _shown(inside: Doc) -> str:
    """What stands in a mapping, as it is written without its braces."""
    from sync.files.render import inline

    text = inline(inside)[1:-1]
    return text if len(text) <= _SHOWN else ", ".join(f"{key}: …" for key in inside)


def _advice(key: str, guess: _Guess, name: str) -> str:
    if name.startswith(_OVERRIDES) and guess.is_sure:
        return guess.advice  # a key of one's own would leave the decision untaken
    own = f"call it x_{key} if it is your own" if key.isidentifier() else "take it out"
    return f"{guess.advice}; or {own}"


def _level(name: str, kind: Kind, path: Path, alike: Sequence[str]) -> Level:
    """An error where a decision, or what applications reckon with, is lost by it."""
    if name.startswith(_OVERRIDES):
        return "error"
    within = path[1:-1] if kind == "offers" else path[:-1]
    lost = alike and kind in ("model", "offers") and not _LOSSES.isdisjoint((*within, *alike))
    return "error" if lost else "warning"


def _nested(path: Path) -> str:
    """`price: {input: …}`."""
    return "".join(f"{part}: {{" for part in path[:-1]) + f"{path[-1]}: …" + "}" * (len(path) - 1)


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
