"""A person is faster than a sync, or it dies half-way: nothing of theirs is lost, and the next sync heals.

What a push alone does then is in test_publish_git_push.py; a commit before the push, and crashes of the
main lane's new pull request, are in test_publish_lane.py.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sync.publish import marker
from sync.publish.lane import Done
from tests.forge.state import Item, Pull
from tests.scratch import OFFERS, priced
from tests.unit.openrouter_records import Json
from tests.unit.publishing_days import BRANCH, REVIEW, Days, feed

FIRST = {BRANCH: feed("0.000002"), REVIEW: feed("0.00003")}
MOVED = {BRANCH: feed("0.000003"), REVIEW: feed("0.00004")}
MERGED = {BRANCH: "input: 3,", REVIEW: "input: 40,"}
"""Lists that move a price of the lane, that move it again, and what main says once that is merged."""

PUSH, OPEN, DESCRIBE = ("POST", "/git-receive-pack"), ("POST", "/pulls"), ("PATCH", "/pulls/*")
LABEL, COMMENT = ("POST", "/issues/*/labels"), ("POST", "/issues/*/comments")
MINE = {"why.txt": "Mine.\n"}

both_lanes = pytest.mark.parametrize(
    "branch",
    [pytest.param(BRANCH, id="main lane"), pytest.param(REVIEW, id="review lane", marks=pytest.mark.slow)],
)


def pull_of(item: Item) -> Pull:
    assert item.pull is not None
    return item.pull


def opened(lane: Days, branch: str) -> Item:
    """The one open pull request of a branch."""
    [found] = [each for each in lane.forge.pulls("open") if pull_of(each).head_ref == branch]
    return found


def tried(lane: Days, branch: str, made: Path) -> Done:
    """One lane alone."""
    return lane.publish(made) if branch == BRANCH else lane.publish_review(made)


def published(lane: Days, branch: str, listed: Sequence[Json]) -> str:
    done = tried(lane, branch, lane.run(listed))
    assert done.failed is None
    return done.why


def raced(
    lane: Days, branch: str, listed: Sequence[Json], at: tuple[str, str], act: Callable[[], object]
) -> str:
    """A sync, with a person who does something just before a write."""
    acted: list[object] = []
    lane.forge.before(*at, lambda: acted.append(act()))
    why = published(lane, branch, listed)
    assert len(acted) == 1
    return why


def heals(lane: Days, branch: str, listed: Sequence[Json]) -> str:
    """What the next sync says; the one after it writes nothing, and no branch has two pull requests."""
    lane.heal()
    made = lane.run(listed)
    done = tried(lane, branch, made)
    assert done.failed is None
    assert lane.writes(lambda: tried(lane, branch, made)) == []
    heads = [pull_of(each).head_ref for each in lane.forge.pulls("open")]
    assert sorted(heads) == sorted(set(heads))
    return done.why


@pytest.mark.slow
@pytest.mark.parametrize(
    ("branch", "at"),
    [(BRANCH, DESCRIBE), (REVIEW, DESCRIBE), (BRANCH, OPEN), (REVIEW, LABEL)],
    ids=["main lane, description", "review lane, description", "main lane, opening", "review lane, labels"],
)
def test_a_commit_between_the_push_and_what_follows_stays(
    lane: Days, branch: str, at: tuple[str, str]
) -> None:
    listed = FIRST[branch]
    if at == DESCRIBE:
        published(lane, branch, listed)
        listed = MOVED[branch]
    theirs: list[str] = []

    raced(lane, branch, listed, at, lambda: theirs.append(lane.maintainer.change(branch, MINE)))

    assert heals(lane, branch, listed) == "edited"
    assert [lane.tip(branch)] == theirs
    assert "sync:edited" in opened(lane, branch).labels


@pytest.mark.slow
@pytest.mark.parametrize("at", [PUSH, DESCRIBE], ids=["before the push", "before the description"])
def test_a_pull_request_that_is_aimed_elsewhere_meanwhile_is_left_alone_from_then_on(
    lane: Days, at: tuple[str, str]
) -> None:
    lane.maintainer.change("release", MINE)
    published(lane, BRANCH, FIRST[BRANCH])

    raced(lane, BRANCH, MOVED[BRANCH], at, lambda: lane.maintainer.edit(1, base="release"))
    aimed = lane.tip()

    assert heals(lane, BRANCH, feed("0.000004")) == "edited"
    assert lane.tip() == aimed
    assert pull_of(opened(lane, BRANCH)).base_ref == "release"


@pytest.mark.slow
@pytest.mark.parametrize("at", [PUSH, DESCRIBE], ids=["before the push", "before the description"])
def test_a_branch_that_is_deleted_meanwhile_leaves_one_pull_request_or_none(
    lane: Days, at: tuple[str, str]
) -> None:
    published(lane, BRANCH, FIRST[BRANCH])

    why = raced(lane, BRANCH, MOVED[BRANCH], at, lambda: lane.maintainer.delete_branch(BRANCH))

    # What was pushed could be seen when it was closed with its branch; what wasn't comes anew.
    assert why == ("new" if at == PUSH else "updated")
    assert heals(lane, BRANCH, MOVED[BRANCH]) == ("unchanged" if at == PUSH else "snoozed")


def test_one_that_is_closed_after_the_push_stays_closed(lane: Days) -> None:
    published(lane, BRANCH, FIRST[BRANCH])

    raced(lane, BRANCH, MOVED[BRANCH], DESCRIBE, lambda: lane.maintainer.close(1))

    assert heals(lane, BRANCH, MOVED[BRANCH]) == "snoozed"
    assert lane.forge.pulls("open") == []


@both_lanes
def test_one_that_is_merged_after_the_push_is_merged_with_what_was_pushed(lane: Days, branch: str) -> None:
    published(lane, branch, FIRST[branch])

    raced(lane, branch, MOVED[branch], DESCRIBE, lambda: lane.maintainer.merge(1))

    assert heals(lane, branch, MOVED[branch]) == "left over"
    assert MERGED[branch] in lane.read(OFFERS)


@pytest.mark.slow
def test_one_that_a_person_opens_again_meanwhile_is_the_one(lane: Days) -> None:
    published(lane, BRANCH, FIRST[BRANCH])
    lane.maintainer.close(1)

    raced(lane, BRANCH, MOVED[BRANCH], PUSH, lambda: lane.maintainer.reopen(1))

    assert heals(lane, BRANCH, MOVED[BRANCH]) == "unchanged"
    known = marker.read(opened(lane, BRANCH).body)
    assert opened(lane, BRANCH).number == 1
    assert known is not None and known.head == lane.tip()


@both_lanes
def test_one_that_a_person_opens_of_the_pushed_branch_is_the_one_and_gets_our_text(
    lane: Days, branch: str
) -> None:
    raced(lane, branch, FIRST[branch], OPEN, lambda: lane.maintainer.open(branch, "By hand", "My words."))

    pull = opened(lane, branch)
    assert (pull.user, pull.title) == ("maintainer", "By hand")
    assert (pull.body or "").startswith("My words.\n") and marker.read(pull.body) is not None
    assert "sync" in pull.labels
    assert heals(lane, branch, FIRST[branch]) == "unchanged"


def test_an_edit_on_main_before_the_push_is_not_undone_by_merging(lane: Days) -> None:
    raced(lane, BRANCH, FIRST[BRANCH], PUSH, lambda: lane.edit("output: 2}", "output: 2.5}"))

    heals(lane, BRANCH, FIRST[BRANCH])
    lane.maintainer.merge(1)
    assert "price: {input: 2, output: 2.5}" in lane.read(OFFERS)


def test_a_commit_before_an_obsolete_branch_goes_keeps_it(lane: Days) -> None:
    published(lane, BRANCH, FIRST[BRANCH])
    theirs: list[str] = []

    raced(lane, BRANCH, feed(), PUSH, lambda: theirs.append(lane.maintainer.change(BRANCH, MINE)))

    assert heals(lane, BRANCH, feed()) == "a person's branch"
    assert [lane.tip()] == theirs


@pytest.mark.parametrize(
    ("at", "after"),
    [(PUSH, False), (OPEN, False), (OPEN, True), (LABEL, False)],
    ids=["push", "opening", "opening that nobody heard of", "labels"],
)
def test_a_crash_at_any_write_of_a_new_review_heals_without_another_push(
    lane: Days, at: tuple[str, str], after: bool
) -> None:
    made = lane.run(FIRST[REVIEW])
    lane.forge.fail(*at, "500", times=9, after=after)
    done, pushed = lane.publish_review(made), lane.tip(REVIEW)
    assert (pushed is None) is (at == PUSH)
    assert done.failed is not None or after
    lane.heal()

    written = lane.writes(lambda: lane.publish_review(made))

    assert pushed is None or PUSH not in written
    pull = opened(lane, REVIEW)
    known = marker.read(pull.body)
    assert known is not None and known.head == lane.tip(REVIEW)
    assert {"sync", "review"} <= {*pull.labels}
    assert lane.writes(lambda: lane.publish_review(made)) == []


@pytest.mark.slow
@pytest.mark.parametrize("at", [COMMENT, LABEL, DESCRIBE, PUSH], ids=["comment", "label", "close", "delete"])
def test_a_crash_at_any_write_of_an_obsolete_one_heals(lane: Days, at: tuple[str, str]) -> None:
    published(lane, BRANCH, FIRST[BRANCH])
    made = lane.run(feed())
    lane.forge.fail(*at, "500", times=9)
    assert lane.publish(made).failed is not None
    lane.heal()

    assert lane.publish(made).failed is None

    assert lane.forge.item(1).state == "closed" and lane.tip() is None
    assert len(lane.forge.item(1).comments) == 1
    assert lane.writes(lambda: lane.publish(made)) == []


def test_one_that_is_merged_before_the_push_says_no_to_nothing(lane: Days) -> None:
    lane.sync(FIRST[BRANCH])

    raced(lane, BRANCH, MOVED[BRANCH], PUSH, lambda: lane.maintainer.merge(1))

    assert lane.sync(MOVED[BRANCH]).failed is None
    assert "$2 → $3" in (opened(lane, BRANCH).body or "")


def test_one_that_is_closed_before_the_push_says_no_only_to_what_it_had(lane: Days) -> None:
    lane.sync(FIRST[BRANCH])

    raced(lane, BRANCH, MOVED[BRANCH], PUSH, lambda: lane.maintainer.close(1))

    lane.sync(MOVED[BRANCH])
    assert opened(lane, BRANCH).number == 2


def test_a_review_that_is_merged_before_the_push_rejects_nothing_that_it_never_had(lane: Days) -> None:
    odd = priced("acm\u00e9/x", "0.000001", "0.000002")
    lane.both(feed("0.000001", odd))
    number = opened(lane, REVIEW).number
    listed = feed("0.00003", odd)
    lane.sync(listed)

    raced(lane, REVIEW, listed, PUSH, lambda: lane.maintainer.merge(number))

    lane.both(listed, later=1)
    assert all("rejected" not in each.title for each in lane.forge.pulls())
