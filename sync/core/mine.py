"""What the repository brings to a merge: its own files' values, and how it wants them merged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sync.core.authority import ANYBODY, Authority
from sync.core.exclude import NOTHING, Exclusions
from sync.core.fields import Fields
from sync.core.guards.feed import Thresholds
from sync.core.heuristics import NO_GUESSES, Heuristics
from sync.core.history import Entry
from sync.core.ledger import Ledger
from sync.core.merge import MayWrite
from sync.core.names import NO_NAMES, Names
from sync.core.values import Doc, Value, get
from sync.ids import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What the repository says: this provider's price list, and every model's file.

    elsewhere   what the other providers said of a model that spoke for it last, or where none did
                what any of them says; asked only when its file is given to this provider
    ledger      what waits at this provider; history: its accepted changes, dated
    curated     models on the shortlist, as people spell them
    bound       ids of models and offers that something in the repository refers to, as people spell them
    """

    offers: Mapping[str, Value]
    models: Mapping[str, Doc]
    elsewhere: Callable[[str], Sequence[Doc]] = lambda _: ()
    ledger: Ledger = field(default_factory=dict)
    history: Sequence[Entry] = ()
    curated: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()

    def weighty(self, model: str | None) -> bool:
        """Whether people rely on a model: it is curated, or switched on."""
        active = get(self.models.get(model or ""), ("active",)) is True
        return active or (model is not None and fold(model) in _folded(self.curated))


@lru_cache(maxsize=8)  # it is asked once for each record
def _folded(ids: frozenset[str]) -> frozenset[str]:
    return frozenset(map(fold, ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """How this provider's entries are merged, which new ones stay outside, and whose models they are.

    guards        thresholds by rule; a rule that isn't there guards nothing
    waved         rules of refusal that a person waves through this once
    include_held  whether held changes are written this once
    """

    offer_fields: Fields
    model_fields: Fields
    exclusions: Exclusions = NOTHING
    descriptions: bool = False
    authority: Authority = ANYBODY
    names: Names = NO_NAMES
    heuristics: Heuristics = NO_GUESSES
    guards: Thresholds = field(default_factory=dict)
    waved: frozenset[str] = frozenset()
    include_held: bool = False
    created_stable: bool = False
    may_write: MayWrite = lambda _: True
