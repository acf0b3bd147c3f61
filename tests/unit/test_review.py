"""What is held, as a change set of its own: what it writes, and that merging it is accepting."""

import json
from pathlib import Path
from typing import Any

import pytest

from sync.errors import SyncError
from sync.files import changeset
from sync.files.changeset import ChangeSet
from tests.scratch import BASE, OFFERS, ONE, Scratch, priced, records, scratch
from tests.unit.holding import HELD, HISTORY, ODD, TOMORROW, dear, guarded, smaller, unpaid
from tests.unit.openrouter_records import Json

LATER = "2026-08-24"
FEW = "{mass-removal: {percent: 1, count: 1, days: 6}, shrink: {percent: 90, count: 90}}"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    """A small catalog of whose models one is in use."""
    found = scratch(tmp_path)
    found.edit(ONE, "active: false", "active: true")
    return found


def reviewed(catalog: Scratch, listed: list[Json], today: str = TOMORROW) -> ChangeSet:
    """What a run would have reviewed."""
    out = catalog.root.parent / "out"
    assert catalog.run(listed, "--out", str(out), today=today) == 0
    return changeset.read(out / "openrouter/review")


def report(catalog: Scratch, listed: list[Json], today: str) -> dict[str, Any]:
    """A run that writes, and what it tells."""
    path = catalog.root.parent / "report.json"
    assert catalog.run(listed, "--report-json", str(path), today=today) == 0
    [run] = json.loads(path.read_text("utf-8"))["runs"]
    return dict(run)


def gone() -> list[Json]:
    one, free, *_ = records()
    return [one, free]


def named(catalog: Scratch) -> list[str]:
    return sorted(path.name for path in (catalog.root.parent / "out/openrouter").iterdir())


LISTS = {"price": dear(), "zero": unpaid(), "context": smaller(), "removal": gone()}


@pytest.mark.parametrize("what", LISTS)
@pytest.mark.parametrize("main_first", [True, False], ids=["main merged", "main waits"])
def test_merging_a_review_is_accepting(catalog: Scratch, what: str, main_first: bool) -> None:
    listed = LISTS[what]
    guarded(catalog, FEW)
    changes = reviewed(catalog, listed)
    if main_first:
        catalog.run(listed, today=TOMORROW)
    assert {file.path.split("/")[1] for file in changes.files} <= {"offers", "models"}

    changeset.apply(catalog.root, changes)
    files = {name: raw for name, raw in catalog.tracked().items() if "/upstream/" not in name}
    run = report(catalog, listed, LATER)

    assert [run[name] for name in ("held", "conflicts", "kept", "changes", "withdrawn")] == [[]] * 5
    after = catalog.tracked()
    assert {name: after[name] for name in files if name != HISTORY} == {
        name: raw for name, raw in files.items() if name != HISTORY
    }
    assert not (catalog.root / HELD).exists() or catalog.read(HELD) == ""
    assert report(catalog, listed, LATER)["base_moved"] == [] and catalog.tracked() == after


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("price", "price: {input: 30, output: 150}"),
        ("zero", "price: {input: 0, output: 0}\n  free: confirmed"),
        ("removal", f"state: stale\n  missing_since: {TOMORROW}"),
    ],
)
def test_a_review_writes_what_accepting_writes(catalog: Scratch, what: str, says: str) -> None:
    guarded(catalog, FEW)
    changes = reviewed(catalog, LISTS[what])

    changeset.apply(catalog.root, changes)

    assert says in catalog.read(OFFERS).replace('"', "")


def test_a_merged_price_is_in_the_base_and_dated_in_the_history(catalog: Scratch) -> None:
    changes = reviewed(catalog, dear())
    catalog.run(dear(), today=TOMORROW)
    changeset.apply(catalog.root, changes)

    catalog.run(dear(), today=LATER)

    assert '"input": 30' in catalog.read(BASE)
    [entry] = [line for line in catalog.read(HISTORY).splitlines() if "price.input" in line]
    assert json.loads(entry)["seen"] == TOMORROW and json.loads(entry)["accepted"] == LATER


def test_a_review_has_nothing_but_what_is_held(catalog: Scratch) -> None:
    listed = [*dear()[:-1], priced("beta/big", "0.0000011", "0.000002", name="Beta: Big")]
    listed.append(priced("gamma/new", "0.000001", "0.000002"))

    changes = reviewed(catalog, listed)

    assert [file.path for file in changes.files] == [OFFERS]
    assert b"input: 30" in (changes.files[0].new or b"") and b"1.1" not in (changes.files[0].new or b"")
    page = (catalog.root.parent / "out/openrouter/review/report.md").read_text("utf-8")
    assert "price-move" in page and "gamma/new" not in page and "beta/big" not in page


def test_a_review_brings_an_odd_id_in(catalog: Scratch) -> None:
    listed = [*records(), priced(ODD, "0.000001", "0.000002")]
    changeset.apply(catalog.root, reviewed(catalog, listed))

    run = report(catalog, listed, LATER)

    assert run["held"] == []
    assert ODD in [json.loads(line).get("id") for line in catalog.read(BASE).splitlines()]


def test_a_new_offer_at_nothing_is_confirmed_once_main_has_it(catalog: Scratch) -> None:
    listed = [*records(), priced("gamma/new", "0", "0")]
    out = catalog.root.parent / "out"
    assert catalog.run(listed, "--out", str(out), today=TOMORROW) == 0
    assert "review" not in named(catalog)
    catalog.run(listed, today=TOMORROW)

    changeset.apply(catalog.root, reviewed(catalog, listed))

    assert "price: {input: 0, output: 0}\n  free: confirmed" in catalog.read(OFFERS)
    assert report(catalog, listed, LATER)["held"] == []


def test_a_review_that_is_no_more_goes_with_the_next_run(catalog: Scratch) -> None:
    reviewed(catalog, dear())

    assert catalog.run(None, "--out", str(catalog.root.parent / "out"), today=TOMORROW) == 0

    assert named(catalog) == ["change-set.json", "report.json", "report.md"]


def test_a_review_with_something_else_beside_it_is_somebodys_own(catalog: Scratch) -> None:
    reviewed(catalog, dear())
    out = catalog.root.parent / "out"
    (out / "openrouter/review/mine.txt").write_text("mine")

    assert catalog.run(None, "--out", str(out), today=TOMORROW) == 2
    assert (out / "openrouter/review/mine.txt").exists()


@pytest.mark.parametrize("name", [BASE, HELD, HISTORY])
def test_a_review_that_would_write_a_machine_file_is_not_read(catalog: Scratch, name: str) -> None:
    reviewed(catalog, dear())
    document = catalog.root.parent / "out/openrouter/review/change-set.json"
    doc = json.loads(document.read_bytes())
    doc["files"][0]["path"] = name
    document.write_text(json.dumps(doc))

    with pytest.raises(SyncError, match="writes no file"):
        changeset.read(document.parent)


@pytest.mark.parametrize("lane", ["side", None])
def test_a_change_set_of_no_lane_is_not_read(catalog: Scratch, lane: str | None) -> None:
    reviewed(catalog, dear())
    document = catalog.root.parent / "out/openrouter/review/change-set.json"
    document.write_text(json.dumps(json.loads(document.read_bytes()) | {"lane": lane}))

    with pytest.raises(SyncError, match="a key is missing or not what it should be"):
        changeset.read(document.parent)
