"""A catalog as it stood in a revision of git: its files, byte for byte, in a folder of their own.

    resolve("HEAD~1") ──> the commit ──> extract ──> folder/{catalog,overrides,schemas}/…

A revision's name comes from a command line and its tree from anybody: no name reaches git as
an option, nothing is written outside of the folder, and no link is followed.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sync.errors import CatalogError, Problem, UsageError

_FOLDERS = ("catalog", "overrides", "schemas")
_READ = (".yaml", ".yml", ".json", ".jsonl")
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_FILES = ("100644", "100755")


class _Entry(NamedTuple):
    mode: str
    oid: str
    name: str


def resolve(root: Path, name: str) -> str | None:
    """The commit that a name means in the repository around `root`; None where it means none."""
    if name.startswith("-") or not name.isprintable() or not root.is_dir():
        return None
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    commit = _run(root, asked).stdout.decode("ascii", "replace").strip()
    return commit if _COMMIT.fullmatch(commit) else None


def remote(root: Path) -> str | None:
    """The address that `origin` stands for; None where there is no such remote."""
    said = _run(root, ("remote", "get-url", "origin")).stdout.decode("utf-8", "replace").strip()
    return said or None


def require_repository(root: Path) -> None:
    """Raise UsageError where there is none, or git can't be asked."""
    if not root.is_dir():
        raise UsageError("there is no folder here", where=str(root), fix="name the catalog's with --root")
    _git(root, "rev-parse", "--git-dir", fix="name two folders, or work in a clone of the catalog")


def extract(root: Path, commit: str, folder: Path, *, name: str) -> None:
    """Write the files that a catalog is read from, below `folder`; `name` is for messages.

    Raises UsageError where the commit holds no catalog, CatalogError for what is no plain file.
    """
    entries = list(_entries(root, commit))
    problems = [_no_file(entry) for entry in entries if not _is_plain(entry)]
    if problems:
        raise CatalogError(problems)
    if not any(entry.name.startswith("catalog/") for entry in entries):
        fix = "name a revision that holds the catalog, or its folder with --root"
        raise UsageError(f"there is no catalog in {name}", fix=fix)
    for entry, content in zip(entries, _contents(root, entries, name), strict=True):
        path = folder / entry.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _entries(root: Path, commit: str) -> Iterator[_Entry]:
    """What the commit holds at the place of `root`, wherever in the repository that is."""
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", *_FOLDERS, fix="look at it with git fsck")
    for row in listed.split(b"\0"):
        about, tab, name = row.partition(b"\t")
        if tab and name.endswith(tuple(map(str.encode, _READ))):
            mode, _, oid = about.decode("ascii").split()
            yield _Entry(mode, oid, os.fsdecode(name))


def _is_plain(entry: _Entry) -> bool:
    path = PurePosixPath(entry.name)
    return entry.mode in _FILES and path.parts[0] in _FOLDERS and ".." not in path.parts


def _contents(root: Path, entries: list[_Entry], name: str) -> Iterator[bytes]:
    """The bytes of each entry, in one go."""
    asked = "".join(f"{entry.oid}\n" for entry in entries).encode("ascii")
    told = _git(root, "cat-file", "--batch", stdin=asked, fix="look at it with git fsck")
    at = 0
    for entry in entries:
        end = told.find(b"\n", at)
        kind, _, size = told[at:end].decode("ascii", "replace").partition(" ")[2].partition(" ")
        if kind != "blob":
            fix = "fetch it whole: git fetch --unshallow, or fetch-depth: 0 in a workflow"
            raise UsageError(f"this clone lacks {entry.name} of {name}", fix=fix)
        start, at = end + 1, end + 2 + int(size)
        yield told[start : at - 1]


def _no_file(entry: _Entry) -> Problem:
    return Problem(
        file=entry.name,
        line=None,
        path="",
        message="this is no plain file",
        rule="unreadable",
        fix="put the file itself there, not a link",
    )


def _git(root: Path, *words: str, stdin: bytes = b"", fix: str) -> bytes:
    done = _run(root, words, stdin)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"git can't tell: {said}", where=str(root), fix=fix)
    return done.stdout


def _run(root: Path, words: tuple[str, ...], stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(
            ["git", *words], cwd=root, input=stdin, capture_output=True, check=False, timeout=60
        )
    except subprocess.TimeoutExpired:
        raise UsageError("git didn't answer within a minute", where=str(root), fix="try again") from None
    except OSError as error:
        fix = "install git, or name two folders"
        raise UsageError(f"git can't be started: {error.strerror}", where=str(root), fix=fix) from None
