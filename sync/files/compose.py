"""A YAML text as nodes with marks, without any guess about what a scalar means.

libyaml does it where PyYAML has it; else PyYAML's own parser, slower, gives the same nodes.
"""

import operator
from collections.abc import Callable
from typing import Any

import yaml

BARE, QUOTED, COLLECTION = "bare", "quoted", "collection"
"""A node's tag: a scalar without quotes, one with, a mapping or list. Any other was written by hand."""

DEEPEST = 100
"""Both parsers recurse; libyaml's would end the process, so nodes are counted on the way down."""

_FEW_BRACKETS, _SHORT_LINE = 2_000, 1_000


class TooDeepError(yaml.YAMLError):
    """More than DEEPEST nodes inside one another."""

    problem = "nested too deep"

    def __init__(self, mark: yaml.Mark) -> None:
        super().__init__(self.problem)
        self.problem_mark = mark


def compose(text: str) -> yaml.Node | None:
    """The root node of a text, None without content; raises yaml.YAMLError."""
    loader = _loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


class _Resolver:
    """Keeps out what PyYAML's resolvers would guess; nothing is counted."""

    descend_resolver: Callable[..., object] = staticmethod(operator.is_)  # takes two, does nothing, in C
    ascend_resolver: Callable[..., object] = staticmethod(bool)

    def resolve(self, kind: type[yaml.Node], _: object, implicit: tuple[bool, bool]) -> str:
        if kind is yaml.ScalarNode:
            return BARE if implicit[0] else QUOTED
        return COLLECTION


class _Counter(_Resolver):
    """The same, and ends what is nested too deep."""

    depth = 0

    def descend_resolver(self, parent: yaml.Node, _: object) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeepError(parent.start_mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser, yaml.composer.Composer):
    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)
        yaml.composer.Composer.__init__(self)


class _PureLoader(_Counter, _PureParser):
    """PyYAML's own parser."""


if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    class _FastLoader(_Resolver, CParser):
        """libyaml's parser, for a text that can't be deep."""

    class _CountingLoader(_Counter, CParser):
        """libyaml's parser, for any text."""


def _loader(text: str) -> Any:
    """A block is at most as deep as its longest line is long, a flow as it has brackets."""
    if not yaml.__with_libyaml__:
        return _PureLoader(text)
    few = text.count("[") + text.count("{") < _FEW_BRACKETS
    if few and max(map(len, text.split("\n"))) < _SHORT_LINE:
        return _FastLoader(text)
    return _CountingLoader(text)
