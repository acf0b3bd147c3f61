"""What is counted as lost or gained: what a model can't do any longer, not what a file says no longer."""

import pytest

from sync.core.facts import Record
from sync.core.outcome import Run
from sync.publish.text.retold import run_of
from sync.report.counts import gained, lost
from sync.report.jsonable import report_json
from tests.unit.core_records import offered, said
from tests.unit.guarding import Source, day, listed_on


def able(tools: bool) -> Record:
    return offered(facts=said(capabilities={"tools": {"value": tools, "from": "api"}}))


def free(tools: bool) -> Record:
    return offered("acme/one:free", facts=able(tools).facts)


def moved(source: Source, number: int, plain: bool, variant: bool) -> Run:
    return source.day(number, able(plain), free(variant)).run


def of_the_variant(run: Run) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What was lost and gained by each change of the variant's entry."""
    return [(lost(each), gained(each)) for each in run.changes if each.place == "offer"]


@pytest.mark.parametrize("retold", [False, True], ids=["told", "read back from JSON"])
def test_an_offer_that_leaves_a_field_to_its_model_can_do_what_that_can(retold: bool) -> None:
    source = listed_on(0, able(True), free(True))
    runs = [
        moved(source, 1, plain=False, variant=True),  # it states now what its model can't do any longer
        moved(source, 2, plain=True, variant=True),  # and leaves it to its model again
        moved(source, 3, plain=True, variant=False),
        moved(source, 4, plain=True, variant=True),
        moved(source, 5, plain=False, variant=True),
        moved(source, 6, plain=False, variant=False),
    ]
    if retold:
        runs = [run_of(report_json([run], [], day(number))) for number, run in enumerate(runs, 1)]

    tools, nothing = ("tools",), ()
    assert [of_the_variant(run) for run in runs] == [
        [(nothing, nothing)],
        [(nothing, nothing)],
        [(tools, nothing)],
        [(nothing, tools)],
        [(nothing, nothing)],
        [(tools, nothing)],
    ]
