"""What persons do to a repository, a line each: through git and the API, with the forge's clock.

maintainer = Person(forge, "maintainer")
maintainer.change("main", {"one.yaml": "price: 1\n"})    a commit, pushed
maintainer.merge(1)
maintainer.revert("main")                                the last commit or merge
"""

import base64
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from tests.forge.forge import Forge
from tests.forge.repository import environment
from tests.forge.users import USERS

Files = Mapping[str, str | bytes | None]
"""Path to content; None removes the file."""


def files_of(folder: Path) -> dict[str, str | bytes | None]:
    """Every file below a folder, but git's own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


class Person:
    """Somebody with a token and a clone. Every method does one thing and fails loudly."""

    def __init__(self, forge: Forge, name: str = "maintainer") -> None:
        self.forge = forge
        self.user = USERS[name]
        self.folder = forge.folder / "people" / name

    # git

    def variables(self) -> dict[str, str]:
        """The environment in which git is this person, now, and has their token."""
        secret = base64.b64encode(f"x-access-token:{self.user.token}".encode()).decode()
        return environment(
            GIT_CONFIG_COUNT="1",
            GIT_CONFIG_KEY_0=f"http.{self.forge.url}/.extraheader",
            GIT_CONFIG_VALUE_0=f"Authorization: Basic {secret}",
            **self.forge.signature(self.user.name).variables("AUTHOR"),
            **self.forge.signature(self.user.name).variables("COMMITTER"),
        )

    def git(self, *words: str, cwd: Path | None = None) -> str:
        """The output of a git command in the person's clone."""
        done = subprocess.run(
            ["git", *words],
            cwd=cwd or self.clone(),
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr}"
        return done.stdout.strip()

    def clone(self, folder: Path | None = None) -> Path:
        """A clone: the person's own, made when it is first needed, or another one.

        It fetches from the folder, which is faster; a push goes over HTTP, which says who it is.
        """
        wanted = folder or self.folder
        if not (wanted / ".git").is_dir():
            wanted.parent.mkdir(parents=True, exist_ok=True)
            self.git("clone", "--quiet", str(self.forge.repository.path), str(wanted), cwd=wanted.parent)
        return wanted

    def switch(self, branch: str) -> None:
        """Stand on a branch as it is on the forge now; one that isn't there begins at main."""
        self.git("fetch", "--quiet", "--prune", "origin")
        there = self.forge.repository.branches()
        if branch in there or "main" in there:
            at = branch if branch in there else "main"
            self.git("checkout", "--quiet", "--force", "-B", branch, f"origin/{at}")
        else:
            self.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")

    def commit(self, branch: str, files: Files, message: str = "Edit by hand") -> str:
        """A commit on a branch, not pushed."""
        self.switch(branch)
        for name, content in files.items():
            path = self.folder / name
            if content is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def push(self, branch: str, *, force: bool = False) -> None:
        """Push a branch of the clone."""
        how = ["--force"] if force else []
        self.git("push", "--quiet", *how, self.forge.clone_url, f"{branch}:refs/heads/{branch}")

    def change(self, branch: str, files: Files, message: str = "Edit by hand") -> str:
        """A commit on a branch, pushed."""
        sha = self.commit(branch, files, message)
        self.push(branch)
        return sha

    def revert(self, branch: str = "main", commit: str = "HEAD") -> str:
        """Undo a commit or a merge with a new commit, pushed."""
        self.switch(branch)
        merge = len(self.git("rev-list", "--parents", "-1", commit).split()) > 2
        self.git("revert", "--no-edit", *(["--mainline", "1"] if merge else []), commit)
        self.push(branch)
        return self.git("rev-parse", "HEAD")

    def merge_into(self, branch: str, other: str = "main") -> str:
        """Merge another branch into a branch, as the "Update branch" button does; pushed."""
        self.switch(branch)
        self.git("merge", "--quiet", "--no-ff", "--no-edit", f"origin/{other}")
        self.push(branch)
        return self.git("rev-parse", "HEAD")

    def reset(self, branch: str, commit: str) -> None:
        """Force a branch to stand somewhere else."""
        self.switch(branch)
        self.git("reset", "--quiet", "--hard", commit)
        self.push(branch, force=True)

    # the API

    def api(self, method: str, path: str, body: object = None) -> Any:
        """The JSON of an answer; `path` is below the repository."""
        done = requests.request(
            method,
            f"{self.forge.url}/repos/{self.forge.slug}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.user.token}"},
            timeout=30,
        )
        assert done.ok, f"{method} {path}: {done.status_code} {done.text}"
        return done.json() if done.content else None

    def open(self, branch: str, title: str = "A change", body: str = "", **more: object) -> int:
        """A pull request of a branch into main."""
        given = {"title": title, "body": body, "head": branch, "base": "main", **more}
        return int(self.api("POST", "/pulls", given)["number"])

    def merge(self, number: int, how: str = "merge") -> str:
        """Merge, by `merge`, `squash` or `rebase`: the commit that main stands on then."""
        return str(self.api("PUT", f"/pulls/{number}/merge", {"merge_method": how})["sha"])

    def edit(self, number: int, **given: object) -> None:
        """Another title, body or base."""
        self.api("PATCH", f"/pulls/{number}", given)

    def close(self, number: int) -> None:
        """Close a pull request or an issue."""
        self.api("PATCH", f"/issues/{number}", {"state": "closed"})

    def reopen(self, number: int) -> None:
        """Open it again."""
        self.api("PATCH", f"/issues/{number}", {"state": "open"})

    def approve(self, number: int) -> int:
        """An approving review; its id."""
        return int(self.api("POST", f"/pulls/{number}/reviews", {"event": "APPROVE"})["id"])

    def request_changes(self, number: int, why: str = "Please look again.") -> int:
        """A review that asks for changes; its id."""
        given = {"event": "REQUEST_CHANGES", "body": why}
        return int(self.api("POST", f"/pulls/{number}/reviews", given)["id"])

    def dismiss(self, number: int, review: int) -> None:
        """Take back what a review said."""
        self.api("PUT", f"/pulls/{number}/reviews/{review}/dismissals", {"message": "No longer."})

    def label(self, number: int, *names: str) -> None:
        """Add labels."""
        self.api("POST", f"/issues/{number}/labels", {"labels": list(names)})

    def unlabel(self, number: int, name: str) -> None:
        """Remove a label."""
        self.api("DELETE", f"/issues/{number}/labels/{quote(name, safe='')}")

    def comment(self, number: int, text: str) -> int:
        """A comment; its id."""
        return int(self.api("POST", f"/issues/{number}/comments", {"body": text})["id"])

    def delete_branch(self, branch: str) -> None:
        """Delete a branch."""
        self.api("DELETE", f"/git/refs/heads/{branch}")

    def check(self, branch: str, conclusion: str | None = "success", name: str = "check") -> None:
        """A check run of a branch's commit, which only an App makes; None: it isn't done."""
        sha = self.forge.repository.branch(branch)
        given = {"name": name, "head_sha": sha, "status": "in_progress"}
        done = {"conclusion": conclusion, "status": "completed"} if conclusion else {}
        self.api("POST", "/check-runs", given | done)

    def status(self, branch: str, state: str = "success", context: str = "ci") -> None:
        """A status of a branch's commit."""
        sha = self.forge.repository.branch(branch)
        self.api("POST", f"/statuses/{sha}", {"state": state, "context": context})

    # what GitHub has no REST route for

    def set_draft(self, number: int, draft: bool = True) -> None:
        """Convert to a draft, or mark as ready."""
        with self.forge.lock:
            pull = self.forge.item(number).pull
            assert pull is not None
            pull.draft = draft

    def set_auto_merge(self, number: int, on: bool = True) -> None:
        """Have it merged when everything is green; the forge itself never does."""
        with self.forge.lock:
            pull = self.forge.item(number).pull
            assert pull is not None
            pull.auto_merge = self.user.name if on else None
