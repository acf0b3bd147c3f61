"""`modelbook.diff`: ids that lead elsewhere, offers beside their model, the format, the order of it all."""

import dataclasses
import json
from typing import Any

import pytest

import modelbook
from tests.unit.compiled_records import Doc, alias, book, model, offer, told


def test_an_alias_that_leads_elsewhere_is_a_new_name_for_something_else() -> None:
    models = [model(), model("acme/two")]

    assert told([*models, alias("~best", "acme/one")], [*models, alias("~best", "acme/two")]) == [
        ("renamed", "changed", "openrouter ~best", "alias_of", "acme/one", "acme/two")
    ]


def test_an_alias_can_be_new_or_gone() -> None:
    assert told([model()], [model(), alias("~best", "acme/one")]) == [
        ("new", "new", "openrouter ~best", "alias_of", None, "acme/one")
    ]
    assert told([model(), alias("~best", "acme/one")], [model()]) == [
        ("gone", "gone", "openrouter ~best", "alias_of", "acme/one", None)
    ]


def test_a_model_that_is_an_alias_now_leads_elsewhere() -> None:
    two = model("acme/two", offer("acme/two"))

    assert told([model(), two], [alias("acme/one", "acme/two"), two]) == [
        ("renamed", "changed", "openrouter acme/one", "alias_of", None, "acme/two")
    ]


def test_an_alias_that_is_a_model_now_leads_to_itself() -> None:
    two = model("acme/two", offer("acme/two"))

    assert told([alias("acme/one", "acme/two"), two], [model(), two]) == [
        ("new", "new", "acme/one", "model", None, model()),
        ("renamed", "changed", "openrouter acme/one", "alias_of", "acme/two", None),
    ]


def test_a_price_does_not_hide_behind_a_models_new_id() -> None:
    dearer = model("acme/uno", offer("acme/one", price={"input": "4", "output": "15"}))

    assert told([model()], [dearer, alias("acme/one", "acme/uno")]) == [
        ("price", "up", "openrouter acme/one", "price.input", "3", "4"),
        ("renamed", "changed", "acme/uno", "id", "acme/one", "acme/uno"),
    ]


def test_an_offer_of_another_model_is_followed() -> None:
    cheap = offer("cheap", "other", price={"input": "1"})
    less = {"tools": {"value": False, "from": "api"}}
    two = model("acme/two", offer("acme/two"), capabilities=less)
    with_cheap = two | {"offers": [*two["offers"], cheap | {"price": {"input": "2"}}]}

    assert told([model("acme/one", offer(), cheap), two], [model("acme/one", offer()), with_cheap]) == [
        ("price", "up", "other cheap", "price.input", "1", "2"),
        ("lost", "lost", "other cheap", "capabilities.tools", True, False),
        ("renamed", "changed", "other cheap", "model", "acme/one", "acme/two"),
    ]


def test_an_offer_that_only_follows_its_model_is_named_beside_it() -> None:
    tools = {"tools": {"value": True, "from": "api"}}
    fixed = offer("fixed", "a", capabilities=tools)
    follows = offer("follows", "b")
    old = model("acme/one", fixed, follows, capabilities=tools)
    smaller = follows | {"limits": {"context": 500}}
    new = model("acme/one", fixed, smaller, capabilities={}, limits={"context": 500})

    changes = modelbook.diff(book(old), book(new))

    assert [(change.field, change.provider, change.offers) for change in changes] == [
        ("capabilities.tools", None, (("b", "follows"),)),
        ("limits.context", None, (("b", "follows"),)),
    ]


def test_an_offers_own_limit_and_capability_are_its_own_changes() -> None:
    mute = offer(limits={"context": 500}, capabilities={"tools": {"value": False}})

    assert told([model()], [model("acme/one", mute)])[:2] == [
        ("lost", "lost", "openrouter acme/one", "capabilities.tools", True, False),
        ("lost", "down", "openrouter acme/one", "limits.context", 1000, 500),
    ]


def test_the_gravest_comes_first_and_an_offers_prices_stay_together() -> None:
    def moved(**more: Any) -> Doc:
        return model(
            "acme/two", offer("acme/two", price={"output": "2", "cache_read": "1", "input": "1"}), **more
        )

    one, gone = model(), model("acme/gone", offer("acme/gone"))
    old = [one, gone, model("acme/two", offer("acme/two"), released="2025-07-01"), alias("~best", "acme/one")]
    dearer = model("acme/one", offer(price={"input": "4"}), name="Uno", limits={"context": 10})
    able = {"tools": {"value": True}, "rerank": {"value": True}}
    new = [
        dearer,
        moved(capabilities=able, released="2025-07-02", summary="Good."),
        model("acme/new", offer("acme/new")),
        alias("~best", "acme/two"),
    ]

    changes = modelbook.diff(book(*old), book(*new, version=2))

    assert [(change.kind, change.model, change.field) for change in changes] == [
        ("price", "acme/one", "price.input"),
        ("price", "acme/one", "price.output"),
        ("price", "acme/two", "price.input"),
        ("price", "acme/two", "price.output"),
        ("price", "acme/two", "price.cache_read"),
        ("lost", "acme/one", "limits.context"),
        ("gained", "acme/two", "capabilities.rerank"),
        ("new", "acme/new", "model"),
        ("gone", "acme/gone", "model"),
        ("renamed", "acme/one", "name"),
        ("renamed", "~best", "alias_of"),
        ("other", "acme/two", "released"),
        ("other", "acme/two", "summary"),
        ("format", None, "schema_version"),
        ("format", None, "summary"),
    ]


@pytest.mark.parametrize("same", [[], [model("acme/same", offer("same", variant="free"), summary="Ours.")]])
def test_a_key_of_the_format_is_new_only_where_no_record_had_it(same: list[Doc]) -> None:
    old = [*same, model("acme/one", offer(notice="2026-12-31"))]
    rare = {"ends": "2026-12-31", "replaced_by": "acme/two", "reason": "excluded"}
    new = [*same, model("acme/one", offer(variant="free"), summary="Ours.", **rare)]

    found = [(*row[1:2], *row[3:]) for row in told(old, new) if row[0] == "format"]

    assert found == [
        ("lost", "offers.notice", True, False),
        *([] if same else [("gained", "offers.variant", False, True), ("gained", "summary", False, True)]),
    ]


def test_an_empty_catalog_says_nothing_about_the_format() -> None:
    assert told([], [model()]) == [("new", "new", "acme/one", "model", None, model())]
    assert told([model()], []) == [("gone", "gone", "acme/one", "model", model(), None)]
    assert told([], []) == []


def test_a_change_is_plain_json_and_cannot_be_changed() -> None:
    [change] = modelbook.diff(book(model()), book(model(limits={"context": 1})))

    assert json.loads(json.dumps(dataclasses.asdict(change)))["new"] == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        change.field = "other"  # type: ignore[misc]


def test_a_record_that_was_only_looked_at_again_is_not_even_parsed() -> None:
    old, new = (
        modelbook.Catalog({"a/b": f'{{"as_of":"{day}", broken'}, {}) for day in ("2026-08-21", "2026-08-22")
    )

    assert modelbook.diff(old, new) == ()


@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        "3",
        "[]",
        '"acme/one"',
        '{"offers": 3}',
        '{"offers": ["x"]}',
        '{"offers": [{"id": "x"}]}',
        '{"capabilities": [1]}',
        '{"capabilities": {"tools": [1]}, "modalities": 3}',
        '{"offers": [{"provider": "openrouter", "id": "acme/one", "tiers": [3]}]}',
        '{"x_deep": ' + '{"a":' * 5000 + "1" + "}" * 5001,
    ],
)
def test_a_damaged_record_is_an_error_that_names_it(damaged: str) -> None:
    bad = modelbook.Catalog({"acme/one": damaged}, {"schema_version": 1})

    for pair in ((bad, book(model())), (book(model()), bad)):
        with pytest.raises(modelbook.CatalogError, match="the record of 'acme/one' is damaged"):
            modelbook.diff(*pair)


@pytest.mark.parametrize("price", ["much", "NaN", "1e999999999", "-", "", "١", [1], {"a": "1"}, True, 1.5])
def test_an_odd_price_is_told_and_breaks_nothing(price: Any) -> None:
    old, new = model(), model("acme/one", offer(price={"input": price, "output": "15"}))

    for pair in ((old, new), (new, old)):
        changes = modelbook.diff(*map(book, pair))
        assert {change.kind for change in changes} == {"price"}
