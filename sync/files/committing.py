"""Commits of the files that a command wrote, and which commits changed the files that only commands write.

    require_clean ──write──> commit    exactly these files, whatever else is dirty or staged
    A..B ──changing──> commits ──ever──> all files of these folders, also those that are gone
                          └─ was_so, holding ──> were they so before? who has them as they should be?

Who commits and how, with hooks and signature, is for the user's own configuration of git to say.
"""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shlex import join

from sync.errors import SyncError, UsageError
from sync.files import revision

_LITERAL = "--literal-pathspecs"
_LISTED = ("--pathspec-from-file=-", "--pathspec-file-nul")
_REACH = 200
"""How many commits of a file are looked at for what it held once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit and the files of some folders that it changes, with what they hold then (None: gone).

    sides  for each parent the names of the files that the commit has otherwise; without one, all of them
    """

    sha: str
    message: str
    files: dict[str, bytes | None] = field(repr=False)
    sides: tuple[frozenset[str], ...]

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""
        return len(self.sides) > 1


def head(root: Path) -> str:
    """The commit that is checked out. Raises UsageError where there is none to commit on."""
    revision.require_repository(root)
    commit = revision.resolve(root, "HEAD")
    if commit is None:
        fix = "make a first commit by hand, or leave --commit out"
        raise UsageError("nothing is committed here yet", where=str(root), fix=fix)
    return commit


def require_clean(root: Path, names: Sequence[str]) -> None:
    """Raise UsageError where one of these files has changes that nobody committed."""
    if not names:
        return
    words = (_LITERAL, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--")
    rows = _git(root, *words, *names).split(b"\0")
    # what is gone from the index and untracked has two rows
    dirty = list(dict.fromkeys(os.fsdecode(row[3:]) for row in rows if row))
    if dirty:
        shown = ", ".join(dirty[:3]) + (f" and {len(dirty) - 3} more" if len(dirty) > 3 else "")
        fix = (
            "commit what is your own edit; what a command wrote, put away with"
            f" git stash push --include-untracked -- {join(dirty)}; nothing was written"
        )
        raise UsageError("a file to be written has changes that are not committed", where=shown, fix=fix)


def commit(root: Path, names: Sequence[str], message: str) -> str:
    """Commit these files as they are now, or are no more, and nothing else; the commit's name.

    Raises SyncError where git, or a hook, won't have it: the files stay written then, perhaps staged.
    """
    paths = "".join(f"{name}\0" for name in names).encode("utf-8", "surrogateescape")
    _git(root, _LITERAL, "add", "--all", *_LISTED, stdin=paths)
    words = ("commit", "--quiet", "--only", "--cleanup=verbatim", "-m", message)
    _git(root, _LITERAL, *words, *_LISTED, stdin=paths)
    return _git(root, "rev-parse", "HEAD").decode("ascii").strip()


def unstage(root: Path, names: Sequence[str]) -> None:
    """Have the index tell of these files what the last commit does, where git can do that now."""
    paths = "".join(f"{name}\0" for name in names).encode("utf-8", "surrogateescape")
    with suppress(SyncError):  # index.lock is what may have been in the way
        _git(root, _LITERAL, "reset", "--quiet", *_LISTED, stdin=paths)


def is_checkout(root: Path) -> bool:
    """Whether what is written here can be committed."""
    try:
        return revision.resolve(root, "HEAD") is not None
    except UsageError:  # there is no git
        return False


def span(root: Path, text: str) -> tuple[str, str]:
    """The two commits of `A..B`. Raises UsageError for what is none of this repository."""
    old, dots, new = text.partition("..")
    if not dots or not old or not new or new.startswith("."):
        raise UsageError(f"--commits {text}: not a range", fix="write it as A..B, such as origin/main..HEAD")
    revision.require_repository(root)
    found = [revision.resolve(root, name) for name in (old, new)]
    for name, sha in zip((old, new), found, strict=True):
        if sha is None:
            fix = "look at `git log`, or fetch it first (fetch-depth: 0 in a workflow)"
            raise UsageError(f"--commits {text}: {name!r} is no revision of this repository", fix=fix)
    return str(found[0]), str(found[1])


def changing(root: Path, old: str, new: str, places: Sequence[str]) -> Iterator[Commit]:
    """The commits of `new` that `old` hasn't and that change files in these folders, the oldest first.

    A merge that leaves all of them as one of its parents has them changes none.
    """
    listed = _git(root, "rev-list", "--reverse", "--topo-order", "--parents", f"{old}..{new}", "--")
    for line in listed.decode("ascii").splitlines():
        sha, *parents = line.split()
        spans = [[parent, sha] for parent in parents] or [[sha]]
        sides = tuple(frozenset(_changed(root, places, span)) for span in spans)
        if all(sides):
            message = _git(root, "show", "--no-patch", "--format=%B", sha).decode("utf-8", "replace")
            files = {name: content(root, sha, name) for name in sorted(frozenset.union(*sides))}
            yield Commit(sha=sha, message=message, files=files, sides=sides)


def content(root: Path, sha: str, name: str) -> bytes | None:
    """What a file holds in a commit; None where it isn't there."""
    entry = _entries(root, sha, [name])
    if not entry:
        return None
    is_file = entry.split(b" ", 2)[1] == b"blob"  # else a folder or another repository: no text of ours
    return _git(root, "cat-file", "blob", f"{sha}:./{name}") if is_file else b""


def ever(root: Path, sha: str, places: Sequence[str]) -> set[str]:
    """Names of the files that these folders had in a commit, or in one that it came from."""
    listed = _git(root, "rev-list", sha, "--", *places)
    return set(_changed(root, places, ["-m", "--stdin"], listed))


def was_so(root: Path, sha: str, names: Sequence[str]) -> bool:
    """Whether a commit that this one came from had these files as it has them, all at once, or none."""
    now, listed = _entries(root, sha, names), _touching(root, names, "--topo-order", sha)
    seen = [each for each in listed if each != sha]
    if any(_entries(root, each, names) == now for each in seen):
        return True
    if now or not seen or len(listed) == _REACH:
        return False
    _, *before = _git(root, "rev-list", "--parents", "--max-count=1", seen[-1]).decode("ascii").split()
    return any(not _entries(root, each, names) for each in before)


def holding(root: Path, names: Sequence[str], fits: Callable[[dict[str, bytes | None]], bool]) -> str | None:
    """A commit of any branch, or one that was left behind here, in which these files hold what fits."""
    found = _touching(root, names, "--all", "--reflog")
    return next((sha for sha in found if fits({name: content(root, sha, name) for name in names})), None)


def _changed(root: Path, places: Sequence[str], span: Sequence[str], stdin: bytes = b"") -> list[str]:
    """Names of the files of some folders that differ between two commits, or that one changes."""
    words = ("diff-tree", "-r", "-z", "--root", "--no-commit-id", "--name-only", "--no-renames", "--relative")
    rows = _git(root, *words, *span, "--", *places, stdin=stdin).split(b"\0")
    return [os.fsdecode(row) for row in rows if row]


def _touching(root: Path, names: Sequence[str], *where: str) -> list[str]:
    """Commits that change one of these files, the newest first."""
    listed = _git(root, _LITERAL, "rev-list", f"--max-count={_REACH}", *where, "--", *names)
    return listed.decode("ascii").split()


def _entries(root: Path, sha: str, names: Sequence[str]) -> bytes:
    """The entries of these files in a commit's tree."""
    return _git(root, _LITERAL, "ls-tree", "-z", sha, "--", *names)


def _git(root: Path, *words: str, stdin: bytes = b"") -> bytes:
    try:
        done = subprocess.run(["git", *words], cwd=root, input=stdin, capture_output=True, check=False)
    except OSError as error:
        what = f"git can't be started: {error.strerror}"
        raise UsageError(what, where=str(root), fix="install git") from None
    if done.returncode == 0:
        return done.stdout
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").splitlines()
    said = [line.strip() for line in lines if line.strip()] or ["it said nothing, nor did a hook"]
    what = next((word for word in words if not word.startswith("-")), "")
    fix = "do what it asks for, then run again"
    shown = "".join(char if char.isprintable() else "?" for char in " / ".join(said[:4]))
    raise SyncError(f"git {what} failed: {shown[:400]}", where=str(root), fix=fix)
