"""What a YAML text spells and where, by two readers that aren't ours: ruamel.yaml and PyYAML's own nodes."""

import re
from decimal import Decimal
from io import StringIO
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sync.core.values import Path


def by_yaml_1_2(text: str) -> object:
    """What ruamel.yaml reads; None for what it refuses (tabs, mostly)."""
    try:
        return plain(YAML(typ="safe", pure=True).load(StringIO(text)) or {})
    except (YAMLError, ValueError):
        return None


def plain(value: object) -> object:
    """A value as both readers' types can be compared."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, int | float | Decimal) else str(value)


def comments_of(text: str) -> list[str]:
    """Every comment of a text, found by PyYAML's scanner alone: what no token covers."""
    covered = bytearray(len(text))
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        start, end = token.start_mark.index, token.end_mark.index
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            start = text.index("\n", start)  # a comment may stand behind the `|`
            lines = text[start:end].split("\n")
            while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
                lines.pop()
            end = start + len("\n".join(lines))
        covered[start:end] = b"x" * (end - start)
    rest = "".join(" " if hidden else char for hidden, char in zip(covered, text, strict=True))
    return [match[0].rstrip() for match in re.finditer(r"#[^\r\n]*", rest)]


def lines_of(text: str, path: Path) -> tuple[int, int]:
    """The first and last line of what stands at a path: of its key, when it has one."""
    found: Any
    node: Any
    node = found = yaml.compose(text, Loader=yaml.CSafeLoader)
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found, node = next(pair for pair in node.value if pair[0].value == part)
        else:
            found = node = node.value[int(part)]
    first = found.start_mark.line
    last = _last_line(text, node)
    return first, max(first, last)


def _last_line(text: str, node: Any) -> int:
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(text, last[1] if isinstance(last, tuple) else last)
    end = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        end = text.rindex("\n", 0, end)
    return text.count("\n", 0, end)


def node_at(text: str, path: Path) -> Any:
    node: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next(value for key, value in node.value if key.value == part)
        else:
            node = node.value[int(part)]
    return node


def shares_its_line(text: str, node: Any) -> bool:
    """`- key: …`, `--- key`"""
    start = node.start_mark.index
    return bool(text[text.rfind("\n", 0, start) + 1 : start].strip())
