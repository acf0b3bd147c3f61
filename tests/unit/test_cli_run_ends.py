"""How `run` ends: its exit codes, and what it leaves behind when it doesn't end well."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scratch import TODAY, Scratch, priced, records, scratch
from tests.unit.running import Capture, errors

ROOT = Path(__file__).parents[2]


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def test_a_list_that_is_refused_ends_with_3_and_writes_nothing(catalog: Scratch, capsys: Capture) -> None:
    before = catalog.tracked()

    assert catalog.run([]) == 3

    assert capsys.readouterr().out == (
        "openrouter  refused    1 day  refused, nothing was written\n"
        "  ! refused: by empty: payload.json: the list of models is empty\n"
        "    fix: look at what came, and run again later; a list that was full is not believed to be empty\n"
        "inserted 0 · updated 0 · unchanged 0 · free 0 · paid 0 · errors 1\n"
    )
    assert catalog.tracked() == before


def test_a_bug_ends_with_70_and_keeps_its_traceback(
    catalog: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("sync.cli.run.run", broken)

    assert catalog.run() == 70

    told = errors(capsys)
    assert told.startswith("Traceback (most recent call last):\n")
    assert told.endswith(
        "ZeroDivisionError: a bug\nThis is a bug of modelbook; please report it with the lines above.\n"
    )


def test_an_interrupt_ends_with_130_and_no_traceback(
    catalog: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sync.cli.run.run", interrupted)

    assert catalog.run() == 130

    assert errors(capsys) == "interrupted; a provider's files are all written or none of them is\n"


def test_what_the_disk_refuses_is_no_bug(catalog: Scratch, tmp_path: Path, capsys: Capture) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()

    assert catalog.run(None, "--report", str(taken)) == 1

    assert "Traceback" not in (told := errors(capsys))
    assert "\n  fix: look at its permissions" in told


def test_a_reader_who_has_seen_enough_is_no_error(catalog: Scratch) -> None:
    many = [*records(), *(priced(f"many/m{number}", "0.000001", "0.000002") for number in range(400))]
    run = f"'{sys.executable}' -m sync run --root '{catalog.root}' --today {TODAY} --dry-run"
    run += " --accept openrouter:growth"

    done = subprocess.run(
        [
            "bash",
            "-c",
            f"{run} --from-file openrouter='{catalog.payload(many)}' | head -1; echo ${{PIPESTATUS[0]}}",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert done.stdout.splitlines() == ["**openrouter: 400 new**", "0"]
    assert done.stderr.splitlines() == ["fetch", "plan openrouter (1/1)"]


def test_a_reader_who_leaves_at_once_is_no_error(catalog: Scratch) -> None:
    explain = f"'{sys.executable}' -m sync explain acme/one --root '{catalog.root}'"

    done = subprocess.run(
        ["bash", "-c", f"{explain} | true; echo ${{PIPESTATUS[0]}}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_terminal_sees_a_bar_that_goes_away(
    catalog: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    assert catalog.run() == 0

    start = "\r\033[2K"
    assert capsys.readouterr().err == (
        f"{start}[------------------------] fetch{start}[########################] plan openrouter{start}"
    )


def test_a_list_without_a_usable_record_is_refused_and_moves_nothing(
    catalog: Scratch, capsys: Capture
) -> None:
    before = catalog.tree()

    assert catalog.run([{"id": 5}, {"id": "a b"}], today="2026-08-30") == 3

    assert "none of its 2 records can be used" in capsys.readouterr().out
    assert catalog.tree() == before
