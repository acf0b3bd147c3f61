"""`context-shrunk`: of a model that people rely on no context becomes smaller by itself."""

import pytest

from sync.core.facts import Record
from sync.core.guards.context_shrunk import hold
from sync.core.values import Value
from tests.unit.core_records import offered, said
from tests.unit.guarding import change


def context(model: Value, offer: Value = None) -> Record:
    own: dict[str, Value] = {} if offer is None else {"limits": {"context": offer}}
    return offered(facts=said(limits={"context": model} if model else None), **own)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        (context(1000), context(1000), False),
        (context(1000), context(1001), False),
        (context(1000), context(999), True),
        (context(1000), context(1000, 999), True),
        (context(1000, 800), context(900, 800), True),
        (context(1000, 800), context(900), True),
        (context(1000, 800), context(1000), False),
        (context(1000, 800), context(2000, 800), False),
        (context(1000), context(None), True),
        (context(1000, 800), context(None, 800), True),
        (context(None), context(1000), False),
    ],
)
def test_both_the_models_own_and_the_smaller_of_model_and_offer_count(
    before: Record, after: Record, held: bool
) -> None:
    expected = {"limits.context": "context-shrunk"} if held else {}

    assert hold(change(before, after, weighty=True)) == expected
    assert hold(change(before, after)) == {}


def test_another_limit_is_none_of_its_business() -> None:
    after = offered(facts=said(limits={"context": 1000, "max_output": 1}))

    assert hold(change(offered(), after, weighty=True)) == {}
