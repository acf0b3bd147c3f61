"""`bad-ids`: a list of which too much can't be read is in another dialect."""

import pytest

from tests.unit.guarding import refuses, some


@pytest.mark.parametrize(
    ("fetched", "unusable", "refused"),
    [(300, 5, False), (300, 6, False), (300, 7, True), (10, 5, False), (10, 6, True)],
)
def test_more_than_a_fiftieth_and_more_than_five_must_be_unusable(
    fetched: int, unusable: int, refused: bool
) -> None:
    records = some(fetched - unusable)

    assert bool(refuses("bad-ids", records, records, unusable=unusable)) is refused


def test_it_says_how_many() -> None:
    assert refuses("bad-ids", [], some(90), unusable=10) == "10 of 100 (10 %) records can't be used"
