"""`run --carry REF`: the dates of a branch that nobody merged yet, in a real repository."""

import json
import shutil
from pathlib import Path

import pytest

from sync.files import changeset
from sync.files.changeset import ChangeSet
from sync.publish import lane
from tests.scratch import ACCEPTED, BASE, OFFERS, Scratch, scratch
from tests.unit.holding import HELD, dear, without_two
from tests.unit.running import Capture, errors, git

BRANCH = "catalog-sync/openrouter"
DAY_1, DAY_3 = "2026-08-22", "2026-08-24"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    """A repository whose main accepted a list on day 0, with day 1's sync on a branch beside it."""
    found = scratch(tmp_path)
    git(found.root, "init", "-q", "-b", "main")
    git(found.root, "add", "catalog", "overrides", "schemas")
    git(found.root, "commit", "-q", "-m", "day 0")
    git(found.root, "checkout", "-q", "-b", BRANCH)
    assert found.run(news(), today=DAY_1) == 0
    git(found.root, "commit", "-q", "-a", "-m", "day 1")
    git(found.root, "add", "catalog")
    git(found.root, "commit", "-q", "-m", "day 1, new files")
    git(found.root, "checkout", "-q", "main")
    shutil.rmtree(found.root / ".state")
    capsys.readouterr()
    return found


def news() -> list[object]:
    """A price that moves too far, and an id that is gone."""
    return [each for each in dear() if each in without_two() or each["id"] == "acme/one"]


def handed_out(catalog: Scratch, *args: str, today: str = DAY_3) -> ChangeSet:
    out = catalog.root.parent / "out"
    assert catalog.run(news(), "--out", str(out), *args, today=today) == 0
    return changeset.read(out / "openrouter")


def days(changes: ChangeSet) -> tuple[str, str, str]:
    """Since when the id is missing in the price list, since when the price waits, and the base's day."""
    said = {file.path: (file.new or b"").decode() for file in changes.files}
    [line] = said[HELD].splitlines()
    missing = said[OFFERS].partition("missing_since: ")[2].partition("\n")[0]
    doc = json.loads(line)
    assert doc["after"] == ACCEPTED
    assert doc["first"] == doc["since"]
    return missing, doc["since"], json.loads(said[BASE].partition("\n")[0])["as_of"]


def test_a_run_from_main_keeps_the_days_of_the_open_branch(catalog: Scratch) -> None:
    carried = handed_out(catalog, "--carry", BRANCH)

    assert days(carried) == (DAY_1, DAY_1, DAY_1)
    for file in carried.files:
        assert (file.new or b"").decode() == git(catalog.root, "show", f"{BRANCH}:{file.path}")
    assert days(handed_out(catalog)) == (DAY_3, DAY_3, DAY_3)


def test_a_later_run_with_the_same_list_hands_out_the_same_bytes(catalog: Scratch) -> None:
    third = handed_out(catalog, "--carry", BRANCH)
    fourth = handed_out(catalog, "--carry", BRANCH, today="2026-08-25")

    assert (fourth.base, fourth.files) == (third.base, third.files)


def test_a_later_run_asks_the_pull_request_for_nothing_new(catalog: Scratch) -> None:
    def asked(today: str, *args: str) -> str:
        changes = handed_out(catalog, *args, today=today)
        report = json.loads((catalog.root.parent / "out/openrouter/report.json").read_bytes())
        return lane.proposed(changes, report["runs"][0]).fingerprint

    first = asked(DAY_1)

    assert asked(DAY_3, "--carry", BRANCH) == first
    assert asked(DAY_3) != first


def test_the_working_tree_gets_the_same_days(catalog: Scratch) -> None:
    assert catalog.run(news(), "--carry", BRANCH, today=DAY_3) == 0

    git(catalog.root, "add", "catalog")
    assert git(catalog.root, "diff", "--cached", BRANCH, "--", "catalog") == ""


def test_stale_becomes_deprecated_by_the_carried_day(catalog: Scratch) -> None:
    def state(today: str) -> str:
        assert catalog.run(news(), today=today) == 0
        return catalog.read(OFFERS).partition("state: ")[2].partition("\n")[0]

    assert catalog.run(news(), "--carry", BRANCH, today=DAY_3) == 0

    assert [state("2026-09-04"), state("2026-09-05")] == ["stale", "deprecated"]


@pytest.mark.parametrize("ref", ["origin/catalog-sync/openrouter", "--upload-pack=touch x", "HEAD:catalog"])
def test_a_revision_that_is_not_there_ends_with_2(catalog: Scratch, capsys: Capture, ref: str) -> None:
    before = catalog.tracked()

    assert catalog.run(news(), f"--carry={ref}", today=DAY_3) == 2

    assert errors(capsys) == (
        f"error: --carry {ref}: there is no such revision in this repository\n"
        "  fix: fetch it first, or leave --carry out where no pull request is open\n"
    )
    assert catalog.tracked() == before


def test_outside_of_a_repository_there_is_nothing_to_carry(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    found = scratch(tmp_path)

    assert found.run(news(), "--carry", BRANCH, today=DAY_3) == 2

    assert "not a git repository" in capsys.readouterr().err


def test_of_a_branch_with_a_broken_file_nothing_is_carried_and_the_run_says_so(
    catalog: Scratch, capsys: Capture
) -> None:
    git(catalog.root, "checkout", "-q", BRANCH)
    catalog.write(HELD, catalog.read(HELD) + "{]\n")
    git(catalog.root, "commit", "-q", "-a", "-m", "broken")
    git(catalog.root, "checkout", "-q", "main")
    out = catalog.root.parent / "out"

    assert catalog.run(news(), "--out", str(out), "--carry", BRANCH, today=DAY_3) == 1

    assert days(changeset.read(out / "openrouter")) == (DAY_3, DAY_3, DAY_3)
    told = json.loads((out / "openrouter/report.json").read_bytes())["problems"]
    assert [(each["file"], each["line"], each["level"]) for each in told] == [
        (f"{BRANCH}:{HELD}", 2, "error"),
    ]
    said = capsys.readouterr().out
    assert f"{BRANCH}:{HELD}:2" in said
    assert f"until then no date of {BRANCH} is carried over" in said
