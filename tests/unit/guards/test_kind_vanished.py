"""`kind-vanished`: a kind of price that is no longer said is believed on the second day."""

from sync.core.guards.kind_vanished import settle
from sync.core.values import Value
from tests.unit.core_records import offered, usd
from tests.unit.guarding import change

TIERS: list[Value] = [{"over": 5, "mode": "cliff", "input": 6}]
RICH = offered(
    price=usd("3", "15", cache_read="1", per_image="2"), tiers=TIERS, windows=[{"utc": "1", "input": 1}]
)


def test_each_kind_and_the_tiers_and_windows_as_wholes_settle() -> None:
    assert settle(change(RICH, offered())) == dict.fromkeys(
        ["price.cache_read", "price.per_image", "tiers", "windows"], "kind-vanished"
    )


def test_input_and_output_are_held_instead() -> None:
    assert settle(change(offered(), offered(price={}))) == {}


def test_a_router_that_gets_a_price_loses_none() -> None:
    assert settle(change(offered(price={"dynamic": True}), offered())) == {}
    assert settle(change(offered(price=usd("3", "15") | {"currency": "CNY"}), offered())) == {}


def test_one_tier_less_is_a_change_like_any_other() -> None:
    more = offered(tiers=[*TIERS, {"over": 9, "mode": "cliff", "input": 7}])

    assert settle(change(more, offered(tiers=TIERS))) == {}
    assert settle(change(offered(), RICH)) == {}
