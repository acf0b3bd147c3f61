"""What the engine knows of a dialect before it reads a payload."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sync.core.facts import Listing
from sync.sources.prices import Unit

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
    in_unit         `parse` where the numbers don't say their unit and the provider's file does;
                    None for a dialect that has a unit of its own
    """

    name: str
    rules: str
    parse: Callable[[object], Listing]
    created_stable: bool
    authoritative: frozenset[Aspect]
    price_unit: str
    in_unit: Callable[[object, Unit], Listing] | None = None

    def read(self, payload: object, unit: Unit | None) -> Listing:
        """The payload, with the unit of its prices that the provider's file names; None: it names none."""
        if unit is None or self.in_unit is None:
            return self.parse(payload)
        return self.in_unit(payload, unit)
