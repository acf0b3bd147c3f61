"""Ranges of commits as a forge names them, and the commits in one that a certain address made.

A..B ──related──> A leads to B, B goes another way, or they have nothing in common
     ──made_by──> commits of an address, each with both sides of all that it changes in its first parent
A ──changed──> the files that are no longer as they were where this left A
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sync.errors import SyncError, UsageError
from sync.files import revision

Related = Literal["leads to it", "goes another way", "nothing in common"]

_NO_COMMIT = frozenset("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A commit with {name: (what the file held, what it holds)}, None where there is none.

    A name is below the catalog's folder; one that is elsewhere in the repository begins with `../`. Of a
    merge they are what it changes in its first parent, also what others made.
    """

    sha: str
    message: str
    files: dict[str, tuple[bytes | None, bytes | None]] = field(repr=False)
    is_merge: bool = False


def is_zero(name: str) -> bool:
    """Whether a name is what a forge calls the commit before the first one of a new branch."""
    return len(name) in (40, 64) and set(name) == _NO_COMMIT


def related(root: Path, old: str, new: str) -> Related:
    """How one commit is related to another one."""
    if _run(root, "merge-base", "--is-ancestor", old, new).returncode == 0:
        return "leads to it"
    return "goes another way" if _run(root, "merge-base", old, new).stdout else "nothing in common"


def changed(root: Path, base: str) -> frozenset[str] | None:
    """Names, below the catalog's folder, of files that changed since what is checked out left `base`.

    None where git can't say: there is no such commit, or nothing in common with it.
    """
    try:
        commit = revision.resolve(root, base)
    except UsageError:  # there is no git
        return None
    left = _run(root, "merge-base", commit, "HEAD").stdout.split() if commit else []
    if not left:
        return None
    look = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--relative")
    names = _git(root, *look, left[0].decode("ascii"), "HEAD").split(b"\0")
    return frozenset(map(os.fsdecode, filter(None, names)))


def made_by(root: Path, old: str, new: str, mail: str) -> Iterator[Made]:
    """The commits of `new` that `old` hasn't, written and put there by this address, the oldest first.

    One that the forge made of a pull request, a merge or a squash, the forge put there.
    """
    form = "--format=%H%x00%ae%x00%ce%x00%P"
    listed = _git(root, "log", "--reverse", "--topo-order", form, f"{old}..{new}", "--")
    for line in listed.decode("utf-8", "replace").split("\n")[:-1]:
        sha, author, committer, parents = line.split("\0")
        if author == committer == mail:
            message = _git(root, "show", "--no-patch", "--format=%B", sha).decode("utf-8", "replace")
            merged = len(parents.split()) > 1
            span = [parents.split()[0], sha] if merged else [sha]
            yield Made(sha=sha, message=message, files=_files(root, span), is_merge=merged)


def _files(root: Path, span: Sequence[str]) -> dict[str, tuple[bytes | None, bytes | None]]:
    below = _git(root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")
    look = ("diff-tree", "-r", "-z", "--root", "--no-commit-id", "--no-abbrev", "--no-renames")
    rows = _git(root, *look, *span).split(b"\0")
    found = {}
    for about, raw in zip(rows[:-1:2], rows[1::2], strict=True):
        _, _, old, new, _ = about.decode("ascii").split(" ")
        name = os.fsdecode(raw)
        shown = name.removeprefix(below) if name.startswith(below) else f"../{name}"
        found[shown] = (_blob(root, old), _blob(root, new))
    return found


def _blob(root: Path, name: str) -> bytes | None:
    if is_zero(name):
        return None
    done = _run(root, "cat-file", "blob", name)
    return done.stdout if done.returncode == 0 else b""  # another repository, which holds no text of ours


def _git(root: Path, *words: str) -> bytes:
    done = _run(root, *words)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        fix = "fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in a workflow"
        raise SyncError(f"git {words[0]} failed: {said[:300]}", where=str(root), fix=fix)
    return done.stdout


def _run(root: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        ["git", *words], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
