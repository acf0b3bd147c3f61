"""The lines of what waits: what they keep from day to day, and how they are written."""

from dataclasses import replace

import pytest

from sync.core.guards.why import SETTLES
from sync.core.ledger import Line, from_doc, ledger, to_doc, waiting
from sync.core.values import Doc
from tests.unit.core_records import usd
from tests.unit.guarding import day

LINE = Line(
    id="acme/one",
    field="price",
    old=usd("3", "15"),
    new=usd("30", "15"),
    why="price-move",
    first=day(1),
    since=day(1),
    after=day(0),
)
DOC: Doc = {
    "id": "acme/one",
    "field": "price",
    "old": usd("3", "15"),
    "new": usd("30", "15"),
    "why": "price-move",
    "first": "2026-08-02",
    "since": "2026-08-02",
    "after": "2026-08-01",
}


def test_a_proposal_that_was_never_made_begins_to_wait_today() -> None:
    assert waiting(None, LINE) is LINE


def test_the_same_proposal_goes_on_waiting() -> None:
    again = replace(LINE, first=day(4), since=day(4), after=day(3))

    assert waiting(LINE, again) is LINE


def test_another_proposal_takes_its_place_and_keeps_the_day_on_which_the_field_began_to_wait() -> None:
    other = replace(LINE, new=usd("40", "15"), first=day(4), since=day(4), after=day(3))

    assert waiting(LINE, other) == replace(other, first=day(1), after=day(0))


def test_what_only_settled_and_is_held_now_waits_anew() -> None:
    settling = replace(LINE, field="limits.context", old=1000, new=400, why="context-halved")
    held = replace(settling, why="context-shrunk", first=day(2), since=day(2))

    assert waiting(settling, held) == replace(held, first=day(1))


def test_the_same_value_under_another_reason_of_its_kind_is_the_same_proposal() -> None:
    again = replace(LINE, why="replaced", first=day(2), since=day(2))

    assert waiting(LINE, again) is LINE


@pytest.mark.parametrize("why", ["zero-unconfirmed", "mass-removal", "odd-id", "capability-lost"])
def test_a_hold_waits_for_a_person_and_a_settling_value_does_not(why: str) -> None:
    assert from_doc(DOC | {"why": why}).held
    assert not any(from_doc(DOC | {"why": settling}).held for settling in SETTLES)


def test_lines_are_sorted_by_what_they_are_about() -> None:
    other, last = replace(LINE, field="id"), replace(LINE, id="beta/big")

    assert [*ledger([last, LINE, other])] == [
        ("acme/one", "id"),
        ("acme/one", "price"),
        ("beta/big", "price"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        replace(LINE, after=None, old=None),
        replace(LINE, field="limits.context", old=12, new=9, stated={"model": 10, "offer": 9}),
        replace(LINE, field="id", old=None, new="acme/one", why="odd-id", accepted=day(3)),
    ],
)
def test_a_line_is_read_back_as_it_was_written(line: Line) -> None:
    assert from_doc(to_doc(line)) == line


def test_a_line_says_no_more_than_it_knows() -> None:
    assert to_doc(LINE) == DOC
    assert "after" not in to_doc(replace(LINE, after=None))


@pytest.mark.parametrize(
    "broken",
    [{"why": "because"}, {"why": None}, {"first": "yesterday"}, {"since": 3}, {"after": "2026-13-01"}],
)
def test_a_line_that_makes_no_sense_is_no_line(broken: Doc) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_doc(DOC | broken)
