"""Deciding amends the entry that decides already, else adds one; taking back leaves no empty thing."""

from collections.abc import Sequence
from typing import Any

import pytest

from sync.core import decide
from sync.core.decide import Decision
from sync.core.overrides import CAPABILITIES, DEPRECATIONS, OFFERS, Override
from sync.core.values import Path, Value

PLACE = f"{OFFERS}acme.yaml"
INPUT, OUTPUT, PRICE = ("price", "input"), ("price", "output"), ("price",)
TOOLS, REASONING = ("capabilities", "tools"), ("capabilities", "reasoning")


def decision(values: dict[Path, Value], **about: Any) -> Decision:
    return Decision(values=values, **{"reason": "Why.", "added": "2026-08-22"} | about)


def decided(
    listed: Sequence[Value], values: dict[Path, Value], *, place: str = PLACE, **about: Any
) -> list[Value]:
    before = repr(listed)
    found, at = decide.decided(place, "acme/one", listed, decision(values, **about))
    assert repr(listed) == before, "nothing is changed in place"
    assert 0 <= at < len(found)
    return found


def entry(**keys: Value) -> dict[str, Value]:
    return {"reason": "Why.", "added": "2026-07-02"} | keys


def test_the_entry_that_wins_gets_the_new_value_and_keeps_its_reason() -> None:
    low, high = (
        entry(set={"price": {"input": 1}}),
        entry(set={"price": {"input": 2, "output": 9}}, priority=200),
    )

    found = decided([low, high], {INPUT: 3}, reason=None)

    assert found == [low, {**high, "added": "2026-08-22", "set": {"price": {"input": 3, "output": 9}}}]


@pytest.mark.parametrize(
    "about", [{"reason": "Else."}, {"until": "2026-12-31"}, {"source": "https://x.y", "until": "2026-12-31"}]
)
def test_a_reason_source_or_end_that_is_given_anew_amends_the_entry(about: dict[str, Any]) -> None:
    old = entry(set={"price": {"input": 1}}, until="2026-09-30")

    found = decided([old], {INPUT: 3}, **{"reason": None} | about)

    assert found == [{**old, "set": {"price": {"input": 3}}, "added": "2026-08-22"} | about]


@pytest.mark.parametrize("priority", [101, 200])
def test_a_priority_that_no_entry_of_the_field_has_makes_one_of_its_own(priority: int) -> None:
    old = entry(set={"price": {"input": 1}})

    new = {"set": {"price": {"input": 3}}, "reason": "Why.", "priority": priority, "added": "2026-08-22"}
    assert decided([old], {INPUT: 3}, priority=priority) == [old, new]


def test_what_has_expired_is_not_amended() -> None:
    old = entry(set={"price": {"input": 1}}, until="2026-08-21")

    assert decided([old], {INPUT: 3})[0] == old
    assert len(decided([old], {INPUT: 3})) == 2


def test_fields_of_several_entries_are_amended_where_each_is_and_the_rest_goes_with_the_first() -> None:
    prices, notes = entry(set={"price": {"input": 1}}), entry(set={"notes": "x"}, priority=300)

    found = decided([prices, notes], {("notes",): "y", INPUT: 3, OUTPUT: 4}, reason=None)

    today = {"added": "2026-08-22"}
    assert found == [
        {**prices, "set": {"price": {"input": 3, "output": 4}}} | today,
        {**notes, "set": {"notes": "y"}} | today,
    ]


def test_a_decision_about_other_fields_is_an_entry_of_its_own() -> None:
    old = entry(set={"price": {"input": 1}})

    assert len(decided([old], {("notes",): "x"})) == 2


def test_the_usual_priority_may_be_named_or_not() -> None:
    assert len(decided([entry(set={"price": {"input": 1}}, priority=100)], {INPUT: 3})) == 1
    assert len(decided([entry(set={"price": {"input": 1}})], {INPUT: 3}, priority=100)) == 1


def test_what_is_said_already_changes_nothing_not_even_the_date() -> None:
    old = [entry(set={"price": {"input": 3}}, source="https://x.y")]

    assert decided(old, {INPUT: 3}) == old
    assert decided(old, {INPUT: 3}, source="https://x.y") == old
    assert decided(old, {INPUT: 3}, source="https://x.z") == [
        entry(set={"price": {"input": 3}}, source="https://x.z", added="2026-08-22")
    ]


def test_a_whole_price_and_its_parts_replace_each_other() -> None:
    whole = decided([entry(set={"price": {"input": 1, "output": 2}})], {PRICE: None})
    assert whole == [entry(set={"price": None}, added="2026-08-22")]

    assert decided(whole, {INPUT: 3, OUTPUT: 4}) == [
        entry(set={"price": {"input": 3, "output": 4}}, added="2026-08-22")
    ]


def test_whether_it_is_disabled_stands_where_a_person_put_it_and_once() -> None:
    assert decided([], {("disabled",): True})[0] == {
        "disabled": True,
        "reason": "Why.",
        "added": "2026-08-22",
    }
    for old in (entry(set={"disabled": False}), entry(set={"disabled": False}, disabled=False)):
        assert decided([old], {("disabled",): True}) == [entry(set={"disabled": True}, added="2026-08-22")]


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ({"add": ["rerank", "tools"]}, False, {"add": ["rerank"], "remove": ["tools"]}),
        ({"add": ["tools"]}, False, {"remove": ["tools"]}),
        ({"add": ["tools", "rerank"]}, None, {"add": ["rerank"], "set": {"tools": None}}),
        ({"set": {"tools": True}}, False, {"set": {"tools": False}}),
    ],
)
def test_a_capability_is_added_removed_or_set(
    old: dict[str, Value], value: Value, new: dict[str, Value]
) -> None:
    assert decided([entry(**old)], {TOOLS: value}, place=CAPABILITIES) == [entry(**new, added="2026-08-22")]


def test_reasoning_is_always_set_by_name() -> None:
    assert decided([], {REASONING: "fixed", TOOLS: True}, place=CAPABILITIES) == [
        {"set": {"reasoning": "fixed"}, "add": ["tools"], "reason": "Why.", "added": "2026-08-22"}
    ]


def back(place: str, listed: list[Value], *paths: Path) -> list[Value]:
    def wanted(_: Override, path: Path) -> bool:
        return not paths or path in paths

    return decide.taken_back(place, "acme/one", listed, wanted)


def test_what_is_taken_back_leaves_no_empty_list_map_or_entry() -> None:
    prices = entry(set={"price": {"input": 1}, "notes": "x"}, disabled=True)

    assert back(PLACE, [prices], INPUT) == [entry(set={"notes": "x"}, disabled=True)]
    assert back(PLACE, [prices], INPUT, ("notes",)) == [entry(disabled=True)]
    assert back(PLACE, [prices], INPUT, ("notes",), ("disabled",)) == []
    assert back(CAPABILITIES, [entry(add=["tools"], set={"reasoning": "none"})], TOOLS) == [
        entry(set={"reasoning": "none"})
    ]
    assert back(DEPRECATIONS, [entry(state="stale", ends="2026-12-31")], ("ends",)) == [entry(state="stale")]


def test_entries_that_decide_none_of_it_stay_as_they_are() -> None:
    odd: list[Value] = ["x", None, entry(), entry(set={"notes": "x"})]

    assert back(PLACE, odd, INPUT) == odd
    assert back(PLACE, odd) == odd[:3]


def test_a_decision_looked_at_again_has_today_and_perhaps_another_end() -> None:
    old = entry(set={"notes": "x"})

    assert decide.renewed(old, "2026-08-22", None) == entry(set={"notes": "x"}, added="2026-08-22")
    assert decide.renewed(old, "2026-08-22", "2026-12-31")["until"] == "2026-12-31"
    assert "until" not in old
