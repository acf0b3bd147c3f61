"""`price-move`: a price that moves by more than five times waits for a person."""

from decimal import Decimal

import pytest

from sync.core.guards.price_move import hold
from sync.core.values import Doc, Value
from tests.unit.core_records import offered, usd
from tests.unit.guarding import change

WHOLE = {"price": "price-move"}


def moved(kind: str, old: str, new: str) -> dict[str, str]:
    before, after = ({"input": Decimal(3), "output": Decimal(15), kind: Decimal(each)} for each in (old, new))
    return {**hold(change(offered(price={**before}), offered(price={**after})))}


@pytest.mark.parametrize("kind", ["input", "output"])
@pytest.mark.parametrize(
    ("old", "new", "held"),
    [
        ("2", "10", False),
        ("2", "10.01", True),
        ("10", "2", False),
        ("10", "1.99", True),
        ("2", "9.99", False),
        ("0", "0.01", True),
        ("2", "0", False),
    ],
)
def test_a_risky_input_or_output_holds_all_prices_of_the_offer(
    kind: str, old: str, new: str, held: bool
) -> None:
    assert moved(kind, old, new) == (WHOLE if held else {})


def test_another_kind_is_held_by_itself() -> None:
    assert moved("cache_read", "1", "5") == {}
    assert moved("cache_read", "1", "6") == {"price.cache_read": "price-move"}


def test_beside_a_risky_input_no_other_kind_has_a_line() -> None:
    after = offered(price=usd("30", "15", cache_read="10"))

    assert hold(change(offered(price=usd("3", "15", cache_read="1")), after)) == WHOLE


@pytest.mark.parametrize(
    ("name", "condition", "other"),
    [
        ("tiers", {"over": 5, "mode": "cliff"}, {"over": 9, "mode": "cliff"}),
        ("windows", {"utc": "10:00-11:00", "days": ["mon"]}, {"utc": "10:00-11:00"}),
    ],
)
def test_the_price_of_a_tier_or_window_is_judged_under_its_own_condition(
    name: str, condition: Doc, other: Doc
) -> None:
    def tiered(*entries: Value) -> dict[str, str]:
        before = offered(**{name: [condition | {"input": 6, "output": 9}]})  # type: ignore[arg-type]
        return {**hold(change(before, offered(**{name: [*entries]})))}  # type: ignore[arg-type]

    assert tiered(condition | {"input": 30, "output": 9}) == {}
    assert tiered(condition | {"input": 31, "output": 9}) == {name: "price-move"}
    assert tiered(condition | {"input": 6, "output": 1}) == {name: "price-move"}
    assert tiered(other | {"input": 30, "output": 60}) == {}
    assert tiered(other | {"input": 90, "output": 60}) == {name: "price-move"}
    assert tiered() == {}


def test_what_was_not_known_before_can_not_jump() -> None:
    assert hold(change(offered(price={}), offered(price=usd("900", "900")))) == {}
    assert hold(change(None, offered(price=usd("900", "900")))) == {}


def test_without_a_threshold_nothing_is_held() -> None:
    assert hold(change(offered(), offered(price=usd("900", "1")), limits={})) == {}
