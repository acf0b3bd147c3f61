"""A provider takes a whole family off its list and puts it back days later: nothing is deleted meanwhile."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.scratch import OFFERS, Scratch, priced, scratch
from tests.unit.openrouter_records import Json

LAST = date(2026, 8, 21)
"""The day on which the whole list was accepted."""
BATCH = [f"acme/m{number:03}:batch" for number in range(28)]
PLAIN = [f"acme/m{number:03}" for number in range(392)]
LEAVING = PLAIN[-2:]
EDITED = BATCH[3]


def listed(ids: list[str]) -> list[Json]:
    return [priced(id_, "0.000003", "0.000015") for id_ in ids]


def later(days: int) -> str:
    return (LAST + timedelta(days=days)).isoformat()


def entry(catalog: Scratch, id_: str) -> str:
    """The lines of one offer."""
    return catalog.read(OFFERS).partition(f"\n{id_}:\n")[2].partition("\nacme/")[0]


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    found = scratch(tmp_path, listed([*PLAIN, *BATCH]))
    before = f"{EDITED}:\n  model: {EDITED.partition(':')[0]}\n  price: {{input: 3, output: 15}}\n"
    found.edit(OFFERS, before, before.replace("output: 15}", "output: 12}   # half price, agreed"))
    return found


def ran(catalog: Scratch, ids: list[str], days: int) -> Json:
    report = catalog.root.parent / "report.json"
    assert catalog.run(listed(ids), "--report-json", str(report), today=later(days)) == 0
    [run] = json.loads(report.read_text("utf-8"))["runs"]
    found: Json = run
    return found


def test_a_family_that_goes_and_comes_back_is_held_and_then_untouched(catalog: Scratch) -> None:
    before = catalog.read(OFFERS)
    new = [f"acme/n{number:03}" for number in range(32)]

    for day in range(1, 7):
        run = ran(catalog, PLAIN[:-2], day)
        assert {line["id"] for line in run["held"]} == {*BATCH, *LEAVING}
        assert {line["why"] for line in run["held"]} == {"mass-removal"}
        assert (run["missing"], run["lifecycle"]) == ([], [])
        assert catalog.read(OFFERS) == before
    back = ran(catalog, [*PLAIN[:-2], *BATCH, *new], 7)

    assert (sorted(back["added"]), back["held"], back["returned"]) == (new, [], [])
    assert {id_: entry(catalog, id_) for id_ in BATCH} == {
        id_: before.partition(f"\n{id_}:\n")[2].partition("\nacme/")[0] for id_ in BATCH
    }
    assert "output: 12}   # half price, agreed" in entry(catalog, EDITED)


def test_what_stays_away_for_six_days_is_stale_since_the_day_it_went(catalog: Scratch) -> None:
    for day in (1, 7):
        run = ran(catalog, [*PLAIN[:-2], *BATCH] if day > 1 else PLAIN[:-2], day)

    assert sorted(run["missing"]) == sorted(LEAVING)
    for id_ in LEAVING:
        assert f"  state: stale\n  missing_since: {later(1)}" in entry(catalog, id_)
    assert len(catalog.read(OFFERS).split("\nacme/")) - 1 == len(PLAIN) + len(BATCH)
