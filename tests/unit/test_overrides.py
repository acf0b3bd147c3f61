"""What people decide beside the catalog: which entry decides a field, until when, and over what."""

from datetime import date
from decimal import Decimal

import pytest

from sync.core import effective
from sync.core.base import Base
from sync.core.book import Book, book
from sync.core.compile import records
from sync.core.overrides import Override, Overrides, entries, in_force, winners
from sync.core.values import Doc, Path, Value, get
from tests.unit.core_records import accepted, offered, said, usd

TODAY = date(2026, 8, 22)
OFFERS = "overrides/offers/hub.yaml"
CAPABILITIES = "overrides/capabilities.yaml"
DEPRECATIONS = "overrides/deprecations.yaml"
IGNORE = "overrides/ignore.yaml"


def entry(**keys: Value) -> Doc:
    return {"reason": "tried", **keys}


def decided(name: str, *listed: Value, key: str = "acme/one", today: date = TODAY) -> Overrides:
    return in_force(list(entries(name, {key: list(listed)})), today)


def fields(found: dict[Path, Override]) -> dict[str, Value]:
    return {".".join(path): override.values[path] for path, override in found.items()}


def of_offer(*listed: Value) -> dict[str, Value]:
    return fields(winners(decided(OFFERS, *listed).of_offer("hub", "acme/one")))


def of_model(name: str, *listed: Value) -> dict[str, Value]:
    return fields(winners(decided(name, *listed).of_model("acme/one")))


def test_the_highest_priority_decides_each_field_on_its_own() -> None:
    contract = entry(set={"price": usd("2.4", "12", cache_read="0.2")})
    pilot = entry(set={"price": usd("2", "10")}, priority=200)

    assert of_offer(contract, pilot) == {
        "price.input": Decimal(2),
        "price.output": Decimal(10),
        "price.cache_read": Decimal("0.2"),
    }


def test_of_two_with_the_same_priority_the_first_decides() -> None:
    assert of_offer(entry(set={"free": "confirmed"}, disabled=True), entry(disabled=False)) == {
        "free": "confirmed",
        "disabled": True,
    }


@pytest.mark.parametrize(
    ("higher", "lower", "fields"),
    [
        ({"price": None}, {"price": {"input": 2}}, {"price": None}),
        ({"price": {"input": 2}}, {"price": None}, {"price": None, "price.input": 2}),
    ],
)
def test_a_whole_price_and_one_of_its_kinds_apply_in_their_order(
    higher: Doc, lower: Doc, fields: dict[str, Value]
) -> None:
    assert list(of_offer(entry(set=lower), entry(set=higher, priority=200)).items()) == list(fields.items())


def test_tiers_and_windows_are_one_field_each() -> None:
    tiers: Value = [{"over": 1000, "mode": "cliff", "input": 6}]

    assert of_offer(entry(set={"tiers": tiers, "windows": None})) == {"tiers": tiers, "windows": None}


@pytest.mark.parametrize(("until", "holds"), [("2026-08-21", False), ("2026-08-22", True), (None, True)])
def test_an_override_holds_on_its_last_day_and_not_after(until: str | None, holds: bool) -> None:
    found = decided(OFFERS, entry(disabled=True, until=until)).of_offer("hub", "acme/one")

    assert bool(found) is holds


def test_capabilities_are_added_removed_and_set() -> None:
    listed = entry(add=["tools"], remove=["web_search"], set={"reasoning": "fixed", "json_mode": None})

    assert of_model(CAPABILITIES, listed) == {
        "capabilities.tools": {"value": True, "from": "override"},
        "capabilities.web_search": {"value": False, "from": "override"},
        "capabilities.reasoning": {"value": "fixed", "from": "override"},
        "capabilities.json_mode": None,
    }


def test_a_deprecation_says_state_end_and_successor() -> None:
    listed = entry(state="deprecated", ends="2026-09-30", replaced_by="acme/two")

    assert of_model(DEPRECATIONS, listed) == {
        "state": "deprecated",
        "ends": "2026-09-30",
        "replaced_by": "acme/two",
    }


def test_an_ignored_pattern_retires_the_offers_that_it_fits() -> None:
    found = decided(IGNORE, {"id": "ACME/*", "reason": "ours"}, key="hub")

    assert [each.values for each in found.of_offer("hub", "acme/one")] == [{("state",): "deprecated"}]
    assert found.of_offer("other", "acme/one") == [] and found.of_offer("hub", "beta/one") == []


@pytest.mark.parametrize("odd", [None, "text", [1, None], [{"set": "text"}], [{"set": {"price": 3}}]])
def test_what_has_not_the_shape_of_an_entry_breaks_nothing(odd: Value) -> None:
    for name in (OFFERS, CAPABILITIES, DEPRECATIONS, IGNORE):
        list(entries(name, {"acme/one": odd}))


def compiled(overrides: Overrides) -> Doc:
    entry: Doc = {"model": "acme/one", "price": usd("3", "15"), "limits": {"context": 500}}
    model: Doc = said() | {"authority": {"provider": "hub", "offer": "acme/one"}, "active": True}
    return records(_book({"acme/one": model}, {"acme/one": entry}, overrides))["acme/one"]


def offer_of(doc: Doc) -> Doc:
    offers = doc["offers"]
    assert isinstance(offers, list) and isinstance(offers[0], dict)
    return offers[0]


def _book(models: dict[str, Doc], entries: Doc, overrides: Overrides) -> Book:
    bases: dict[str, Base] = {"hub": accepted(offered())}
    return book(models, {"hub": entries}, bases, overrides=overrides)


def test_what_is_built_names_what_an_override_won_over() -> None:
    listed = entry(set={"price": usd("2.4", "12")}, source="https://example.com/contract", until="2026-12-31")
    doc = compiled(decided(OFFERS, listed))
    told = {
        "reason": "tried",
        "source": "https://example.com/contract",
        "priority": 100,
        "until": "2026-12-31",
    }

    offer = offer_of(doc)
    assert offer["price"] == {"input": "2.4", "output": "12"} and offer["display"] == "$2.4 / $12"
    assert offer["overridden"] == {
        "price.input": {"over": "3", **told},
        "price.output": {"over": "15", **told},
    }


def test_a_limit_decided_for_an_offer_outranks_the_smaller_of_model_and_offer() -> None:
    offer = offer_of(compiled(decided(OFFERS, entry(set={"limits": {"context": 900}}))))
    assert offer["limits"] == {"context": 900, "max_output": 100}


def test_a_price_taken_away_is_unknown_and_never_free() -> None:
    offer = offer_of(compiled(decided(OFFERS, entry(set={"price": None}))))
    assert (offer.get("price"), offer["display"], offer["free"]) == (None, "unknown", False)


def test_a_deprecated_model_is_hidden_with_its_successor() -> None:
    doc = compiled(decided(DEPRECATIONS, entry(state="deprecated", replaced_by="acme/two")))

    assert (doc["state"], doc["visible"], doc["selectable"]) == ("deprecated", False, False)
    assert doc["replaced_by"] == "acme/two"
    assert (offer_of(doc)["state"], offer_of(doc)["visible"]) == ("listed", False)


@pytest.mark.parametrize(
    ("successor", "leads"),
    [("~best", "acme/two"), ("~round", "~round"), ("~lost", "~lost"), ("acme/none", "acme/none")],
)
def test_a_successor_is_the_model_that_an_alias_leads_to_or_stays_as_it_is_written(
    successor: str, leads: str
) -> None:
    aliases = {
        "~best": "~latest",
        "~latest": "acme/two",
        "~round": "~about",
        "~about": "~round",
        "~lost": "x",
    }
    entries: Doc = {id_: {"alias_of": target} for id_, target in aliases.items()}
    overrides = decided(DEPRECATIONS, entry(replaced_by=successor))

    assert (
        records(_book({"acme/one": {}, "acme/two": {}}, entries, overrides))["acme/one"]["replaced_by"]
        == leads
    )


def test_the_offers_that_are_kept_out_say_nothing_of_the_others() -> None:
    entries: Doc = {"acme/one": {"model": "acme/one", "state": "removed"}, "one:x": {"model": "acme/one"}}
    some, every = (decided(IGNORE, {"id": id_, "reason": "ours"}, key="hub") for id_ in ("one:x", "*"))

    told = [records(_book({"acme/one": {}}, entries, each))["acme/one"] for each in (some, every)]

    assert [(doc["state"], doc.get("reason")) for doc in told] == [
        ("removed", None),
        ("deprecated", "excluded"),
    ]


def test_a_decision_about_a_capability_is_from_override() -> None:
    doc = compiled(decided(CAPABILITIES, entry(remove=["tools"])))

    assert get(doc, ("capabilities", "tools")) == {"value": False, "from": "override"}
    assert get(doc, ("overridden", "capabilities.tools", "over")) == {"value": True, "from": "api"}


def test_the_book_is_not_changed_by_looking_at_what_holds() -> None:
    model: Doc = said() | {"authority": {"provider": "hub", "offer": "acme/one"}}
    shelf = _book({"acme/one": model}, {}, decided(CAPABILITIES, entry(remove=["tools"])))

    effective.model(shelf, "acme/one")

    assert get(model, ("capabilities", "tools")) == {"value": True, "from": "api"}
