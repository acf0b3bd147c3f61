"""An id moves one step a day at most, whoever moved it: a list, a sweep or a person."""

from pathlib import Path

import pytest

from tests.scratch import OFFERS, Scratch, records, scratch
from tests.unit.holding import guarded, without_two
from tests.unit.openrouter_records import record

Capture = pytest.CaptureFixture[str]
STEPPED = "2026-10-01"


def states(catalog: Scratch, *days: str) -> list[str]:
    """The state of `acme/two` after lists of these days that lack it."""
    found = []
    for today in days:
        assert catalog.run(without_two(), today=today) == 0
        entry = catalog.read(OFFERS).partition("\nacme/two:\n")[2].partition("\nbeta/big:\n")[0]
        found.append(entry.partition("  state: ")[2].partition("\n")[0])
    return found


def ending(tmp_path: Path) -> Scratch:
    """A catalog in which `acme/two` is listed, with an announced end."""
    one, free, _, big = records()
    catalog = scratch(tmp_path)
    two = record("acme/two", name="Acme: Two", expiration_date="2026-08-25")
    assert catalog.run([one, free, two, big]) == 0
    return catalog


def test_a_list_of_the_day_on_which_a_sweep_moved_an_id_moves_it_no_further(tmp_path: Path) -> None:
    catalog = ending(tmp_path)
    assert states(catalog, "2026-08-23") == ["stale"]
    assert catalog.call("sweep", today=STEPPED) == 0

    assert states(catalog, STEPPED, STEPPED, "2026-10-02") == ["deprecated", "deprecated", "removed"]


def test_a_list_of_the_day_on_which_a_person_let_an_id_go_moves_it_no_further(tmp_path: Path) -> None:
    catalog = guarded(scratch(tmp_path), "{mass-removal: {percent: 0, count: 0, days: 90}}")
    assert catalog.run(without_two()) == 0
    assert catalog.call("held", "--accept", "acme/two", today=STEPPED) == 0

    assert states(catalog, STEPPED, "2026-10-02", "2026-10-03") == ["stale", "deprecated", "removed"]


def test_a_sweep_of_the_day_on_which_an_id_went_moves_it_no_further(tmp_path: Path) -> None:
    catalog = ending(tmp_path)
    assert states(catalog, STEPPED) == ["stale"]

    assert catalog.call("sweep", today=STEPPED) == 0
    assert "state: stale" in catalog.read(OFFERS)
    assert catalog.call("sweep", today="2026-10-02") == 0
    assert "state: deprecated" in catalog.read(OFFERS)


def test_a_sweep_of_the_day_on_which_a_person_let_an_id_go_moves_it_no_further(tmp_path: Path) -> None:
    catalog = guarded(ending(tmp_path), "{mass-removal: {percent: 0, count: 0, days: 90}}")
    assert catalog.run(without_two()) == 0
    assert catalog.call("held", "--accept", "acme/two", today=STEPPED) == 0

    assert catalog.call("sweep", today=STEPPED) == 0
    assert "state: stale" in catalog.read(OFFERS)
