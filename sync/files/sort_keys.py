"""Puts the keys of a file in order, each with its lines and the comments that are its own.

As few as possible are moved, and none where it isn't known of a comment what it is about: it
would tell of other entries from then on.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import yaml

from sync.core.values import same
from sync.files.chunks import Chunk, chunks, cuts
from sync.files.marks import Span
from sync.files.putin import HEADER
from sync.files.read import read
from sync.files.splices import EditError, Splices


def sort_keys(text: str) -> tuple[str, list[str]]:
    """The text with its keys sorted, and which keys were moved. Raises EditError when it can't be done."""
    document = read(text, "")
    root = document.root
    found = chunks(text, root, (0, len(text))) if isinstance(root, yaml.MappingNode) else None
    if root is None or found is None:
        raise EditError("the keys have no lines of their own")
    if not _is_clear(text, found):
        raise EditError("of a comment it isn't known what it is about")
    keys = [key.value for key, _ in root.value]
    stay = _rising(keys)
    moved = sorted(set(range(len(keys))) - set(stay))
    spans = dict(zip(moved, cuts(text, [found[at] for at in moved]), strict=True))
    splices = Splices(text)
    for at in sorted(moved, key=lambda at: keys[at]):
        before = [other for other in stay if keys[other] < keys[at]]
        behind = found[before[-1]] if before else None
        splices.put(*spans[at], "")
        _put_in(splices, found[at], spans[at], behind, found[stay[0]])
    after = read(splices.apply(), "")
    if after.problems or not same(after.mapping(), document.mapping()):
        raise EditError("the sorted text does not read back as it should")
    return splices.apply(), [keys[at] for at in moved]


def _is_clear(text: str, found: Sequence[Chunk]) -> bool:
    """Whether no comment stands apart between entries, nor right above the first or below the last."""
    above, below = text[: found[0].start].splitlines()[-1:], text[found[-1].end :].splitlines()[:1]
    beside = [line for line in (*above, *below) if line.startswith("#") and not line.startswith(HEADER)]
    return not beside and not any(text[upper.end : lower.start].strip() for upper, lower in pairwise(found))


def _put_in(splices: Splices, chunk: Chunk, cut: Span, behind: Chunk | None, first: Chunk) -> None:
    """A chunk's lines at their place `behind` another, or before the `first`, with the blank lines it had."""
    text, newline = splices.text, splices.newline
    lines = text[chunk.start : chunk.end]
    lines += "" if lines.endswith("\n") else newline
    blanks = text[cut[0] : chunk.start] + text[chunk.end : cut[1]]
    if behind is None:
        splices.put(first.start, first.start, lines + blanks)
    elif text[: behind.end].endswith("\n"):
        splices.put(behind.end, behind.end, blanks + lines)
    else:
        splices.put(behind.end, behind.end, (newline + blanks + lines).removesuffix(newline))


def _rising(keys: Sequence[str]) -> list[int]:
    """The places of the longest run of keys that rise already."""
    ends: list[int] = []  # of the runs of each length, the end with the smallest key
    previous: list[int | None] = []
    for at, key in enumerate(keys):
        length = bisect_left(ends, key, key=lambda end: keys[end])
        previous.append(ends[length - 1] if length else None)
        ends[length:] = [at, *ends[length + 1 :]]
    run: list[int] = []
    last = ends[-1] if ends else None
    while last is not None:
        run.append(last)
        last = previous[last]
    return run[::-1]
