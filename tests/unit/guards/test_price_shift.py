"""`price-shift`: when a quarter of all prices move at once, it is the list that moved."""

import pytest

from sync.core.values import Doc
from tests.unit.core_records import usd
from tests.unit.guarding import refuses, some


@pytest.mark.parametrize("price", [usd("4", "15"), usd("3", "14"), usd("0", "0"), {}], ids=str)
@pytest.mark.parametrize(
    ("listed", "moved", "refused"), [(100, 25, False), (100, 26, True), (20, 9, False), (20, 10, True)]
)
def test_more_than_a_quarter_and_ten_or_more_must_move(
    price: Doc, listed: int, moved: int, refused: bool
) -> None:
    after = [*some(moved, price=price), *some(listed - moved, moved)]

    assert bool(refuses("price-shift", some(listed), after)) is refused


def test_other_kinds_and_new_offers_are_no_shift() -> None:
    assert refuses("price-shift", some(20), some(20, price=usd("3", "15", cache_read="1"))) is None
    assert refuses("price-shift", some(20), [*some(20), *some(40, 20, price=usd("9", "9"))]) is None
