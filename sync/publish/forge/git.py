"""The forge's repository as publishing uses it: looked at, worked on and pushed in a clone of its own.

    forge ──fetch──> clone (bare, temporary) ──worktree(main)──> folder ──commit──> sha ──push──> forge
                       └─ tip, commits, touches                              where the branch still is
                                                                             at the commit expected
What the user has checked out, their index and their configuration are never touched. Their
clone only lends objects, and where it is a shallow one not even those.
"""

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sync.errors import SyncError
from sync.publish.forge.answers import TOKEN
from sync.publish.forge.git_process import Done, Git, lendable
from sync.publish.world import MAIN, PREFIX
from sync.sources import retry

Outcome = Literal["done", "lost the race"]
"""Whether the branch is now as it should be, or somebody else moved it first."""

SERVER_URL = "GITHUB_SERVER_URL"
_SEEN, _PULLS = "refs/remotes/forge/", "refs/pulls/"
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_BRANCH = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FORMAT = "%x00".join(("%H", "%P", "%ae", "%ce", "%B", ""))
_FIELDS = 5
_NOTHING = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""Git's name for a tree without files."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who a commit is by."""

    name: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit: who wrote it and who put it there, as mail addresses."""

    sha: str
    parents: tuple[str, ...]
    author_mail: str
    committer_mail: str
    message: str


class Repository:
    """A forge's repository. To be entered: its clone lives as long as the `with`.

    root  the user's checkout, which may lend objects; any folder will do
    Raises SyncError for an address that isn't asked, and from each call for what git can't do.
    """

    def __init__(
        self,
        root: Path,
        server_url: str,
        repository: str,
        token: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        server = server_url.rstrip("/")
        try:
            retry.check_address(server)
        except retry.RefusedError as why:
            what = f"this address is not asked: {why}"
            raise SyncError(what, where=retry.show(server), fix=f"correct {SERVER_URL}") from None
        if not token.isascii() or not token.isprintable() or not token:
            raise SyncError("there is no token that git can use", where=TOKEN, fix=f"set {TOKEN} again")
        self._url = f"{server}/{repository}.git"
        self._root, self._server, self._token = root, server, token
        self._sleep, self._environ = sleep, os.environ if environ is None else environ

    def __enter__(self) -> "Repository":
        self._temporary = tempfile.TemporaryDirectory(prefix="modelbook-publish-")
        clone = Path(self._temporary.name) / "clone"
        clone.mkdir()
        self._git = Git(
            clone, server=self._server, token=self._token, environ=self._environ, sleep=self._sleep
        )
        self._git.must("init", "--quiet", "--bare", "--template=", ".")
        lent = lendable(self._git, self._root)
        if lent is not None:
            (clone / "objects/info").mkdir(exist_ok=True)
            (clone / "objects/info/alternates").write_text(f"{lent}\n", "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    # looking

    def fetch(self) -> None:
        """Have main and every branch of a sync as they are on the forge now."""
        wanted = [f"+refs/heads/{name}:{_SEEN}{name}" for name in (MAIN, f"{PREFIX}*")]
        done = self._fetch("--prune", self._url, *wanted)
        if done.code:
            raise self._git.failed("fetch", done)

    def fetch_pull(self, number: int) -> str | None:
        """The commit that a pull request proposed last, also when its branch is gone; None: there is none."""
        ref = f"{_PULLS}{number:d}"
        done = self._fetch(self._url, f"+refs/pull/{number:d}/head:{ref}")
        if done.code and "couldn't find remote ref" not in done.said:
            raise self._git.failed("fetch", done)
        return None if done.code else self._resolve(ref)

    def _fetch(self, *words: str) -> Done:
        return self._git.remote("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", *words)

    def tip(self, branch: str) -> str | None:
        """The commit that a branch led to when it was fetched or pushed last; None: there is no branch."""
        return self._resolve(_SEEN + branch)

    def _resolve(self, ref: str) -> str | None:
        done = self._git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        return None if done.code else done.out.decode("ascii").strip()

    def has(self, commit: str) -> bool:
        """Whether a commit needn't be fetched."""
        return self._git.ask("cat-file", "-e", f"{_sha(commit)}^{{commit}}").code == 0

    def commits(self, base: str, head: str) -> tuple[Commit, ...]:
        """Commits of `head` that `base` hasn't, the oldest first."""
        span = f"{_sha(base)}..{_sha(head)}"
        words = ("log", "-z", "--reverse", "--topo-order", f"--format={_FORMAT}", span)
        told = self._git.must(*words).decode("utf-8", "replace").split("\0")
        rows = (told[at : at + _FIELDS] for at in range(0, len(told) - _FIELDS, _FIELDS + 1))
        return tuple(_commit(row) for row in rows)

    def touches(self, base: str, head: str) -> tuple[str, ...]:
        """Paths that `head` changes since it left `base`, by name; all of its own where they never met."""
        met = self._git.ask("merge-base", _sha(base), _sha(head))
        if met.code not in (0, 1):
            raise self._git.failed("merge-base", met)
        since = met.out.decode("ascii").strip() or _NOTHING
        names = self._git.must("diff-tree", "-r", "-z", "--name-only", "--no-renames", since, head)
        return tuple(sorted(os.fsdecode(name) for name in names.split(b"\0") if name))

    def content(self, commit: str, path: str) -> bytes | None:
        """What a file of a commit holds; None: it has none of that name."""
        done = self._git.ask("cat-file", "blob", f"{_sha(commit)}:{path}")
        return None if done.code else done.out

    # changing

    @contextmanager
    def worktree(self, commit: str) -> Iterator[Path]:
        """A folder with the files of a commit, for one commit on top of it."""
        folder = Path(tempfile.mkdtemp(prefix="tree-", dir=self._temporary.name)) / "files"
        self._git.must("worktree", "add", "--quiet", "--detach", str(folder), _sha(commit))
        try:
            yield folder
        finally:
            self._git.must("worktree", "remove", "--force", "--force", str(folder))

    def commit(
        self, folder: Path, message: str, *, paths: Sequence[str], when: datetime, author: Author
    ) -> str:
        """Commit these paths of a worktree as they are now, or are no more; no branch moves.

        The same content, message, time and author make the same commit. SyncError: nothing changed.
        """
        if when.tzinfo is None:
            raise ValueError("a time without its zone")
        git, listed = self._git, b"".join(os.fsencode(path) + b"\0" for path in paths)
        if listed:
            words = ("--all", "--force", "--pathspec-from-file=-", "--pathspec-file-nul")
            git.must("add", *words, at=folder, stdin=listed, variables={"GIT_LITERAL_PATHSPECS": "1"})
        tree, parent, before = (
            git.must(*each, at=folder).decode("ascii").strip()
            for each in (("write-tree",), ("rev-parse", "HEAD"), ("rev-parse", "HEAD^{tree}"))
        )
        if tree == before:
            raise SyncError(
                "nothing changed", where="git commit", fix="commit what was written to the folder"
            )
        date = f"@{int(when.timestamp())} +0000"
        said = {"NAME": author.name, "EMAIL": author.mail, "DATE": date}
        who = {f"GIT_{role}_{key}": said[key] for role in ("AUTHOR", "COMMITTER") for key in said}
        made = git.must(
            "commit-tree", tree, "-p", parent, "-F", "-", at=folder, stdin=message.encode(), variables=who
        )
        return made.decode("ascii").strip()

    def push(self, sha: str, branch: str, expect: str | None) -> Outcome:
        """Have a branch lead to a commit, where it still leads to `expect` (None: it isn't there yet)."""
        return self._push(_sha(sha), branch, expect)

    def delete(self, branch: str, expect: str) -> Outcome:
        """Have no such branch, where it still leads to `expect`; one that is gone already is fine."""
        return self._push(None, branch, expect)

    def _push(self, sha: str | None, branch: str, expect: str | None) -> Outcome:
        ref, seen = f"refs/heads/{_lane(branch)}", _SEEN + branch
        lease = f"--force-with-lease={ref}:{'' if expect is None else _sha(expect)}"
        # Sent again after a lost answer it finds its own work: up to date, or gone.
        done = self._git.remote("push", "--porcelain", "--no-verify", lease, self._url, f"{sha or ''}:{ref}")
        if done.code and not self._is(done, ref, sha, expect):
            return "lost the race"
        self._git.must(*(("update-ref", "-d", seen) if sha is None else ("update-ref", seen, sha)))
        return "done"

    def _is(self, done: Done, ref: str, wanted: str | None, expect: str | None) -> bool:
        """Whether a branch is as wanted though git says no; SyncError where no other's push is why."""
        rows = [row for row in done.out.decode("utf-8", "replace").splitlines() if row.startswith("!\t")]
        if rows:
            look = self._git.remote("ls-remote", "--quiet", self._url, ref)
            listed = (row.split("\t") for row in look.out.decode("ascii", "replace").splitlines())
            now = next((sha for sha, name in listed if name == ref), None)
            if look.code == 0 and (now == wanted or now != expect):
                return now == wanted
        raise self._git.failed("push", Done(done.code, b"", "\n".join((done.said, *rows))))


def _commit(row: Sequence[str]) -> Commit:
    sha, parents, author, committer, message = row
    return Commit(
        sha=sha,
        parents=tuple(parents.split()),
        author_mail=author,
        committer_mail=committer,
        message=message.rstrip("\n"),
    )


def _sha(text: str) -> str:
    """A commit's whole name: nothing else reaches git as one."""
    if not _SHA.fullmatch(text):
        raise ValueError(f"not a commit: {text!a}")
    return text


def _lane(branch: str) -> str:
    """A branch of a sync: no other is ever written."""
    if not branch.startswith(PREFIX) or not _BRANCH.fullmatch(branch.removeprefix(PREFIX)):
        raise ValueError(f"not a branch of a sync: {branch!a}")
    return branch
