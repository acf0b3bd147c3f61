from decimal import Decimal

import pytest

from sync.core.values import Doc, Value
from sync.report.escape import plain
from sync.report.values import change, cost, display, field_value, limit, magnitude, money, percent

D = Decimal


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (3, "$3"),
        (0, "$0"),
        (D("3.00"), "$3"),
        (D("0.50"), "$0.5"),
        (D("0.083333333"), "$0.083333333"),
        (D("1E-9"), "$0.000000001"),
        (D("1.5E+3"), "$1500"),
        (D("1E+3"), "$1000"),
        (D("-1"), "−$1"),
    ],
)
def test_money_is_digits_without_an_exponent(amount: Decimal | int, shown: str) -> None:
    assert money(amount) == shown


def test_a_limit_is_shown_in_thousands() -> None:
    assert [limit(1048576), limit(D("1E+6")), limit(0)] == ["1,048,576", "1,000,000", "0"]


@pytest.mark.parametrize(
    ("price", "shown"),
    [
        ({"input": 3, "output": 15}, "$3 / $15"),
        ({"input": D("0.02")}, "$0.02 / –"),
        ({"input": 0, "output": 0}, "free"),
        ({"input": 0, "output": 0, "cache_read": 0}, "free"),
        ({"input": 0, "output": 0, "per_image": D("0.04")}, "$0 / $0, per_image $0.04"),
        ({"input": 0, "output": 0, "batch": {"input": 1}}, "$0 / $0, `batch.input` $1"),
        ({"input": 0}, "$0 / –"),
        ({"input": 0, "output": None}, "$0 / –"),
        ({"per_image": D("0.04")}, "per_image $0.04"),
        ({"input": 3, "output": 15, "currency": "EUR"}, "3 `EUR` / 15 `EUR`"),
        ({"dynamic": True}, "varies"),
        ({}, "unknown"),
        ({"input": None, "output": None}, "unknown"),
    ],
)
def test_a_price_in_few_characters(price: Doc, shown: str) -> None:
    assert display(price) == shown


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        ({"price": {"input": 0, "output": 0}}, "FREE"),
        ({"price": {"input": 3, "output": 15}}, "PAID"),
        ({"price": {"per_image": D("0.04")}}, "PAID"),
        ({"price": {"input": 0, "output": 0}, "tiers": [{"over": 200000, "input": 1}]}, "PAID"),
        ({"price": {"input": 0, "output": 0}, "tiers": [{"over": 200000, "input": 0}]}, "FREE"),
        ({"price": {"input": 0}}, "UNKNOWN"),
        ({"price": {"dynamic": True}}, "UNKNOWN"),
        ({"alias_of": "a/b"}, "UNKNOWN"),
        ({}, "UNKNOWN"),
    ],
)
def test_an_offer_is_free_only_when_it_says_so(offer: Doc, expected: str) -> None:
    assert cost(offer) == expected


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("price.input", D("0.25"), "$0.25"),
        ("price.input", None, "–"),
        ("price", {"input": 3, "output": 15}, "input $3, output $15"),
        ("price.dynamic", True, "yes"),
        ("limits.context", 1048576, "1,048,576"),
        ("defaults.temperature", D("0.7"), "0.7"),
        ("modalities.input", ["text", "image"], "text, image"),
        ("modalities.input", [], "–"),
        ("modalities.input", ["a|b"], r"`a\|b`"),
        ("other", [str(number) for number in range(14)], ", ".join(f"`{n}`" for n in range(12)) + " +2 more"),
        ("capabilities.tools", {"value": True, "from": "api"}, "yes"),
        ("capabilities.tools", {"value": False, "from": "person"}, "no"),
        ("capabilities.tools", {"value": "unknown", "from": "api"}, "unknown"),
        ("capabilities.reasoning", {"value": "configurable", "from": "api"}, "configurable"),
        ("capabilities.reasoning", {"value": None, "from": "api"}, "–"),
        ("released", "2025-09-29", "2025-09-29"),
        ("name", "GPT <b>4</b>", "`GPT <b>4</b>`"),
        ("tiers", [{"over": 200000, "input": 6}], "over 200,000: input $6"),
    ],
)
def test_the_value_of_a_field(field: str, value: Value, shown: str) -> None:
    assert field_value(field, value) == shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (D("0.5"), D("0.6"), "+20.0 %"),
        (4, 2, "−50 %"),
        (3, 9, "+200 %"),
        (1, 1000, "+99,900 %"),
        (3, 2, "−33.3 %"),
        (1000, 1001, "+0.1 %"),
        (100000, 100001, "≈0 %"),
        (1000, 1, "−99.9 %"),
        (100000, 1, "−99.9 %"),
        (3, 0, "−100 %"),
        (0, 3, "from 0"),
        (None, 3, "new"),
        (3, None, "gone"),
        (None, None, ""),
        (3, D("3.0"), ""),
        ("a", "b", ""),
        (True, 3, ""),
    ],
)
def test_percent_says_how_far_a_number_moved(old: Value, new: Value, shown: str) -> None:
    assert percent(old, new) == shown


def test_halving_is_as_far_as_doubling_and_zero_is_farthest() -> None:
    moves: list[tuple[Value, Value]] = [
        (0, 1),
        (3, None),
        (1, 100),
        (2, 1),
        (1, 2),
        (1, 1),
        (None, 1),
        ("a", "b"),
    ]

    assert [f"{magnitude(*move):.2f}" for move in moves] == ["Infinity"] * 2 + ["2.00", "0.30", "0.30"] + [
        "0.00"
    ] * 3


@pytest.mark.parametrize(
    ("field", "old", "new", "shown"),
    [
        ("price.input", 3, D("3.3"), "$3 → $3.3"),
        ("price.input", None, 3, "– → $3"),
        (
            "tiers",
            [{"over": 200000, "mode": "cliff", "input": 6, "output": 22}],
            [{"over": 200000, "mode": "cliff", "input": 7, "output": D("22.0")}],
            "over 200,000: input $6 → $7",
        ),
        (
            "tiers",
            [{"over": 128000, "input": 1}, {"over": 200000, "input": 6}],
            [{"over": 200000, "input": 6}, {"over": 500000, "input": 9}],
            "over 128,000: gone; over 500,000: new, input $9",
        ),
        ("tiers", [{"over": 1, "input": 6}], None, "over 1: gone"),
        ("tiers", None, [{"over": 1, "input": 6, "output": 7}], "over 1: input $6, output $7"),
        (
            "tiers",
            [{"over": 1, "input": 6}],
            [{"over": 1, "input": 6, "cache_read": 1}],
            "over 1: cache_read – → $1",
        ),
        (
            "windows",
            [{"utc": "16:00-01:00", "days": ["mon", "tue"], "input": D("0.3"), "output": 1}],
            [{"utc": "16:00-01:00", "days": ["mon", "tue"], "input": D("0.2"), "output": 2}],
            "16:00-01:00 mon, tue: input $0.3 → $0.2, output $1 → $2",
        ),
        (
            "windows",
            [{"utc": "a|b\n", "input": 1}],
            [{"utc": "a|b\n", "input": 2}],
            r"`a\|b\u000A`: input $1 → $2",
        ),
        ("tiers", [{"over": 1, "x\x1b": 1}], [{"over": 1, "x\x1b": 2}], r"over 1: `x\u001B` $1 → $2"),
        (
            "tiers",
            [{"over": 1, "batch": {"input": 1}}],
            [{"over": 1, "batch": {"input": 2}}],
            "over 1: batch input $1 → input $2",
        ),
    ],
)
def test_a_change_shows_only_what_differs(field: str, old: Value, new: Value, shown: str) -> None:
    assert change(field, old, new) == shown


def test_a_hostile_list_of_tiers_is_short() -> None:
    old: Value = [{"over": number, "input": 1} for number in range(1000)]
    new: Value = [{"over": number, "input": 2} for number in range(1000)]

    assert change("tiers", old, new).endswith("over 5: input $1 → $2 +994 more")


def test_in_a_log_texts_are_plain() -> None:
    assert change("name", "a\nb", "@c", plain) == r"a\u000Ab → \u0040c"
