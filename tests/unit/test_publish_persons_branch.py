"""A person's commits on the branch of a lane without an open pull request: never lost, never a silent end."""

import json
from pathlib import Path

from sync.cli.main import call
from sync.publish import marker
from sync.schedule import rows
from sync.schedule.heard import hear
from sync.schedule.page import Board, lines
from sync.schedule.rows import Book
from sync.schedule.state import State, read, write
from tests.unit.publishing_days import BRANCH, FIRST, Days, feed
from tests.unit.running import Capture
from tests.unit.test_publish_environ import environ

__all__ = ["environ"]  # a fixture

DEARER, DEAREST = feed("0.000002"), feed("0.000003")
WAY = "a branch of a person's stands in the way"


def updated_and_closed(lane: Days) -> str:
    """What one click on "Update branch", and closing it, leave: the tip of the branch."""
    lane.sync(DEARER)
    lane.maintainer.change("main", {"README.md": "Another.\n"})
    theirs = lane.maintainer.merge_into(BRANCH)
    lane.maintainer.close(1)
    return theirs


def strayed(lane: Days) -> str:
    """A commit on a branch whose pull request was merged before."""
    lane.sync(DEARER)
    lane.maintainer.merge(1, "squash")
    return lane.maintainer.change(BRANCH, {"README.md": "Too late.\n"})


def test_what_a_closed_one_keeps_is_replaced_and_it_says_where_it_is(lane: Days) -> None:
    theirs = updated_and_closed(lane)
    assert lane.sync(DEARER).why == "snoozed"

    assert lane.sync(DEAREST, later=1).why == "new"

    [pull] = lane.forge.pulls("open")
    assert pull.number == 2 and lane.tip() != theirs
    [told] = [each for each in lane.forge.item(1).comments if "used again" in each.body]
    assert theirs in told.body and "git fetch origin refs/pull/1/head" in told.body
    lane.maintainer.git("fetch", "--quiet", "origin", "refs/pull/1/head")
    assert lane.maintainer.git("rev-parse", "FETCH_HEAD") == theirs
    assert lane.writes(lambda: lane.sync(DEAREST)) == []


def test_while_nothing_is_proposed_it_stays_and_is_no_trouble(lane: Days) -> None:
    theirs = updated_and_closed(lane)

    done = lane.sync(feed())

    assert (done.why, done.warned) == ("nothing to do", ())
    assert lane.tip() == theirs


def test_what_no_pull_request_has_is_left_alone(lane: Days) -> None:
    theirs = strayed(lane)

    for listed in (DEAREST, DEARER):
        done = lane.sync(listed, later=1)
        assert (done.why, done.failed) == ("a person's branch", None)
        assert BRANCH in done.warned[0] and "rename or delete" in done.warned[0]
    assert lane.tip() == theirs
    assert lane.forge.pulls("open") == []


def test_a_pull_request_that_moved_on_since_keeps_nothing_of_it(lane: Days) -> None:
    updated_and_closed(lane)
    theirs = lane.maintainer.change(BRANCH, {"README.md": "After it was closed.\n"})

    assert lane.sync(DEAREST, later=1).why == "a person's branch"
    assert lane.tip() == theirs


def test_it_is_a_warning_and_stands_on_the_dashboard_until_it_is_gone(
    lane: Days, environ: object, tmp_path: Path, capsys: Capture
) -> None:
    strayed(lane)
    out = lane.run(DEAREST).parent
    where = ["--root", str(lane.folder / "clone"), "--today", FIRST.isoformat()]
    capsys.readouterr()

    report = ["--report-json", str(tmp_path / "published.json")]

    assert call(["publish", *where, *report, str(out)]) == 0

    assert f"warning: {BRANCH} has commits" in capsys.readouterr().err
    [lane_, _] = json.loads((tmp_path / "published.json").read_text("utf-8"))["lanes"]
    assert lane_["why"] == "a person's branch" and len(lane_["warned"]) == 1

    out.rename(tmp_path / "changes")
    state = rows.moved(State(), hear(tmp_path, ""), Book(), FIRST)
    kept = read(marker.wrapped("", write(state)))  # the sweep of the day after has no more than this
    assert kept is not None
    later = rows.moved(kept, hear(None, ""), Book(), FIRST)
    points = rows.points(later, (), Book(), FIRST)
    shown, _ = lines(Board(state=later, pulls=(), points=points, today=FIRST))
    assert f"- openrouter {WAY}: {BRANCH}" in shown

    lane.maintainer.delete_branch(BRANCH)
    assert call(["publish", *where, *report, str(tmp_path / "changes")]) == 0
    healed = rows.moved(later, hear(tmp_path, ""), Book(), FIRST)
    assert rows.points(healed, (), Book(), FIRST) == []
