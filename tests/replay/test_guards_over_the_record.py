"""What guards make of every recorded day: what is held, what settles, what ends by itself, what goes.

The same run of all days as in `test_every_recorded_day`; pairs of prices are judged against
the raw payloads. `pytest -s` prints the counts of every day.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.replay import hand_edits, truth
from tests.replay.hand_edits import OFFERS
from tests.replay.reading import keyed
from tests.replay.recorded import Day, text, waiting

pytestmark = pytest.mark.xdist_group("every recorded day")

HISTORY = "catalog/history/openrouter.jsonl"
RETURN = "2026-08-16"
"""The first list after a gap of three months."""


def at(days: list[Day], name: str) -> Day:
    return next(each for each in days if each.name == name)


def new_holds(each: Day, *, removals: bool) -> list[str]:
    """What began to wait for a person on this day."""
    return [
        f"{line.id} {line.field}"
        for line in each.first.run.held
        if line.first.isoformat() == each.name and (line.field == "state") is removals
    ]


def test_no_day_is_refused_and_the_counts_of_each_are_printed(days: list[Day]) -> None:
    for each in days:
        run = each.first.run
        print(
            f"{each.name}  {run.status:<8} held {len(run.held):4} "
            f"(new {len(new_holds(each, removals=False)):2}, gone {len(new_holds(each, removals=True)):3})  "
            f"settling {len(run.settling):3}  ended {len(run.ended):3}  changed {len(run.changes):4}"
        )

    assert {each.name: each.first.run.status for each in days if each.first.run.status != "ok"} == {}


def test_few_changes_are_held_and_few_stand_at_the_end(days: list[Day]) -> None:
    new = sum(len(new_holds(each, removals=False)) for each in days[1:])

    print(f"new holds but removals: {new} in {len(days) - 1} days, {new / (len(days) - 1):.2f} a day")
    print(f"standing at the end: {len(days[-1].first.run.held)}")
    assert 0 < new / (len(days) - 1) < 1.2
    assert len(days[-1].first.run.held) <= 25


def test_the_ids_gone_in_the_gap_wait_and_become_stale_by_themselves(days: list[Day]) -> None:
    gone = {line["id"] for line in waiting(at(days, RETURN)) if line["field"] == "state"}
    last = days[-1]
    ended = {line.id for each in days for line in each.first.run.ended if line.field == "state"}
    entries = keyed(text(last.after, OFFERS)).entries()
    still = gone - truth.listed(last.payload).keys()
    deleted = {id_ for id_ in still if id_ not in entries}

    print(f"gone on {RETURN}: {len(gone)}, of which {len(still)} stay away")
    assert len(gone) > 90
    assert at(days, RETURN).first.run.status == "ok"
    assert still - deleted == ended & still
    assert {id_ for id_ in deleted if not hand_edits.covered("offer", id_, ())} == set()
    assert {entries[id_]["state"] for id_ in still - deleted} == {"stale"}
    assert {str(entries[id_]["missing_since"]) for id_ in still - deleted} == {RETURN}


def test_no_pair_of_prices_stands_that_was_never_published(days: list[Day]) -> None:
    published: dict[str, set[tuple[Decimal | None, Decimal | None]]] = {}
    for each in days:
        for id_, raw in truth.listed(each.payload).items():
            published.setdefault(id_, set()).add(truth.pair(raw))
        for id_, entry in keyed(text(each.after, OFFERS)).entries().items():
            price = entry.get("price", {})
            pair = price.get("input"), price.get("output")
            edited = any(hand_edits.covered("offer", id_, ("price", kind)) for kind in ("input", "output"))
            if None not in pair and not edited and id_ in published:
                assert pair in published[id_], (each.name, id_)


def history(each: Day) -> Iterator[dict[str, Any]]:
    return map(json.loads, text(each.after, HISTORY).splitlines())


def test_history_only_grows_and_every_date_is_a_day_of_the_record(days: list[Day]) -> None:
    names = {each.name[:10] for each in days}
    before: set[str] = set()
    for each in days:
        lines = set(text(each.after, HISTORY).splitlines())

        assert before <= lines, each.name
        before = lines
    for line in history(days[-1]):
        # What waited since the first list was never seen otherwise.
        after = line["after"] or line["seen"]
        assert {line["seen"], after, line["accepted"]} <= names, line
        assert after <= line["seen"] <= line["accepted"], line


def test_every_line_that_waits_says_what_stands_and_what_upstream_says(days: list[Day]) -> None:
    for each in days:
        listed = truth.listed(each.payload)
        for line in waiting(each):
            assert line["first"] <= line["since"] <= each.name, line
            assert (line["id"] in listed) is (line["field"] != "state"), (each.name, line)
            assert line["old"] != line["new"], line


def test_a_held_price_of_which_nobody_decides_ends_after_six_days(days: list[Day]) -> None:
    for each in days:
        for line in each.first.run.ended:
            waited = date.fromisoformat(each.name) - line.since
            assert (waited.days >= 6, line.why in ("price-move", "price-vanished", "mass-removal")) == (
                True,
                True,
            ), line
