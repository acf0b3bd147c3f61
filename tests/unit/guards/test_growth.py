"""`growth`: a list with much that is new is another list."""

import pytest

from tests.unit.guarding import refuses, some


@pytest.mark.parametrize(
    ("listed", "new", "refused"),
    [(100, 29, False), (100, 30, False), (100, 31, True), (10, 10, False), (10, 11, True), (60, 60, True)],
)
def test_more_than_three_tenths_and_more_than_ten_must_be_new(listed: int, new: int, refused: bool) -> None:
    assert bool(refuses("growth", some(listed), some(listed + new))) is refused


def test_a_list_that_only_lost_or_changed_ids_has_not_grown() -> None:
    assert refuses("growth", some(20), some(5, price={"input": 9})) is None
