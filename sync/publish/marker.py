"""What the body of a pull request remembers, hidden in a block of ours among a person's own text.

    <!-- catalog-sync:begin -->
    …                                                      what a reviewer reads
    <!-- catalog-sync v1 head=<commit> fp=<16 hex> -->
    <!-- catalog-sync:items                                12 bytes an item, as base64
    …  -->
    <!-- catalog-sync:end -->

Only whole lines outside of a code fence begin and end the block, and only its own last lines are the
marker: what a feed calls a model, and what a person writes or pastes, is neither. Where two blocks
stand, or a part of one, nothing is believed: the body was edited.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sync.publish.items import digest, fingerprint
from sync.publish.world import Items, Marker

BEGIN, END = "<!-- catalog-sync:begin -->", "<!-- catalog-sync:end -->"

MOST = 1_000
"""Items that are remembered one by one, 16 characters each; of more only all of them together."""

_DIGEST = re.compile(r"[0-9a-f]{12}")
_BYTES = 12
_WIDTH = 96
_MARKER = re.compile(
    r"<!-- catalog-sync v1 head=(?P<head>[0-9a-f]{40}(?:[0-9a-f]{24})?) fp=(?P<fp>[0-9a-f]{16}) -->\n"
    r"<!-- catalog-sync:items\n(?P<items>(?:[A-Za-z0-9+/]+\n)*)-->"
)
_OURS = re.compile(r"<!-- catalog-sync(?=:begin|:end|:items|:dashboard| v1)")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_ITEMS = "<!-- catalog-sync:items"
_ALL = "all"


@dataclass(frozen=True, slots=True)
class _Split:
    """A body's lines, each with its line end: before the one block, the block's inside, behind it."""

    before: Sequence[str]
    inside: Sequence[str] | None
    after: Sequence[str]
    whole: bool


def short(items: Items) -> Items:
    """Items as a marker keeps them, {digest of what changes: digest of the value}; short ones stay.

    What is compared with a marker's items is shortened before. Of more than `MOST` there is one item
    for all: they are known again as a whole, and not by their parts.
    """
    found = {key if _DIGEST.fullmatch(key) else digest(key): value for key, value in items.items()}
    if len(found) > MOST:
        found = {digest(_ALL): digest(sorted(found.items()))}
    return dict(sorted(found.items()))


def is_one(items: Items) -> bool:
    """Whether short items are one for all, of which no part is known."""
    return items.keys() == {digest(_ALL)}


def write(marker: Marker) -> str:
    """The marker's lines, the last ones of a block; its items are shortened."""
    raw = bytes.fromhex("".join(key + value for key, value in short(marker.items).items()))
    return kept(f"<!-- catalog-sync v1 head={marker.head} fp={marker.fingerprint} -->", raw)


def kept(head: str, raw: bytes) -> str:
    """The last lines of a block: `head`, which is a comment, and bytes in another one."""
    packed = base64.b64encode(raw).decode("ascii")
    lines = [packed[at : at + _WIDTH] for at in range(0, len(packed), _WIDTH)]
    return "\n".join([head, _ITEMS, *lines, "-->"])


def block(text: str, marker: Marker) -> str:
    """The whole block around what a reviewer reads; nothing in the text ends it early."""
    return wrapped(text, write(marker))


def wrapped(text: str, last: str) -> str:
    """The same around any text, with these last lines."""
    inert = _OURS.sub("&lt;!-- catalog-sync", text.strip())
    return f"{BEGIN}\n\n{inert}\n\n{last}\n{END}"


def read(body: str | None) -> Marker | None:
    """The marker of a body; None where there is none, or where the block isn't as it was written."""
    text = inside(body)
    if text is None:
        return None
    start = text.rfind("\n<!-- catalog-sync v1 ") + 1
    found = _MARKER.fullmatch(text, start)
    items = None if found is None else _items(found["items"].replace("\n", ""))
    if found is None or items is None:
        return None
    return Marker(head=found["head"], fingerprint=found["fp"], items=items)


def emptied(body: str) -> str:
    """A body whose block remembers that nothing was proposed; one without such a block as it is."""
    text, known = inside(body), read(body)
    if text is None or known is None:
        return body
    shown = text[: text.rfind("\n<!-- catalog-sync v1 ")]
    return replaced(body, block(shown, Marker(head=known.head, fingerprint=fingerprint({}), items={})))


def inside(body: str | None) -> str | None:
    """What stands in the block; None where there is none, or several, or a part of one."""
    split = _split(body or "")
    if split.inside is None or not split.whole:
        return None
    return "".join(split.inside).replace("\r\n", "\n").rstrip()


def around(body: str | None) -> tuple[str, str]:
    """A person's text before and behind the block; without a block all of it stands before."""
    split = _split(body or "")
    return "".join(split.before), "".join(split.after)


def replaced(body: str | None, fresh: str) -> str:
    """The body with another block in the place of its own, or below all text where it has none.

    Of several blocks the first one's place is taken and the others go, and so do lines that begin or
    end none. Of a block whose end is missing what reaches to its marker goes, and what follows stays.
    """
    before, after = around(body)
    if before and not before.endswith("\n"):
        before += "\n\n"
    return f"{before}{fresh}\n{after}"


def _split(body: str) -> _Split:
    """Where the block is. What is no block's is kept, whatever else is broken."""
    outside: list[list[str]] = [[]]
    insides: list[list[str]] = []
    stray = False
    lines = body.split("\n")
    ended = [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    fenced = set(_fenced([line.rstrip("\r\n") for line in ended]))
    at = 0
    while at < len(ended):
        kind = "" if at in fenced else ended[at].rstrip()
        end = _end(ended, at, fenced) if kind == BEGIN else None
        if end is not None:
            insides.append(ended[at + 1 : end])
            outside.append([])
            at, stray = end, stray or ended[end].rstrip() != END
        elif kind in (BEGIN, END):
            stray = True
        else:
            outside[-1].append(ended[at])
        at += 1
    whole = len(insides) == 1 and not stray
    after = [line for part in outside[1:] for line in part]
    return _Split(outside[0], insides[0] if insides else None, after, whole)


def _end(lines: Sequence[str], begin: int, fenced: set[int]) -> int | None:
    """The line that ends the block, or its marker where that end was cut off; None: neither is there."""
    cut: int | None = None
    items = False
    for at in range(begin + 1, len(lines)):
        line = "" if at in fenced else lines[at].rstrip()
        if line == END:
            return at
        if line == BEGIN:
            break
        items = items or line == _ITEMS
        cut = at if cut is None and items and line == "-->" else cut
    return cut


def _fenced(lines: Sequence[str]) -> Iterator[int]:
    """The lines inside of code fences; a fence that nothing closes is none."""
    at = 0
    while at < len(lines):
        found = _FENCE.match(lines[at])
        close = None if found is None else _close(lines, at, found["fence"])
        if close is not None:
            yield from range(at, close + 1)
            at = close
        at += 1


def _close(lines: Sequence[str], start: int, fence: str) -> int | None:
    for at in range(start + 1, len(lines)):
        line = lines[at].strip()
        if len(line) >= len(fence) and not line.strip(fence[0]) and len(lines[at]) - len(line) < 4:
            return at
    return None


def _items(packed: str) -> Items | None:
    """The items of their packed form; None where it isn't one that `write` makes."""
    try:
        raw = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) % _BYTES:
        return None
    pairs = [raw[at : at + _BYTES].hex() for at in range(0, len(raw), _BYTES)]
    items = {pair[:_BYTES]: pair[_BYTES:] for pair in pairs}
    return items if len(items) == len(pairs) else None
