"""One thing that changed for applications, and how much it matters to them.

price    any price, tier or window of an offer; one that isn't known any longer too
lost     a smaller or unknown limit; a capability or a modality that is no longer there
gained   the other way round
new      a model, an offer or an alias that wasn't there, or is shown or switched on again
gone     one that isn't there, or is hidden, kept out, deprecated, removed or switched off
renamed  an id or an alias that leads elsewhere now, a model's successor or name, an offer's model
other    whatever else an application can read
format   keys that no record had before, or none has any longer; the version of the format
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Kind = Literal["price", "lost", "gained", "new", "gone", "renamed", "other", "format"]
Direction = Literal["up", "down", "gained", "lost", "new", "gone", "back", "on", "off", "changed"]
Turn = Literal["free", "not free"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""By consequence, the gravest first."""

VISIBLE = ("listed", "stale")
_AMOUNT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change between two catalogs.

    direction  up, down: a number; lost, gained: from or to something known; new, gone, back: a
               whole model, offer or alias; on, off: a person's switch; else changed
    model      the id that applications ask for; None for a change of the format
    provider   with `offer` whose offer it is; None for a change of the model itself
    field      dotted: `price.input`, `tiers`, `limits.context`, `state`; `model`, `offer` and
               `alias_of` stand for the whole record; a `state` is `excluded` where the catalog
               keeps an id out and its provider retires nothing
    old, new   as JSON has them, None where nothing was known; prices are decimal strings, a
               tier or window is a map with what it applies to, a whole record is the record
    turned     said with the prices of an offer that is free now, or isn't any longer
    offers     (provider, offer) of those offers whose own value moved with their model's
    """

    kind: Kind
    direction: Direction
    model: str | None
    provider: str | None = None
    offer: str | None = None
    field: str
    old: Json
    new: Json
    turned: Turn | None = None
    offers: tuple[tuple[str, str], ...] = ()


def weigh(field: str, old: Json, new: Json) -> tuple[Kind, Direction]:
    """What a field's move means to an application; the values differ, None is not known."""
    if ".x_" in field:
        return "other", _way(old, new)
    if field in ("price.currency", "price.dynamic"):
        return "price", "changed"
    return _WEIGHED.get(field.partition(".")[0], _other)(old, new)


def amount(value: Json) -> Decimal | None:
    """A price as a number; None for anything else."""
    return Decimal(value) if isinstance(value, str) and _AMOUNT.fullmatch(value) else None


def _way(old: Json, new: Json) -> Direction:
    return "gained" if old is None else "lost" if new is None else "changed"


def _price(old: Json, new: Json) -> tuple[Kind, Direction]:
    before, after = amount(old), amount(new)
    if before is not None and after is not None:
        return "price", "up" if after > before else "down"
    return "price", _way(old, new)


def _unit(old: Json, new: Json) -> tuple[Kind, Direction]:
    """A tier or window goes up when each of its prices that moves goes up."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return "price", _way(old, new)
    moved = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
    ways = {_price(old.get(key), new.get(key))[1] for key in moved}
    return "price", ways.pop() if ways in ({"up"}, {"down"}) else "changed"


def _limit(old: Json, new: Json) -> tuple[Kind, Direction]:
    if isinstance(old, int) and isinstance(new, int):
        return ("gained", "up") if new > old else ("lost", "down")
    return ("lost", "lost") if new is None else ("gained", _way(old, new))


def _capability(old: Json, new: Json) -> tuple[Kind, Direction]:
    """Lost is what it could do and can't be relied on any longer; false ↔ not known is neither."""
    before, after = _able(old), _able(new)
    if before == after:
        return "other", "changed"
    return ("gained", "gained") if after else ("lost", "lost")


def _able(value: Json) -> bool:
    return value is not None and value is not False and value != "none"


def _modality(old: Json, new: Json) -> tuple[Kind, Direction]:
    before, after = (set(map(str, each)) if isinstance(each, list) else set() for each in (old, new))
    return ("lost", "lost") if before - after else ("gained", "gained")


def _state(old: Json, new: Json) -> tuple[Kind, Direction]:
    if old not in VISIBLE and new in VISIBLE:
        return "new", "back"
    return ("other", "changed") if new in VISIBLE or old == "removed" else ("gone", "gone")


def _shown(old: Json, new: Json) -> tuple[Kind, Direction]:
    return ("new", "back") if new else ("gone", "gone")


def _switch(old: Json, new: Json) -> tuple[Kind, Direction]:
    return ("new", "on") if new else ("gone", "off")


def _name(old: Json, new: Json) -> tuple[Kind, Direction]:
    return "renamed", _way(old, new)


def _other(old: Json, new: Json) -> tuple[Kind, Direction]:
    if isinstance(old, bool) and isinstance(new, bool):
        return "other", "on" if new else "off"
    return "other", _way(old, new)


_WEIGHED: Mapping[str, Callable[[Json, Json], tuple[Kind, Direction]]] = {
    "price": _price,
    "tiers": _unit,
    "windows": _unit,
    "limits": _limit,
    "capabilities": _capability,
    "modalities": _modality,
    "state": _state,
    "visible": _shown,
    "active": _switch,
    "selectable": _switch,
    "name": _name,
    "alias": _name,
    "id": _name,
    "model": _name,
    "replaced_by": _name,
}
