"""Copies of files before they change."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.files import backup
from tests.scratch import OFFERS, TODAY, priced, scratch
from tests.unit.running import dearer, git

NOW = datetime(2026, 8, 22, 6, 30, 5, tzinfo=UTC)


def tree(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog/a").write_bytes(b"one\n")
    return tmp_path


def test_two_in_one_second_are_two(root: Path) -> None:
    first = backup.save(root, ["catalog/a"], NOW)
    (root / "catalog/a").write_bytes(b"two\n")
    second = backup.save(root, ["catalog/a"], NOW)
    third = backup.save(root, ["catalog/a"], NOW)

    assert [each.relative_to(root).as_posix() for each in (first, second, third)] == [
        ".backup/20260822_063005",
        ".backup/20260822_063005_2",
        ".backup/20260822_063005_3",
    ]
    assert [tree(each) for each in (first, second)] == [{"catalog/a": b"one\n"}, {"catalog/a": b"two\n"}]


def test_nothing_is_made_beside_the_backups(root: Path) -> None:
    backup.save(root, ["catalog/a", "catalog/that/is/gone"], NOW)

    assert tree(root) == {
        "catalog/a": b"one\n",
        ".backup/.gitignore": b"*\n",
        ".backup/20260822_063005/catalog/a": b"one\n",
    }


def test_git_sees_none_of_it_even_where_no_file_says_so(root: Path) -> None:
    git(root, "init", "-q")
    backup.save(root, ["catalog/a"], NOW)

    assert git(root, "status", "--porcelain", "-uall") == "?? catalog/a\n"


def test_a_copy_keeps_date_and_permissions(root: Path) -> None:
    (root / "catalog/a").chmod(0o640)
    os.utime(root / "catalog/a", (1_000_000_000, 1_000_000_000))

    saved = (backup.save(root, ["catalog/a"], NOW) / "catalog/a").stat()

    assert (saved.st_mode & 0o777, saved.st_mtime) == (0o640, 1_000_000_000)


def test_two_runs_of_one_second_keep_what_each_changed(tmp_path: Path) -> None:
    catalog = scratch(tmp_path)
    before = catalog.read(OFFERS)
    assert catalog.run(dearer(), "--backup", today=TODAY) == 0
    between = catalog.read(OFFERS)
    assert catalog.run([*dearer(), priced("new/one", "0.000001", "0.000002")], "--backup", today=TODAY) == 0

    assert catalog.read(f".backup/20260822_000000/{OFFERS}") == before
    assert catalog.read(f".backup/20260822_000000_2/{OFFERS}") == between
    assert len({before, between, catalog.read(OFFERS)}) == 3
