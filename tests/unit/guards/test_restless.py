"""`restless`: what was written again and again is believed on the second day; all prices are one field."""

import pytest

from sync.core.facts import Record
from sync.core.guards.restless import settle
from sync.core.values import Value
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import change

TIERS: list[Value] = [{"over": 5, "mode": "cliff", "input": 6}]
LONGER = offered(facts=said(limits={"context": 1001, "max_output": 100}))


@pytest.mark.parametrize(
    "after",
    [offered(price=usd("4", "15")), offered(price=usd("3", "15", cache_read="1")), offered(tiers=TIERS)],
)
def test_any_price_stirs_all_of_them(after: Record) -> None:
    assert settle(change(offered(), after, restless=["price"])) == {"price": "restless"}


def test_a_limit_is_restless_for_itself() -> None:
    assert settle(change(offered(), LONGER, restless=["limits.context"])) == {"limits.context": "restless"}
    assert settle(change(offered(), LONGER, restless=["limits.max_output", "price"])) == {}


def test_what_is_calm_or_does_not_move_is_written() -> None:
    assert settle(change(offered(), LONGER)) == {}
    assert settle(change(offered(), offered(), restless=["price"])) == {}
    assert settle(change(None, offered(), restless=["price"])) == {}


def test_what_waits_for_itself_is_not_stirred_by_a_second_look_on_the_same_day() -> None:
    gone = change(
        offered(price=usd("3", "15", cache_read="1")),
        offered(),
        restless=["price"],
        waiting=["price.cache_read"],
    )

    assert settle(gone) == {}
