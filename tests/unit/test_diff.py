"""`modelbook.diff`: what changed for applications, how it is weighed and in which order it is told."""

from typing import Any

import pytest

import modelbook
from tests.unit.compiled_records import Doc, Told, book, model, offer, told


def of_model(before: Doc, after: Doc) -> list[Told]:
    """What is told when keys of a model that has no offer change."""
    return told([model(offers=[]) | before], [model(offers=[]) | after])


def of_offer(before: Doc, after: Doc) -> list[Told]:
    return told([model("acme/one", offer(**before))], [model("acme/one", offer(**after))])


AT = "openrouter acme/one"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"input": "3"}, {"input": "3.6"}, [("up", "price.input", "3", "3.6")]),
        ({"input": "10"}, {"input": "9.5"}, [("down", "price.input", "10", "9.5")]),
        ({"input": "3"}, {}, [("lost", "price.input", "3", None)]),
        ({"input": "3"}, {"input": None}, [("lost", "price.input", "3", None)]),
        ({}, {"cache_read": "0"}, [("gained", "price.cache_read", None, "0")]),
        ({"input": "3.00"}, {"input": "3"}, []),
        ({"input": "0.30"}, {"input": "00.3"}, []),
        ({"input": "10"}, {"input": "1"}, [("down", "price.input", "10", "1")]),
        ({"dynamic": False, "currency": "USD"}, {}, []),
        ({}, {"dynamic": True}, [("changed", "price.dynamic", None, True)]),
        (
            {"input": "3"},
            {"input": "4", "currency": "EUR"},
            [("changed", "price.input", "3", "4"), ("changed", "price.currency", None, "EUR")],
        ),
    ],
)
def test_a_price_goes_up_or_down_gets_known_or_unknown(
    before: Doc, after: Doc, expected: list[tuple[str, str, str | None, str | None]]
) -> None:
    old, new = ({"price": {"output": "15"} | price} for price in (before, after))

    assert of_offer(old, new) == [("price", way, AT, field, old, new) for way, field, old, new in expected]


def test_a_persons_own_key_is_no_price() -> None:
    assert of_offer({"price": {}}, {"price": {"x_ours": "9"}}) == [
        ("other", "gained", AT, "price.x_ours", None, "9")
    ]


@pytest.mark.parametrize(
    ("before", "after", "turned"),
    [
        ({"input": "0", "output": "0"}, {"input": "1", "output": "2"}, "not free"),
        ({"input": "1", "output": "2"}, {"input": "0", "output": "0"}, "free"),
        ({"input": "1", "output": "2"}, {"input": "2", "output": "3"}, None),
    ],
)
def test_free_or_paid_is_told_with_the_prices(before: Doc, after: Doc, turned: str | None) -> None:
    old, new = (
        book(model("acme/one", offer(price=price, free=price["input"] == "0"))) for price in (before, after)
    )

    changes = modelbook.diff(old, new)

    assert [(change.field, change.turned) for change in changes] == [
        ("price.input", turned),
        ("price.output", turned),
    ]


TIER = {"over": 200000, "mode": "cliff", "input": "6", "output": "22.5"}
NIGHT = {"utc": "16:00-01:00", "days": ["mon", "tue"], "input": "1"}


@pytest.mark.parametrize(
    ("key", "before", "after", "expected"),
    [
        ("tiers", [TIER], [TIER | {"input": "7"}], [("up", TIER, TIER | {"input": "7"})]),
        ("tiers", [TIER], [TIER | {"input": "7", "output": "9"}], [("changed", TIER, ...)]),
        ("tiers", [TIER], [TIER | {"mode": "marginal"}], [("changed", TIER, TIER | {"mode": "marginal"})]),
        ("tiers", [TIER], [], [("lost", TIER, None)]),
        ("tiers", [TIER], [TIER | {"over": 1000000}, TIER], [("gained", None, TIER | {"over": 1000000})]),
        (
            "tiers",
            [TIER],
            [TIER | {"over": 1000000}],
            [("lost", TIER, None), ("gained", None, TIER | {"over": 1000000})],
        ),
        ("tiers", [TIER], [TIER | {"input": "6.0", "cache_read": None}], []),
        ("windows", [NIGHT], [NIGHT | {"input": "0.5"}], [("down", NIGHT, NIGHT | {"input": "0.5"})]),
        ("windows", [NIGHT], [NIGHT | {"days": ["tue", "mon"]}], []),
        ("windows", [NIGHT, NIGHT], [NIGHT], [("lost", NIGHT, None)]),
    ],
)
def test_a_tier_or_window_is_one_thing_known_by_when_it_applies(
    key: str, before: list[Doc], after: list[Doc], expected: list[tuple[str, Any, Any]]
) -> None:
    moved = of_offer({key: before}, {key: after})

    assert [(row[0], row[3]) for row in moved] == [("price", key)] * len(expected)
    for (_, way, _, _, old, new), (direction, was, now) in zip(moved, expected, strict=True):
        assert (way, old) == (direction, was)
        assert now is ... or new == now


@pytest.mark.parametrize(
    ("before", "after", "kind", "direction"),
    [(1000, 500, "lost", "down"), (1000, None, "lost", "lost"), (500, 1000, "gained", "up"),
     (None, 1000, "gained", "gained")],
)  # fmt: skip
def test_a_limit_shrinks_grows_gets_known_or_unknown(
    before: int | None, after: int | None, kind: str, direction: str
) -> None:
    assert of_model({"limits": {"max_output": before}}, {"limits": {"max_output": after}}) == [
        (kind, direction, "acme/one", "limits.max_output", before, after)
    ]


@pytest.mark.parametrize(
    ("name", "before", "after", "kind", "direction"),
    [
        ("tools", True, False, "lost", "lost"),
        ("tools", True, None, "lost", "lost"),
        ("tools", True, "unknown", "lost", "lost"),
        ("tools", None, True, "gained", "gained"),
        ("tools", False, True, "gained", "gained"),
        ("tools", False, None, "other", "changed"),
        ("reasoning", "configurable", "none", "lost", "lost"),
        ("reasoning", "none", "fixed", "gained", "gained"),
        ("reasoning", "configurable", "mandatory", "other", "changed"),
    ],
)
def test_a_capability_is_lost_or_gained(
    name: str, before: Any, after: Any, kind: str, direction: str
) -> None:
    old, new = ({"capabilities": {name: {"value": value, "from": "api"}}} for value in (before, after))

    known = None if after == "unknown" else after
    assert of_model(old, new) == [(kind, direction, "acme/one", f"capabilities.{name}", before, known)]


def test_who_says_so_is_no_change() -> None:
    said: Doc = {
        "overridden": {"name": {"over": "Two", "until": "2026-12-31"}},
        "authority": {"provider": "x"},
    }
    silent: Doc = said | {
        "capabilities": {"tools": {"value": True, "from": "person"}},
        "created": 1,
        "tokenizer": "b",
    }
    derived: Doc = {
        "as_of": "2026-09-01",
        "display": "$3",
        "price_tier": "pro",
        "free": True,
        "overridden": {"a": 1},
    }
    since: Doc = {"missing_since": "2026-08-15"}
    rest = model(id_="acme/rest", **silent, offers=[offer(**derived, **since)])

    assert told([model(), rest], [model("acme/one", offer(**derived, **since), **silent), rest]) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [(["text", "image"], ["text"], "lost"), (["text"], ["file", "text"], "gained"),
     (["text", "image"], ["file", "text"], "lost"), (["text"], None, "lost"), ([], ["text"], "gained")],
)  # fmt: skip
def test_a_modality_is_lost_or_gained(before: list[str], after: list[str] | None, kind: str) -> None:
    old, new = ({"modalities": {"input": side, "output": ["text"]}} for side in (before, after))

    assert of_model(old, new) == [
        (kind, kind, "acme/one", "modalities.input", sorted(before) or None, sorted(after) if after else None)
    ]
    assert of_model(old, {"modalities": {"input": before[::-1], "output": ["text"]}}) == []


def test_a_new_or_gone_model_is_one_change_with_its_whole_record() -> None:
    two = model("acme/two", name="Two")

    assert told([model()], [model(), two]) == [("new", "new", "acme/two", "model", None, two)]
    assert told([model(), two], [model()]) == [("gone", "gone", "acme/two", "model", two, None)]


def test_a_new_or_gone_offer_is_one_change_with_its_whole_record() -> None:
    cheap = offer("one", "other", price={"input": "1", "output": "2"})
    one, both = model("acme/one", offer()), model("acme/one", offer(), cheap)

    assert told([one], [both]) == [("new", "new", "other one", "offer", None, cheap)]
    assert told([both], [one]) == [("gone", "gone", "other one", "offer", cheap, None)]


HIDDEN = {"visible": False, "selectable": False}
EXCLUDED = {"state": "deprecated", "reason": "excluded"} | HIDDEN


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"state": "deprecated"} | HIDDEN, ("gone", "gone", "state", "listed", "deprecated")),
        ({"state": "deprecated"} | HIDDEN, {}, ("new", "back", "state", "deprecated", "listed")),
        (
            {"state": "deprecated"} | HIDDEN,
            {"state": "removed"} | HIDDEN,
            ("gone", "gone", "state", "deprecated", "removed"),
        ),
        (
            {"state": "removed"} | HIDDEN,
            {"state": "deprecated"} | HIDDEN,
            ("other", "changed", "state", "removed", "deprecated"),
        ),
        ({"state": "removed"} | HIDDEN, HIDDEN, ("other", "changed", "state", "removed", "listed")),
        ({}, EXCLUDED, ("gone", "gone", "state", "listed", "excluded")),
        (EXCLUDED, {}, ("new", "back", "state", "excluded", "listed")),
        (EXCLUDED, EXCLUDED | {"reason": None}, ("gone", "gone", "state", "excluded", "deprecated")),
        ({}, {"state": "stale"}, ("other", "changed", "state", "listed", "stale")),
        ({}, HIDDEN, ("gone", "gone", "visible", True, False)),
        (HIDDEN, {}, ("new", "back", "visible", False, True)),
        ({}, {"active": False, "selectable": False}, ("gone", "off", "active", True, False)),
        ({"active": False, "selectable": False}, {}, ("new", "on", "active", False, True)),
        ({}, {"selectable": False}, ("gone", "off", "selectable", True, False)),
        ({}, {"curated": True}, ("other", "on", "curated", False, True)),
    ],
)
def test_what_is_hidden_removed_or_switched_is_told_once(
    before: Doc, after: Doc, expected: tuple[str, str, str, Any, Any]
) -> None:
    kind, direction, field, old, new = expected

    assert of_model(before, after) == [(kind, direction, "acme/one", field, old, new)]


def test_offers_that_are_hidden_and_come_back_with_their_model_are_named_beside_it() -> None:
    away = {"state": "removed"} | HIDDEN
    out, ours = offer("one", "other", visible=False), offer("mine", disabled=True, visible=False)
    shown = model("acme/one", offer(), offer("one", "other"), ours)
    hidden = model("acme/one", offer(visible=False), out, ours, **away)

    there, back = modelbook.diff(book(shown), book(hidden)), modelbook.diff(book(hidden), book(shown))

    assert [(c.kind, c.field, c.provider) for c in there] == [
        ("gone", "state", None),
        ("other", "visible", None),
    ]
    assert [(c.kind, c.field, c.provider) for c in back] == [
        ("new", "state", None),
        ("other", "visible", None),
    ]
    assert {c.offers for c in (there[1], back[1])} == {(("openrouter", "acme/one"), ("other", "one"))}


def test_an_offer_that_a_person_hides_is_gone() -> None:
    shown = model("acme/one", offer(), offer("one", "other"))
    hidden = model("acme/one", offer(), offer("one", "other", visible=False, disabled=True))

    assert told([shown], [hidden]) == [("gone", "gone", "other one", "visible", True, False)]


@pytest.mark.parametrize(
    ("key", "before", "after", "kind", "direction"),
    [
        ("name", "One", "One 1.0", "renamed", "changed"),
        ("alias", None, "one", "renamed", "gained"),
        ("replaced_by", None, "acme/two", "renamed", "gained"),
        ("replaced_by", "acme/two", "acme/three", "renamed", "changed"),
        ("replaced_by", "acme/two", None, "renamed", "lost"),
        ("released", "2025-07-01", "2025-07-02", "other", "changed"),
        ("summary", "Good.", None, "other", "lost"),
        ("defaults.temperature", 1, 2, "other", "changed"),
        ("tags", [], None, None, None),
        ("a_key_of_the_future", ["a"], ["b"], "other", "changed"),
    ],
)
def test_names_and_whatever_else_an_application_can_read(
    key: str, before: Any, after: Any, kind: str | None, direction: str | None
) -> None:
    top, _, inner = key.partition(".")
    old, new = ({top: {inner: value} if inner else value} for value in (before, after))

    expected = [] if kind is None else [(kind, direction, "acme/one", key, before, after)]
    assert [row for row in of_model(old, new) if row[0] != "format"] == expected
