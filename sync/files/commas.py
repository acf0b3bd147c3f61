"""A number that commas split: `1,4` where a comma stands before the decimals, or `1,000,000`."""

import re
from dataclasses import dataclass

import yaml

from sync.files.compose import BARE

_SPLIT = re.compile(r"[0-9]+(,[0-9]+)+")


def number(word: str) -> str | None:
    """How it is written in a catalog: 1.4, 1000000; None for what is no such number."""
    if not _SPLIT.fullmatch(word):
        return None
    first, *others = word.split(",")
    if len(others) > 1:
        return "".join([first, *others]) if all(len(each) == 3 for each in others) else None
    decimal = f"{first}.{others[0]}"
    return f"{first}{others[0]} or {decimal}" if len(others[0]) == 3 and first != "0" else decimal


@dataclass(frozen=True, slots=True)
class Split:
    """A number that was ended by commas: its key, how it is written, and whether this comma is its first."""

    name: str
    number: str
    is_first: bool


def split_in(mapping: yaml.Node, key: yaml.Node) -> Split | None:
    """The number that a key of `{…}` is a part of: in `{output: 1,4}` the 4 is read as a key."""
    pairs = mapping.value if isinstance(mapping, yaml.MappingNode) and mapping.flow_style else []
    at = next((at for at, pair in enumerate(pairs) if pair[0] is key), 0)
    start, end = at, at + 1
    while start and _is_nothing(pairs[start][1]):
        start -= 1
    while end < len(pairs) and _is_nothing(pairs[end][1]) and pairs[end][0].value.isdigit():
        end += 1
    if start == at or pairs[start][1].tag != BARE:
        return None
    name, first = pairs[start]
    written = number(",".join([first.value, *(rest.value for rest, _ in pairs[start + 1 : end])]))
    return Split(name.value, written, at == start + 1) if written else None


def _is_nothing(node: yaml.Node) -> bool:
    return bool(node.tag == BARE and node.value == "")
