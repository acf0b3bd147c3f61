"""Which run of sync.yml handed something on last, where a job of a later run may fetch it.

    artifacts of a name ──of this repository's main──> its run ──sync.yml, by itself or by hand,──> believed
                                                                 of a commit that is on main

Anybody's pull request may upload an artifact of any name, and says itself which branch it is of. What a
provider sent is what a 304 repeats: so only what sync.yml of main kept is believed.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sync.publish.forge.answers import ForgeError
from sync.publish.forge.rest import Rest
from sync.publish.world import MAIN

WORKFLOW = ".github/workflows/sync.yml"
_PATHS = (WORKFLOW, f"{WORKFLOW}@{MAIN}", f"{WORKFLOW}@refs/heads/{MAIN}")
_EVENTS = ("schedule", "workflow_dispatch")
_READ, _COMPARE = "actions: read", "contents: read"
_PAGE = 100
_MOST_PAGES, _MOST_RUNS = 50, 20
"""Of one name. Who uploads more can have a list fetched in full, and no more than that."""


class Artifacts:
    """The artifacts of a repository; each run is looked up once."""

    def __init__(self, rest: Rest, repository: str) -> None:
        self._rest, self._root = rest, f"/repos/{repository}"
        self._repository = repository.lower()
        self._believed: dict[int, bool] = {}

    def newest(self, name: str) -> int | None:
        """The run that kept the newest artifact of this name; None: none is left. Raises SyncError."""
        tried = set[int]()
        for page in self._pages(name):
            for run in sorted({run for run in map(_of_main, page) if run is not None} - tried, reverse=True):
                if len(tried) == _MOST_RUNS:
                    return None
                tried.add(run)
                if self._is_believed(run):
                    return run
        return None

    def _pages(self, name: str) -> Iterator[list[Any]]:
        """The artifacts of a name, the newest page first."""
        for number in range(1, _MOST_PAGES + 1):
            words = f"name={quote(name, safe='')}&per_page={_PAGE}&page={number}"
            path = f"{self._root}/actions/artifacts?{words}"
            doc = self._rest.get(path, needs=_READ)
            listed = doc.get("artifacts") if isinstance(doc, dict) else None
            if not isinstance(listed, list):
                raise self._rest.unlike("GET", path, "a list of artifacts")
            yield listed
            if len(listed) < _PAGE:
                return

    def _is_believed(self, run: int) -> bool:
        if run not in self._believed:
            self._believed[run] = self._is_sync_of_main(run)
        return self._believed[run]

    def _is_sync_of_main(self, run: int) -> bool:
        doc = self._look(f"/actions/runs/{run}", _READ)
        said = tuple(doc.get(key) for key in ("path", "event", "head_branch", "head_sha"))
        path, event, branch, sha = said
        known = path in _PATHS and event in _EVENTS and branch == MAIN
        if not (known and self._is_own(doc) and isinstance(sha, str) and sha.isalnum()):
            return False
        # A branch's name is whatever who pushed said; that a commit is on main is main's own word.
        compared = self._look(f"/compare/{MAIN}...{sha}?per_page=1", _COMPARE)
        return compared.get("status") in ("identical", "behind")

    def _is_own(self, doc: dict[str, Any]) -> bool:
        """Whether a run is of a commit of this very repository, not of a fork's."""
        head = doc.get("head_repository")
        name = head.get("full_name") if isinstance(head, dict) else None
        return isinstance(name, str) and name.lower() == self._repository

    def _look(self, path: str, needs: str) -> dict[str, Any]:
        """One thing; nothing of it where it is gone."""
        try:
            doc = self._rest.get(self._root + path, needs=needs)
        except ForgeError as error:
            if error.status == 404:
                return {}
            raise
        if not isinstance(doc, dict):
            raise self._rest.unlike("GET", self._root + path, "an object")
        return doc


def _of_main(artifact: Any) -> int | None:
    """The run of an artifact that is there and says to be of this repository's main."""
    run = artifact.get("workflow_run") if isinstance(artifact, dict) else None
    if not isinstance(run, dict) or artifact.get("expired"):
        return None
    own = run.get("repository_id") is not None and run.get("repository_id") == run.get("head_repository_id")
    number = run.get("id")
    return number if own and run.get("head_branch") == MAIN and isinstance(number, int) else None
