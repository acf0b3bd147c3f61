"""Renders one value, or one new entry, as YAML: ruamel.yaml lays it out, our scalar table spells it.

price: {input: 3, output: 15}          flow, as everything is …
capabilities:                          … but what the layout says stands on its own lines
  tools: {value: true, from: api}
"""

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from sync.core.values import Path, Value
from sync.files import scalars
from sync.files.layout import IsBlock

if TYPE_CHECKING:
    from ruamel.yaml import YAML


def inline(value: Value, *, in_flow: bool = False) -> str:
    """A value on one line, as it stands behind `key:`; `in_flow` when that is inside `{…}`."""
    if isinstance(value, dict | list):
        return (
            _dump(_node(value, _never, (), in_flow=True)).strip() if value else "{}" if value == {} else "[]"
        )
    return scalars.write(value, flow=in_flow)


def entry(key: str, value: Value, is_block: IsBlock, path: Path) -> list[str]:
    """The lines of `key: value`, without line breaks or outer indent; `path` ends with the key."""
    if isinstance(value, dict) and value and is_block(path):
        return _dump(_mapping({key: value}, is_block, path[:-1], in_flow=False)).rstrip("\n").split("\n")
    return [f"{scalars.write(key)}: {inline(value)}"]


def document(doc: dict[str, Value], is_block: IsBlock) -> str:
    """A whole new file, without its header line."""
    return _dump(_mapping(doc, is_block, (), in_flow=False)) if doc else ""


def _never(_: Path) -> bool:
    return False


class _Word(str):
    """Text of a scalar that ruamel.yaml is to spell as our table does."""

    __slots__ = ("quoted",)
    quoted: bool


def _word(value: Value, *, in_flow: bool) -> _Word:
    spelled = scalars.write(value, flow=in_flow)
    quoted = isinstance(value, str) and spelled != value
    word = _Word(value if quoted and isinstance(value, str) else spelled)
    word.quoted = quoted
    return word


# The ruamel types below have no public stubs for what is set on them, hence Any.
def _node(value: Value, is_block: IsBlock, path: Path, *, in_flow: bool) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    if isinstance(value, dict):
        return _mapping(value, is_block, path, in_flow=in_flow or not is_block(path))
    if not isinstance(value, list):
        return _word(value, in_flow=in_flow)
    sequence = CommentedSeq(
        _node(item, is_block, (*path, str(at)), in_flow=True) for at, item in enumerate(value)
    )
    sequence.fa.set_flow_style()
    return sequence


def _mapping(value: dict[str, Value], is_block: IsBlock, path: Path, *, in_flow: bool) -> Any:
    from ruamel.yaml.comments import CommentedMap

    mapping = CommentedMap()
    for key, item in value.items():
        mapping[_word(key, in_flow=in_flow)] = _node(item, is_block, (*path, key), in_flow=in_flow)
    (mapping.fa.set_flow_style if in_flow else mapping.fa.set_block_style)()
    return mapping


def _dump(node: object) -> str:
    out = io.StringIO()
    _yaml().dump(node, out)
    return out.getvalue()


@cache
def _yaml() -> "YAML":
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode
    from ruamel.yaml.representer import RoundTripRepresenter

    yaml = YAML()

    class Representer(RoundTripRepresenter):
        def ignore_aliases(self, data: object) -> bool:
            return True

    def spell(_: RoundTripRepresenter, word: _Word) -> ScalarNode:
        if word.quoted:
            return ScalarNode("tag:yaml.org,2002:str", str(word), style='"')
        # With the tag that the resolver would find, the emitter leaves the word bare.
        return ScalarNode(yaml.resolver.resolve(ScalarNode, str(word), (True, False)), str(word))

    Representer.add_representer(_Word, spell)
    yaml.Representer = Representer
    yaml.width = 1_000_000
    return yaml
