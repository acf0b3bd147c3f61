"""`run` from payload files: what it reads, writes, prints and ends with."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sync import engine
from sync.cli.main import call
from tests.scratch import (
    ACCEPTED,
    BASE,
    OFFERS,
    ONE,
    PROVIDER,
    TODAY,
    Scratch,
    body,
    priced,
    records,
    scratch,
)

ROOT = Path(__file__).parents[2]

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def dearer() -> list[object]:
    """The same list with one price up."""
    return [priced("acme/one", "0.000004", "0.000015"), *records()[1:]]


def errors(capsys: Capture) -> str:
    """What was said on stderr, of which the progress is not the matter."""
    lines = capsys.readouterr().err.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("fetch", "plan ")))


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


# -- what it refuses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["--provider", "nope"],
            "error: there is no provider 'nope'\n"
            "  fix: use one of openrouter, or add catalog/providers/nope.yaml\n",
        ),
        (
            ["--from-file", "nope=PAYLOAD"],
            "error: there is no provider 'nope'\n"
            "  fix: use one of openrouter, or add catalog/providers/nope.yaml\n",
        ),
        (
            ["--from-file", "PAYLOAD"],
            "error: --from-file 'PAYLOAD' is not P=FILE\n  fix: write for example openrouter=models.json\n",
        ),
        (
            ["--from-file", "openrouter="],
            "error: --from-file 'openrouter=' is not P=FILE\n"
            "  fix: write for example openrouter=models.json\n",
        ),
        (
            ["--from-file", "openrouter=FOLDER/absent.json"],
            "error: FOLDER/absent.json: there is no such file\n"
            "  fix: name the payload's file with --from-file P=FILE\n",
        ),
        (
            ["--from-file", "openrouter=FOLDER"],
            "error: FOLDER: this is a folder\n  fix: name a file in it, or read it whole with --from-dir\n",
        ),
        (
            ["--from-file", "openrouter=PAYLOAD", "--from-file", "openrouter=PAYLOAD"],
            "error: --from-file names openrouter twice\n  fix: hand one file in for each provider\n",
        ),
        (
            ["--from-file", "other=PAYLOAD", "--provider", "openrouter"],
            "error: no payload was handed in for openrouter\n"
            "  fix: hand one in with --from-file openrouter=FILE, or leave --provider openrouter out\n",
        ),
        (
            ["--from-file", "openrouter=PAYLOAD", "--from-file", "b=PAYLOAD", "--provider", "openrouter"],
            "error: --from-file is for b, which --provider leaves out\n"
            "  fix: add --provider b, or leave the file out\n",
        ),
        (
            ["--from-dir", "FOLDER/absent"],
            "error: FOLDER/absent: there is no such folder\n  fix: name one with --from-dir\n",
        ),
        (
            ["--from-dir", "FOLDER/empty"],
            "error: FOLDER/empty: no provider's payload is here\n"
            "  fix: name the files <provider>.json or .json.gz\n",
        ),
        (
            ["--list", "nope", "--from-file", "openrouter=PAYLOAD"],
            "error: there is no list 'nope'\n"
            "  fix: use one of free, paid, all, or add catalog/lists/nope.yaml\n",
        ),
        (
            ["--today", "2026-13-01"],
            "error: --today '2026-13-01' is not a date\n  fix: write it as YYYY-MM-DD\n",
        ),
        (
            ["--today", "22.08.2026"],
            "error: --today '22.08.2026' is not a date\n  fix: write it as YYYY-MM-DD\n",
        ),
        (
            ["--today", "2026-08-20", "--from-file", "openrouter=PAYLOAD"],
            "error: --today 2026-08-20 is before 2026-08-21, the day of openrouter's last accepted list\n"
            "  fix: use 2026-08-21 or later\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_ends_with_2_and_writes_nothing(
    catalog: Scratch, tmp_path: Path, capsys: Capture, args: list[str], said: str
) -> None:
    (tmp_path / "empty").mkdir()
    payload, before = str(catalog.payload()), catalog.tracked()

    def filled(text: str) -> str:
        return (
            text.replace("'PAYLOAD'", repr(payload))
            .replace("PAYLOAD", payload)
            .replace("FOLDER", str(tmp_path))
        )

    assert catalog.call("run", *map(filled, args)) == 2

    assert errors(capsys) == filled(said)
    assert catalog.tracked() == before


@pytest.mark.parametrize(
    "command", [["run"], ["run", "--dry-run"], ["check"], ["status"], ["explain", "a/b"]]
)
def test_a_folder_without_a_catalog_is_left_as_it_is(
    tmp_path: Path, capsys: Capture, command: list[str]
) -> None:
    assert call([*command, "--root", str(tmp_path)]) == 2

    assert capsys.readouterr().err == (
        f"error: {tmp_path}: there is no catalog here\n"
        "  fix: name its folder with --root, or make one with `init DIR`\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_unreadable_payload_is_named(catalog: Scratch, tmp_path: Path, capsys: Capture) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)

    assert catalog.call("run", "--from-file", f"openrouter={loop}") == 2

    assert str(loop) in errors(capsys)


BROKEN = [
    (ONE, "name: A\nname: B\n", f"{ONE}:2 name: the key stands here twice [duplicate-key]"),
    (OFFERS, "<<<<<<< mine\n", f"{OFFERS}:1: a merge marker [merge-marker]"),
    (OFFERS, b"a: \xff\n", f"{OFFERS}:1: not UTF-8 [encoding]"),
    (ONE, "active: yes\n", f"{ONE}:1 active: "),
    (ONE, "active: 3\n", f"{ONE}:1 active: 3 is not true or false [schema]"),
    (PROVIDER, "name: X\n", f"{PROVIDER}:1: the key models_api is missing [schema]"),
    (PROVIDER, "- X\n", f"{PROVIDER}:1: the file does not hold a mapping [yaml]"),
    ("catalog/lists/top.yaml", "models: [3]\n", "catalog/lists/top.yaml:1 models.0: 3 is not text [schema]"),
    (
        "overrides/offers/openrouter.yaml",
        "a/b: 3\n",
        "overrides/offers/openrouter.yaml:1 a/b: 3 is not a list",
    ),
    (BASE, "{\n", f"{BASE}:1: not JSON"),
    (BASE, "<<<<<<< mine\n", f"{BASE}:1: a merge marker [merge-marker]"),
]


@pytest.mark.parametrize(("name", "text", "said"), BROKEN, ids=[said for _, _, said in BROKEN])
def test_a_broken_file_stops_the_run_with_its_line_and_a_fix(
    catalog: Scratch, capsys: Capture, name: str, text: str | bytes, said: str
) -> None:
    catalog.write(name, text)
    before = catalog.tracked()

    assert catalog.run(dearer()) == 1

    told = errors(capsys).splitlines()
    assert told[0].startswith(said)
    assert told[1].startswith("  fix: ")
    assert told[-1] == "1 problem; nothing was written."
    assert catalog.tracked() == before


def test_every_broken_file_is_told_at_once(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(ONE, "name: A\nname: B\n")
    catalog.write(OFFERS, "<<<<<<< mine\na/b:\n=======\n>>>>>>> theirs\n")
    catalog.write("catalog/models/beta/big.yaml", "limits: {context: 1e5}\n")
    catalog.edit("catalog/models/acme/two.yaml", "active: false", "active: 0")
    before = catalog.tree()

    assert catalog.run(dearer()) == 1

    assert [
        line.partition(" [")[0] for line in errors(capsys).splitlines() if line.startswith("catalog")
    ] == [
        "catalog/models/acme/one.yaml:2 name: the key stands here twice",
        "catalog/models/acme/two.yaml:15 active: 0 is not true or false",
        "catalog/models/beta/big.yaml:1 limits.context: '1e5' looks like a number "
        "and readers disagree about it",
        "catalog/offers/openrouter.yaml:1: a merge marker",
        "catalog/offers/openrouter.yaml:3: a merge marker",
        "catalog/offers/openrouter.yaml:4: a merge marker",
    ]
    assert catalog.tree() == before


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
        priced("acme/one:free", "0", "0", context_length=4096),
        priced("acme/two", "0.000005", "0.000017", name="Acme: Two"),
        priced("beta/big", "0.000006", "0.000018", name="Beta: Big"),
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


# -- how it ends -------------------------------------------------------------------------


def test_a_list_that_is_refused_ends_with_3_and_writes_nothing(catalog: Scratch, capsys: Capture) -> None:
    before = catalog.tracked()

    assert catalog.run([]) == 3

    assert capsys.readouterr().out == (
        "openrouter  refused    1 day  refused, nothing was written\n"
        "  ! refused: by empty: https://openrouter.ai/api/v1/models: the list of models is empty\n"
        "    fix: try again later; a list that was full yesterday is not believed to be empty today\n"
        "inserted 0 · updated 0 · unchanged 0 · free 0 · paid 0 · errors 1\n"
    )
    assert catalog.tracked() == before


def test_a_bug_ends_with_70_and_keeps_its_traceback(
    catalog: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(engine, "run", broken)

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

    monkeypatch.setattr(engine, "run", interrupted)

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
