"""Which run of a workflow kept something last, where a job of a later run may fetch it.

Anybody's pull request may upload an artifact of any name. Only what a run of this repository's own main kept
is believed: what `.state/` says a provider sent is what a 304 repeats.
"""

from typing import Any
from urllib.parse import quote

from sync.publish.rest import Rest
from sync.publish.world import MAIN

_READ = "actions: read"
_LOOKED = 100
"""Artifacts of one name that are looked through, the newest ones."""


def newest(rest: Rest, repository: str, name: str) -> int | None:
    """The run that kept the newest artifact of this name; None: none is left. Raises SyncError."""
    path = f"/repos/{repository}/actions/artifacts?name={quote(name, safe='')}&per_page={_LOOKED}"
    doc = rest.get(path, needs=_READ)
    listed = doc.get("artifacts") if isinstance(doc, dict) else None
    if not isinstance(listed, list):
        raise rest.unlike("GET", path, "a list of artifacts")
    found = [run for run in map(_own, listed) if run is not None]
    return max(found, default=None)


def _own(artifact: Any) -> int | None:
    """The run of an artifact that is there and was kept by this repository's main."""
    run = artifact.get("workflow_run") if isinstance(artifact, dict) else None
    if not isinstance(run, dict) or artifact.get("expired"):
        return None
    own = run.get("repository_id") is not None and run.get("repository_id") == run.get("head_repository_id")
    number = run.get("id")
    return number if own and run.get("head_branch") == MAIN and isinstance(number, int) else None
