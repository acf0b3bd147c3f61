"""Models that people rely on: nothing shrinks in their files unseen, by whatever way it comes."""

from dataclasses import replace

import pytest

from sync.core.facts import Record
from sync.core.values import Doc, get
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import Source, day, listed_on

SHRUNK = ("acme/one", "limits.context", "context-shrunk")
LOST = ("acme/one", "capabilities.tools", "capability-lost")


def context(number: int | None, own: int | None = None, id_: str = "acme/one") -> Record:
    """An offer of a model with a context, and perhaps a smaller one of the offer's own."""
    limits: Doc = {"max_output": 100} if number is None else {"context": number, "max_output": 100}
    record = offered(id_, facts=said(limits=limits))
    return record if own is None else replace(record, offer=record.offer | {"limits": {"context": own}})


def in_file(source: Source, model: str = "acme/one") -> object:
    """The context that the model's file says."""
    return get(source.models[model], ("limits", "context"))


@pytest.mark.parametrize("own", [500, 400, None], ids=["as it was", "smaller too", "gone"])
def test_a_models_own_context_that_shrinks_under_its_offers_is_held(own: int | None) -> None:
    source = listed_on(0, context(1000, 500), curated=["acme/one"])

    for number in (1, 2):
        source.day(number, context(600, own))

        assert source.waits() == [SHRUNK]
        assert (in_file(source), source.offer()["limits"]) == (1000, {"context": 500})


def test_its_line_says_what_the_file_says_and_what_upstream_says_of_the_model() -> None:
    source = listed_on(0, context(1000, 500), curated=["acme/one"])

    [line] = source.day(1, context(600, 500)).run.held

    assert (line.old, line.new, line.stated) == (1000, 600, {"model": 600, "offer": 500})


def test_it_is_written_once_a_person_lets_it_pass() -> None:
    source = listed_on(0, context(1000, 500), curated=["acme/one"])
    source.day(1, context(600, 500))

    source.day(2, context(600, 500), include_held=True)

    assert (source.waits(), in_file(source)) == ([], 600)


def test_a_context_does_not_shrink_by_way_of_none_at_all() -> None:
    source = listed_on(0, context(1000), curated=["acme/one"])

    for number, said_then in enumerate([None, None, 200, 200], 1):
        source.day(number, context(said_then))

        assert source.waits() == [SHRUNK]
        assert in_file(source) == 1000


def test_a_context_that_nobody_says_for_a_while_is_back_without_a_person() -> None:
    source = listed_on(0, context(1000), curated=["acme/one"])
    source.day(1, context(None))

    source.day(2, context(1000))

    assert (source.waits(), in_file(source)) == ([], 1000)


@pytest.mark.parametrize("of_model", [1000, 900], ids=["alone", "with the model's"])
def test_a_hand_edit_of_the_models_context_guards_the_offers_own_no_less(of_model: int) -> None:
    source = listed_on(0, context(1000), curated=["acme/one"])
    source.models["acme/one"] |= {"limits": {"context": 2000, "max_output": 100}}

    source.day(1, context(of_model, 200))

    assert source.waits() == [SHRUNK]
    assert "limits" not in source.offer()


def test_a_hand_edit_of_the_offers_own_limit_is_still_none_to_hold() -> None:
    source = listed_on(0, context(1000, 500), curated=["acme/one"])
    source.offers["acme/one"] = source.offer() | {"limits": {"context": 900}}

    run = source.day(1, context(1000, 200)).run

    assert source.waits() == []
    assert [(each.field, each.risky) for each in run.conflicts] == [("limits.context", "context-shrunk")]


def test_what_a_plain_id_says_less_of_the_model_it_takes_over_is_held() -> None:
    free = offered("acme/one:free", price=usd("0", "0"))
    source = listed_on(0, free, curated=["acme/one"])
    before = dict(source.models["acme/one"])
    small = offered(facts=said(name="Uno", limits={"context": 100, "max_output": 200}, capabilities=None))

    for number in (1, 2):
        source.day(number, small, free)

        assert source.waits() == [LOST, SHRUNK]
        assert source.models["acme/one"] == before | {
            "name": "Uno",
            "authority": {"provider": "acme", "offer": "acme/one"},
            "limits": {"context": 1000, "max_output": 200},
        }
    lines = [(each.old, each.new, each.first) for each in source.ledger.values()]
    assert lines == [(True, None, day(1)), (1000, 100, day(1))]
    source.day(3, small, free, include_held=True)
    assert (in_file(source), source.waits()) == (100, [])


def test_what_a_plain_id_that_takes_over_states_for_itself_is_written() -> None:
    free = offered("acme/one:free", price=usd("0", "0"))
    source = listed_on(0, free, curated=["acme/one"])

    source.day(1, context(600, 500), free)

    assert (source.waits(), in_file(source)) == ([SHRUNK], 1000)
    assert source.offer()["limits"] == {"context": 500}


def test_where_nobody_relies_on_the_model_the_plain_id_is_believed() -> None:
    free = offered("acme/one:free", price=usd("0", "0"))
    source = listed_on(0, free)

    source.day(1, context(900), free)

    assert (source.waits(), in_file(source)) == ([], 900)


def test_a_hand_edit_stands_against_the_plain_id_that_takes_over() -> None:
    free = offered("acme/one:free", price=usd("0", "0"))
    source = listed_on(0, free, curated=["acme/one"])
    source.models["acme/one"] |= {"limits": {"context": 2000, "max_output": 100}}

    run = source.day(1, context(100), free).run

    assert (source.waits(), in_file(source)) == ([], 2000)
    assert [(each.field, each.risky) for each in run.conflicts] == [("limits.context", "context-shrunk")]


@pytest.mark.parametrize("pinned", ["acme/big", "ACME/Big"])
def test_a_price_waits_for_the_model_that_the_price_list_names(pinned: str) -> None:
    source = listed_on(0, offered(), offered("acme/big"), curated=[pinned])
    source.offers["acme/one"] = source.offer() | {"model": "acme/big"}
    risky = offered(price=usd("30", "15"))

    for number in (1, 20):
        source.day(number, risky, offered("acme/big"))

    assert source.waits() == [("acme/one", "price", "price-move")]


def test_a_context_waits_for_the_model_that_an_offer_was_chosen_to_speak_for() -> None:
    source = listed_on(0, context(1000), offered("acme/big"), curated=["acme/big"])
    source.models["acme/big"] |= {"authority": {"provider": "acme", "offer": "acme/one"}}
    source.day(1, context(1000), offered("acme/big"))

    source.day(2, context(900), offered("acme/big"))

    assert (source.waits(), in_file(source, "acme/big")) == ([SHRUNK], 1000)


def test_pins_protect_in_any_case() -> None:
    source = listed_on(0, context(1000), curated=["ACME/One"])

    source.day(1, context(900))

    assert source.waits() == [SHRUNK]
