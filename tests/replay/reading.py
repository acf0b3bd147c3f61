"""An independent reader of the catalog's YAML, and the lines of a change that no changed field explains.

Nothing of `sync` is used: ruamel.yaml's nodes give values and lines, difflib the lines that differ.
A price list is read entry by entry, so that an entry that didn't change is parsed only once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

Path = tuple[str, ...]
_KEY = re.compile(r"^(?=[^\s#])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Read:
    """A document: its leaves (scalars and whole lists) by path, and the lines that spell each path.

    A mapping that isn't empty has no value of its own; its line is that of its key.
    """

    leaves: Mapping[Path, Any] = field(default_factory=dict)
    mappings: frozenset[Path] = frozenset()
    lines: Mapping[int, frozenset[Path]] = field(default_factory=dict)

    def get(self, *path: str) -> Any:
        """The value at a path: a leaf, a dict of what lies below, or None."""
        if path in self.leaves:
            return self.leaves[path]
        below = {at[len(path) :]: value for at, value in self.leaves.items() if at[: len(path)] == path}
        return _nested(below) if below else None

    def entries(self) -> dict[str, Any]:
        """The whole document as nested dicts."""
        return _nested(self.leaves)


@cache
def document(text: str) -> Read:
    """A whole file, or one entry of a price list."""
    root = YAML().compose(text)
    if root is None:
        return Read()
    leaves: dict[Path, Any] = {}
    mappings: set[Path] = set()
    lines: dict[int, set[Path]] = {}
    for path, key, value in _walk(root, ()):
        last = key.start_mark.line
        if isinstance(value, MappingNode) and value.value:
            mappings.add(path)
        else:
            leaves[path] = _value(value)
            last = max(last, _last_line(value))
        for line in range(key.start_mark.line, last + 1):
            lines.setdefault(line, set()).add(path)
    return Read(leaves, frozenset(mappings), {line: frozenset(paths) for line, paths in lines.items()})


@cache
def keyed(text: str) -> Read:
    """A price list: a mapping whose keys all stand in the first column."""
    leaves: dict[Path, Any] = {}
    mappings: set[Path] = set()
    lines: dict[int, frozenset[Path]] = {}
    offset = 0
    for part in _KEY.split(text):
        entry = document(part)
        leaves |= entry.leaves
        mappings |= entry.mappings
        lines |= {line + offset: paths for line, paths in entry.lines.items()}
        offset += part.count("\n")
    return Read(leaves, frozenset(mappings), lines)


def entry_texts(text: str) -> dict[str, str]:
    """Each entry of a price list as it is spelled, by its key."""
    parts = [part for part in _KEY.split(text) if _KEY.match(part)]
    return {next(iter(document(part).entries())): part for part in parts}


def reader(name: str) -> Callable[[str], Read]:
    """How the file called `name` is read."""
    return keyed if name.startswith("catalog/offers/") else document


def changed_paths(before: Read, after: Read) -> set[Path]:
    """The leaves whose value differs, and the mappings that came or went."""
    leaves = {
        path
        for path in before.leaves.keys() | after.leaves.keys()
        if path not in before.leaves
        or path not in after.leaves
        or _told(before.leaves[path]) != _told(after.leaves[path])
    }
    return leaves | (before.mappings ^ after.mappings)


def stray_lines(name: str, before: str, after: str) -> list[str]:
    """The lines that differ and spell no changed path, each with `-` or `+` in front."""
    old, new = reader(name)(before), reader(name)(after)
    changed = changed_paths(old, new)
    a, b = before.splitlines(keepends=True), after.splitlines(keepends=True)
    stray: list[str] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "replace":
            got = changed | _beside(range(j1, j2), new, changed - old.leaves.keys())
            lost = changed | _beside(range(i1, i2), old, changed - new.leaves.keys())
            stray += [f"-{a[i]}" for i in _strays(range(i1, i2), old, got)]
            stray += [f"+{b[j]}" for j in _strays(range(j1, j2), new, lost)]
        elif kind == "delete":
            stray += _least([[f"-{a[i]}" for i in _strays(at, old, changed)] for at in _slides(a, i1, i2)])
        elif kind == "insert":
            stray += _least([[f"+{b[j]}" for j in _strays(at, new, changed)] for at in _slides(b, j1, j2)])
    return stray


def _strays(lines: Iterable[int], read: Read, changed: set[Path]) -> list[int]:
    return [line for line in lines if not read.lines.get(line, frozenset()) & changed]


def _beside(lines: Iterable[int], read: Read, moved: set[Path]) -> set[Path]:
    """What stands on one line with a key that came or went: in a flow map, its siblings or its parent."""
    return {
        beside
        for line in lines
        for path in read.lines.get(line, frozenset()) & moved
        for beside in read.lines[line]
        if beside in (path[:-1], (*path[:-1], beside[-1]))
    }


def _slides(lines: Sequence[str], first: int, end: int) -> Iterator[range]:
    """Every place where the same insertion can be shown: before an equal line, or behind it."""
    yield range(first, end)
    up, down = (first, end), (first, end)
    while up[0] > 0 and lines[up[0] - 1] == lines[up[1] - 1]:
        up = (up[0] - 1, up[1] - 1)
        yield range(*up)
    while down[1] < len(lines) and lines[down[0]] == lines[down[1]]:
        down = (down[0] + 1, down[1] + 1)
        yield range(*down)


def _least(found: list[list[str]]) -> list[str]:
    return min(found, key=len)


def _walk(node: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    for key, value in node.value:
        here = (*path, str(key.value))
        yield here, key, value
        if isinstance(value, MappingNode):
            yield from _walk(value, here)


def _last_line(node: Any) -> int:
    """The last line that a value stands on."""
    if isinstance(node, ScalarNode):
        block = node.style in ("|", ">")
        return int(node.end_mark.line) - (1 if block and node.end_mark.column == 0 else 0)
    if node.flow_style or not node.value:
        return int(node.end_mark.line)
    last = node.value[-1]
    return _last_line(last[1] if isinstance(node, MappingNode) else last)


def _value(node: Any) -> Any:
    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    match node.tag.rpartition(":")[2]:
        case "int" | "float":
            return Decimal(node.value)
        case "bool":
            return node.value == "true"
        case "null":
            return None
        case _:
            return str(node.value)  # a date too: in these files it is a text


def _told(value: Any) -> Any:
    """A value with its kind, for to Python True is 1."""
    return (type(value), [_told(item) for item in value] if isinstance(value, list) else value)


def _nested(leaves: Mapping[Path, Any]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for path, value in leaves.items():
        node = root
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = value
    return root
