"""What waits on main already is proposed no second time, so nobody is told that they took it back."""

import json

import pytest

from sync.files.names import base_name
from tests.unit.openrouter_records import Json
from tests.unit.publishing_days import BRANCH, Days, feed
from tests.unit.test_publish_review import DEAR, opened, two

BASE = base_name("openrouter")
FREE = feed("0")
"""A zero that nobody has confirmed, which waits for as long as it takes."""


def as_of(lane: Days, branch: str = "main") -> str:
    return str(json.loads(lane.read(BASE, branch).splitlines()[0])["as_of"])


def wait(lane: Days, listed: list[Json]) -> None:
    """Have main know that it waits."""
    assert lane.sync(listed).why == "new"
    lane.maintainer.merge(opened(lane, BRANCH).number)


def test_a_hold_that_stands_for_weeks_is_no_no(lane: Days) -> None:
    wait(lane, FREE)
    before = as_of(lane)

    assert lane.sync(FREE, later=3).why == "left over"
    assert lane.sync(FREE, later=4).why == "new"  # the date of the merge base is due

    assert as_of(lane, BRANCH) == lane.today.isoformat() > before
    assert lane.forge.item(1).comments == []
    assert lane.writes(lambda: lane.sync(FREE, later=1)) == []


@pytest.mark.slow
def test_what_moves_beside_it_is_proposed_and_it_is_not(lane: Days) -> None:
    wait(lane, two(big="0.000001"))

    assert lane.sync(two(big="0.000002"), later=1).why == "new"

    pull = opened(lane, BRANCH).number
    lane.maintainer.close(pull)
    assert lane.sync(two(big="0.000002"), later=1).why == "snoozed"
    assert [each.number for each in lane.forge.pulls("open")] == []


@pytest.mark.slow
def test_one_of_two_that_ends_is_no_word_about_the_other(lane: Days) -> None:
    wait(lane, two())

    assert lane.sync(two(big="0.000001"), later=1).why != "reverted"
    assert lane.forge.item(1).comments == []


@pytest.mark.slow
def test_a_hold_that_was_merged_and_taken_back_is_a_no_as_before(lane: Days) -> None:
    wait(lane, DEAR)
    lane.maintainer.revert("main")

    assert lane.sync(DEAR, later=1).why == "reverted"
