"""`run` from payload files: where they come from, what is looked at, and what is written."""

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import ACCEPTED, BASE, OFFERS, TODAY, Scratch, body, priced, scratch
from tests.unit.running import Capture, dearer, errors


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


# -- where payloads come from ------------------------------------------------------------


@pytest.mark.parametrize("name", ["openrouter.json", "openrouter.json.gz"])
def test_a_folder_of_payloads_is_read_plain_or_gzipped(catalog: Scratch, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "raw"
    folder.mkdir()
    raw = body(dearer())
    (folder / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)

    assert catalog.call("run", "--from-dir", str(folder)) == 0

    assert "price: {input: 4, output: 15}" in catalog.read(OFFERS)


def test_a_saved_payload_replays_without_a_change(catalog: Scratch, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "raw"
    assert catalog.run(dearer(), "--save-raw", str(folder)) == 0
    before = catalog.tracked()
    capsys.readouterr()

    assert catalog.call("run", "--from-dir", str(folder)) == 0

    assert [path.name for path in folder.iterdir()] == ["openrouter.json"]
    assert (folder / "openrouter.json").read_bytes() == body(dearer())
    assert catalog.tracked() == before
    assert capsys.readouterr().out == (
        "openrouter  ok        0 days  No change.\n"
        "inserted 0 · updated 0 · unchanged 4 · free 1 · paid 3 · errors 0\n"
    )


def test_a_payload_may_come_through_a_pipe(catalog: Scratch, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", f"cat '{catalog.payload(dearer())}' > '{pipe}'"]) as writer:
        assert catalog.call("run", "--from-file", f"openrouter={pipe}") == 0

        assert writer.wait(timeout=30) == 0
    assert "price: {input: 4, output: 15}" in catalog.read(OFFERS)


# -- dry run -----------------------------------------------------------------------------


def test_a_dry_run_writes_nothing_at_all_and_prints_what_the_review_shows(
    tmp_path: Path, capsys: Capture
) -> None:
    catalog = scratch(tmp_path)
    (catalog.root / ".state" / "checked").unlink()
    catalog.edit(OFFERS, "acme/two:\n  model: acme/two\n", "acme/two:\n  model: acme/two   # ours\n")
    before, report = catalog.tree(), tmp_path / "report.md"
    capsys.readouterr()

    assert catalog.run(dearer(), "--dry-run") == 0
    printed = capsys.readouterr().out
    assert catalog.tree() == before
    assert catalog.run(dearer(), "--report", str(report)) == 0

    assert printed == report.read_text("utf-8")
    assert "| `acme/one` | input | $3 → $4 |" in printed


def test_a_dry_run_on_a_fresh_checkout_makes_no_state(catalog: Scratch) -> None:
    for path in sorted((catalog.root / ".state").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (catalog.root / ".state").rmdir()

    assert catalog.run(dearer(), "--dry-run") == 0

    assert not (catalog.root / ".state").exists()


# -- which models ------------------------------------------------------------------------


def moved() -> list[object]:
    """Every price of the list moved."""
    return [
        priced("acme/one", "0.000004", "0.000016"),
        priced("acme/one:free", "0", "0", context_length=200000),
        priced("acme/two", "0.000005", "0.000017", name="Acme: Two"),
        priced("beta/big", "0.0000012", "0.0000022", name="Beta: Big"),
    ]


def updated(catalog: Scratch, *args: str, code: int = 0) -> list[str]:
    report = catalog.root.parent / "report.json"
    assert catalog.run(moved(), "--report-json", str(report), *args) == code
    [run] = json.loads(report.read_text("utf-8"))["runs"]
    ids: list[str] = run["updated"]
    return ids


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (["--list", "all"], ["acme/one", "acme/one:free", "acme/two", "beta/big"]),
        (["--list", "free"], ["acme/one:free"]),
        (["--list", "paid"], ["acme/one", "acme/two", "beta/big"]),
        (["--list", "top"], ["acme/two", "beta/big"]),
        (["--model", "beta/big"], ["beta/big"]),
        (["--model", "BETA/Big", "--model", "acme/two"], ["acme/two", "beta/big"]),
        (["--list", "top", "--model", "acme/one:free"], ["acme/one:free", "acme/two", "beta/big"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_run_touches_only_the_models_it_was_asked_for(
    catalog: Scratch, args: list[str], ids: list[str]
) -> None:
    catalog.write("catalog/lists/top.yaml", "models: [acme/two, {id: beta/big, rank: 1}]\n")

    assert updated(catalog, *args) == ids


def test_the_environment_names_a_list_too(catalog: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNC_MODEL_LIST", "free")

    assert updated(catalog) == ["acme/one:free"]


def test_a_limited_run_moves_no_clock_and_misses_nothing(catalog: Scratch, tmp_path: Path) -> None:
    report = tmp_path / "report.json"

    assert catalog.run(moved()[:1], "--model", "acme/one", "--report-json", str(report)) == 0

    [run] = json.loads(report.read_text("utf-8"))["runs"]
    assert (run["as_of"], run["missing"], run["updated"]) == (ACCEPTED, [], ["acme/one"])


def test_a_model_that_nobody_lists_is_a_problem_and_the_run_goes_on(
    catalog: Scratch, tmp_path: Path, capsys: Capture
) -> None:
    ids = updated(catalog, "--model", "acme/nine", "--model", "acme/one", code=1)

    assert ids == ["acme/one", "acme/one:free"]
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["problems"] == [
        {
            "file": "(command line)",
            "line": None,
            "path": "acme/nine",
            "message": "no provider of this run lists it",
            "rule": "not-listed",
            "level": "error",
            "fix": "mend the spelling, or take it out of the list",
        }
    ]
    assert "no provider of this run lists it" in capsys.readouterr().out


# -- the other flags ---------------------------------------------------------------------


def test_strict_makes_a_kept_edit_a_failure(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 1.5}")

    assert (catalog.run(), catalog.run(None, "--strict")) == (0, 1)


def test_strict_is_content_with_a_price_that_moved(catalog: Scratch) -> None:
    assert catalog.run(dearer(), "--strict") == 0


def test_a_backup_holds_the_files_as_they_were_before_they_changed(catalog: Scratch, capsys: Capture) -> None:
    before = catalog.tracked()

    assert catalog.run(dearer(), "--backup") == 0

    folder = catalog.root / ".backup" / "20260822_000000"
    saved = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    assert saved == {name: before[name] for name in (OFFERS, BASE)}
    assert capsys.readouterr().out.endswith(f"backup: {folder}\n")


def test_a_backup_of_nothing_makes_no_folder(catalog: Scratch) -> None:
    assert catalog.run(None, "--backup") == 0

    assert not (catalog.root / ".backup").exists()


def test_root_and_today_may_stand_before_the_command(catalog: Scratch, capsys: Capture) -> None:
    where, when = ["--root", str(catalog.root)], ["--today", TODAY]
    handed = ["--from-file", f"openrouter={catalog.payload(dearer())}", "--dry-run"]

    codes = [
        call([*where, *when, "run", *handed]),
        call([*when, "run", *where, *handed]),
        call(["--today", "2026-01-01", "--root", "/nowhere", "run", *where, *when, *handed]),
    ]

    assert codes == [0, 0, 0]
    first, *rest = capsys.readouterr().out.split("**openrouter: ")[1:]
    assert rest == [first, first]


def test_a_catalog_may_lie_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mit Leerzeichen, ü und 雪's"
    folder.mkdir()
    catalog = scratch(folder)
    monkeypatch.chdir(folder)

    path = catalog.payload(dearer())
    code = call(["run", "--root", "catalog", "--today", TODAY, "--from-file", f"openrouter={path.name}"])

    assert code == 0
    assert "price: {input: 4, output: 15}" in catalog.read(OFFERS)


def test_only_one_run_writes_at_a_time(catalog: Scratch, capsys: Capture) -> None:
    from sync.files.lock import locked

    before = catalog.tracked()
    with locked(catalog.root, now="2026-08-22 10:00:00 UTC"):
        code = catalog.run(dearer())

    assert code == 1
    assert errors(capsys) == (
        f"error: {catalog.root}/.state/lock: the catalog is being written by "
        f"pid {os.getpid()} since 2026-08-22 10:00:00 UTC\n"
        "  fix: wait until it ends, then run again\n"
    )
    assert catalog.tracked() == before
