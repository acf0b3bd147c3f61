"""What the engine knows of a dialect before it reads a payload."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sync.core.facts import Listing

Aspect = Literal["prices", "limits", "capabilities"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """One dialect.

    name            what `transformer:` in a provider's file says
    rules           version of what is derived; a new one makes changes read "re-derived"
    parse           decoded payload → Listing; raises SourceError when no list can be read
    created_stable  an id whose `created` moved has become another model
    authoritative   what its silence means "gone" for; empty: it proves existence only
    price_unit      what its numbers mean, for people: "US$ per token, as text"
    """

    name: str
    rules: str
    parse: Callable[[object], Listing]
    created_stable: bool
    authoritative: frozenset[Aspect]
    price_unit: str
