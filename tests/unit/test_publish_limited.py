"""A run of some models only: what it doesn't name isn't gone, so it closes, empties and deletes nothing."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sync.files import changeset
from sync.schedule import rows
from sync.schedule.heard import Told, hear
from sync.schedule.rows import Book
from sync.schedule.state import Row, State
from tests.unit.publishing_days import BRANCH, FIRST, REVIEW, Days, feed
from tests.unit.test_publish_review import DEAR, opened

DEARER = feed("0.000002")
LEFT = "left alone: a limited run"


def test_a_limited_run_says_so_and_a_whole_one_does_not(lane: Days) -> None:
    made = lane.run(DEAR, "--list", "paid")
    assert changeset.read(made).limited and changeset.read(made / "review").limited
    assert json.loads((made / "report.json").read_text("utf-8"))["limited"] is True

    whole = lane.run(DEAR)
    assert not changeset.read(whole).limited
    assert "limited" not in json.loads((whole / "change-set.json").read_text("utf-8"))
    assert "limited" not in json.loads((whole / "report.json").read_text("utf-8"))


def test_what_says_neither_yes_nor_no_is_no_change_set(lane: Days) -> None:
    made = lane.run(DEARER, "--model", "acme/one")
    path = made / "change-set.json"
    path.write_text(path.read_text("utf-8").replace('"limited": true', '"limited": 1'), "utf-8")

    assert "not what it should be" in str(lane.publish(made).failed)


def test_an_open_pull_request_stays_as_the_whole_run_made_it(lane: Days) -> None:
    lane.sync(DEARER)

    for args in (("--model", "acme/one"), ("--list", "free"), ("--model", "beta/big")):
        assert lane.writes(partial(lane.sync, DEARER, *args)) == []

    done = lane.sync(feed("0.000003"), "--model", "beta/big")
    assert (done.why, done.failed, done.pull) == (LEFT, None, 1)
    assert lane.sync(DEARER).why == "unchanged"


@pytest.mark.slow
def test_a_review_that_is_open_stays_too(lane: Days) -> None:
    lane.both(DEAR)

    assert lane.writes(lambda: lane.both(DEAR, "--model", "acme/one")) == []

    assert lane.both(DEAR, "--model", "acme/one") == (LEFT, LEFT)
    assert lane.both(DEAR) == ("unchanged", "unchanged")


def test_a_branch_that_seems_left_over_stays(lane: Days) -> None:
    lane.sync(DEARER)
    pushed = lane.tip()
    with lane.forge.lock:  # opening it had failed
        lane.forge.state.items.clear()

    assert lane.sync(DEARER, "--model", "acme/one").why == LEFT
    assert lane.tip() == pushed
    assert lane.sync(DEARER).why == "pushed before"


def test_where_none_is_open_it_opens_both(lane: Days) -> None:
    assert lane.both(DEAR, "--model", "beta/big") == ("new", "new")

    assert opened(lane, BRANCH).title and opened(lane, REVIEW).title


def test_for_the_dashboard_it_said_nothing(tmp_path: Path) -> None:
    known = Row(known=FIRST, snoozed=(7,), blocked=(BRANCH,))
    lanes = [{"provider": "openrouter", "lane": "main", "why": LEFT, "pull": 1}]
    (tmp_path / "published.json").write_text(json.dumps({"lanes": lanes}), "utf-8")
    told = {"openrouter": Told(status="ok")}

    heard = replace(hear(tmp_path, ""), told=told)
    after = rows.moved(State(rows={"openrouter": known}), heard, Book(), FIRST).rows["openrouter"]

    assert (after.success, after.snoozed, after.blocked) == (FIRST, (7,), (BRANCH,))
