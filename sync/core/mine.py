"""What the repository brings to a merge: its own files' values, and how it wants them merged."""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.core.exclude import NOTHING, Exclusions
from sync.core.fields import Field
from sync.core.merge import MayWrite
from sync.core.values import Doc, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What the repository says: this provider's price list, and every model's file."""

    offers: Mapping[str, Value]
    models: Mapping[str, Doc]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """How this provider's entries are merged, and which new ones stay outside."""

    offer_fields: tuple[Field, ...]
    model_fields: tuple[Field, ...]
    exclusions: Exclusions = NOTHING
    descriptions: bool = False
    may_write: MayWrite = lambda _: True
