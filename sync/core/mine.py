"""What the repository brings to a merge: its own files' values, and how it wants them merged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.core.authority import ANYBODY, Authority
from sync.core.exclude import NOTHING, Exclusions
from sync.core.fields import Field
from sync.core.heuristics import NO_GUESSES, Heuristics
from sync.core.merge import MayWrite
from sync.core.names import NO_NAMES, Names
from sync.core.values import Doc, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What the repository says: this provider's price list, and every model's file.

    elsewhere   what the other providers said of a model that spoke for it last, or where none did
                what any of them says; asked only when its file is given to this provider
    """

    offers: Mapping[str, Value]
    models: Mapping[str, Doc]
    elsewhere: Callable[[str], Sequence[Doc]] = lambda _: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """How this provider's entries are merged, which new ones stay outside, and whose models they are."""

    offer_fields: tuple[Field, ...]
    model_fields: tuple[Field, ...]
    exclusions: Exclusions = NOTHING
    descriptions: bool = False
    authority: Authority = ANYBODY
    names: Names = NO_NAMES
    heuristics: Heuristics = NO_GUESSES
    may_write: MayWrite = lambda _: True
