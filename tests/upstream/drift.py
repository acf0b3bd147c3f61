"""A scripted day at a provider: what a list looks like after everything that can happen to it.

Pure and deterministic. Every step picks its model by rule from what is in the list, so the
script plays on any catalog, and says in words what it did; no model is used by two steps.
"""

import copy
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

Model = dict[str, object]

FAVOURITE = "anthropic/claude-sonnet-4.5"
NEW_ID = "modelbook-test/brand-new-1"
NEW_FIELD = "energy_class"
HOSTILE_NAME = "Evil | <h1>x</h1> @everyone ![](http://x) \u202e"
_ALIKE = ("context_length", "architecture", "pricing", "top_provider", "supported_parameters", "reasoning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step did; `id` is None where it was done to all records, or to none."""

    name: str
    id: str | None
    what: str

    def __str__(self) -> str:
        return f"{self.name}: {self.id or '-'}: {self.what}"


@dataclass(slots=True, kw_only=True)
class _Scene:
    """The list being changed, newest first, and the ids that had their turn."""

    models: list[Model]
    used: set[str] = field(default_factory=set)

    def pick(self, fits: Callable[[Model], bool], *, before_all: str = "") -> Model | None:
        """The first ordinary model by id that fits and had no turn yet."""
        fresh = (one for one in self.models if one["id"] not in self.used and _ordinary(one) and fits(one))
        found = min(fresh, key=lambda one: (one["id"] != before_all, str(one["id"])), default=None)
        if found is not None:
            self.used.add(str(found["id"]))
        return found

    def aliases(self) -> Iterator[Model]:
        return (
            model for model in sorted(self.models, key=lambda one: str(one["id"])) if "alias_target" in model
        )


def drift(models: list[Model], names: Collection[str] | None = None) -> list[Model]:
    """The list after the named steps of the script, or after all of it; the given one stays as it is."""
    return play(models, names)[0]


def play(models: list[Model], names: Collection[str] | None = None) -> tuple[list[Model], list[Step]]:
    """`drift`, and what each step did."""
    scene = _Scene(models=copy.deepcopy(models))
    told = []
    for name, step in STEPS.items():
        if names is None or name in names:
            id_, what = step(scene)
            told.append(Step(name=name, id=id_, what=what))
    return scene.models, told


_Told = tuple[str | None, str]
_NOTHING: _Told = (None, "the list holds no model for it")


def _price_up(scene: _Scene) -> _Told:
    return _priced(scene, "prompt", Decimal("1.2"), "input +20 %")


def _price_down(scene: _Scene) -> _Told:
    return _priced(scene, "completion", Decimal("0.75"), "output -25 %")


def _priced(scene: _Scene, key: str, factor: Decimal, what: str) -> _Told:
    model = scene.pick(lambda one: _paid(one) and one["id"] != NEW_ID, before_all=FAVOURITE)
    if model is None:
        return _NOTHING
    pricing = _pricing(model)
    old = str(pricing[key])
    text = format(Decimal(old) * factor, "f")
    pricing[key] = text.rstrip("0").rstrip(".") if "." in text else text
    return str(model["id"]), f"{what}, {key} {old} -> {pricing[key]} per token"


def _price_zero(scene: _Scene) -> _Told:
    return _priced(scene, "prompt", Decimal(0), "input for nothing")


def _price_times_100(scene: _Scene) -> _Told:
    return _priced(scene, "completion", Decimal(100), "output × 100")


def _context_shrunk(scene: _Scene) -> _Told:
    """The favourite's, whatever else happened to it: people rely on it."""
    model = next((one for one in scene.models if one["id"] == FAVOURITE), None)
    top, context = (model or {}).get("top_provider"), (model or {}).get("context_length")
    if model is None or not isinstance(top, dict) or not isinstance(context, int):
        return _NOTHING
    model["context_length"] = top["context_length"] = context * 3 // 4
    return FAVOURITE, f"context {context:,} -> {model['context_length']:,}"


def _capability_lost(scene: _Scene) -> _Told:
    model = scene.pick(lambda one: "tools" in _parameters(one) and bool(_without_tools(one)))
    if model is None:
        return _NOTHING
    model["supported_parameters"] = _without_tools(model)
    return str(model["id"]), "tools are gone from its supported_parameters"


def _hostile_name(scene: _Scene) -> _Told:
    model = scene.pick(lambda one: True)
    if model is None:
        return _NOTHING
    model["name"] = HOSTILE_NAME
    return str(model["id"]), f"its name is now {HOSTILE_NAME!a}"


def _malformed(scene: _Scene) -> _Told:
    model = scene.pick(_paid)
    if model is None:
        return _NOTHING
    pricing = _pricing(model)
    pricing["prompt"] = [pricing["prompt"]]
    return str(model["id"]), "its prompt price is a list"


def _alias_moved(scene: _Scene) -> _Told:
    """To a model of the same lab where there is one; price and limits move with it, as they did in 2026."""
    alias = next(scene.aliases(), None)
    if alias is None:
        return _NOTHING
    lab, old = str(alias["id"]).lstrip("~").partition("/")[0], _target(alias)
    target = scene.pick(lambda one: one["id"] != old and str(one["id"]).startswith(f"{lab}/"))
    target = target or scene.pick(lambda one: one["id"] != old)
    if target is None:
        return _NOTHING
    alias["alias_target"] = {"name": target["name"], "slug": target["id"]}
    for key in _ALIKE:
        alias.pop(key, None)
        if key in target:
            alias[key] = copy.deepcopy(target[key])
    return str(alias["id"]), f"it leads to {target['id']} instead of {old}"


def _gone(scene: _Scene) -> _Told:
    """One that no alias leads to and that no variant belongs to, so that it goes alone."""
    needed = {_target(alias) for alias in scene.aliases()}
    needed |= {str(model["id"]).partition(":")[0] for model in scene.models if ":" in str(model["id"])}
    model = scene.pick(lambda one: _paid(one) and one["id"] not in needed)
    if model is None:
        return _NOTHING
    scene.models.remove(model)
    return str(model["id"]), "it is gone from the list"


def _new_model(scene: _Scene) -> _Told:
    like = min(
        filter(_paid, filter(_ordinary, scene.models)), key=lambda model: str(model["id"]), default=None
    )
    if like is None:
        return _NOTHING
    ages = [model["created"] for model in scene.models if isinstance(model["created"], int)]
    new = copy.deepcopy(like) | {
        "id": NEW_ID,
        "canonical_slug": f"{NEW_ID}-20260822",
        "hugging_face_id": None,
        "name": "Modelbook Test: Brand New 1",
        "created": max(ages, default=0) + 86_400,
        "links": {"details": f"/api/v1/models/{NEW_ID}/endpoints"},
    }
    scene.models.insert(0, new)
    return NEW_ID, f"it is new, and otherwise like {like['id']}"


def _new_field(scene: _Scene) -> _Told:
    for model in scene.models:
        model[NEW_FIELD] = "A"
    return None, f"all {len(scene.models)} records have a new field, {NEW_FIELD}"


STEPS: dict[str, Callable[[_Scene], _Told]] = {
    "price-up": _price_up,
    "price-down": _price_down,
    "capability-lost": _capability_lost,
    "hostile-name": _hostile_name,
    "malformed": _malformed,
    "alias-moved": _alias_moved,
    "gone": _gone,
    "new-model": _new_model,
    "new-field": _new_field,
    "price-zero": _price_zero,
    "price-times-100": _price_times_100,
    "context-shrunk": _context_shrunk,
}
"""The script, in its order."""


def _ordinary(model: Model) -> bool:
    """Neither an alias nor a variant nor a router."""
    id_ = str(model["id"])
    return "alias_target" not in model and not id_.startswith("~") and ":" not in id_ and not _router(model)


def _router(model: Model) -> bool:
    return _pricing(model).get("prompt") == "-1"


def _paid(model: Model) -> bool:
    pricing = _pricing(model)
    prices = pricing.get("prompt"), pricing.get("completion")
    return all(isinstance(price, str) and Decimal(price) > 0 for price in prices)


def _pricing(model: Model) -> Model:
    pricing = model.get("pricing")
    return pricing if isinstance(pricing, dict) else {}


def _parameters(model: Model) -> list[str]:
    parameters = model.get("supported_parameters")
    return parameters if isinstance(parameters, list) else []


def _without_tools(model: Model) -> list[str]:
    """Never empty where it is used: an empty list would say that nothing is known."""
    return [name for name in _parameters(model) if "tool" not in name]


def _target(alias: Model) -> str:
    target = alias.get("alias_target")
    return str(target["slug"]) if isinstance(target, dict) else ""
