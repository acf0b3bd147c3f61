"""What who only reads is told while some files are new and others old."""

import hashlib
import json
from pathlib import Path

import pytest

from sync.errors import SyncError
from sync.files.journal import Write, commit
from sync.files.lock import locked
from sync.files.unfinished import reading
from tests.scratch import OFFERS, Scratch, scratch

Capture = pytest.CaptureFixture[str]

READERS = [
    pytest.param(["check"], id="check"),
    pytest.param(["check", "--json"], id="check json"),
    pytest.param(["explain", "acme/one"], id="explain"),
    pytest.param(["status"], id="status"),
    pytest.param(["conflicts"], id="conflicts"),
    pytest.param(["override", "list"], id="override list"),
    pytest.param(["fix", "--dry-run"], id="fix dry"),
    pytest.param(["build", "--out", "OUT"], id="build"),
    pytest.param(["run", "--dry-run", "--from-file", "openrouter=PAYLOAD"], id="run dry"),
]


FINISH = [
    pytest.param(["fix"], id="fix"),
    pytest.param(["run", "--from-file", "openrouter=PAYLOAD"], id="run"),
]


@pytest.fixture
def cut_short(tmp_path: Path, capsys: Capture) -> Scratch:
    """A catalog whose run was killed when its write had begun and no file was in its place yet."""
    catalog = scratch(tmp_path)
    old, new = catalog.read(OFFERS), catalog.read(OFFERS) + "# new\n"
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in (old, new)]
    manifest = [{"name": OFFERS, "old": hashes[0], "new": hashes[1]}]
    catalog.write(".state/journal/openrouter/0", new)
    catalog.write(".state/journal/openrouter/manifest.json", json.dumps(manifest))
    capsys.readouterr()
    return catalog


def call(catalog: Scratch, args: list[str]) -> int:
    places = {
        "OUT": str(catalog.root.parent / "out"),
        "openrouter=PAYLOAD": f"openrouter={catalog.payload()}",
    }
    return catalog.call(*(places.get(arg, arg) for arg in args))


@pytest.mark.parametrize("args", READERS)
def test_a_mixture_is_not_read_and_the_next_step_is_named(
    cut_short: Scratch, capsys: Capture, args: list[str]
) -> None:
    before = cut_short.tree()

    assert call(cut_short, args) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(
        f"error: {cut_short.root}/.state/journal/openrouter: a run was cut short in the middle of its writes;"
        " some files are new and some may be old\n"
        "  fix: finish it with `python -m sync run`, or offline with `python -m sync fix`; both do it first\n"
    )
    assert cut_short.tree() == before
    assert not (cut_short.root.parent / "out").exists()


@pytest.mark.parametrize("args", [["fix"], ["run", "--from-file", "openrouter=PAYLOAD"]], ids=["fix", "run"])
def test_the_next_step_that_is_named_finishes_it(
    cut_short: Scratch, capsys: Capture, args: list[str]
) -> None:
    assert call(cut_short, args) == 0

    assert "openrouter: a write that a crash had interrupted was finished first\n" in capsys.readouterr().out
    assert cut_short.read(OFFERS).endswith("# new\n")
    assert call(cut_short, ["status"]) == 0


def test_a_run_that_is_writing_right_now_is_named_instead(cut_short: Scratch, capsys: Capture) -> None:
    with locked(cut_short.root, now="2026-08-22 10:00:00 UTC"):
        assert call(cut_short, ["status"]) == 1

    told = capsys.readouterr().err
    assert ": files are being written by pid " in told
    assert told.endswith(" since 2026-08-22 10:00:00 UTC\n  fix: wait until it ends, then do it again\n")


def test_what_was_staged_and_never_begun_keeps_nobody_from_reading(cut_short: Scratch) -> None:
    (cut_short.root / ".state/journal/openrouter/manifest.json").unlink()

    assert call(cut_short, ["status"]) == 0


def test_files_that_were_written_while_they_were_read_are_not_believed(tmp_path: Path) -> None:
    commit(tmp_path, "p", [Write("catalog/offers/a.yaml", None, b"1")])

    with pytest.raises(SyncError, match="a run wrote files while they were read"), reading(tmp_path):
        commit(tmp_path, "p", [Write("catalog/offers/a.yaml", b"1", b"2")])

    with reading(tmp_path):
        assert (tmp_path / "catalog/offers/a.yaml").read_bytes() == b"2"


def test_a_run_that_waits_for_the_network_keeps_nobody_from_reading(tmp_path: Path) -> None:
    catalog = scratch(tmp_path)

    with locked(catalog.root, now="2026-08-22 10:00:00 UTC"):
        assert call(catalog, ["status"]) == 0


def test_a_manifest_may_be_anything(tmp_path: Path) -> None:
    catalog = scratch(tmp_path)
    catalog.write(".state/journal/openrouter/manifest.json", json.dumps({"name": 1}))

    assert call(catalog, ["status"]) == 1
