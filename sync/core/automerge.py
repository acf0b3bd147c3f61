"""Which single changes may be merged without a person, by `catalog/rules/automerge.yaml`, and which never.

    a change ──never?──> why: zero, times five, less, gone, elsewhere, a step of its lifecycle …
       └──a class that the file allows, within its threshold──> it may
       └──else──> why: no class, a class that isn't allowed, too far
    the same field, once more ──> why: too often, or too far from where it began

What is never merged so is decided here: nothing that the file says allows it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, get_args

from sync.core.guards.terms import LIMITS
from sync.core.history import Entry
from sync.core.pricing import known, standing
from sync.core.values import Doc, Value, get, plain, same

Class = Literal[
    "new-offer", "new-model", "price-down", "price-up", "limit-up", "capability-gained", "facts", "base-only"
]  # fmt: skip
Threshold = Decimal | int | None

OFFER, MODEL, BASE = "offer", "model", "base"
"""The fields of a change that is a whole new offer, a whole new model's file, or moves no value at all."""

FACTOR = 5
"""How far a price never moves without a person, whatever a file says."""

_DAYS, _TIMES, _LONGEST = 30, 2, 365
_STEP, _ELSEWHERE = "a step of its lifecycle", "it leads elsewhere"
_NEVER: Final[Mapping[str, str]] = MappingProxyType({
    "state": _STEP, "missing_since": _STEP, "ends": _STEP, "alias_of": _ELSEWHERE, "model": _ELSEWHERE,
    "authority": "another provider speaks for the model",
})  # fmt: skip
_FACTS = frozenset({"name", "description", "released", "knowledge_cutoff"})
_ABLE = ("capabilities", "modalities")
_MONEY = ("price", "tiers", "windows")
_OF_OFFER = frozenset({"model", *_MONEY, "limits", *_ABLE})
_OF_MODEL = frozenset({"id", "authority", "limits", *_ABLE, *_FACTS})
_PLAIN: Final[Mapping[str, Value]] = MappingProxyType({"state": "listed", "active": False})
"""What stands for itself in a new entry, and says no more than that it is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A field that a commit writes, as its file has it (`price.input`); `OFFER`, `MODEL`: a whole entry."""

    id: str
    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Whether pull requests merge by themselves, of how many changes at `most`, and of which classes.

    allow  {class: how far: percent of a price, times a limit; None for a class that knows no such thing}
    times  how often a price or a limit may move within so many `days`, with the change that is asked for
    """

    enabled: bool = False
    most: int = 0
    allow: Mapping[str, Threshold] = field(default_factory=dict)
    days: int = _DAYS
    times: int = _TIMES

    def why_not(self, each: Written) -> str | None:
        """Why a change may not be merged without a person; None where it may."""
        never = why_never(each)
        if never is not None:
            return never
        found = _classed(each)
        if found is None:
            return "no class of changes that may be merged so"
        name, moved = found
        if name not in self.allow:
            return f"{name} is not allowed"
        most = self.allow[name]
        if moved is None:
            return None
        return None if most is not None and moved <= most else f"{name} beyond {plain(most or 0)}"

    def why_again(self, each: Written, accepted: Iterable[Entry], today: date) -> str | None:
        """Why a change that may be may not after what was `accepted` of the same value, oldest first.

        Small steps are one big one: it has to fit its class from where the first of them began.
        """
        lately = [
            entry
            for entry in accepted
            if entry.field == each.field and (today - entry.accepted).days <= self.days
        ]
        if len(lately) >= self.times:
            return f"{len(lately) + 1:,} times within {self.days:,} days"
        first = min(lately, key=lambda entry: entry.accepted, default=None)
        if first is None or self.why_not(replace(each, old=first.old)) is None:
            return None
        return f"too far within {self.days:,} days"


def rules(doc: Mapping[str, Value]) -> Rules:
    """The rules of a file; what isn't of its schema's shape allows nothing."""
    lines = doc.get("allow")
    allow: dict[str, Threshold] = {}
    for line in lines if isinstance(lines, list) else ():
        name = get(line, ("class",))
        if isinstance(name, str) and name in get_args(Class):
            allow[name] = known(get(line, ("percent",))) or known(get(line, ("factor",)))
    within = doc.get("within")
    return Rules(
        enabled=doc.get("enabled") is True,
        most=_whole(doc.get("most")) or 0,
        allow=allow,
        days=_DAYS if within is None else _whole(get(within, ("days",))) or _LONGEST,
        times=_TIMES if within is None else _whole(get(within, ("times",))) or 0,
    )


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def why_never(each: Written) -> str | None:
    """Why no file can allow a change; None where one can."""
    if not each.id.isascii():
        return "an id with letters beyond ASCII"
    if each.field not in (OFFER, MODEL) or isinstance(each.new, str):
        return _never_moved(each)
    if each.old is not None or not isinstance(each.new, dict):
        return "a removal" if each.new is None else "an id that is used again"
    if each.field == OFFER:
        return _never_offered(each.new)
    return None if _says_only(each.new, _OF_MODEL) else "a new model's file that says what people decide"


def _never_offered(new: Doc) -> str | None:
    if not _says_only(new, _OF_OFFER):
        return "a new offer that says more than its terms"
    if not isinstance(new.get("model"), str):
        return "a new offer of a model that nobody knows"
    if any(amount == 0 for name in _MONEY for amount in _amounts(new.get(name))):
        return "a price of zero"
    if standing(new.get("price")) != "paid":
        return "a price that isn't known"
    return None


def _never_moved(each: Written) -> str | None:
    top = each.field.partition(".")[0]
    if each.field in _NEVER:
        return _NEVER[each.field]
    if top in _MONEY:
        return _never_priced(each)
    if top == "limits" and each.old is not None:
        old, new = known(each.old), known(each.new)
        return "a limit that shrinks" if old is None or new is None or new < old else None
    if top in _ABLE and _able(each.old) - _able(each.new):
        return "a capability that is lost"
    return "something that is gone" if each.new is None and each.field != BASE else None


def _never_priced(each: Written) -> str | None:
    if any(amount == 0 for side in (each.old, each.new) for amount in _amounts(side)):
        return "a price to or from zero"
    if each.new is None:
        return "a price that is gone"
    old, new = known(each.old), known(each.new)
    if old is not None and new is not None and max(old, new) >= FACTOR * min(old, new):
        return f"a price that moves by ×{FACTOR} or more"
    return None


def _classed(each: Written) -> tuple[Class, Threshold] | None:
    """The class of a change that isn't one that never may, and how far it goes; None: it is in none."""
    top, _, part = each.field.partition(".")
    old, new = known(each.old), known(each.new)
    whole: dict[str, Class] = {OFFER: "new-offer", MODEL: "new-model", BASE: "base-only"}
    if each.field in whole:
        return whole[each.field], None
    if top == "price" and old and new:
        moved = abs(Decimal(new) - old) * 100 / old
        return ("price-up" if new > old else "price-down"), moved
    if top == "limits" and part in LIMITS and old and new:
        return "limit-up", Decimal(new) / old
    if top in _ABLE:
        gained = _able(each.new) - _able(each.old)
        return ("capability-gained", None) if gained or same(_bare(each.old), _bare(each.new)) else None
    return ("facts", None) if each.field in _FACTS else None


def _says_only(new: Doc, keys: frozenset[str]) -> bool:
    """Whether an entry has these keys, and others only to say that it is new."""
    return all(key in keys or (key in _PLAIN and same(value, _PLAIN[key])) for key, value in new.items())


def _able(value: Value) -> frozenset[str]:
    """What a model can: the modalities of a list, or whether it can at all."""
    if isinstance(value, list):
        return frozenset(map(str, value))
    bare = _bare(value)
    return frozenset() if bare in (None, False, "none", "unknown") else frozenset({"able"})


def _bare(value: Value) -> Value:
    return value.get("value") if isinstance(value, dict) else value


def _amounts(value: Value) -> Iterator[Decimal | int]:
    """Every amount in a price, in tiers or in windows, apart from where those begin."""
    amount = known(value)
    if amount is not None:
        yield amount
    elif isinstance(value, dict):
        for key, item in value.items():
            if key != "over":
                yield from _amounts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _amounts(item)
