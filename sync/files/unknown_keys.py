"""Keys that a schema doesn't know, and what was probably meant by them.

    replacedby: acme/two              did you mean replaced_by?
    set: {price.input: 1}             write `price: {input: …}`
    set: {tools: false}               it belongs into capabilities
    {reason: Volume, contract 2026}   a comma ends a text that stands without quotes

Under `overrides/` such a key is an error: what somebody decided would not happen. Elsewhere a
catalog may hold more than this version knows. A key that begins with `x_` is its author's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import yaml

from sync.core.values import Doc, Path, Value
from sync.errors import Problem
from sync.files.known_keys import Keys, Shape
from sync.files.read import Document, line_of
from sync.files.schemas import Kind, Schemas

_OVERRIDES = "overrides/"
_NAMED = 16


@dataclass(frozen=True, slots=True)
class _Found:
    """An unknown key: where it stands, in which mapping, and what may stand there."""

    path: Path
    holder: Doc
    here: Shape


def unknown_keys(document: Document, kind: Kind, schemas: Schemas) -> Iterator[Problem]:
    """A problem for each unknown key, however deep it stands."""
    keys = Keys(schemas, f"{kind}.schema.json")
    for found in _unknown(keys, document.value, keys.top, ()):
        cut = _cut_text(document, found)
        if cut is None:
            yield _problem(document, found.path, *_words(keys, found, kind))
        elif cut:
            yield _problem(document, found.path, *cut)


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


def _words(keys: Keys, found: _Found, kind: Kind) -> tuple[str, str]:
    """What is wrong with a key, and what to do about it."""
    key = found.path[-1]
    own = f"call it x_{key} if it is your own" if key.isidentifier() else "take it out"
    return "this version does not know the key", f"{_meant(keys, found, kind)}; or {own}"


def _meant(keys: Keys, found: _Found, kind: Kind) -> str:
    key, known = found.path[-1], keys.properties(found.here)
    parts = tuple(key.split("."))
    if len(parts) > 1 and keys.leads(found.here, parts):
        return f"write `{_nested(parts)}`"
    close = _close(key, list(known))
    if close:
        return f"did you mean {' or '.join(close)}?"
    deeper = next((path for path in keys.below(found.here) if path[-1] == key), None)
    if deeper:
        return f"write `{_nested(deeper)}`"
    entry = keys.properties(keys.items(keys.others(keys.top)))
    if kind.startswith("override-") and len(found.path) > 3 and key in entry:
        return f"write {key} beside `{found.path[2]}`, not in it"
    deeper_close = _close(key, [path[-1] for path in keys.below(found.here)])
    if deeper_close:
        path = next(path for path in keys.below(found.here) if path[-1] == deeper_close[0])
        return f"did you mean `{_nested(path)}`?"
    names = ", ".join(list(known)[:_NAMED]) + (", …" if len(known) > _NAMED else "")
    return f"mend the spelling (known here: {names})"


def _close(key: str, known: list[str]) -> list[str]:
    bare = {name.replace("_", ""): name for name in known}
    twin = bare.get(key.lower().replace("_", "").replace("-", "").replace(" ", ""))
    return [twin] if twin else get_close_matches(key.lower(), known, n=2, cutoff=0.7)


def _nested(path: Path) -> str:
    """`price: {input: …}`."""
    return "".join(f"{part}: {{" for part in path[:-1]) + f"{path[-1]}: …" + "}" * (len(path) - 1)


def _cut_text(document: Document, found: _Found) -> tuple[str, str] | tuple[()] | None:
    """What to say of a key that is the end of a text with a comma in it; empty: it was said already."""
    holder, names, at = found.holder, list(found.holder), list(found.holder).index(found.path[-1])
    if holder[names[at]] is not None or not _is_flow(_node(document.root, found.path[:-1])):
        return None
    start = next((before for before in range(at, -1, -1) if holder[names[before]] is not None), at)
    text = holder[names[start]]
    if not isinstance(text, str):
        return None
    if at > start + 1:
        return ()
    end = next((after for after in range(at, len(names)) if holder[names[after]] is not None), len(names))
    whole = ", ".join([text, *names[at:end]])
    what = f"a comma ended the text of {names[start]}, and this is read as a key without a value"
    return what, f'put the text in quotes: {names[start]}: "{whole}"'


def _node(root: yaml.Node | None, path: Path) -> yaml.Node | None:
    node = root
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode):
            node = node.value[int(part)]
    return node


def _is_flow(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.MappingNode) and bool(node.flow_style)


def _problem(document: Document, path: Path, message: str, fix: str) -> Problem:
    return Problem(
        file=document.name,
        line=line_of(document.root, path),
        path=".".join(path),
        message=message,
        rule="unknown-key",
        level="error" if document.name.startswith(_OVERRIDES) else "warning",
        fix=fix,
    )
