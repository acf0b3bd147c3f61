"""Any two catalogs: `diff` tells nothing that isn't so, and enough to make the one out of the other.

The old catalog is read through the reader, every change is applied to what was read, and the
result must be what the reader says of the new one.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

import modelbook
from modelbook import Catalog, Change, Model, Offer
from modelbook.change import KINDS
from modelbook.model import model as parsed

Doc: TypeAlias = dict[str, Any]
Entry: TypeAlias = dict[str, Any]
Reading: TypeAlias = dict[tuple[str, ...], Entry]
"""What applications read: of ("model", id), of ("offer", provider, id), of ("alias", id)."""

AMOUNTS = st.sampled_from(["0", "0.3", "0.30", "1", "3", "15", None])
LIMITS = st.dictionaries(st.sampled_from(["context", "max_output"]), st.sampled_from([1000, 2000, None]))
ABLE = st.sampled_from([True, False, None])
CAPABILITIES = st.dictionaries(
    st.sampled_from(["tools", "json_mode"]), st.builds(lambda value: {"value": value, "from": "api"}, ABLE)
)
WHOLE = ("model", "offer", "alias_of", "id")
"""Fields that stand for a whole record, or for what an id means."""

SIDE = st.none() | st.lists(st.sampled_from(["text", "image", "file"]), unique=True)
MODALITIES = st.fixed_dictionaries({}, optional={"input": SIDE, "output": SIDE})
PRICE = st.dictionaries(st.sampled_from(["input", "output", "cache_read"]), AMOUNTS)
TIERS = st.lists(
    st.fixed_dictionaries({
        "over": st.sampled_from([1000, 200000]),
        "mode": st.sampled_from(["cliff", "marginal"]),
        "input": AMOUNTS,
    }),
    unique_by=lambda tier: tier["over"],
)  # fmt: skip
WINDOWS = st.lists(
    st.fixed_dictionaries({"utc": st.sampled_from(["16:00-01:00", "01:00-16:00"]), "input": AMOUNTS}),
    unique_by=lambda window: window["utc"],
)
STATE = {
    "state": st.sampled_from(["listed", "stale", "deprecated", "removed"]),
    "reason": st.sampled_from(["excluded", None]),
    "visible": st.booleans(),
    "active": st.booleans(),
}
NAMES = ("lab/a", "lab/b", "lab/c")
MODEL = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["One", "Two"]),
        "replaced_by": st.sampled_from(["lab/a", "lab/b", None]),
        "modalities": MODALITIES,
        "limits": LIMITS,
        "capabilities": CAPABILITIES,
        **STATE,
    },
)
OFFER = st.fixed_dictionaries(
    {"free": st.booleans(), "as_of": st.sampled_from(["2026-08-21", "2026-08-22"])},
    optional={
        "price": PRICE,
        "tiers": TIERS,
        "windows": WINDOWS,
        "modalities": MODALITIES,
        "limits": LIMITS,
        "capabilities": CAPABILITIES,
        "state": STATE["state"],
        "reason": STATE["reason"],
        "visible": STATE["visible"],
    },
)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Up to three models with a few offers, each of which may belong to any of them, and aliases."""
    ids = draw(st.lists(st.sampled_from(NAMES), unique=True))
    docs: dict[str, Doc] = {id_: shown(draw(MODEL)) | {"id": id_, "offers": []} for id_ in ids}
    keys = st.tuples(st.sampled_from(["p", "q"]), st.sampled_from(["x", "y"]))
    for provider, offer in draw(st.lists(keys, unique=True, max_size=4 if ids else 0)):
        of = draw(st.sampled_from(ids))
        docs[of]["offers"].append(shown(draw(OFFER)) | {"provider": provider, "id": offer})
    for id_ in sorted({*NAMES, "~best"} - {*ids}) if ids else ():
        if draw(st.booleans()):
            docs[id_] = {"id": id_, "alias_of": draw(st.sampled_from(ids)), "provider": "p"}
    lines = {id_: json.dumps(doc, separators=(",", ":")) for id_, doc in docs.items()}
    return Catalog(lines, {"schema_version": 1})


def shown(doc: Doc) -> Doc:
    """What `build` derives: what isn't listed isn't shown, and only what is shown can be chosen."""
    if doc.get("reason"):
        doc["state"] = "deprecated"
    doc["visible"] = doc.get("visible") is True and doc.get("state", "listed") in ("listed", "stale")
    if doc.get("active") is not None:
        doc["selectable"] = doc["visible"] and doc["active"]
    return doc


def reading(catalog: Catalog) -> Reading:
    found: Reading = {}
    for id_ in catalog._lines:
        lead = catalog._read(id_)
        found |= {("alias", id_): {"alias_of": lead}} if isinstance(lead, str) else of_model(lead)
    return found


def of_model(model: Model) -> Reading:
    entry = abilities(model.raw, {}) | {f"limits.{name}": limit for name, limit in model.limits.items()}
    entry |= {
        "name": model.name,
        "state": model.reason or model.state,
        "visible": model.visible,
        "active": model.active,
    }
    entry |= {"selectable": model.selectable, "replaced_by": model.replaced_by}
    found: Reading = {("model", model.id): known(entry)}
    for offer, raw in zip(model.offers, model.raw["offers"], strict=True):
        found["offer", offer.provider, offer.id] = known(
            {"model": model.id} | of_offer(offer) | abilities(raw, model.raw)
        )
    return found


def of_offer(offer: Offer) -> Entry:
    return {
        **{f"price.{kind}": amount for kind, amount in offer.price.items()},
        **{f"tiers {tier['over']}": dict(tier) for tier in offer.tiers},
        **{f"windows {window['utc']}": dict(window) for window in offer.windows},
        **{f"limits.{name}": limit for name, limit in offer.limits.items()},
        "state": offer.reason or offer.state,
        "visible": offer.visible,
    }


def abilities(doc: Mapping[str, Any], of: Mapping[str, Any]) -> Entry:
    """Capabilities and modalities that hold: those of the record, over those of its model."""
    found: Entry = {}
    for each in (of, doc):
        for name, unit in each.get("capabilities", {}).items():
            found |= {} if unit["value"] is None else {f"capabilities.{name}": unit["value"]}
        for side, items in each.get("modalities", {}).items():
            found |= {f"modalities.{side}": frozenset(items)} if items else {}
    return found


def known(entry: Entry) -> Entry:
    return {field: value for field, value in entry.items() if value is not None}


def value_of(change: Change, value: Any) -> Any:
    """A change's value as the reader gives it."""
    if change.field.startswith("price."):
        return None if value is None else Decimal(value)
    if change.field in ("tiers", "windows") and value is not None:
        return value | {"input": Decimal(value["input"])} if "input" in value else value
    return frozenset(value) if isinstance(value, list) else value


def field_of(change: Change) -> str:
    unit = change.old or change.new
    if change.field in ("tiers", "windows"):
        assert isinstance(unit, dict)
        return f"{change.field} {unit.get('over', unit.get('utc'))}"
    return change.field


def applied(old: Reading, changes: tuple[Change, ...]) -> Reading:
    """The old reading after the changes: what ids mean, whole records, then fields."""
    now = {key: dict(entry) for key, entry in old.items()}
    steps = (_new_ids, _other_models, _gone, _new, _fields, _new_offers)
    for step in steps:
        for change in changes:
            step(now, change)
    for (kind, *_), entry in now.items():
        if kind == "model":
            entry["selectable"] = entry["visible"] and entry["active"]
    return now


def _new_ids(now: Reading, change: Change) -> None:
    if change.field == "id":
        old, new = str(change.old), str(change.new)
        now["model", new] = now.pop(("model", old))
        now["alias", old] = {"alias_of": new}
        for entry in now.values():
            if entry.get("model") == old:
                entry["model"] = new


def _other_models(now: Reading, change: Change) -> None:
    if change.field == "model" and change.kind == "renamed":
        now[key_of(change)]["model"] = change.new


def _gone(now: Reading, change: Change) -> None:
    if change.kind == "gone" and change.field == "offer":
        del now[key_of(change)]
    elif change.field == "alias_of" and change.old is not None:
        del now["alias", str(change.model)]
    elif (change.kind == "gone" and change.field == "model") or change.field == "alias_of":
        for key in [key for key, entry in now.items() if change.model in (entry.get("model"), *key[1:2])]:
            if key[0] != "alias":
                del now[key]


def _new(now: Reading, change: Change) -> None:
    if change.field == "alias_of" and change.new is not None:
        now["alias", str(change.model)] = {"alias_of": change.new}
    elif change.kind == "new" and change.field == "model":
        assert isinstance(change.new, dict)
        now |= of_model(parsed(change.new))


def _new_offers(now: Reading, change: Change) -> None:
    if change.kind == "new" and change.field == "offer":
        assert isinstance(change.new, dict)
        of = now["model", str(change.model)]
        inherited = {field: value for field, value in of.items() if field.startswith(("capab", "modal"))}
        one = parsed({"id": change.model, "offers": [change.new]})
        now[key_of(change)] = inherited | of_model(one)[key_of(change)]


def _fields(now: Reading, change: Change) -> None:
    if change.field in WHOLE or change.kind == "format":
        return
    for key in (key_of(change), *(("offer", *offer) for offer in change.offers)):
        entry = now[key]
        entry[field_of(change)] = value_of(change, change.new)
        if change.field == "state" and change.kind in ("new", "gone"):
            entry["visible"] = change.kind == "new"
        now[key] = known(entry)


def key_of(change: Change) -> tuple[str, ...]:
    if change.provider is None:
        return ("model", str(change.model))
    return ("offer", change.provider, str(change.offer))


@given(catalogs(), catalogs())
def test_the_changes_make_the_new_catalog_out_of_the_old_one(old: Catalog, new: Catalog) -> None:
    assert applied(reading(old), modelbook.diff(old, new)) == reading(new)


@given(catalogs(), catalogs())
def test_every_change_is_real(old: Catalog, new: Catalog) -> None:
    was, now = reading(old), reading(new)
    changes = modelbook.diff(old, new)
    former = {str(change.new): str(change.old) for change in changes if change.field == "id"}

    for change in changes:
        assert change.old != change.new
        if change.field in WHOLE or change.kind == "format":
            continue
        for key in (key_of(change), *(("offer", *offer) for offer in change.offers)):
            before = ("model", former.get(key[1], key[1])) if key[0] == "model" else key
            assert was[before].get(field_of(change)) == value_of(change, change.old)
            assert now[key].get(field_of(change)) == value_of(change, change.new)


@given(catalogs())
def test_a_catalog_does_not_differ_from_itself(catalog: Catalog) -> None:
    again = {id_: json.dumps(json.loads(line), sort_keys=True) for id_, line in catalog._lines.items()}

    assert modelbook.diff(catalog, catalog) == ()
    assert modelbook.diff(catalog, Catalog(again, catalog.manifest)) == ()


@given(catalogs(), catalogs())
def test_the_way_back_has_as_many_changes_and_the_order_is_that_of_the_kinds(
    old: Catalog, new: Catalog
) -> None:
    there, back = modelbook.diff(old, new), modelbook.diff(new, old)
    kinds = [KINDS.index(change.kind) for change in there]

    assert kinds == sorted(kinds)
    fields = [sorted(c.field for c in changes if c.kind in ("price", "format")) for changes in (there, back)]
    assert fields[0] == fields[1]
