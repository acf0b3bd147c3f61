"""Whole lists from day to day: what is refused, what no longer counts, and how many that go at once wait."""

from dataclasses import replace

import pytest

from sync.core.exclude import Exclusions
from sync.core.facts import Record
from sync.core.scope import Scope
from sync.core.values import Doc
from sync.errors import SourceError
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import Source, day, listed_on, some

LOST: Doc = said(limits={"context": 1000})


def refusal(source: Source, number: int, *records: Record, waved: tuple[str, ...] = ()) -> str | None:
    """The rule that refuses a list on the n-th day; nothing of it is kept then."""
    before = (source.base, dict(source.offers), source.ledger, [*source.history])
    try:
        source.day(number, *records, waved=waved)
    except SourceError as error:
        assert (source.base, source.offers, source.ledger, source.history) == before
        assert error.fix == f"look at the source; if it is right: run --accept acme:{error.rule}"
        return error.rule
    return None


def test_a_refusal_names_its_rule_and_its_cure_and_the_cure_works_once() -> None:
    source = listed_on(0, *some(20))

    assert refusal(source, 1, *some(10)) == "shrink"
    assert refusal(source, 1, *some(10), waved=("growth",)) == "shrink"
    assert refusal(source, 1, *some(10), waved=("shrink",)) is None
    assert {why for _, _, why in source.waits()} == {"mass-removal"}


@pytest.mark.parametrize(("number", "refused"), [(1, "price-shift"), (7, "price-shift"), (8, None)])
def test_after_a_pause_of_more_than_a_week_twice_as_much_may_move(number: int, refused: str | None) -> None:
    after = [*some(19, price=usd("4", "15")), *some(41, 19)]

    assert refusal(listed_on(0, *some(60)), number, *after) == refused


def test_twice_as_much_is_not_anything() -> None:
    assert refusal(listed_on(0, *some(60)), 30, *some(60, price=usd("4", "15"))) == "price-shift"
    assert refusal(listed_on(0, *some(60)), 30, *some(20)) == "shrink"


def test_a_first_list_is_compared_with_nothing() -> None:
    assert refusal(Source(), 0, *some(500)) is None


def test_a_first_list_of_which_much_is_unusable_is_refused_all_the_same() -> None:
    with pytest.raises(SourceError) as refused:
        Source().day(0, *some(20), quarantined=tuple(f"bad{each}" for each in range(6)))

    assert refused.value.rule == "bad-ids"


def jumped(number: int, by: int) -> list[Record]:
    """The first so many of 60 offers at risky prices, each its own."""
    risky = [offered(f"acme/m{each}", price=usd(str(by + each), "15")) for each in range(number)]
    return [*risky, *some(60 - number, number)]


def test_what_waits_already_does_not_count_again() -> None:
    source = listed_on(0, *some(60))
    for number, until in enumerate((14, 28, 42), 1):
        assert refusal(source, number, *jumped(until, 30)) is None

    assert len(source.ledger) == 42
    assert refusal(source, 4, *jumped(42, 31)) == "price-shift"


def test_limits_that_settle_do_not_count_again() -> None:
    source = listed_on(0, *some(60))
    for number, until in enumerate((5, 10, 15), 1):
        assert refusal(source, number, *some(until, facts=LOST), *some(60 - until, until)) is None


def test_a_limited_run_judges_no_shrinkage() -> None:
    source = listed_on(0, *some(60))

    source.day(1, offered("acme/m0", price=usd("4", "15")), scope=Scope(ids=("acme/m0",)))

    assert source.offer("acme/m0")["price"] == usd("4", "15")
    assert source.waits() == []


def test_what_a_provider_file_keeps_out_is_no_growth() -> None:
    source = Source()
    source.book = replace(source.book, exclusions=Exclusions(min_context=5000))
    large = some(20, facts=said(limits={"context": 9000}))
    source.day(0, *large, *some(40, 20))

    assert refusal(source, 1, *large, *some(40, 20)) is None


def test_an_unusable_record_is_not_gone() -> None:
    source = listed_on(0, *some(20))

    plan = source.day(1, *some(15), quarantined=tuple(f"acme/m{each}" for each in range(15, 20)))

    assert (plan.run.missing, source.ledger) == ((), {})


def left(number: int, *back: Record) -> Source:
    """60 listed ids of which the last ten go on day 1, and that is asked until the n-th day."""
    source = listed_on(0, *some(60))
    for each in range(1, number + 1):
        source.day(each, *some(50), *back)
    return source


def test_many_that_go_at_once_wait_and_nothing_is_written_of_it() -> None:
    source = left(1)

    assert [(line.old, line.new, line.why) for line in source.ledger.values()] == [
        ("listed", "stale", "mass-removal")
    ] * 10
    assert source.base.records["acme/m55"] == offered("acme/m55")
    assert "state" not in source.offer("acme/m55")


@pytest.mark.parametrize(("number", "ended"), [(6, False), (7, True)])
def test_a_held_removal_ends_by_itself_and_counts_from_the_day_it_went(number: int, ended: bool) -> None:
    source = left(number)

    entry = source.offer("acme/m55")

    assert len(source.ledger) == (0 if ended else 10)
    assert (entry.get("state"), entry.get("missing_since")) == (
        ("stale", day(1).isoformat()) if ended else (None, None)
    )


def test_ids_held_as_gone_that_come_back_never_went() -> None:
    source = left(4)

    back = source.day(5, *some(60))

    assert (back.run.returned, back.run.added, back.run.lifecycle, source.ledger) == ((), (), (), {})
    assert (back.base_changed, back.run.unchanged) == (False, 60)


def test_ids_held_as_gone_do_not_count_as_gone_again() -> None:
    source = left(1)

    assert refusal(source, 2, *some(45)) is None
    assert len(source.ledger) == 10
    assert source.offer("acme/m45")["missing_since"] == day(2).isoformat()
