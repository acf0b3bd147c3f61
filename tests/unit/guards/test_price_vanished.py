"""`price-vanished`: an input or output price that is no longer said waits for a person."""

import pytest

from sync.core.guards.price_vanished import hold
from sync.core.values import Doc
from tests.unit.core_records import offered, usd
from tests.unit.guarding import change


@pytest.mark.parametrize(
    "price", [usd("3", "15"), {"input": 3}, {"output": 15}, {}, {"dynamic": True}], ids=str
)
def test_all_prices_wait_where_one_of_the_two_is_gone(price: Doc) -> None:
    gone = price.keys() < {"input", "output"} or "dynamic" in price

    assert hold(change(offered(), offered(price=price))) == ({"price": "price-vanished"} if gone else {})


def test_another_kind_that_goes_is_none_of_its_business() -> None:
    assert hold(change(offered(price=usd("3", "15", cache_read="1")), offered())) == {}


def test_what_was_never_known_can_not_vanish() -> None:
    assert hold(change(offered(price={"output": 15}), offered(price={"output": 16}))) == {}
    assert hold(change(None, offered(price={}))) == {}
