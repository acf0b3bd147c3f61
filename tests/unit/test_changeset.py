"""A change set is carried as it is: what was tampered with isn't read, what is stale isn't applied."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sync.core.outcome import Run
from sync.errors import CatalogError, SyncError, UsageError
from sync.files import changeset, outbox
from sync.files.changeset import Changed, ChangeSet
from sync.files.journal import Write
from tests.hostile import HOSTILE
from tests.unit.running import git

ONE, TWO = "catalog/models/acme/one.yaml", "catalog/models/acme/two.yaml"
OFFERS, BASE = "catalog/offers/acme.yaml", "catalog/upstream/acme.jsonl"
WRITES = (
    Write(ONE, b"name: One\n", b"name: Uno\n"),
    Write(TWO, None, b"name: Two\n"),
    Write(OFFERS, b"a: 1\n", b"a: 2\n"),
    Write(BASE, b"{}\n", b"{}\n{}\n"),
)
PAGES = {"report.md": b"**acme: 1 new**\n", "report.json": b"{}\n"}
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def changes() -> ChangeSet:
    return changeset.of(Run(provider="acme", status="ok"), WRITES, base=COMMIT, today=date(2026, 8, 22))


@pytest.fixture
def folder(tmp_path: Path, changes: ChangeSet) -> Path:
    """The change set in its folder."""
    out = tmp_path / "out"
    outbox.prepare(out, tmp_path / "root", ["acme"])
    outbox.put(out, changes, PAGES)
    return out / "acme"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The tree that the change set was planned on."""
    for write in WRITES:
        path = tmp_path / "root" / write.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if write.old is not None:
            path.write_bytes(write.old)
    return tmp_path / "root"


def files(root: Path, below: str = "") -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / below).rglob("*"))
        if path.is_file()
    }


# -- writing and reading -----------------------------------------------------------------


def test_what_is_written_is_read_again(folder: Path, changes: ChangeSet) -> None:
    assert changeset.read(folder) == changes


def test_a_change_set_is_its_files_their_hashes_and_the_pages(folder: Path) -> None:
    assert json.loads((folder / "change-set.json").read_bytes()) == {
        "format": 1,
        "provider": "acme",
        "lane": "main",
        "status": "ok",
        "reason": None,
        "rule": None,
        "base": COMMIT,
        "today": "2026-08-22",
        "files": [
            {"path": ONE, "old": sha(b"name: One\n"), "new": sha(b"name: Uno\n")},
            {"path": TWO, "old": None, "new": sha(b"name: Two\n")},
            {"path": OFFERS, "old": sha(b"a: 1\n"), "new": sha(b"a: 2\n")},
            {"path": BASE, "old": sha(b"{}\n"), "new": sha(b"{}\n{}\n")},
        ],
    }
    assert files(folder, "files") == {f"files/{write.name}": write.new for write in WRITES}
    assert {name: (folder / name).read_bytes() for name in PAGES} == PAGES


@pytest.mark.parametrize("status", ["failed", "refused", "skipped"])
def test_a_run_that_came_to_nothing_has_a_change_set_without_files(tmp_path: Path, status: Any) -> None:
    run = Run(provider="acme", status=status, reason="a \udcff page", rule="not-json")
    changes = changeset.of(run, (), base=None, today=date(2026, 8, 22))

    outbox.put(tmp_path, changes, PAGES)

    found = changeset.read(tmp_path / "acme")
    assert (found.status, found.reason, found.rule, found.base) == (
        status,
        "a \udcff page",
        "not-json",
        None,
    )
    assert found.files == ()
    assert not (tmp_path / "acme" / "files").exists()


Tamper = Callable[[dict[str, Any]], object]

FORGED: list[tuple[Tamper, str]] = [
    (lambda doc: doc.update(format=2), "not a change set of format 1"),
    (lambda doc: doc.pop("today"), "'today'"),
    (lambda doc: doc.update(today="20260822"), "status or today"),
    (lambda doc: doc.update(status="fine"), "status or today"),
    (lambda doc: doc.update(status=["ok"]), "status or today"),
    (lambda doc: doc.update(reason=3), "not what it should be"),
    (lambda doc: doc.update(base="main; rm -rf"), "not what it should be"),
    (lambda doc: doc.update(provider="../acme"), "not what it should be"),
    (lambda doc: doc.update(files=None), "not what it should be"),
    (lambda doc: doc.update(files=["a"]), "not what it should be"),
    (lambda doc: doc.update(status="failed"), "a run that was failed has files"),
    (lambda doc: doc["files"].append(doc["files"][0]), "a file is named twice"),
    (lambda doc: doc["files"].pop(), f"files/{BASE} is there and not named"),
    (lambda doc: doc["files"][0].update(new=None), f"files/{ONE} is there and not named"),
    (lambda doc: doc["files"][0].update(new=sha(b"other")), "another hash than it should"),
    (lambda doc: doc["files"][0].update(old="0"), "not what it should be"),
    (lambda doc: doc["files"][0].update(old=doc["files"][0]["new"]), f"old and new of {ONE}"),
    (lambda doc: doc["files"][0].pop("old"), "'old'"),
    (lambda doc: doc["files"][0].update(path=3), "not what it should be"),
    (lambda doc: doc["files"][0].update(path="catalog/models/acme/other.yaml"), "can't be read"),
    (lambda doc: doc["files"][0].update(path=f"catalog/models/acme/{'x' * 300}.yaml"), "can't be read"),
]


@pytest.mark.parametrize(("tamper", "why"), FORGED, ids=[why for _, why in FORGED])
def test_what_was_tampered_with_is_not_read(folder: Path, tamper: Tamper, why: str) -> None:
    path = folder / "change-set.json"
    doc = json.loads(path.read_bytes())
    tamper(doc)
    path.write_text(json.dumps(doc))

    with pytest.raises(SyncError, match=f"(?s)change-set.json: .*{why}.*fix: make the change set again"):
        changeset.read(folder)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../README.md",
        "catalog/../README.md",
        "catalog/models/../providers/acme.yaml",
        "catalog/models/acme/../../providers/acme.yaml",
        "catalog/models/acme/..",
        "catalog/models/acme/.git.yaml",
        "catalog/models/acme\\one.yaml",
        "catalog/models/acme/o\x00ne.yaml",
        "catalog/models/acme/one.yaml\n",
        "catalog/models/one.yaml",
        "catalog/models/acme/deep/one.yaml",
        "catalog//models/acme/one.yaml",
        "./catalog/models/acme/one.yaml",
        "overrides/offers/acme.yaml",
        "schemas/model.schema.json",
        ".github/workflows/sync.yml",
        "sync/engine/run.py",
        "catalog/providers/acme.yaml",  # an address beside a key is the key's way out
        "catalog/rules/authority.yaml",
        "catalog/lists/pins.yaml",
        "catalog/offers/other.yaml",
        "catalog/upstream/other.jsonl",
        "catalog/offers/acme.yml",
        *HOSTILE.values(),
    ],
    ids=ascii,
)
def test_a_path_that_no_sync_of_the_provider_writes_is_refused(folder: Path, path: str) -> None:
    document = folder / "change-set.json"
    doc = json.loads(document.read_bytes())
    doc["files"][0]["path"] = path
    document.write_text(json.dumps(doc))

    with pytest.raises(SyncError, match="a sync of acme writes no file"):
        changeset.read(folder)


@pytest.mark.parametrize("what", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, None], ids=repr)
def test_a_folder_without_a_document_is_no_change_set(folder: Path, what: bytes | None) -> None:
    path = folder / "change-set.json"
    path.unlink()
    if what is not None:
        path.write_bytes(what)

    with pytest.raises(SyncError, match=r"change-set\.json: "):
        changeset.read(folder)


@pytest.mark.parametrize("linked", [ONE, "catalog/models/acme", "catalog", ""])
def test_a_link_among_the_files_is_not_followed(folder: Path, tmp_path: Path, linked: str) -> None:
    place = folder / "files" / linked
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(SyncError, match="is a link"):
        changeset.read(folder)


# -- applying ----------------------------------------------------------------------------


def test_a_change_set_makes_of_the_old_files_the_new_ones(root: Path, folder: Path) -> None:
    changeset.apply(root, changeset.read(folder))

    assert files(root, "catalog") == {write.name: write.new for write in WRITES}


def test_a_file_that_shall_go_goes(root: Path, changes: ChangeSet, tmp_path: Path) -> None:
    gone = (Changed(path=ONE, old=sha(b"name: One\n"), new=None), *changes.files[2:])
    outbox.put(tmp_path, replace(changes, files=gone), PAGES)

    changeset.apply(root, changeset.read(tmp_path / "acme"))

    assert sorted(files(root, "catalog")) == [OFFERS, BASE]


def edited(root: Path) -> None:
    (root / OFFERS).write_bytes(b"a: 1.5\n")


def gone(root: Path) -> None:
    (root / OFFERS).unlink()


def a_folder(root: Path) -> None:
    gone(root)
    (root / OFFERS).mkdir()


def behind_a_link(root: Path) -> None:
    (root / "catalog/offers").rename(root / "elsewhere")
    (root / "catalog/offers").symlink_to(root / "elsewhere")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (edited, "it was changed"),
        (gone, "it is gone"),
        (a_folder, "it can't be read: Is a directory"),
        (behind_a_link, "it lies behind a link"),
    ],
)
def test_a_stale_change_set_names_the_file_and_writes_nothing(
    root: Path, folder: Path, change: Callable[[Path], None], why: str
) -> None:
    change(root)
    before = files(root)

    with pytest.raises(CatalogError) as caught:
        changeset.apply(root, changeset.read(folder))

    [problem] = caught.value.problems
    assert (problem.file, problem.rule) == (OFFERS, "stale-change-set")
    assert problem.message == f"not what the change set was planned on: {why}"
    assert files(root) == before


def test_every_stale_file_is_named_at_once(root: Path, folder: Path) -> None:
    (root / ONE).write_bytes(b"name: Eins\n")
    (root / TWO).write_bytes(b"name: Two\n")

    with pytest.raises(CatalogError) as caught:
        changeset.apply(root, changeset.read(folder))

    assert [(problem.file, problem.message.rpartition(": ")[2]) for problem in caught.value.problems] == [
        (ONE, "it was changed"),
        (TWO, "it is there already"),
    ]


# -- the folder of change sets -----------------------------------------------------------


def test_a_newer_change_set_takes_the_place_of_the_whole_older_one(folder: Path, changes: ChangeSet) -> None:
    newer = replace(changes, files=changes.files[2:3])

    outbox.put(folder.parent, newer, {"report.md": b"new\n"})

    assert changeset.read(folder) == newer
    assert sorted(files(folder)) == ["change-set.json", f"files/{OFFERS}", "report.md"]
    assert [path.name for path in folder.parent.iterdir()] == ["acme"]


def test_what_a_crash_left_is_not_mixed_in(tmp_path: Path, changes: ChangeSet) -> None:
    stray = tmp_path / ".acme.new" / "files" / "catalog/models/acme/stray.yaml"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"")

    outbox.put(tmp_path, changes, PAGES)

    assert changeset.read(tmp_path / "acme") == changes
    assert [path.name for path in tmp_path.iterdir()] == ["acme"]


def test_only_change_sets_of_others_are_removed(folder: Path, changes: ChangeSet) -> None:
    out = folder.parent
    for name in ("other", "noted", "renamed"):
        outbox.put(out, replace(changes, provider=name), PAGES)
    (out / "noted" / "mine.txt").write_text("mine")
    (out / "renamed").rename(out / "kept")
    (out / "photos").mkdir()
    (out / "notes.md").write_text("mine")
    (out / "link").symlink_to(out / "acme")

    outbox.drop_others(out, ["acme"])

    left = sorted(path.name for path in out.iterdir())
    assert left == ["acme", "kept", "link", "noted", "notes.md", "photos"]
    assert changeset.read(folder) == changes


@pytest.mark.parametrize(
    "name", ["catalog", "catalog/offers/new", "overrides", "schemas", ".git/x", "linked/a"]
)
def test_the_catalogs_own_folders_take_no_change_sets(root: Path, name: str) -> None:
    (root / "linked").symlink_to(root / "catalog")
    before = files(root)

    with pytest.raises(UsageError, match="the catalog's own"):
        outbox.prepare(root / name, root, ["acme"])

    assert files(root) == before
    assert not (root / name / "acme").exists()


def test_beside_the_catalogs_folders_there_is_room(root: Path) -> None:
    outbox.prepare(root / "catalog-out", root, ["acme"])

    assert (root / "catalog-out").is_dir()


def test_what_is_no_change_set_is_not_replaced_by_one(tmp_path: Path) -> None:
    (tmp_path / "out" / "acme").mkdir(parents=True)
    (tmp_path / "out" / "acme" / "thesis.md").write_text("years of work")
    (tmp_path / "file").write_text("")

    for out, why in (("out", "would take the place of what is here"), ("file", "this is a file")):
        with pytest.raises(UsageError, match=why):
            outbox.prepare(tmp_path / out, tmp_path / "root", ["acme"])

    assert (tmp_path / "out/acme/thesis.md").exists()


# -- the commit --------------------------------------------------------------------------


def test_the_commit_is_the_one_that_is_checked_out(root: Path) -> None:
    found = [changeset.head(root)]
    git(root, "init", "-q")
    found.append(changeset.head(root))
    git(root, "commit", "-q", "--allow-empty", "-m", "one")
    found.append(changeset.head(root))

    assert found == [None, None, git(root, "rev-parse", "HEAD").strip()]
