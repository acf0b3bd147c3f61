"""`blanked`: a field that many offers lose at once was not taken back, it was forgotten."""

from typing import Any

import pytest

from sync.core.values import Doc
from tests.unit.core_records import said, usd
from tests.unit.guarding import refuses, some

TIERS: list[Doc] = [{"over": 5, "mode": "cliff", "input": 6}]


@pytest.mark.parametrize(
    "blank",
    [
        {"price": {"output": 15}},
        {"facts": said(limits={"context": 1000})},
        {"facts": said(limits=None), "price": {}},
    ],
    ids=["a price", "a limit", "all of it"],
)
@pytest.mark.parametrize(
    ("listed", "lost", "refused"), [(200, 10, False), (200, 11, True), (20, 5, False), (20, 6, True)]
)
def test_more_than_a_twentieth_and_more_than_five_must_lose_something(
    blank: dict[str, Any], listed: int, lost: int, refused: bool
) -> None:
    after = [*some(lost, **blank), *some(listed - lost, lost)]

    assert bool(refuses("blanked", some(listed), after)) is refused


@pytest.mark.parametrize(
    "after", [{"price": usd("0", "0")}, {"facts": said(name="Other", capabilities=None)}]
)
def test_a_zero_or_what_is_neither_price_nor_limit_is_no_blank(after: dict[str, Any]) -> None:
    assert refuses("blanked", some(20), some(20, **after)) is None


def test_tiers_that_end_are_no_blank() -> None:
    assert refuses("blanked", some(20, tiers=TIERS), some(20)) is None
