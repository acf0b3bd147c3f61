"""`unit`: the same factor on many offers is another unit, not another price."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from sync.core.facts import Record
from sync.core.values import Doc
from tests.unit.core_records import offered, said
from tests.unit.guarding import refuses, some

PRICES = [Decimal(each + 1) for each in range(20)]


def priced(prices: Sequence[Decimal], kind: str = "input") -> list[Record]:
    return [offered(f"acme/m{each}", price={kind: price}) for each, price in enumerate(prices)]


def times(factor: str, number: int) -> list[Decimal]:
    return [price * Decimal(factor) if each < number else price for each, price in enumerate(PRICES)]


@pytest.mark.parametrize("kind", ["input", "output", "cache_read", "per_image"])
@pytest.mark.parametrize(
    ("factor", "number", "refused"),
    [
        ("1000", 9, False),
        ("1000", 10, True),
        ("0.001", 10, True),
        ("0.000001", 10, True),
        ("5", 10, True),
        ("4.99", 20, False),
        ("0.2", 10, True),
        ("0.21", 20, False),
    ],
)
def test_ten_offers_must_move_by_the_same_factor_of_five_or_more(
    kind: str, factor: str, number: int, refused: bool
) -> None:
    before, after = priced(PRICES, kind), priced(times(factor, number), kind)

    assert bool(refuses("unit", before, after)) is refused


@pytest.mark.parametrize(("factor", "way"), [("1000", "multiply"), ("0.000001", "divide")])
def test_it_says_which_way_and_by_how_much(factor: str, way: str) -> None:
    by = "1000" if way == "multiply" else "1000000"

    why = refuses("unit", priced(PRICES), priced(times(factor, 12)))

    assert why == f"12 offers {way} their price.input by {by}: its unit changed"


def test_a_feeds_own_rounding_hides_no_unit() -> None:
    after = [price * Decimal("1000.00000001") for price in PRICES]

    assert refuses("unit", priced(PRICES), priced(after))


def test_a_limit_has_a_unit_too() -> None:
    thousands: Doc = {"limits": {"context": 128, "max_output": 100}}
    tokens: Doc = {"limits": {"context": 128000, "max_output": 100}}

    why = refuses("unit", some(10, facts=said(**tokens)), some(10, facts=said(**thousands)))

    assert why == "10 offers divide their limits.context by 1000: its unit changed"


def test_each_price_moves_for_itself() -> None:
    mixed = [price * (each + 5) for each, price in enumerate(PRICES)]
    halves = [*times("1000", 9)[:9], *[price / 1000 for price in PRICES[9:18]], *PRICES[18:]]

    assert refuses("unit", priced(PRICES), priced(mixed)) is None
    assert refuses("unit", priced(PRICES), priced(halves)) is None
    assert refuses("unit", priced(PRICES), priced([Decimal(0)] * 20)) is None
