"""The bare repository under the forge: real git, asked by process, with dates from the forge's clock."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

QUIET = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
"""No person's configuration, no question."""

CONFIG = {
    "http.receivepack": "true",
    "receive.hideRefs": "refs/pull",  # readable, written by the forge only
    "receive.autogc": "false",
    "gc.auto": "0",
    "uploadpack.allowAnySHA1InWant": "true",
    "uploadpack.allowFilter": "true",
    "core.logAllRefUpdates": "false",
}


def environment(**more: str) -> dict[str, str]:
    """A process's environment without what would make git's answers this machine's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, **QUIET, **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who and when; `date` as git reads it."""

    name: str
    email: str
    date: str

    def variables(self, role: str) -> dict[str, str]:
        """For git's environment; `role` is AUTHOR or COMMITTER."""
        words = {"NAME": self.name, "EMAIL": self.email, "DATE": self.date}
        return {f"GIT_{role}_{key}": value for key, value in words.items()}


class Repository:
    """Questions and the few changes that the forge itself makes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._answers: dict[tuple[str, ...], str | None] = {}

    @classmethod
    def create(cls, path: Path, default_branch: str) -> "Repository":
        """An empty one."""
        made = cls(path)
        path.mkdir(parents=True)
        made.git("init", "--quiet", "--bare", f"--initial-branch={default_branch}", ".")
        with (path / "config").open("a", encoding="utf-8") as config:
            for name, value in CONFIG.items():
                section, key = name.split(".")
                config.write(f"[{section}]\n\t{key} = {value}\n")
        return made

    def git(self, *words: str, text: str | None = None, **more: str) -> str:
        """The output of a git command that has to succeed."""
        done = self._run(words, text, more)
        if done.returncode:
            raise RuntimeError(f"git {' '.join(words)}: {done.stderr}")
        return done.stdout

    def ask(self, *words: str) -> str | None:
        """The same for one that may fail: None."""
        done = self._run(words, None, {})
        return None if done.returncode else done.stdout

    def _once(self, *words: str) -> str | None:
        """The answer to a question about commits by their whole names, which never changes; None: a no."""
        if words not in self._answers:
            done = self._run(words, None, {})
            if done.returncode not in (0, 1):
                raise RuntimeError(f"git {' '.join(words)}: {done.stderr}")
            self._answers[words] = None if done.returncode else done.stdout
        return self._answers[words]

    def _run(
        self, words: Sequence[str], text: str | None, more: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *words],
            cwd=self.path,
            env=environment(**more),
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def branches(self) -> dict[str, str]:
        """Every branch with its commit."""
        listed = self.git("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads")
        pairs = (line.split(" ", 1) for line in listed.splitlines())
        return {ref.removeprefix("refs/heads/"): sha for sha, ref in pairs}

    def branch(self, name: str) -> str | None:
        """A branch's commit."""
        return self.resolve(f"refs/heads/{name}")

    def resolve(self, name: str) -> str | None:
        """The commit that a name or a SHA stands for."""
        found = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return found.strip() if found else None

    def contains(self, tip: str, sha: str) -> bool:
        """Whether a commit is `tip` or one of its ancestors."""
        return self._once("merge-base", "--is-ancestor", sha, tip) is not None

    def merge_base(self, one: str, other: str) -> str | None:
        """Where two lines parted."""
        found = self._once("merge-base", one, other)
        return found.strip() if found else None

    def between(self, base: str, head: str) -> list[str]:
        """Commits of `head` that `base` hasn't, the oldest first."""
        return (self._once("rev-list", "--reverse", "--topo-order", f"{base}..{head}") or "").split()

    def merged_tree(self, base: str, head: str) -> str | None:
        """The tree of a merge; None where it conflicts."""
        found = self._once("merge-tree", "--write-tree", base, head)
        return found.split()[0] if found else None

    def commit(
        self, tree: str, parents: Sequence[str], message: str, author: Signature, committer: Signature
    ) -> str:
        """A new commit; no branch moves."""
        words = [word for parent in parents for word in ("-p", parent)]
        made = self.git(
            "commit-tree", tree, *words, "-F", "-", text=message,
            **author.variables("AUTHOR"), **committer.variables("COMMITTER"),
        )  # fmt: skip
        return made.strip()

    def update(self, ref: str, new: str, old: str | None = None) -> None:
        """Point a ref at a commit; where `old` is given, only if it stands there."""
        self.git("update-ref", ref, new, *([] if old is None else [old]))

    def delete(self, ref: str) -> None:
        """Remove a ref."""
        self.git("update-ref", "-d", ref)
