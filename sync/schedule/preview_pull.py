"""Which pull request a run of its checks was for: found by its branch and commit, which may be a fork's.

    the event (GitHub's own) ──> Proposed: repository, branch, commit ──the forge──> the open pull request

The number that the run itself may have written down is never asked: it can be anybody's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.errors import SyncError
from sync.publish.forge import shapes
from sync.publish.forge.rest import Rest
from sync.publish.forge.shapes import PullRequest
from sync.publish.world import MAIN

_READ = "pull-requests: read"
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a pull request proposes: a commit, at the tip of a branch of `repository` (OWNER/NAME)."""

    repository: str
    branch: str
    commit: str


def proposed(event: Any) -> Proposed | None:
    """What the run of a `workflow_run` event was for; None where that wasn't a pull request.

    A fork that is gone has no repository, and no pull request that could be merged. Raises SyncError
    for another event, or one that isn't of GitHub's form.
    """
    try:
        run = event["workflow_run"]
        kind, head = run["event"], run["head_repository"]
        if kind != "pull_request" or head is None:
            return None
        words = head["full_name"], run["head_branch"], run["head_sha"]
        if all(isinstance(word, str) and word for word in words) and _SHA.fullmatch(words[2]):
            return Proposed(repository=words[0], branch=words[1], commit=words[2])
    except (KeyError, TypeError):
        pass
    fix = "call it from a workflow on: workflow_run, whose GITHUB_EVENT_PATH names the event"
    raise SyncError("this is no event of a run that ended", where="GITHUB_EVENT_PATH", fix=fix)


def found(rest: Rest, repository: str, wanted: Proposed) -> list[PullRequest]:
    """The open pull requests into main of `repository` that propose exactly this commit."""
    path = f"/repos/{repository}/pulls"
    owner = wanted.repository.partition("/")[0]
    query = {"state": "open", "base": MAIN, "head": f"{owner}:{wanted.branch}"}
    listed = [_read(rest, doc, path, wanted) for doc in rest.pages(path, needs=_READ, query=query)]
    return [pull for pull in listed if pull is not None]


def _read(rest: Rest, doc: Mapping[str, Any], path: str, wanted: Proposed) -> PullRequest | None:
    """A pull request of the list, if it is the one: the forge's filter is by owner and branch alone."""
    try:
        pull = shapes.pull_request(doc, wanted.repository)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise rest.unlike("GET", path, "what GitHub's description says of it") from None
    theirs = pull.own and (pull.branch, pull.head) == (wanted.branch, wanted.commit)
    return pull if theirs and (pull.state, pull.base) == ("open", MAIN) else None


def said(event: Mapping[str, Any]) -> str:
    """What started the run, for whoever reads why nothing was done."""
    return str(event["workflow_run"]["event"])
