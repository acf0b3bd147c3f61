"""Accepted changes of prices and limits: what is kept, what their days are, which fields are restless."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sync.core.history import Entry, dated, from_doc, group, ordered, restless, to_doc
from sync.core.values import Doc
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import Source, day, listed_on

ENTRY = Entry(
    id="acme/one", field="price.input", old=3, new=4, seen=day(2), after=day(1), accepted=day(2)
)  # fmt: skip


def dearer(price: str) -> Source:
    """A source that moved its input price on day 1, harmlessly."""
    source = listed_on(0, offered())
    source.day(1, offered(price=usd(price, "15")))
    return source


@pytest.mark.parametrize("field", ["price.input", "price.per_song", "tiers", "windows", "limits.context"])
def test_prices_and_limits_are_kept(field: str) -> None:
    assert dated(field)


@pytest.mark.parametrize("field", ["name", "capabilities.tools", "modalities.input", "state", "prices"])
def test_nothing_else_is(field: str) -> None:
    assert not dated(field)


def test_a_change_that_is_written_at_once_is_seen_and_accepted_today() -> None:
    assert dearer("4").history == [replace(ENTRY, seen=day(1), after=day(0), accepted=day(1))]


def test_a_first_appearance_is_no_change() -> None:
    assert listed_on(0, offered()).history == []
    source = listed_on(0, offered())
    source.day(1, offered(), offered("acme/two"))
    assert source.history == []


def test_what_waited_is_dated_by_the_day_on_which_it_came() -> None:
    limits = said(limits={"context": 1000})
    source = listed_on(0, offered())
    source.day(1, offered(facts=limits))
    source.day(3, offered(facts=limits))

    assert source.history == [
        Entry(
            id="acme/one",
            field="limits.max_output",
            old=100,
            new=None,
            seen=day(1),
            after=day(0),
            accepted=day(3),
        )
    ]


def test_the_old_value_was_last_seen_before_the_field_began_to_wait() -> None:
    other = offered("acme/two")
    source = listed_on(0, offered(), other)
    source.day(1, offered(price=usd("30", "15")), replace(other, facts=said(name="Uno")))
    source.day(2, offered(price=usd("4", "15")), other)

    assert source.history == [replace(ENTRY, after=day(0), seen=day(2), accepted=day(2))]


@pytest.mark.parametrize(
    ("days", "today", "written"),
    [
        ([1, 2], 2, True),
        ([1, 2], 8, True),
        ([1, 2], 9, False),
        ([1], 2, False),
        ([1, 1], 2, False),
        ([1, 9], 9, False),
        ([1, 5], 2, False),
    ],
)
def test_a_field_written_on_two_days_of_the_last_seven_is_restless(
    days: Sequence[int], today: int, written: bool
) -> None:
    entries = [replace(ENTRY, accepted=day(each)) for each in days]

    found = restless(entries, day(today), writes=2, days=7)

    assert found == ({"acme/one": {"price"}} if written else {})


def test_a_rule_may_look_back_further_than_there_are_days() -> None:
    assert restless([ENTRY], day(4), writes=1, days=10**12) == {"acme/one": {"price"}}


def test_prices_tiers_and_windows_are_restless_together_and_each_limit_for_itself() -> None:
    entries = [
        replace(ENTRY, field=field, accepted=day(number))
        for number, field in enumerate(["price.input", "windows", "limits.context", "limits.max_output"], 1)
    ]

    assert restless(entries, day(4), writes=2, days=7) == {"acme/one": {"price"}}
    assert [group(each.field) for each in entries] == [
        "price",
        "price",
        "limits.context",
        "limits.max_output",
    ]


def test_another_ids_writes_stir_nothing() -> None:
    entries = [ENTRY, replace(ENTRY, id="acme/two", accepted=day(3))]

    assert restless(entries, day(4), writes=2, days=7) == {}


def test_entries_are_in_the_order_of_id_field_and_day() -> None:
    later, other, limit = (
        replace(ENTRY, seen=day(5)),
        replace(ENTRY, id="acme/a"),
        replace(ENTRY, field="limits.context"),
    )

    assert ordered([later, ENTRY, limit, other]) == [other, limit, ENTRY, later]


@pytest.mark.parametrize("entry", [ENTRY, replace(ENTRY, after=None, old=None)])
def test_an_entry_is_read_back_as_it_was_written(entry: Entry) -> None:
    assert from_doc(to_doc(entry)) == entry


@pytest.mark.parametrize("broken", [{"seen": "today"}, {"after": 3}, {"accepted": None}])
def test_an_entry_that_makes_no_sense_is_none(broken: Doc) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_doc(to_doc(ENTRY) | broken)
