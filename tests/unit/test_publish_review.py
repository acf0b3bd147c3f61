"""The review lane end to end: what is held, a person who merges, edits or closes it, and what follows."""

import shutil
from datetime import timedelta

import pytest

from sync.files.names import base_name, held_name
from tests.forge.state import Item
from tests.scratch import OFFERS, ONE, priced
from tests.unit.openrouter_records import Json, record
from tests.unit.publishing_days import BRANCH, REVIEW, Days, feed

DEAR, DEARER = feed("0.00003"), feed("0.00004")
BASE, HELD = base_name("openrouter"), held_name("openrouter")
STOOD, ASKED = "price: {input: 1, output: 2}", "price: {input: 30, output: 2}"


def two(one: str = "0.00009", big: str = "0.00003") -> list[Json]:
    """A list in which two prices move very far."""
    return [priced("acme/one", one, "0.000015"), *feed(big)[1:]]


def opened(lane: Days, branch: str = REVIEW) -> Item:
    """The one open pull request of a branch."""
    [found] = [each for each in lane.forge.pulls("open") if each.pull and each.pull.head_ref == branch]
    return found


def files(lane: Days, branch: str) -> list[str]:
    names = lane.maintainer.git("diff", "--name-only", f"origin/main...origin/{branch}")
    return names.split()


def test_what_is_held_is_a_pull_request_of_its_own(lane: Days) -> None:
    assert lane.both(DEAR) == ("new", "new")

    pull = opened(lane)
    assert pull.title == "sync(openrouter): 1 held change to review"
    assert {*pull.labels} == {"sync", "provider:openrouter", "review", "held"}
    assert "price-move" in (pull.body or "") and "held --accept beta/big price" in (pull.body or "")
    assert "on a branch of yours `python -m sync held --accept ID FIELD --commit`" in (pull.body or "")
    assert ASKED in lane.read(OFFERS, REVIEW) and STOOD in lane.read(OFFERS, BRANCH)
    assert files(lane, REVIEW) == [OFFERS] and OFFERS not in files(lane, BRANCH)
    assert lane.writes(lambda: lane.both(DEAR)) == []


def test_merged_it_is_accepted_and_never_asked_again(lane: Days) -> None:
    lane.both(DEAR)
    lane.maintainer.merge(opened(lane, BRANCH).number)
    lane.maintainer.merge(opened(lane).number)

    assert lane.both(DEAR, later=1) == ("new", "left over")
    lane.maintainer.merge(opened(lane, BRANCH).number)

    assert lane.both(DEAR)[1] == "nothing to do"
    assert lane.writes(lambda: lane.both(DEAR, later=1)) == []
    assert ASKED in lane.read(OFFERS) and lane.read(HELD).strip() == ""
    assert lane.forge.pulls("open") == []


def test_a_persons_commit_on_it_does_not_stop_the_main_lane(lane: Days) -> None:
    lane.both(two())
    lane.edit("input: 30,", "input: 1,", REVIEW)
    theirs = lane.tip(REVIEW)

    assert lane.both([*two(), priced("gamma/new", "0.000001", "0.000002")]) == ("updated", "edited")

    assert lane.tip(REVIEW) == theirs
    assert "gamma/new" in lane.read(OFFERS, BRANCH)


def test_what_upstream_takes_back_is_closed(lane: Days) -> None:
    lane.both(DEAR)
    number = opened(lane).number

    assert lane.both(feed())[1] == "obsolete"

    assert lane.forge.pulls("open") == [] and lane.tip(REVIEW) is None
    assert "sync:obsolete" in {*lane.forge.item(number).labels}


def test_closed_it_stays_closed_until_a_value_moves(lane: Days) -> None:
    lane.both(DEAR)
    number = opened(lane).number
    lane.maintainer.close(number)

    assert lane.both(DEAR, later=1)[1] == "snoozed"

    [comment] = lane.forge.item(number).comments
    assert "held --reject" in comment.body
    assert lane.both(DEARER)[1] == "new"


def test_a_list_that_failed_leaves_it_alone(lane: Days) -> None:
    lane.both(DEAR)

    assert lane.writes(lambda: lane.both([])) == []
    assert opened(lane)


@pytest.mark.parametrize(
    "main_first",
    [pytest.param(True, id="main merged"), pytest.param(False, id="main waits", marks=pytest.mark.slow)],
)
def test_what_a_reviewer_takes_out_is_rejected(lane: Days, main_first: bool) -> None:
    carry = () if main_first else ("--carry", f"origin/{BRANCH}")
    lane.both(two())
    if main_first:
        lane.maintainer.merge(opened(lane, BRANCH).number)
    lane.edit("input: 30,", "input: 1,", REVIEW)
    lane.maintainer.merge(opened(lane).number)

    why = lane.both(two(), *carry, later=1)

    assert why == ("new" if main_first else "updated", "waits: 1 rejected, which the main lane writes first")
    pull = opened(lane, BRANCH)
    assert "1 rejected" in pull.title and "held" not in pull.title and "## Rejected" in (pull.body or "")
    assert '"input": 30' in lane.read(BASE, BRANCH) and STOOD in lane.read(OFFERS, BRANCH)
    assert lane.writes(lambda: lane.both(two(), *carry, later=1)) == []

    lane.maintainer.merge(pull.number)
    assert lane.both(two(), later=1)[1] in ("left over", "nothing to do")
    assert lane.writes(lambda: lane.both(two())) == []
    assert lane.read(HELD).strip() == "" and STOOD in lane.read(OFFERS)
    assert "input: 90" in lane.read(OFFERS)


def test_a_merge_after_the_run_rejects_nothing(lane: Days) -> None:
    lane.both(DEAR)
    made = lane.run(DEAR)
    lane.maintainer.merge(opened(lane).number)

    assert lane.publish(made).why == "unchanged"
    assert lane.publish_review(made).why.startswith("stale")

    assert '"input": 30' not in lane.read(BASE, BRANCH)


@pytest.mark.slow
def test_a_price_that_was_accepted_and_taken_back_by_hand_is_reviewed_anew(lane: Days) -> None:
    for listed in (DEAR, feed()):
        lane.both(listed, later=1)
        lane.maintainer.merge(opened(lane, BRANCH).number)
        if listed is not DEAR:
            lane.maintainer.close(opened(lane).number)
            lane.edit(ASKED, STOOD)
        else:
            lane.maintainer.merge(opened(lane).number)
        lane.both(listed, later=1)
        lane.maintainer.merge(opened(lane, BRANCH).number)

    assert lane.both(DEAR, later=1) == ("new", "new")

    assert "rejected" not in opened(lane, BRANCH).title
    assert ASKED in lane.read(OFFERS, REVIEW)


@pytest.mark.slow
@pytest.mark.parametrize("taken_out", [False, True])
def test_a_lost_capability_is_rejected_only_by_who_took_it_out(lane: Days, taken_out: bool) -> None:
    lost = [record("acme/one", supported_parameters=["max_tokens"]), *feed()[1:]]
    used = lane.read(ONE).replace("active: false", "active: true")
    lane.maintainer.change("main", {ONE: used})
    lane.both(lost, later=1)
    if taken_out:
        lane.maintainer.change(REVIEW, {ONE: used})
    lane.maintainer.merge(opened(lane, BRANCH).number)
    lane.maintainer.merge(opened(lane).number)

    lane.both(lost, later=1)
    pull = opened(lane, BRANCH)
    assert ("rejected" in pull.title) is taken_out
    lane.maintainer.merge(pull.number)
    assert "nothing to do" in (lane.both(lost)[1], lane.both(lost)[1])
    if taken_out:
        return
    lane.both(feed(), later=1)
    lane.maintainer.merge(opened(lane, BRANCH).number)
    assert lane.both(lost, later=1)[1] == "new"
    assert "rejected" not in opened(lane, BRANCH).title


@pytest.mark.slow
def test_a_new_hold_beside_a_rejected_one_comes_once_the_rejection_is_written(lane: Days) -> None:
    lane.both(DEAR)
    lane.edit("input: 30,", "input: 1,", REVIEW)
    lane.maintainer.change(REVIEW, {"why.txt": "Too dear.\n"})
    lane.maintainer.merge(opened(lane).number)

    assert lane.both(two(), later=1) == ("updated", "waits: 1 rejected, which the main lane writes first")
    lane.maintainer.merge(opened(lane, BRANCH).number)

    assert lane.both(two())[1] == "new"
    assert STOOD in lane.read(OFFERS, REVIEW) and "input: 90" in lane.read(OFFERS, REVIEW)


def test_an_odd_id_that_is_taken_out_is_not_proposed_again_for_a_while(lane: Days) -> None:
    listed = feed("0.000001", priced("acm\u00e9/x", "0.000001", "0.000002"))
    lane.both(listed)
    lane.maintainer.revert(REVIEW)
    lane.maintainer.change(REVIEW, {"why.txt": "Nobody knows it.\n"})
    lane.maintainer.merge(opened(lane).number)

    assert lane.both(listed, later=1)[1] in ("reverted", "left over")
    assert lane.both(listed)[1] == "reverted"


def test_a_review_of_another_run_is_not_published(lane: Days) -> None:
    older = lane.folder / "older"
    lane.run(DEAR).rename(older)
    lane.today += timedelta(days=1)
    made = lane.run(DEAR)
    shutil.rmtree(made / "review")
    (older / "review").rename(made / "review")

    done = lane.publish_review(made)

    assert "of another run" in str(done.failed) and lane.tip(REVIEW) is None


@pytest.mark.slow
def test_a_squashed_branch_that_a_person_had_changed_makes_way(lane: Days) -> None:
    lane.both(two())
    lane.edit("input: 30,", "input: 1,", REVIEW)
    lane.maintainer.merge(opened(lane).number, "squash")
    lane.both(two(), later=1)
    lane.maintainer.merge(opened(lane, BRANCH).number, "squash")

    assert lane.both(two("0.0009"))[1] == "new"

    assert "input: 900" in lane.read(OFFERS, REVIEW) and STOOD in lane.read(OFFERS, REVIEW)


def test_a_report_that_no_run_wrote_is_told(lane: Days) -> None:
    made = lane.run(DEAR)
    (made / "report.json").write_text('{"today": "2026-08-22", "runs": [{"held": [3]}]}')

    for done in (lane.publish(made), lane.publish_review(made)):
        assert "make the change set again" in str(done.failed)
