"""All rules together: which of them speaks first, and what is put back where one of them spoke."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.core.facts import Record
from sync.core.guards.change import Change
from sync.core.guards.feed import Threshold
from sync.core.guards.judge import HOLDS, REFUSALS, SETTLES, Bench, Judged, judged, proposals, refused
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import GUARDS, change, day, feed, some

RISKY = change(offered(), offered(price=usd("30", "15")))


def judge(*changes: Change, edited: bool = False) -> Judged:
    return judged(
        changes, Bench(today=day(1), ledger={}, limits=GUARDS, edited=lambda *_: edited, since=day(0))
    )


def test_every_refusal_has_a_threshold_and_every_threshold_a_rule() -> None:
    named = {rule.__module__.rpartition(".")[2].replace("_", "-") for rule in (*HOLDS, *SETTLES)}

    assert REFUSALS.keys() <= GUARDS.keys()
    assert GUARDS.keys() <= {*REFUSALS, *named, "mass-removal"}


def test_the_shipped_thresholds_are_these() -> None:
    limits = {rule: (each.percent, each.count, each.factor, each.days) for rule, each in GUARDS.items()}

    assert limits == {
        "bad-ids": (2, 5, 0, 0),
        "shrink": (20, 5, 0, 0),
        "growth": (30, 10, 0, 0),
        "unit": (0, 9, 5, 0),
        "blanked": (5, 5, 0, 0),
        "capability-loss": (5, 10, 0, 0),
        "price-shift": (25, 9, 0, 0),
        "limit-shift": (25, 9, 0, 0),
        "price-move": (0, 0, 5, 6),
        "price-vanished": (0, 0, 0, 6),
        "mass-removal": (5, 5, 0, 6),
        "restless": (0, 2, 0, 7),
        "context-halved": (0, 0, 2, 0),
    }


def test_the_first_rule_that_refuses_is_told_and_a_waved_one_lets_the_next_speak() -> None:
    whole = feed(some(60), some(60, price=usd("3000", "15")))

    first = refused(whole, GUARDS, doubled=False, accepted=())
    second = refused(whole, GUARDS, doubled=False, accepted=("unit",))
    third = refused(whole, GUARDS, doubled=False, accepted=("unit", "price-shift"))

    assert (first and first[0], second and second[0], third) == ("unit", "price-shift", None)


def test_a_rule_without_a_threshold_refuses_nothing() -> None:
    assert refused(feed(some(60), []), {}, doubled=False, accepted=()) is None


@pytest.mark.parametrize(("gone", "single", "doubled"), [(24, True, False), (25, True, True)])
def test_doubled_thresholds_are_twice_the_percent_and_twice_the_count(
    gone: int, single: bool, doubled: bool
) -> None:
    whole, limits = feed(some(60), some(60 - gone)), {"shrink": Threshold(percent=20, count=5)}

    assert bool(refused(whole, limits, doubled=False, accepted=())) is single
    assert bool(refused(whole, limits, doubled=True, accepted=())) is doubled
    assert refused(feed(some(10), []), limits, doubled=True, accepted=()) is None


def test_a_hold_outranks_a_settle_of_the_same_field() -> None:
    news = replace(RISKY, restless=frozenset({"price"}))

    assert proposals(news) == {"price": "price-move"}


def test_a_zero_outranks_every_other_reason() -> None:
    free = offered(price=usd("0", "150"))

    assert proposals(change(offered(), free, restless=["price"])) == {"price": "zero-unconfirmed"}


def test_what_is_held_alone_makes_nothing_else_restless() -> None:
    before = offered(price=usd("3", "15", cache_read="1"))
    alone = offered(price=usd("3", "15", cache_read="9"))
    beside = offered(price=usd("4", "15", cache_read="9"))

    held = {"price.cache_read": "price-move"}
    assert proposals(change(before, alone, restless=["price"])) == held
    assert proposals(change(before, beside, restless=["price"])) == held | {"price": "restless"}


@pytest.mark.parametrize(
    ("after", "weighty", "stands"),
    [
        (offered(price=usd("30", "9"), limits={"context": 900}), False, {"limits": {"context": 900}}),
        (offered(limits={"context": 900}), True, {}),
        (offered(facts=said(limits={"context": 900, "max_output": 100})), True, {}),
        (offered(facts=said(capabilities=None)), True, {}),
    ],
    ids=["prices", "the offer's context", "the model's context", "a capability"],
)
def test_only_what_waits_is_put_back(after: Record, weighty: bool, stands: dict[str, dict[str, int]]) -> None:
    found = judge(change(offered(), after, weighty=weighty))

    assert len(found.lines) == 1
    assert found.records["acme/one"] == offered(**stands)  # type: ignore[arg-type]


def test_a_reused_id_keeps_its_old_date_while_its_prices_wait() -> None:
    before, after = (
        replace(offered(price=usd(price, "15")), more={"created": created})
        for price, created in (("3", 1), ("4", 2))
    )

    found = judge(change(before, after, weighty=True, stable=True))

    assert found.records["acme/one"] == before


def test_where_a_hand_edit_stands_nothing_waits_and_the_risk_is_told() -> None:
    found = judge(RISKY, edited=True)

    assert (found.lines, found.risky) == ([], {("acme/one", "price.input"): "price-move"})
    assert found.records["acme/one"] is RISKY.after


def test_a_hand_edit_that_meets_what_would_only_settle_is_no_risk() -> None:
    found = judge(change(offered(), offered(facts=said(limits=None))), edited=True)

    assert (found.lines, found.risky) == ([], {})


def test_a_settling_line_ends_on_the_next_day_and_not_before() -> None:
    news = change(offered(), offered(facts=said(limits={"context": 1000})))
    (line,) = judge(news).lines
    bench = Bench(today=day(1), ledger={(line.id, line.field): line}, limits=GUARDS, edited=lambda *_: False)

    assert judged([news], bench).lines == [line]
    tomorrow = judged([news], replace(bench, today=bench.today + timedelta(days=1)))
    assert (tomorrow.lines, tomorrow.ended, tomorrow.records["acme/one"]) == ([], [line], news.after)
