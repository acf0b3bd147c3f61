"""`publish --validate`: no commit of ours waits for a run that nobody starts, and each is started once."""

import json
from pathlib import Path
from typing import Any

import pytest

from sync.cli.main import call
from tests.forge.routing import Answer
from tests.unit.publishing_days import BRANCH, Days, feed
from tests.unit.test_publish_environ import environ

__all__ = ["environ"]  # a fixture

DEARER = feed("0.000002")
STARTED = [("validate.yml", BRANCH)]
REFUSED = Answer(status=403, body={"message": "GitHub Actions is not permitted to create pull requests."})

pytestmark = pytest.mark.usefixtures("environ")


def publish(lane: Days, *args: str, price: str = "0.000002") -> int:
    folder = lane.run(feed(price)).parent
    where = ["--root", str(lane.folder / "clone"), "--today", lane.today.isoformat()]
    return call(["publish", *where, "--validate", "validate.yml", *args, str(folder)])


def started(lane: Days) -> list[tuple[str, str]]:
    """What was started since this was asked last."""
    with lane.forge.lock:
        found = [(each["workflow"], each["ref"]) for each in lane.forge.state.dispatches]
        lane.forge.state.dispatches.clear()
    return found


def lose(lane: Days) -> None:
    """No workflow was ever run."""
    with lane.forge.lock:
        lane.forge.state.runs.clear()


def test_after_a_push_and_never_again_for_that_commit_though_no_check_ever_comes(lane: Days) -> None:
    assert publish(lane) == 0
    assert started(lane) == STARTED

    for _ in range(2):
        assert publish(lane) == 0
        assert started(lane) == []

    assert publish(lane, price="0.000003") == 0
    assert started(lane) == STARTED


def test_a_start_that_got_lost_is_made_up_for(lane: Days) -> None:
    publish(lane)
    started(lane)
    lose(lane)

    assert publish(lane) == 0
    assert started(lane) == STARTED


@pytest.mark.parametrize("other", [{"of_a_fork": True}, {"path": ".github/workflows/tests.yml"}])
def test_a_run_of_a_forks_or_of_another_workflow_is_none(lane: Days, other: dict[str, Any]) -> None:
    publish(lane)
    started(lane)
    with lane.forge.lock:
        lane.forge.state.runs[0] |= other

    assert publish(lane) == 0
    assert started(lane) == STARTED


def test_a_push_whose_pull_request_could_not_be_opened_is_checked_then_and_when_it_is(
    lane: Days, tmp_path: Path
) -> None:
    lane.forge.fail("POST", "/pulls", REFUSED, times=9)

    assert publish(lane, "--report-json", str(tmp_path / "out.json")) == 1
    assert started(lane) == STARTED
    [failed, _] = read(tmp_path / "out.json")
    assert "not permitted" in failed["failed"] and "started validate.yml" in failed["told"][-1]

    lane.heal()
    assert publish(lane) == 0
    assert started(lane) == STARTED  # what it finds can now be told in the pull request


def read(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["lanes"]
    return found


def test_a_start_that_fails_is_tried_again(lane: Days) -> None:
    said = {"message": "Workflow does not have 'workflow_dispatch' trigger"}
    path = "/actions/workflows/validate.yml/dispatches"
    lane.forge.fail("POST", path, Answer(status=422, body=said), times=9)

    assert publish(lane) == 1
    assert started(lane) == []
    lane.heal()

    assert publish(lane) == 0
    assert started(lane) == STARTED


def test_what_a_person_committed_is_not_ours_to_check(lane: Days) -> None:
    publish(lane)
    started(lane)
    lane.edit("output: 2}", "output: 2.5}", BRANCH)

    assert publish(lane) == 0
    assert started(lane) == []


def test_a_dry_run_starts_nothing(lane: Days) -> None:
    lane.sync(DEARER)

    assert lane.writes(lambda: publish(lane, "--dry-run")) == []
    assert started(lane) == []
