"""What a comma too many or a blank too few makes inside `{…}`: a key without a value that nobody meant.

{reason: Volume, contract 2026}   a comma ends a text that stands without quotes
{input: 2, until:2026-12-31}      a colon without a blank behind it is part of a word
{output: 1,4}                     a comma ends a number
{input: text, image}              a comma ends a list that has no brackets
"""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

import yaml

from sync.core.values import Doc, Path, plain
from sync.files import commas
from sync.files.compose import BARE
from sync.files.read import Document
from sync.files.spelling import node_at

Words = tuple[str, str]
"""What is wrong, and what to do about it."""

_CUTOFF = 0.7


def slip(document: Document, path: Path, holder: Doc, known: Collection[str]) -> Words | tuple[()] | None:
    """What to say of an unknown key at `path` that is such a slip; empty: it was said already.

    `holder` is the mapping around it, `known` are the keys that may stand there.
    """
    key, pairs = path[-1], _flow_pairs(document.root, path[:-1])
    if holder[key] is not None or not pairs:
        return None
    name = glued(key, known)
    if name:
        return "a blank is missing behind the colon", f"write `{name}: {key.partition(':')[2]}`"
    names = list(holder)
    at = start = names.index(key)
    while start and holder[names[start]] is None and names[start] not in known:
        start -= 1
        if glued(names[start], known):
            return None  # told of that one
    cut = _number(names, start, at, holder)
    if cut is None and _is_bare(pairs, names[start]):
        cut = _text(names, start, holder, known)
    return () if cut and at > start + 1 else cut


def cut_list(
    document: Document, path: Path, holder: Doc, lists: Collection[str]
) -> tuple[str, Words] | tuple[()] | None:
    """`{input: text, image}`: the list that was meant, by its name; empty: it was said already."""
    key, pairs, names = path[-1], _flow_pairs(document.root, path[:-1]), list(holder)
    start = at = names.index(key)
    while start and holder[names[start]] is None:
        start -= 1
    name, first = names[start], holder[names[start]]
    if not pairs or start == at or name not in lists or not isinstance(first, str):
        return None
    end = at
    while end < len(names) and holder[names[end]] is None:
        end += 1
    whole = ", ".join([first, *names[start + 1 : end]])
    words = f"a comma ended the list of {name}", f"write {name}: [{whole}]"
    return (name, words) if at == start + 1 else ()


def glued(key: str, known: Collection[str]) -> str | None:
    """The key that was meant by `key:value`, a word as no blank stands behind its colon."""
    name, colon, rest = key.partition(":")
    if not colon or not rest.strip():
        return None
    return name if name in known else next(iter(close(name, known)), None)


def close(key: str, known: Collection[str]) -> list[str]:
    """The keys that look like one; a single one where only case and dashes tell them apart."""
    bare = {name.replace("_", ""): name for name in known}
    twin = bare.get(key.lower().replace("_", "").replace("-", "").replace(" ", ""))
    return [twin] if twin else get_close_matches(key.lower(), known, n=2, cutoff=_CUTOFF)


def _number(names: Sequence[str], start: int, at: int, holder: Doc) -> Words | None:
    name, value = names[start], holder[names[start]]
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    number = commas.number(",".join([plain(value), *names[start + 1 : at + 1]]))
    return (f"a comma ended the number of {name}", f"write {name}: {number}") if number else None


def _text(names: Sequence[str], start: int, holder: Doc, known: Collection[str]) -> Words | None:
    if not isinstance(holder[names[start]], str):
        return None
    end = start + 1
    while end < len(names) and holder[names[end]] is None:
        if names[end] in known or glued(names[end], known):
            break
        end += 1
    name, whole = names[start], ", ".join([str(holder[names[start]]), *names[start + 1 : end]])
    what = f"a comma ended the text of {name}, and this is read as a key without a value"
    return what, f'put the text in quotes: {name}: "{whole}"'


def _flow_pairs(root: yaml.Node | None, path: Path) -> list[tuple[yaml.Node, yaml.Node]]:
    """The pairs of the mapping at a path that is written as `{…}`."""
    node = node_at(root, path)
    return node.value if isinstance(node, yaml.MappingNode) and node.flow_style else []


def _is_bare(pairs: Sequence[tuple[yaml.Node, yaml.Node]], name: str) -> bool:
    """Whether a value stands without quotes, so that a comma can end it."""
    return any(key.value == name and value.tag == BARE for key, value in pairs)
