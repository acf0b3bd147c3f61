"""`context-halved`: a context that shrinks by more than half is believed on the second day."""

import pytest

from sync.core.guards.context_halved import settle
from tests.unit.core_records import offered, said
from tests.unit.guarding import change


@pytest.mark.parametrize(
    ("context", "settles"), [(500, False), (499, True), (501, False), (1, True), (9000, False)]
)
def test_less_than_half_settles(context: int, settles: bool) -> None:
    after = offered(facts=said(limits={"context": context, "max_output": 100}))
    expected = {"limits.context": "context-halved"} if settles else {}

    assert settle(change(offered(), after)) == expected
    assert settle(change(offered(), after, weighty=True)) == {}
    assert settle(change(offered(), after, limits={})) == {}


def test_the_offers_own_context_counts_where_it_is_the_smaller() -> None:
    assert settle(change(offered(), offered(limits={"context": 400}))) == {"limits.context": "context-halved"}
    assert settle(change(offered(limits={"context": 400}), offered())) == {}
