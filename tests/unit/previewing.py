"""What tests of `preview` start from: pull requests, a fork's too, and the event that their checks ended."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import modelbook
from sync.cli.main import call
from sync.report.consumers_json import as_json
from tests.forge import Forge, Person, lifecycle
from tests.forge.state import Pull
from tests.unit.compiled_records import book, model, offer
from tests.unit.forging import BRANCH
from tests.unit.publishing import tip

Doc = dict[str, Any]
FORK = "stranger/catalog"


def from_fork(forge: Forge, branch: str = BRANCH, *, base: str = "main", fork: str = FORK) -> int:
    """A stranger's pull request, of a branch that only their fork has."""
    maintainer = Person(forge, "maintainer")
    sha = maintainer.change(
        f"of-a-fork-{len(forge.pulls())}", {"fork.yaml": f"price: {len(forge.pulls())}\n"}
    )
    pull = Pull(head_ref=branch, head_sha=sha, base_ref=base, base_sha=tip(forge, "main"), fork=fork)
    return lifecycle.open_item(forge, "stranger", "A fork's", "", pull).number


def event(forge: Forge, number: int, **other: Any) -> Doc:
    """What GitHub tells when the checks of a pull request ended; `other` is of the run."""
    pull = forge.item(number).pull
    assert pull
    name = pull.fork or forge.slug
    run: Doc = {
        "event": "pull_request",
        "head_sha": pull.head_sha,
        "head_branch": pull.head_ref,
        "head_repository": {"full_name": name, "owner": {"login": name.partition("/")[0]}},
        "pull_requests": [{"number": 999}],
    }
    return {"action": "completed", "workflow_run": run | other}


class Preview:
    """`preview` on a forge, as the bot."""

    def __init__(self, forge: Forge, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.forge, self.folder = forge, folder
        self.file, self.event = folder / "effective.json", folder / "event.json"
        patch.setattr("time.sleep", lambda _: None)
        for name, value in {
            "GITHUB_API_URL": forge.url,
            "GITHUB_REPOSITORY": forge.slug,
            "GITHUB_TOKEN": forge.token("bot"),
            "GITHUB_EVENT_PATH": str(self.event),
        }.items():
            patch.setenv(name, value)

    def run(self, event: Doc, said: Doc | bytes) -> int:
        """Its exit code, for what an artifact says."""
        self.event.write_text(json.dumps(event), "utf-8")
        self.file.write_bytes(said if isinstance(said, bytes) else json.dumps(said).encode())
        return call(["preview", str(self.file)])

    def comments(self, number: int) -> list[str]:
        return [each.body for each in self.forge.item(number).comments]


def dearer(price: str = "4") -> Doc:
    """What `diff --json` says of an offer whose input gets dearer."""
    old, new = book(model()), book(model("acme/one", offer(price={"input": price, "output": "15"})))
    said = as_json(modelbook.diff(old, new), "main", "HEAD", date(2026, 8, 22))
    found: Doc = json.loads(json.dumps(said))
    return found
