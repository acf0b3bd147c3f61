"""`capability-lost`: of a model that people rely on no capability is taken back by itself."""

from sync.core.guards.capability_lost import hold
from tests.unit.core_records import offered, said
from tests.unit.guarding import change

BEFORE = offered(
    facts=said(
        capabilities={
            "tools": {"value": True, "from": "api"},
            "json_mode": {"value": True, "from": "api"},
            "reasoning": {"value": "configurable", "from": "api"},
        },
        modalities={"input": ["text", "image"], "output": ["text"]},
    )
)
AFTER = offered(
    facts=said(
        capabilities={
            "tools": {"value": False, "from": "api"},
            "json_mode": {"value": True, "from": "api"},
            "reasoning": {"value": "mandatory", "from": "api"},
        }
    )
)


def test_each_lost_capability_and_the_inputs_wait_for_themselves() -> None:
    assert hold(change(BEFORE, AFTER, weighty=True)) == {
        "capabilities.tools": "capability-lost",
        "modalities.input": "capability-lost",
    }


def test_of_a_model_that_nobody_relies_on_it_is_written() -> None:
    assert hold(change(BEFORE, AFTER)) == {}


def test_what_comes_back_is_written() -> None:
    assert hold(change(AFTER, BEFORE, weighty=True)) == {}
