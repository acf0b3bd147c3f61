"""`zero-unconfirmed`: a zero is no price until a person says that it is meant."""

from decimal import Decimal

import pytest

from sync.core.facts import Record
from sync.core.guards.zero_unconfirmed import hold
from sync.core.values import Doc
from tests.unit.core_records import offered, usd
from tests.unit.guarding import change

HELD = {"price": "zero-unconfirmed"}
ZEROS: list[Doc] = [
    usd("0", "0"),
    usd("0", "15"),
    usd("3", "0"),
    usd("3", "15", per_image="0"),
    usd("3", "15", per_song="0.00"),
]


@pytest.mark.parametrize("price", ZEROS, ids=str)
@pytest.mark.parametrize("before", [None, offered(), offered(price={})], ids=["first", "paid", "unknown"])
def test_a_zero_that_may_mean_free_holds_all_prices(before: Record | None, price: Doc) -> None:
    assert hold(change(before, offered(price=price))) == HELD


@pytest.mark.parametrize("price", ZEROS, ids=str)
def test_a_zero_is_meant_where_the_id_or_a_person_says_so(price: Doc) -> None:
    assert hold(change(None, offered("acme/one:free", price=price))) == {}
    assert hold(change(None, offered(price=price), confirmed=True)) == {}


@pytest.mark.parametrize("name", ["tiers", "windows"])
def test_a_zero_in_a_tier_or_window_counts(name: str) -> None:
    free = offered(**{name: [{"over": 5, "input": 0}]})  # type: ignore[arg-type]

    assert hold(change(offered(), free)) == HELD


@pytest.mark.parametrize(
    "price", [usd("3", "15"), {}, {"dynamic": True}, usd("3", "15", cache_read="0")], ids=str
)
def test_what_is_no_such_zero_passes(price: Doc) -> None:
    assert hold(change(None, offered(price=price))) == {}


def test_an_id_that_only_has_free_in_it_is_not_free() -> None:
    assert hold(change(None, offered("acme/one:free-preview", price=usd("0", "0")))) == HELD
    assert hold(change(None, offered("acme/free", price=usd("0", "0")))) == HELD


def test_a_zero_that_a_person_judged_before_is_judged() -> None:
    rejected = offered(price=usd("0", "15"))

    assert hold(change(rejected, offered(price=usd("0", "16")))) == {}
    assert hold(change(rejected, offered(price=usd("0", "0")))) == HELD


def test_a_move_away_from_a_zero_is_no_zero() -> None:
    assert (
        hold(change(offered(price=usd("0", "0")), offered(price={"input": Decimal("0.01"), "output": 15})))
        == {}
    )


def test_a_confirmation_of_one_zero_is_none_of_the_next() -> None:
    half = offered(price=usd("0", "15"))

    assert hold(change(half, offered(price=usd("0", "0")), confirmed=True)) == HELD
    assert hold(change(half, offered(price=usd("0", "20")), confirmed=True)) == {}
    assert hold(change(offered(), offered(price=usd("0", "0")), confirmed=True)) == {}
