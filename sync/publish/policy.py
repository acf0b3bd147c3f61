"""What a sync's own commit may do: its provider's files, those of its lane, and never a person's switch.

    names of a commit ──strays──> bot-files     what belongs to somebody else
    both sides of a file ──flips──> bot-active  a model or an offer that was switched on or off

Whether a commit is a sync's own its trailers and both its addresses say; who wants to lie can write those,
so this shows mistakes: of the engine, of a merge, or of a person who amended what the bot had made.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.core.values import Doc, Value
from sync.files.lanes import is_model, is_price_list, may_write
from sync.publish.trailers import Trailers

FILES_RULE, ACTIVE_RULE = "bot-files", "bot-active"


@dataclass(frozen=True, slots=True)
class Flip:
    """A switch that moved; `id` is the offer's, None for a model. None: it isn't said."""

    id: str | None
    old: Value
    new: Value


def strays(said: Trailers, names: Iterable[str]) -> list[str]:
    """Names of the files that a commit with these trailers may not touch, sorted."""
    return sorted(name for name in names if not may_write(said.provider, said.lane, name))


def has_switch(name: str) -> bool:
    """Whether `active` may stand in a file: in a model's, and in each offer of a price list."""
    return is_model(name) or is_price_list(name)


def flips(name: str, old: Doc | None, new: Doc | None) -> list[Flip]:
    """The switches that moved in a file, from what it held (None: it wasn't there) to what it holds.

    What is new may say false; what goes takes its switch with it.
    """
    if new is None:
        return []
    if is_model(name):
        return _moved(None, old, new)
    was = old or {}
    pairs = ((id_, was.get(id_), entry) for id_, entry in new.items())
    return [
        flip
        for id_, before, entry in pairs
        if isinstance(entry, dict)
        for flip in _moved(id_, before if isinstance(before, dict) else None, entry)
    ]


def _moved(id_: str | None, old: Doc | None, new: Doc) -> list[Flip]:
    before, after = None if old is None else old.get("active"), new.get("active")
    if before == after or (old is None and after is False):
        return []
    return [Flip(id_, before, after)]
