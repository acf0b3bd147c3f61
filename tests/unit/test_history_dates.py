"""Since when a price was asked, and until when the one before it: the days of the history."""

from sync.core.scope import Scope
from sync.core.values import Doc
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import Source, day, listed_on

HELD = {"cache_read": "3"}
"""A price of the cache that is held by itself, ten times what it was."""


def dates(source: Source, field: str) -> list[tuple[int, int | None, int]]:
    """(seen, after, accepted) of each change of a field of acme/one, in days from the first list."""
    return [
        (
            (each.seen - day(0)).days,
            None if each.after is None else (each.after - day(0)).days,
            (each.accepted - day(0)).days,
        )
        for each in source.history
        if each.id == "acme/one" and each.field == field
    ]


def ran(*prices: Doc | None) -> Source:
    """A source after a list a day; None: a list without acme/one."""
    source = listed_on(0, offered(price=prices[0] or {}), offered("acme/two"))
    for number, price in enumerate(prices[1:], 1):
        here = [] if price is None else [offered(price=price)]
        source.day(number, *here, offered("acme/two"))
    return source


def test_a_kind_held_by_itself_does_not_hide_since_when_the_others_wait() -> None:
    source = ran(
        usd("3", "15", cache_read="0.3"),
        usd("4", "15", **HELD),
        usd("5", "15", **HELD),
        usd("6", "15", **HELD),
        usd("6", "15", **HELD),
    )

    assert dates(source, "price.input")[-1] == (3, 2, 4)


def test_a_kind_that_waited_before_all_prices_did_keeps_its_day() -> None:
    prices = [usd("3", "15", cache_read="0.3"), usd("4", "15", cache_read="0.3")]

    source = ran(*prices, usd("5", "15"), usd("6", "15"), usd("6", "15"))

    assert dates(source, "price.cache_read") == [(3, 1, 4)]


def test_of_two_lines_about_a_price_its_own_tells_since_when() -> None:
    later = [usd(price, "15", **HELD) for price in ("3", "3", "3", "4", "5", "6", "6")]

    source = ran(usd("3", "15", cache_read="0.3"), *later)

    assert dates(source, "price.cache_read") == [(1, 0, 7)]


def test_on_a_day_without_the_id_nobody_saw_its_price() -> None:
    source = ran(usd("3", "15"), None, usd("4", "15"))

    assert dates(source, "price.input") == [(2, None, 2)]


def test_a_price_that_a_limited_run_saw_last_was_seen_on_its_day() -> None:
    source = listed_on(0, offered(), offered("acme/two"))

    source.day(4, offered(price=usd("4", "15")), scope=Scope(ids=("acme/one",)))
    assert source.base.as_of == day(0)
    source.day(5, offered(price=usd("5", "15")), offered("acme/two"))

    assert dates(source, "price.input") == [(4, 0, 4), (5, 4, 5)]


def test_the_first_value_of_an_id_that_takes_a_model_over_is_no_change() -> None:
    variant, plain = offered("acme/one:free"), offered(facts=said(limits={"context": 1000}))
    source = listed_on(0, variant, curated=["acme/one"])

    source.day(1, variant, plain)
    assert source.waits() == [("acme/one", "limits.max_output", "limit-vanished")]
    source.day(2, variant, plain)

    assert source.waits() == []
    assert [each.id for each in source.history] == []
