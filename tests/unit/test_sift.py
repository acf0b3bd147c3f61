"""What waits from day to day: it appears, stands, is replaced, ends, or goes when upstream returns."""

from dataclasses import replace

import pytest

from sync.core.facts import Record
from sync.core.history import Entry
from sync.core.ledger import Line
from sync.core.scope import Scope
from sync.core.values import Value, get
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import Source, day, listed_on

RISKY = offered(price=usd("30", "15"))
NO_OUTPUT = offered(facts=said(limits={"context": 1000}))
HELD = ("acme/one", "price", "price-move")


def line(source: Source) -> Line:
    """The one that waits."""
    (only,) = source.ledger.values()
    return only


def test_a_held_change_is_written_nowhere_and_listed() -> None:
    source = listed_on(0, offered())

    plan = source.day(1, RISKY)

    assert source.offer() == {"model": "acme/one", "price": usd("3", "15")}
    assert (plan.base_changed, plan.run.changes, plan.run.updated, source.history) == (False, (), (), [])
    assert plan.run.held == (
        Line(
            id="acme/one",
            field="price",
            old=usd("3", "15"),
            new=usd("30", "15"),
            why="price-move",
            first=day(1),
            since=day(1),
            after=day(0),
        ),
    )


def test_a_line_stands_while_upstream_repeats_itself() -> None:
    source = listed_on(0, offered())
    source.day(1, RISKY)
    before = dict(source.ledger)

    source.day(3, RISKY)

    assert source.ledger == before


def test_another_proposal_takes_the_place_and_keeps_the_first_day() -> None:
    source = listed_on(0, offered())
    source.day(1, RISKY)
    source.day(3, offered(price=usd("40", "15")))

    assert (line(source).new, line(source).first, line(source).since) == (usd("40", "15"), day(1), day(3))


@pytest.mark.parametrize("back", [offered(), offered(price=usd("4", "15"))], ids=["as it was", "harmless"])
def test_a_line_goes_when_upstream_returns(back: Record) -> None:
    source = listed_on(0, offered())
    source.day(1, RISKY)

    plan = source.day(2, back)

    assert (source.ledger, plan.run.ended) == ({}, ())
    assert [line.field for line in plan.run.withdrawn] == ["price"]
    assert source.offer()["price"] == back.offer["price"]


def test_a_line_goes_when_its_id_goes() -> None:
    source = listed_on(0, offered(), offered("acme/two"))
    source.day(1, RISKY, offered("acme/two"))
    source.day(2, offered("acme/two"))

    assert source.ledger == {}


@pytest.mark.parametrize("limited", [False, True], ids=["unusable today", "not asked for"])
def test_a_line_stands_where_nothing_is_known_of_its_id_today(limited: bool) -> None:
    two = offered("acme/two")
    source = listed_on(0, offered(), two)
    source.day(1, RISKY, two)
    if limited:
        source.day(2, offered(), two, scope=Scope(ids=("acme/two",)))
    else:
        source.day(2, two, quarantined=("acme/one",))

    assert source.waits() == [HELD]


def test_a_settling_value_is_written_when_two_days_agree() -> None:
    source = listed_on(0, offered())

    first, same_day, next_day = (source.day(number, NO_OUTPUT) for number in (1, 1, 2))

    assert [each.new for each in first.run.settling] == [None]
    assert first.run.held == ()
    assert same_day.run.settling == first.run.settling
    assert (next_day.run.settling, next_day.run.ended) == ((), ())
    assert [(each.field, each.old, each.new) for each in next_day.run.changes] == [
        ("limits.max_output", 100, None)
    ]


def test_a_value_that_never_comes_twice_is_never_written() -> None:
    source = listed_on(0, offered(facts=said(limits={"context": 1000})))
    for number in range(1, 6):
        context = 1000 if number % 2 else 100 + number
        source.day(number, offered(facts=said(limits={"context": context})))

    assert source.models["acme/one"]["limits"] == {"context": 1000}


def test_the_third_price_of_a_week_settles_first_and_all_prices_of_the_offer_with_it() -> None:
    source = listed_on(0, offered())
    for number, price in enumerate([usd("4", "15"), usd("5", "15"), usd("6", "14")], 1):
        source.day(number, offered(price=price))

    assert source.offer()["price"] == usd("5", "15")
    assert source.waits() == [("acme/one", "price", "restless")]
    source.day(4, offered(price=usd("6", "14")))
    assert (source.offer()["price"], source.ledger) == (usd("6", "14"), {})


def test_a_restless_price_of_which_nothing_is_known_is_not_written_while_it_settles() -> None:
    source = listed_on(0, offered(price={}))
    source.history = [
        Entry(id="acme/one", field="tiers", old=None, new=None, seen=on, after=None, accepted=on)
        for on in (day(1), day(2))
    ]

    source.day(3, offered())

    assert source.waits() == [("acme/one", "price", "restless")]
    assert "price" not in source.offer()


@pytest.mark.parametrize(("number", "ended"), [(6, False), (7, True), (20, True)])
def test_a_held_price_ends_by_itself_when_upstream_repeats_it_for_six_days(number: int, ended: bool) -> None:
    source = listed_on(0, offered())
    source.day(1, RISKY)

    plan = source.day(number, RISKY)

    assert [each.why for each in plan.run.ended] == (["price-move"] if ended else [])
    assert source.offer()["price"] == usd("30" if ended else "3", "15")
    assert [(each.seen, each.accepted) for each in source.history] == (
        [(day(1), day(number))] if ended else []
    )


@pytest.mark.parametrize("how", ["curated", "active"])
def test_of_a_model_people_rely_on_a_held_price_never_ends_by_itself(how: str) -> None:
    source = listed_on(0, offered(), curated=["acme/one"] if how == "curated" else [])
    source.models["acme/one"] |= {"active": how == "active"}
    for number in (1, 60):
        source.day(number, RISKY)

    assert source.waits() == [HELD]


@pytest.mark.parametrize("before", [offered(), offered(price={})], ids=["paid", "unknown"])
def test_a_zero_never_ends_by_itself(before: Record) -> None:
    source = listed_on(0, before)
    for number in (1, 60):
        source.day(number, offered(price=usd("0", "15")))

    assert source.waits() == [("acme/one", "price", "zero-unconfirmed")]
    assert source.offer().get("price") == ({"output": 15} if before.offer["price"] == {} else usd("3", "15"))


def test_in_a_first_list_a_zero_is_not_known_and_waits() -> None:
    source = listed_on(0, offered(price=usd("0", "0")))

    assert source.waits() == [("acme/one", "price", "zero-unconfirmed")]
    assert "price" not in source.offer()
    source.day(1, offered())
    assert (source.offer()["price"], source.ledger) == (usd("3", "15"), {})


def test_a_risky_price_holds_every_price_of_its_offer_and_nothing_else() -> None:
    tiers: list[Value] = [{"over": 5, "mode": "cliff", "input": 6}]
    source = listed_on(0, offered(price=usd("3", "15", cache_read="1"), tiers=tiers))

    news = offered(price=usd("30", "16", cache_read="2"), facts=said(name="Uno"))
    plan = source.day(1, news)

    assert source.offer() == {"model": "acme/one", "price": usd("3", "15", cache_read="1"), "tiers": tiers}
    assert [(each.field, each.new) for each in plan.run.held] == [("price", usd("30", "16", cache_read="2"))]
    assert [each.field for each in plan.run.changes] == ["name"]


def test_what_is_held_by_itself_is_not_freed_by_prices_that_settle() -> None:
    source = listed_on(0, offered(price=usd("3", "15", cache_read="1")))
    for number, price in enumerate(["4", "5"], 1):
        source.day(number, offered(price=usd(price, "15", cache_read="1")))

    for number in (3, 4, 5, 6):
        source.day(number, offered(price=usd("5", "15", cache_read="10")))

    assert source.waits() == [("acme/one", "price.cache_read", "price-move")]
    assert source.offer()["price"] == usd("5", "15", cache_read="1")


def test_a_hand_edit_is_never_held_but_a_risky_conflict() -> None:
    source = listed_on(0, offered())
    source.offers["acme/one"] = {"model": "acme/one", "price": usd("2", "15")}

    plan = source.day(1, offered(price=usd("30", "16")))

    assert source.ledger == {}
    assert source.offer()["price"] == usd("2", "16")
    assert [(each.field, each.mine, each.upstream, each.risky) for each in plan.run.conflicts] == [
        ("price.input", 2, 30, "price-move")
    ]
    assert source.day(2, offered(price=usd("30", "16"))).run.conflicts == ()


def test_what_a_hand_edit_leaves_to_upstream_is_held_all_the_same() -> None:
    source = listed_on(0, offered())
    source.offers["acme/one"] = {"model": "acme/one", "price": usd("2", "15")}

    plan = source.day(1, offered(price=usd("30", "150")))

    assert (source.waits(), plan.run.conflicts) == ([HELD], ())
    assert source.offer()["price"] == usd("2", "15")


@pytest.mark.parametrize("mine", [1000, 900])
def test_a_hand_edit_of_a_curated_models_limit_is_a_risky_conflict_too(mine: int) -> None:
    source = listed_on(0, offered(), curated=["acme/one"])
    source.models["acme/one"] |= {"limits": {"context": mine, "max_output": 100}}

    plan = source.day(1, offered(facts=said(limits={"context": 500, "max_output": 100})))

    risky = [(each.field, each.risky) for each in plan.run.conflicts]
    assert risky == ([] if mine == 1000 else [("limits.context", "context-shrunk")])
    assert len(source.ledger) == (1 if mine == 1000 else 0)
    assert source.models["acme/one"]["limits"] == {"context": mine, "max_output": 100}


def test_merging_the_review_is_accepting() -> None:
    source = listed_on(0, offered())
    source.day(1, RISKY)
    source.offers["acme/one"] = {"model": "acme/one", "price": usd("30", "15")}

    plan = source.day(2, RISKY)

    assert (source.ledger, plan.run.kept, plan.run.conflicts) == ({}, (), ())
    assert source.base.records["acme/one"].offer["price"] == usd("30", "15")
    assert [(each.new, each.seen, each.accepted) for each in source.history] == [(30, day(1), day(2))]


def test_include_held_writes_what_waits_and_may_be_narrowed() -> None:
    two = offered("acme/two", price=usd("30", "15"))
    source = listed_on(0, offered(), offered("acme/two"))
    source.day(1, RISKY, two)

    plan = source.day(2, RISKY, two, include_held=True, scope=Scope(ids=("acme/two",)))

    assert [each.id for each in plan.run.included] == ["acme/two"]
    assert source.waits() == [HELD]
    assert source.offer("acme/two")["price"] == usd("30", "15")
    source.day(3, RISKY, two, include_held=True)
    assert (source.ledger, source.offer()["price"]) == ({}, usd("30", "15"))


def test_include_held_lets_nothing_pass_that_only_settles() -> None:
    source = listed_on(0, offered())

    source.day(1, NO_OUTPUT, include_held=True)

    assert source.waits() == [("acme/one", "limits.max_output", "limit-vanished")]


def test_an_odd_id_stays_outside_with_its_model() -> None:
    odd = offered("acme/оne")
    source = listed_on(0, offered(), odd)
    source.day(1, offered(), odd)

    assert source.waits() == [("acme/оne", "id", "odd-id")]
    assert ([*source.offers], [*source.models]) == (["acme/one"], ["acme/one"])
    source.day(2, offered(), odd, include_held=True)
    assert [*source.offers] == [*source.models] == ["acme/one", "acme/оne"]


@pytest.mark.parametrize(("weighty", "told"), [(False, ["acme/one"]), (True, [])])
def test_an_id_that_means_another_model_is_told_where_nothing_of_it_is_held(
    weighty: bool, told: list[str]
) -> None:
    curated = ["acme/one"] if weighty else []
    source = listed_on(0, replace(offered(), more={"created": 1}), curated=curated)
    source.book = replace(source.book, created_stable=True)

    run = source.day(1, replace(offered(price=usd("4", "15")), more={"created": 2})).run

    assert [one.id for one in run.attention if one.why == "replaced"] == told
    assert [line.id for line in run.held if line.why == "replaced"] == ([] if told else ["acme/one"])


@pytest.mark.parametrize("mine", [None, {"model": "acme/one", "limits": {"context": 900}}])
def test_an_edit_of_the_price_list_lets_nothing_into_the_file_of_a_model_people_rely_on(mine: Value) -> None:
    source = listed_on(0, offered(), curated=["acme/one"])
    if mine is None:
        del source.offers["acme/one"]
    else:
        source.offers["acme/one"] = mine

    source.day(1, offered(facts=said(limits={"context": 500, "max_output": 100})))

    assert ("acme/one", "limits.context", "context-shrunk") in source.waits()
    assert get(source.models["acme/one"], ("limits", "context")) == 1000


@pytest.mark.parametrize("asked", [False, True], ids=["main has no line", "main has the line"])
def test_what_a_person_wrote_as_upstream_proposes_it_is_accepted(asked: bool) -> None:
    source = listed_on(0, offered())
    if asked:
        source.day(1, RISKY)
    source.offers["acme/one"] = source.offer() | {"price": usd("30", "15")}

    plan = source.day(2, RISKY)

    assert (source.ledger, plan.run.held, plan.run.withdrawn, plan.run.conflicts) == ({}, (), (), ())
    assert source.base.records["acme/one"].offer["price"] == usd("30", "15")
    assert [(entry.seen, entry.accepted) for entry in source.history] == [(day(1 if asked else 2), day(2))]
