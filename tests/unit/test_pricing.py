"""What a price amounts to; an unknown is never a zero."""

from decimal import Decimal

import pytest

from sync.core.pricing import Standing, Tier, amounts, display, known, standing, tier
from sync.core.values import Doc, Value

TIERS = (Tier("budget", 0), Tier("standard", 1), Tier("pro", 5), Tier("premium", 15))


@pytest.mark.parametrize(
    ("price", "state", "shown"),
    [
        ({"input": Decimal("0.25"), "output": 2}, "paid", "$0.25 / $2"),
        ({"input": 0, "output": 0}, "free", "free"),
        ({"input": Decimal("0.0"), "output": 0, "cache_read": 0}, "free", "free"),
        ({"input": 0, "output": 0, "per_image": Decimal("0.04")}, "paid", "$0 / $0, per_image $0.04"),
        ({"input": 0, "output": 5}, "paid", "$0 / $5"),
        ({"input": 0}, "unknown", "unknown"),
        ({"output": 0}, "unknown", "unknown"),
        ({"input": 3}, "paid", "$3 / ?"),
        ({"output": 5}, "paid", "? / $5"),
        ({"per_song": Decimal("0.08")}, "paid", "per_song $0.08"),
        ({"per_image": 1, "per_second": 2, "per_song": 3}, "paid", "per_image $1, per_second $2"),
        ({"input": 3, "output": 15, "currency": "EUR"}, "paid", "3 EUR / 15 EUR"),
        ({"per_song": 1, "currency": "JPY"}, "paid", "per_song 1 JPY"),
        ({"input": 3, "output": 15, "currency": "USD"}, "paid", "$3 / $15"),
        ({"dynamic": True}, "varies", "varies"),
        ({"dynamic": False}, "unknown", "unknown"),
        ({"dynamic": True, "input": 3}, "varies", "varies"),
        ({"input": None, "output": None}, "unknown", "unknown"),
        ({"input": False, "output": False}, "unknown", "unknown"),
        ({"currency": "EUR"}, "unknown", "unknown"),
        ({}, "unknown", "unknown"),
        (None, "unknown", "unknown"),
        ("free", "unknown", "unknown"),
    ],
    ids=str,
)
def test_a_price_is_free_paid_varying_or_unknown(price: Value, state: Standing, shown: str) -> None:
    assert (standing(price), display(price)) == (state, shown)


@pytest.mark.parametrize(
    ("price", "name"),
    [
        ({"input": 0, "output": 0}, "free"),
        ({"input": 0, "output": 5}, "budget"),
        ({"input": Decimal("0.99"), "output": 5}, "budget"),
        ({"input": 1, "output": 5}, "standard"),
        ({"input": 5, "output": 5}, "pro"),
        ({"input": 15, "output": 5}, "premium"),
        ({"output": 5}, None),
        ({"dynamic": True}, None),
        (None, None),
    ],
    ids=str,
)
def test_a_prices_tier_is_the_last_one_that_its_input_reaches(price: Value, name: str | None) -> None:
    assert tier(price, TIERS) == name


def test_a_price_below_every_tier_is_in_none() -> None:
    assert tier({"input": 1, "output": 1}, (Tier("pro", 5),)) is None


def test_amounts_are_the_known_numbers() -> None:
    price: Doc = {"input": 3, "output": None, "dynamic": True, "currency": "USD", "reasoning": Decimal("0.5")}

    assert list(amounts(price)) == [3, Decimal("0.5")]
    assert (known(0), known(True), known("3")) == (0, None, None)
