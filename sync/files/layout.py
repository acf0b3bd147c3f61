"""How a kind of file is written: the order of its keys, and which of them get lines of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sync.core.values import Path

Order = Callable[[Path], Sequence[str] | None]
"""The known keys of the mapping at a path, in their order; None for one whose keys are sorted."""

IsBlock = Callable[[Path], bool]
"""Whether the mapping at a path is written with one key a line."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one file is written.

    Of a new file, `header` is the first line, and the keys that `people` decide come last,
    under a heading that tells a person where to go on.
    """

    order: Order
    is_block: IsBlock
    header: str = ""
    people: frozenset[str] = frozenset()
