"""`shrink`: a list that was cut is not believed."""

import pytest

from tests.unit.guarding import refuses, some


@pytest.mark.parametrize(
    ("listed", "gone", "refused"),
    [(100, 19, False), (100, 20, False), (100, 21, True), (10, 5, False), (10, 6, True), (60, 30, True)],
)
def test_more_than_a_fifth_and_more_than_five_must_be_gone(listed: int, gone: int, refused: bool) -> None:
    assert bool(refuses("shrink", some(listed), some(listed - gone))) is refused


def test_it_says_how_much_is_gone() -> None:
    assert refuses("shrink", some(100), some(70)) == "30 of 100 (30 %) listed ids are gone"


def test_ids_that_are_new_or_changed_are_not_gone() -> None:
    assert refuses("shrink", some(20), some(60, price={"input": 9})) is None
