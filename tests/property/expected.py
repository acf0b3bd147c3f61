"""What a sync must leave behind, said a second time and another way than the merge says it.

Values are read by ruamel.yaml as YAML 1.2, fields are named here and not taken from the
schemas, and lines are found by PyYAML's marks.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import cast

import yaml
from ruamel.yaml import YAML

from sync.core.values import Doc, Path, Value, same

CONTAINERS = ("price", "limits", "modalities", "capabilities")
OWNED = (
    "model",
    "alias_of",
    "tiers",
    "windows",
    "ends",
    "name",
    "authority",
    "released",
    "knowledge_cutoff",
    "state",
    "missing_since",
)
"""Upstream's fields: these, and what is in the containers. Everything else is a person's."""


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Doc:
    # ruamel.yaml takes no tab before a comment, which YAML 1.2 allows and libyaml takes.
    doc = _plain(YAML(typ="safe", pure=True).load(text.replace("\t", " ")))
    assert isinstance(doc, dict)
    return doc


def values(text: str) -> Doc:
    """A file's values by an independent reader."""
    found = _plain(_parsed(text)) if text.strip() else {}
    assert isinstance(found, dict)
    return found


def readable(text: str) -> bool:
    """Whether PyYAML's own loader takes the text for a mapping."""
    try:
        return isinstance(yaml.compose(text, yaml.CSafeLoader), yaml.MappingNode | None)
    except yaml.YAMLError:
        return False


def _plain(node: object) -> Value:
    if isinstance(node, dict):
        return {str(key): _plain(item) for key, item in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if isinstance(node, float):
        return Decimal(repr(node))
    if isinstance(node, date):
        return node.isoformat()
    assert node is None or isinstance(node, bool | int | str | Decimal)
    return node


def units(entry: Doc) -> dict[Path, Value]:
    """An entry's fields: one for each key, one for each key inside of a container; null is absent."""
    found: dict[Path, Value] = {}
    for key, value in entry.items():
        if key in CONTAINERS and isinstance(value, dict):
            found |= {(key, name): item for name, item in value.items() if item is not None}
        elif value is not None:
            found[(key,)] = value
    return found


def merged(base: Doc | None, mine: Doc | None, new: Doc | None) -> dict[Path, Value] | None:
    """The fields that the entry shall have; None: there shall be no entry."""
    if mine is None:
        return units(new) if base is None and new is not None else None
    theirs, news = units(base or {}), units(new or {})
    ours = units(mine)
    found = {
        path: _field(path, theirs.get(path), ours.get(path), news.get(path))
        for path in {*theirs, *ours, *news}
    }
    return {path: value for path, value in found.items() if value is not None}


def _field(path: Path, base: Value, mine: Value, new: Value) -> Value:
    if path[0] not in (*CONTAINERS, *OWNED):
        return mine
    if alike(path, mine, base):
        return new
    if (
        path[0] == "modalities"
        and isinstance(mine, list)
        and isinstance(base, list)
        and isinstance(new, list)
    ):
        dropped = [item for item in base if item not in new]
        return [item for item in {*map(str, mine), *map(str, new)} if _stays(item, mine, base, dropped)]
    return mine


def _stays(item: str, mine: list[Value], base: list[Value], dropped: list[Value]) -> bool:
    return (item in mine and item not in dropped) or (item not in mine and item not in base)


def alike(path: Path, a: Value, b: Value) -> bool:
    """Whether a field says the same; modalities have no order."""
    return same(a, b, as_set=path[0] == "modalities")


def same_fields(a: dict[Path, Value], b: dict[Path, Value]) -> list[str]:
    """Where two sets of fields differ, in words."""
    paths = sorted({*a, *b})
    return [
        f"{'.'.join(path)}: {a.get(path)!r}, not {b.get(path)!r}"
        for path in paths
        if not alike(path, a.get(path), b.get(path))
    ]


def untouched(text: str, changed: set[Path], after: Doc) -> list[str]:
    """The lines of a file that hold none of these fields, without their line ends."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    touched: set[int] = set()
    for path in changed:
        touched |= set() if root is None else _lines(root, path, after)
    return [line for number, line in enumerate(text.splitlines()) if number not in touched]


def _lines(root: yaml.Node, path: Path, after: Doc) -> set[int]:
    """The lines that a change of the value at `path` may change."""
    node, whole = root, cast(Value, after)
    for at, name in enumerate(path):
        if _is_flow(node):
            return _span(node, node)
        pair = next((pair for pair in node.value if pair[0].value == name), None)
        if pair is None:
            return set()
        whole = whole.get(name) if isinstance(whole, dict) else None
        if at == len(path) - 1 or not _stays_in_part(pair[1], whole):
            return _span(*pair)
        node = pair[1]
    return set()


def _stays_in_part(node: yaml.Node, after: Value) -> bool:
    """Whether a mapping keeps at least one of its keys; one that keeps none is written anew."""
    if not isinstance(node, yaml.MappingNode) or not isinstance(after, dict):
        return False
    return any(key.value in after for key, _ in node.value)


def _span(first: yaml.Node, last: yaml.Node) -> set[int]:
    return set(range(first.start_mark.line, _last_line(last) + 1))


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _last_line(node: yaml.Node) -> int:
    """A block collection's own end mark lies past the comments that follow it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.line)
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last)
