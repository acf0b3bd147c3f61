"""Writing several files as one: all or none, whatever fails and whenever the process ends."""

import errno
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sync.errors import SyncError
from sync.files.journal import Write, commit, heal

OLD = {
    "catalog/models/a/b.yaml": b"name: old\n",
    "catalog/models/d/e.yaml": b"name: gone\n",
    "catalog/offers/p.yaml": b"a: 1\n",
}
WRITES = (
    Write("catalog/models/a/b.yaml", b"name: old\n", b"name: new\n"),
    Write("catalog/models/a/c.yaml", None, b"name: c\n"),
    Write("catalog/models/d/e.yaml", b"name: gone\n", None),
    Write("catalog/offers/p.yaml", b"a: 1\n", b"a: 2\n"),
)
NEW = {write.name: write.new for write in WRITES if write.new is not None}
MANIFEST, FIRST, LAST = 3, 4, 8
"""Three contents are staged, then the manifest, then four files change, then the manifest goes."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in OLD.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def files(root: Path) -> dict[str, bytes]:
    """Every file of the catalog, leftovers included."""
    found = sorted(path for path in (root / "catalog").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def left_over(root: Path) -> list[str]:
    return sorted(path.name for path in (root / ".state" / "journal").glob("*"))


class Crash(BaseException):
    """The end of the process: nothing below catches it."""


@contextmanager
def crash(monkeypatch: pytest.MonkeyPatch, step: int) -> Iterator[None]:
    """The process ends before the step-th file is put into its place or removed."""
    replace, unlink = Path.replace, Path.unlink
    steps = iter(range(100))

    def replace_or_crash(self: Path, target: Path) -> Path:
        if target.name != ".gitignore" and next(steps) == step:
            raise Crash
        return replace(self, target)

    def unlink_or_crash(self: Path, missing_ok: bool = False) -> None:
        if next(steps) == step:
            raise Crash
        unlink(self, missing_ok)

    with monkeypatch.context() as patch, suppress(Crash):
        patch.setattr(Path, "replace", replace_or_crash)
        patch.setattr(Path, "unlink", unlink_or_crash)
        yield


def test_all_files_are_written_and_nothing_else_is_left(root: Path) -> None:
    commit(root, "p", WRITES)

    assert files(root) == NEW
    assert left_over(root) == []


def test_nothing_to_write_leaves_no_trace(root: Path) -> None:
    commit(root, "p", [])

    assert files(root) == OLD
    assert not (root / ".state").exists()


@pytest.mark.parametrize("step", range(LAST + 1))
def test_a_crash_at_any_step_leaves_the_old_files_or_after_healing_the_new(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    with crash(monkeypatch, step):
        commit(root, "p", WRITES)

    healed = heal(root)

    assert (files(root), healed) == ((OLD, []) if step <= MANIFEST else (NEW, ["p"]))
    assert left_over(root) == []
    assert heal(root) == []


@pytest.mark.parametrize("step", range(FIRST, LAST + 1))
@pytest.mark.parametrize("second", range(5))
def test_a_crash_while_healing_is_healed_too(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: int, second: int
) -> None:
    with crash(monkeypatch, step):
        commit(root, "p", WRITES)
    with crash(monkeypatch, second):
        heal(root)

    heal(root)

    assert files(root) == NEW
    assert left_over(root) == []


def test_a_crash_while_the_journal_is_removed_is_healed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash_instead(folder: Path, **_: object) -> None:
        if folder.exists():
            raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", crash_instead)
        with pytest.raises(Crash):
            commit(root, "p", WRITES)
    assert left_over(root) == ["p"]

    heal(root)

    assert files(root) == NEW
    assert left_over(root) == []


def test_a_folder_goes_with_its_last_file_and_not_before(root: Path) -> None:
    (root / "catalog/offers/q.yaml").write_bytes(b"")

    commit(root, "p", [WRITES[2], Write("catalog/offers/p.yaml", b"a: 1\n", None)])

    assert not (root / "catalog/models/d").exists()
    assert files(root) == {WRITES[0].name: WRITES[0].old, "catalog/offers/q.yaml": b""}


def test_an_unfinished_write_is_not_written_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with crash(monkeypatch, FIRST + 1):
        commit(root, "p", WRITES)
    before = files(root)

    with pytest.raises(SyncError, match="an earlier write isn't finished"):
        commit(root, "p", [Write("catalog/offers/q.yaml", None, b"a: 1\n")])

    assert files(root) == before
    assert heal(root) == ["p"]
    assert files(root) == NEW


def test_a_damaged_content_replaces_no_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with crash(monkeypatch, FIRST):
        commit(root, "p", WRITES)
    (root / ".state/journal/p/1").write_bytes(b"na")

    with pytest.raises(SyncError, match="is not readable"):
        heal(root)

    assert files(root) == OLD


def test_a_state_folder_on_another_disk_will_do(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def on_one_disk(self: Path, target: Path) -> Path:
        if (".state" in self.parts) != (".state" in target.parts):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", on_one_disk)

    commit(root, "p", WRITES)

    assert files(root) == NEW
    assert left_over(root) == []


def test_a_file_keeps_its_permissions(root: Path) -> None:
    (root / WRITES[0].name).chmod(0o751)

    commit(root, "p", WRITES)

    assert (root / WRITES[0].name).stat().st_mode & 0o777 == 0o751


def test_healing_takes_away_what_was_half_written(root: Path) -> None:
    names = (".state/.checked.7.tmp", ".state/raw/.p.json.7.tmp", ".backup/.20260822_000000.tmp/catalog/x")
    for name in (*names, ".state/raw/p.json", ".backup/20260822_000000/x"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"half")

    heal(root)

    left = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert left - OLD.keys() == {".state/raw/p.json", ".backup/20260822_000000/x"}


def test_what_a_person_did_after_a_crash_is_not_overwritten(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crash(monkeypatch, FIRST):
        commit(root, "p", WRITES)
    (root / "catalog/offers/p.yaml").write_bytes(b"a: 3 # by hand\n")

    with pytest.raises(SyncError) as error:
        heal(root)

    assert files(root) == OLD | {"catalog/offers/p.yaml": b"a: 3 # by hand\n"}
    assert str(error.value) == (
        "catalog/offers/p.yaml: the file was changed after a run was cut short in the middle of its writes\n"
        f"  fix: delete {root / '.state/journal/p'} to keep the files as they are, then run again"
    )


def test_half_a_write_that_can_not_be_finished_is_told_with_what_puts_it_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crash(monkeypatch, LAST - 1):
        commit(root, "p", WRITES)
    (root / "catalog/offers/p.yaml").write_bytes(b"a: 3 # by hand\n")

    with pytest.raises(SyncError) as error:
        heal(root)

    written = "catalog/models/a/b.yaml catalog/models/a/c.yaml catalog/models/d/e.yaml"
    assert error.value.fix == (
        f"put back what it had written, git stash push --include-untracked -- {written},"
        f" delete {root / '.state/journal/p'}, then run again"
    )
    assert not (root / "catalog/models/d/e.yaml").exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: path.write_bytes(b"a: 1 # by hand\n"), id="another content"),
        pytest.param(lambda path: path.unlink(), id="deleted"),
    ],
)
def test_a_file_that_changed_meanwhile_is_refused_and_nothing_is_written(root: Path, change: object) -> None:
    assert callable(change)
    change(root / "catalog/offers/p.yaml")
    before = files(root)

    with pytest.raises(SyncError) as error:
        commit(root, "p", WRITES)

    assert str(error.value) == (
        "catalog/offers/p.yaml: the file was changed while the run worked\n"
        "  fix: run again; nothing was written"
    )
    assert files(root) == before
    assert left_over(root) == []


def test_a_new_file_that_somebody_made_meanwhile_is_refused(root: Path) -> None:
    (root / "catalog/models/a/c.yaml").write_bytes(b"name: mine\n")
    before = files(root)

    with pytest.raises(SyncError, match="was changed while the run worked"):
        commit(root, "p", WRITES)

    assert files(root) == before


@pytest.mark.parametrize(
    "blocked",
    [
        pytest.param("catalog/models/a/c.yaml", id="a folder in a file's place"),
        pytest.param("catalog/models/a", id="a file in a folder's place"),
        pytest.param(".state/journal", id="a file in the journal's place"),
    ],
)
def test_a_place_that_can_not_be_written_is_refused_and_nothing_is_written(root: Path, blocked: str) -> None:
    writes = [write for write in WRITES if write.name != "catalog/models/a/b.yaml"]
    shutil.rmtree(root / "catalog/models/a")
    (root / blocked).parent.mkdir(parents=True, exist_ok=True)
    if blocked.endswith(".yaml"):
        (root / blocked).mkdir()
    else:
        (root / blocked).write_bytes(b"in the way")
    before = files(root)

    with pytest.raises(SyncError) as error:
        commit(root, "p", writes)

    assert "can't be written" in str(error.value)
    assert "nothing was written" in error.value.fix
    assert files(root) == before


def test_a_folder_that_turns_up_in_a_files_place_leaves_the_rest_for_the_next_run(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crash(monkeypatch, FIRST):
        commit(root, "p", WRITES)
    (root / "catalog/models/a/c.yaml").mkdir()

    with pytest.raises(SyncError):
        heal(root)
    (root / "catalog/models/a/c.yaml").rmdir()

    assert heal(root) == ["p"]
    assert files(root) == NEW


def test_each_providers_journal_is_healed_by_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for provider, write in zip("pq", (WRITES[0], WRITES[3]), strict=True):
        with crash(monkeypatch, 2):
            commit(root, provider, [write])

    assert heal(root) == ["p", "q"]
    assert files(root) == {**OLD, WRITES[0].name: WRITES[0].new, WRITES[3].name: WRITES[3].new}


OUTSIDE = json.dumps([{"name": "../x", "old": None, "new": None}]).encode()


@pytest.mark.parametrize("content", [b"", b"[{", b"{}", b'[{"name": 1}]', OUTSIDE])
def test_a_manifest_that_is_broken_is_told_and_nothing_is_written(root: Path, content: bytes) -> None:
    folder = root / ".state" / "journal" / "p"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(content)

    with pytest.raises(SyncError) as error:
        heal(root)

    assert error.value.fix == f"delete {folder} to keep the files as they are, then run again"
    assert files(root) == OLD


@pytest.mark.parametrize(
    "name",
    [
        ".git/config",
        ".git/hooks/pre-commit",
        ".github/workflows/sync.yml",
        "catalog/providers/groq.yaml",
        "catalog/rules/automerge.yaml",
        "catalog/models/../providers/groq.yaml",
        "catalog/models/a/../../providers/groq.yaml",
        "catalog/offers/../../.git/config",
        "catalog/upstream/p.yaml",
        "overrides/offers/x/y.yaml",
        "overrides/../.git/x.yaml",
        "sync/x.py",
        "schemas/model.schema.json",
        "x.yaml",
    ],
)
def test_a_journal_from_elsewhere_writes_nothing_that_no_command_writes(root: Path, name: str) -> None:
    place, folder = root / name, root / ".state" / "journal" / "p"
    for each in ("catalog/models/a", "overrides"):
        (root / each).mkdir(parents=True, exist_ok=True)
    place.resolve().parent.mkdir(parents=True, exist_ok=True)
    place.resolve().write_bytes(b"mine")
    folder.mkdir(parents=True)
    (folder / "0").write_bytes(b"theirs")
    hashes = [hashlib.sha256(content).hexdigest() for content in (b"mine", b"theirs")]
    manifest = [{"name": name, "old": hashes[0], "new": hashes[1]}]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    with pytest.raises(SyncError, match="is not readable"):
        heal(root)

    assert place.read_bytes() == b"mine"


def test_what_healing_would_not_finish_is_not_begun(root: Path) -> None:
    with pytest.raises(ValueError, match="heal"):
        commit(root, "p", [*WRITES, Write("catalog/providers/p.yaml", None, b"")])

    assert files(root) == OLD


def test_a_manifest_names_every_file_with_what_it_held_and_shall_hold(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crash(monkeypatch, FIRST):
        commit(root, "p", WRITES)

    manifest = json.loads((root / ".state/journal/p/manifest.json").read_bytes())

    assert [entry["name"] for entry in manifest] == [write.name for write in WRITES]
    assert [entry["old"] is None for entry in manifest] == [False, True, False, False]
    assert [entry["new"] is None for entry in manifest] == [False, False, True, False]


def test_heal_without_a_journal_does_nothing(root: Path) -> None:
    assert heal(root) == []
    assert not (root / ".state").exists()
