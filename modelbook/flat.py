"""What an application can read in a record, field by field, with unknown left out.

    {"price": {"input": "3.0"}, "limits": {"context": 64000}, "as_of": …}
        ──> {("price.input", ""): "3", ("limits.context", ""): 64000, …}

A place is a dotted field and, for a tier or a window, what it applies to. Two records that
say the same have equal fields, however it is written.
"""

from collections.abc import Callable, Mapping, Set
from typing import Any, TypeAlias

from modelbook.change import Json, amount

Place: TypeAlias = tuple[str, str]
Fields: TypeAlias = dict[Place, Json]
Doc: TypeAlias = Mapping[str, Any]

PASSING = frozenset({"overridden", "missing_since", "disabled", "disputed"})
"""Keys that say why, since when, or what may come; what they do shows in other fields."""

RARE = frozenset({"ends", "reason", "replaced_by"})
"""Keys that few records have: the first of them is no news of the format."""

SILENT = PASSING | {
    "id", "provider", "offers", "authority",
    "as_of", "display", "free", "price_tier",  # derived, or the day of the last look
    "canonical_slug", "created", "default_parameters", "hugging_face_id", "instruct_type", "moderated",
    "parameters", "tokenizer", "voices",  # the source's own metadata
}  # fmt: skip
"""Keys whose values yield no change of their own."""

INHERITED = frozenset({"capabilities", "modalities"})
"""What an offer leaves to its model where it doesn't differ."""

_SWITCHES = ("active", "curated", "selectable", "visible")
_MODELS_OWN = ("active", "selectable")
_LIFECYCLE = frozenset({"active", "reason", "selectable", "state", "visible"})
_EXCLUDED = "excluded"
_WHEN = ("over", "service", "utc", "days", "from", "to")
_DAYS = "montuewedthufrisatsun"


def apart(before: Doc, after: Doc, also: Set[str] = frozenset()) -> tuple[Doc, Doc]:
    """Of two records the keys under which something else stands, and `also` these.

    Where one switch differs all are there, for one may follow from another.
    """
    keys = {key for key, value in after.items() if before.get(key) != value} | (before.keys() - after.keys())
    keys = (keys - SILENT) | also
    was, now = {}, {}
    for key in keys | _LIFECYCLE if keys & _LIFECYCLE else keys:
        old, new = before.get(key), after.get(key)
        if isinstance(old, dict) and isinstance(new, dict) and key not in INHERITED:
            old, new = _without(old, new), _without(new, old)
        was[key], now[key] = old, new
    return was, now


def _without(doc: Doc, other: Doc) -> Doc:
    return {key: value for key, value in doc.items() if key not in other or other[key] != value}


def of_model(doc: Doc) -> Fields:
    """The fields of a model, or of a part of its record."""
    found: Fields = {}
    for key, value in doc.items():
        if key in _SWITCHES:
            found[(key, "")] = value is True
        elif key == "state":
            found[(key, "")] = _EXCLUDED if doc.get("reason") == _EXCLUDED else value or "listed"
        elif key != "reason":
            found |= _READ.get(key, _leaves)(key, value)
    return found


def of_offer(doc: Doc, model: Doc) -> Fields:
    """The same of an offer; a capability or modality that it doesn't state is its model's."""
    inherited = {key: model.get(key) for key in INHERITED & doc.keys()}
    own = {key: value for key, value in doc.items() if key not in _MODELS_OWN}
    return of_model(inherited) | of_model(own)


def top(place: Place) -> str:
    """The first part of a place's field."""
    return place[0].partition(".")[0]


def _leaves(name: str, value: Any) -> Fields:
    """Everything that isn't a map; nothing, an empty list and an empty map are not known."""
    if isinstance(value, dict):
        found: Fields = {}
        for key, item in value.items():
            found |= _leaves(f"{name}.{key}", item)
        return found
    return {} if value is None or value == [] else {(name, ""): value}


def _price(name: str, value: Any) -> Fields:
    found = _leaves(name, value)
    for place in (("price.dynamic", ""), ("price.currency", "")):
        if found.get(place) in (False, "USD"):
            del found[place]
    return {place: _amount(item) for place, item in found.items()}


def _units(name: str, value: Any) -> Fields:
    """Each tier or window by what it applies to; two that apply to the same are numbered."""
    found: Fields = {}
    for item in value or ():
        unit = {key: _part(key, part) for key, part in item.items() if part is not None}
        when = " ".join(f"{key} {unit[key]!s:>20}" for key in _WHEN if key in unit)
        number = sum(place[1].startswith(f"{when};") for place in found)
        found[(name, f"{when};{number}")] = unit
    return found


def _part(key: str, value: Any) -> Json:
    if key == "days":
        return [*sorted(map(str, value), key=_DAYS.find)]
    return value if key in _WHEN else _amount(value)


def _capabilities(name: str, value: Any) -> Fields:
    found: Fields = {}
    for key, unit in (value or {}).items():
        state = unit.get("value") if isinstance(unit, dict) else unit
        if state not in (None, "unknown"):
            found[(f"{name}.{key}", "")] = state
    return found


def _modalities(name: str, value: Any) -> Fields:
    found: Fields = {}
    for side, items in (value or {}).items():
        if items:
            found[(f"{name}.{side}", "")] = [*sorted(set(map(str, items)))]
    return found


def _amount(value: Any) -> Json:
    """A price in as few digits as say it; whatever isn't one, as it is."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    number = amount(text)
    if number is None:
        return text
    digits = format(number, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


_READ: Mapping[str, Callable[[str, Any], Fields]] = {
    "price": _price,
    "tiers": _units,
    "windows": _units,
    "capabilities": _capabilities,
    "modalities": _modalities,
}
