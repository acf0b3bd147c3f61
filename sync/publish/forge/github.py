"""What publishing asks of a forge and tells it: pull requests, labels, comments, checks.

    decide ──> act ──calls──> GitHub ──JSON──> rest ──HTTP──> the forge
                                └─ shapes: its answers, read or refused

Every list is read to its end. Opening what is open already finds it; taking off a label that isn't
there is fine; so a run that was cut off can be run again. Works with an enterprise server's API too.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from sync.errors import SyncError
from sync.publish.forge import shapes
from sync.publish.forge.answers import REPOSITORY, ForgeError
from sync.publish.forge.rest import Rest
from sync.publish.forge.shapes import Check, Posted, PullRequest, Review
from sync.publish.world import MAIN

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.{1,2}$)[A-Za-z0-9._-]+")
_READ, _PULLS, _ACTIONS = "pull-requests: read", "pull-requests: write", "actions: write"
_RUNS = "actions: read"
_CHECKS, _STATUSES, _CONTENTS = "checks: read", "statuses: read", "contents: write"
_REFUSED = (405, 409)
_LOOKS = 4

T = TypeVar("T")


class GitHub:
    """One repository of a forge, with a token. Every call raises ForgeError where it isn't done.

    `clock` is in seconds since 1970. `environ` names proxies and CA bundle; None: this process's.
    `rest` is for what else is asked of the same forge, over the same connections.
    """

    def __init__(
        self,
        api_url: str,
        repository: str,
        token: str,
        *,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        environ: Mapping[str, str] | None = None,
    ) -> None:
        if not _REPOSITORY.fullmatch(repository):
            raise SyncError("not a repository's name", where=REPOSITORY, fix="set it to OWNER/NAME")
        self.repository = repository
        self._root = f"/repos/{repository}"
        self.rest = Rest(api_url, token, sleep=sleep, clock=clock, environ=environ)
        self._sleep = sleep

    def __enter__(self) -> "GitHub":
        return self

    def __exit__(self, *_: object) -> None:
        self.rest.close()

    # looking

    def login(self) -> str | None:
        """As whom the token speaks; None for an App's, which may not ask."""
        try:
            doc = self.rest.get("/user", needs="to read its own user")
        except ForgeError as error:
            if error.status == 403:
                return None
            raise
        return self._read(shapes.login, doc, "/user")

    def pulls(
        self, branch: str | None = None, state: Literal["open", "closed", "all"] = "all"
    ) -> list[PullRequest]:
        """Pull requests of a branch of this repository, newest first; None: of every branch.

        A fork's branch of the same name is left out: the forge's own filter is by owner only.
        """
        query: dict[str, str] = {"state": state}
        if branch is not None:
            query["head"] = f"{self.repository.partition('/')[0]}:{branch}"
        path = f"{self._root}/pulls"
        listed = self.rest.pages(path, needs=_READ, query=query)
        found = [self._pull(doc, path) for doc in listed]
        return [pull for pull in found if pull.own and branch in (None, pull.branch)]

    def pull(self, number: int) -> PullRequest:
        """A pull request; waits a little for whether it can be merged, which may stay unknown."""
        path = f"{self._root}/pulls/{number}"
        for looked in range(1, _LOOKS + 1):
            found = self._pull(self.rest.get(path, needs=_READ), path)
            if found.mergeable is not None or found.state == "closed":
                break
            if looked < _LOOKS:
                self._sleep(2.0 ** (looked - 1))
        return found

    def reviews(self, number: int) -> list[Review]:
        """Reviews of a pull request, the oldest first."""
        return self._listed(f"/pulls/{number}/reviews", shapes.review)

    def comments(self, number: int) -> list[Posted]:
        """Comments on a pull request as a whole, the oldest first."""
        return self._listed(f"/issues/{number}/comments", shapes.posted)

    def checks(self, sha: str) -> list[Check]:
        """Every check run and status of a commit, the last one of each name."""
        below, found = f"/commits/{quote(sha, safe='')}", list[Check]()
        for path, key, needs, read in (
            (f"{below}/check-runs", "check_runs", _CHECKS, shapes.check_run),
            (f"{below}/status", "statuses", _STATUSES, shapes.status),
        ):
            listed = self.rest.pages(self._root + path, needs=needs, key=key)
            found += [self._read(read, doc, self._root + path) for doc in listed]
        return found

    def was_started(self, workflow: str, sha: str) -> bool:
        """Whether a workflow has a run on a commit of this repository, whatever became of that.

        Who forks the repository has the same commits, and runs that may wait for an approval for ever.
        """
        path = f"{self._root}/actions/workflows/{quote(workflow, safe='')}/runs"
        listed = self.rest.pages(path, needs=_RUNS, query={"head_sha": sha}, key="workflow_runs")
        return any(self._read(lambda each: shapes.is_own(each, self.repository), doc, path) for doc in listed)

    # changing

    def create_pull(self, branch: str, title: str, body: str) -> PullRequest:
        """Open a pull request of a branch for main; where one is open already, that one, as it is."""
        path = f"{self._root}/pulls"
        given = {"title": title, "body": body, "head": branch, "base": MAIN}
        try:
            doc = self.rest.write("POST", path, given, needs=_PULLS, repeat=True)
        except ForgeError as error:
            if error.status != 422 or "already exists" not in error.said:
                raise
            for pull in self.pulls(branch, "open"):
                if pull.base == MAIN:
                    return pull
            raise
        return self._pull(doc, path)

    def edit_pull(
        self,
        number: int,
        *,
        title: str | None = None,
        body: str | None = None,
        state: Literal["open", "closed"] | None = None,
    ) -> PullRequest:
        """Change what is given, and nothing else."""
        path = f"{self._root}/pulls/{number}"
        words = {"title": title, "body": body, "state": state}
        given = {key: value for key, value in words.items() if value is not None}
        return self._pull(self.rest.write("PATCH", path, given, needs=_PULLS, repeat=True), path)

    def merge(self, number: int, sha: str, title: str, message: str) -> str | None:
        """Merge a pull request as one commit with this message, where its head still is `sha`.

        By a merge commit where the repository squashes none. Returns what the forge says where it
        doesn't merge it now, which is no failure; None: it is merged.
        """
        path, said = f"{self._root}/pulls/{number}/merge", ""
        for method in ("squash", "merge"):
            given = {"sha": sha, "merge_method": method, "commit_title": title, "commit_message": message}
            try:
                self.rest.write("PUT", path, given, needs=_CONTENTS, repeat=True)
            except ForgeError as error:
                if error.status not in _REFUSED:
                    raise
                said = error.said or "it doesn't say why"
                if "not allowed" not in said:
                    break
            else:
                return None
        return None if self.pull(number).merged_at is not None else said  # an answer may have been lost

    def add_labels(self, number: int, names: Sequence[str]) -> None:
        """Add labels; one that the repository hasn't is made."""
        given = {"labels": list(names)}
        self.rest.write("POST", f"{self._root}/issues/{number}/labels", given, needs=_PULLS, repeat=True)

    def remove_label(self, number: int, name: str) -> None:
        """Take off a label, if it is there."""
        path = f"{self._root}/issues/{number}/labels/{quote(name, safe='')}"
        try:
            self.rest.write("DELETE", path, needs=_PULLS, repeat=True)
        except ForgeError as error:
            if error.status != 404:
                raise

    def add_comment(self, number: int, body: str) -> Posted:
        """Say something. It is never said twice: where no answer came, the next run looks for it."""
        path = f"{self._root}/issues/{number}/comments"
        doc = self.rest.write("POST", path, {"body": body}, needs=_PULLS, repeat=False)
        return self._read(shapes.posted, doc, path)

    def edit_comment(self, comment: int, body: str) -> Posted:
        """Say something else instead."""
        path = f"{self._root}/issues/comments/{comment}"
        doc = self.rest.write("PATCH", path, {"body": body}, needs=_PULLS, repeat=True)
        return self._read(shapes.posted, doc, path)

    def dispatch(self, workflow: str, ref: str) -> None:
        """Start a workflow on a branch. Started twice, it says the same twice."""
        path = f"{self._root}/actions/workflows/{quote(workflow, safe='')}/dispatches"
        self.rest.write("POST", path, {"ref": ref}, needs=_ACTIONS, repeat=True)

    # reading

    def _listed(self, below: str, read: Callable[[Any], T]) -> list[T]:
        path = self._root + below
        return [self._read(read, doc, path) for doc in self.rest.pages(path, needs=_READ)]

    def _pull(self, doc: Any, path: str) -> PullRequest:
        return self._read(lambda each: shapes.pull_request(each, self.repository), doc, path)

    def _read(self, read: Callable[[Any], T], doc: Any, path: str) -> T:
        try:
            return read(doc)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise self.rest.unlike("GET", path, "what GitHub's description says of it") from None
