"""`limit-shift`: when a quarter of all limits move at once, it is the list that moved."""

import pytest

from sync.core.values import Doc
from tests.unit.core_records import said
from tests.unit.guarding import refuses, some


@pytest.mark.parametrize(
    "limits",
    [{"context": 999, "max_output": 100}, {"context": 1000, "max_output": 1}, {"context": 1000}],
    ids=str,
)
@pytest.mark.parametrize(
    ("listed", "moved", "refused"), [(100, 25, False), (100, 26, True), (20, 9, False), (20, 10, True)]
)
def test_more_than_a_quarter_and_ten_or_more_must_move(
    limits: Doc, listed: int, moved: int, refused: bool
) -> None:
    after = [*some(moved, facts=said(limits=limits)), *some(listed - moved, moved)]

    assert bool(refuses("limit-shift", some(listed), after)) is refused


def test_a_longest_input_and_prices_are_other_matters() -> None:
    limits: Doc = {"context": 1000, "max_output": 100, "max_input": 900}

    assert refuses("limit-shift", some(20), some(20, facts=said(limits=limits), price={"input": 9})) is None
