"""The main lane end to end: real change sets, real git over HTTP, a stand-in forge."""

import pytest

from sync.publish import marker
from tests.scratch import OFFERS
from tests.unit.openrouter_records import record
from tests.unit.publishing_days import BRANCH, Days, feed

DEARER, DEAREST = feed("0.000002"), feed("0.000003")


def test_nothing_new_writes_nothing(lane: Days) -> None:
    assert lane.writes(lambda: lane.sync(feed())) == []
    assert lane.tip() is None


def test_a_change_becomes_one_commit_and_one_pull_request(lane: Days) -> None:
    done = lane.sync(DEARER)

    assert (done.why, done.failed) == ("new", None)
    [pull] = lane.forge.pulls("open")
    assert pull.title == "sync(openrouter): 1 price up"
    assert {*pull.labels} == {"sync", "provider:openrouter"}
    known = marker.read(pull.body)
    assert known is not None and known.head == lane.tip() == (pull.pull and pull.pull.head_sha)
    assert "$1 → $2" in (pull.body or "") and "sync:hold" in (pull.body or "")
    assert "price: {input: 2, output: 2}" in lane.read(OFFERS, BRANCH)
    assert lane.maintainer.git("log", "--format=%an %cn", f"origin/main..origin/{BRANCH}") == (
        "catalog-sync[bot] catalog-sync[bot]"
    )


def test_the_same_again_writes_nothing(lane: Days) -> None:
    lane.sync(DEARER)

    assert lane.writes(lambda: lane.sync(DEARER)) == []
    assert lane.sync(DEARER).why == "unchanged"


def test_another_value_makes_the_one_commit_anew(lane: Days) -> None:
    lane.sync(DEARER)
    first = lane.tip()

    assert lane.sync(DEAREST).why == "updated"

    [pull] = lane.forge.pulls("open")
    assert lane.tip() != first and "$1 → $3" in (pull.body or "")
    assert lane.maintainer.git("rev-list", "--count", f"{lane.tip('main')}..{lane.tip()}") == "1"


def test_a_title_and_a_text_of_a_person_stay(lane: Days) -> None:
    lane.sync(DEARER)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.edit(pull.number, title="Prices of August", body=f"Seen by us.\n\n{pull.body}\n\nSee #9.")

    lane.sync(DEAREST)

    [pull] = lane.forge.pulls("open")
    assert pull.title == "Prices of August"
    assert (pull.body or "").startswith("Seen by us.\n") and (pull.body or "").rstrip().endswith("See #9.")
    assert "$1 → $3" in (pull.body or "")


def test_a_persons_commit_is_never_overwritten_and_told_once(lane: Days) -> None:
    lane.sync(DEARER)
    lane.edit("output: 2}", "output: 2.5}", BRANCH)
    theirs = lane.tip()

    for listed in (DEAREST, DEAREST, feed("0.000004")):
        assert lane.sync(listed).why == "edited"

    assert lane.tip() == theirs
    [pull] = lane.forge.pulls("open")
    assert "sync:edited" in {*pull.labels}
    [comment] = lane.forge.item(pull.number).comments
    assert "leaves it alone" in comment.body and "$4" in comment.body


def test_the_label_regenerate_makes_the_branch_afresh(lane: Days) -> None:
    lane.sync(DEARER)
    lane.edit("output: 2}", "output: 2.5}", BRANCH)
    lane.sync(DEAREST)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.label(pull.number, "sync:regenerate")

    assert lane.sync(DEAREST).why == "regenerated"

    [pull] = lane.forge.pulls("open")
    assert "output: 2.5" not in lane.read(OFFERS, BRANCH)
    assert {*pull.labels} == {"sync", "provider:openrouter"}
    assert lane.writes(lambda: lane.sync(DEAREST)) == []


def test_the_label_hold_stops_every_update(lane: Days) -> None:
    lane.sync(DEARER)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.label(pull.number, "sync:hold")

    assert lane.writes(lambda: lane.sync(DEAREST)) == []


def test_an_approved_one_is_frozen(lane: Days) -> None:
    lane.sync(DEARER)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.approve(pull.number)
    approved = lane.tip()

    assert lane.sync(DEAREST).why == "frozen"
    assert lane.tip() == approved


def test_closed_by_a_person_it_stays_closed_until_a_value_moves(lane: Days) -> None:
    lane.sync(DEARER)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.close(pull.number)

    for later in (0, 1, 10):
        assert lane.sync(DEARER, later=later).why == "snoozed"
    assert lane.forge.pulls("open") == []
    [comment] = lane.forge.item(pull.number).comments
    assert "override set beta/big" in comment.body
    assert lane.sync(DEAREST).why == "new"
    assert [each.number for each in lane.forge.pulls("open")] == [2]


def test_closed_by_a_person_it_comes_back_after_thirty_days(lane: Days) -> None:
    lane.sync(DEARER)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.close(pull.number)

    assert lane.sync(DEARER, later=31).failed is None
    assert [each.number for each in lane.forge.pulls("open")] == [2]


def test_what_upstream_takes_back_is_closed_with_its_branch(lane: Days) -> None:
    lane.sync(DEARER)

    assert lane.sync(feed()).why == "obsolete"

    assert lane.forge.pulls("open") == [] and lane.tip() is None
    assert "Nothing is left to change" in lane.forge.item(1).comments[0].body
    assert lane.sync(DEARER).why == "new"


def test_merged_it_is_done(lane: Days) -> None:
    lane.sync(DEARER)
    lane.maintainer.merge(1)

    assert lane.sync(DEARER).why in ("nothing to do", "left over")
    assert "input: 2," in lane.read(OFFERS)
    assert lane.writes(lambda: lane.sync(DEARER)) == []
    assert lane.tip() is None


def test_merged_and_taken_back_is_a_no(lane: Days) -> None:
    lane.sync(DEARER)
    lane.maintainer.merge(1)
    lane.maintainer.revert("main")

    assert lane.sync(DEARER).why == "reverted"

    assert lane.forge.pulls("open") == []
    [comment] = lane.forge.item(1).comments
    assert "taken back" in comment.body and "override set beta/big" in comment.body
    assert lane.sync(DEAREST).why == "new"


@pytest.mark.slow
def test_a_price_that_goes_back_and_forth_is_proposed_each_time(lane: Days) -> None:
    for number, listed in enumerate((DEARER, feed(), DEARER), 1):
        assert lane.sync(listed, later=2).why == "new"
        lane.maintainer.merge(number)
        lane.sync(listed)


def test_a_merge_between_run_and_publish_is_not_taken_for_a_no(lane: Days) -> None:
    lane.sync(DEARER)
    made = lane.run(DEARER)
    lane.maintainer.merge(1)

    assert lane.publish(made).why.startswith("stale")
    assert lane.forge.item(1).comments == []


def test_a_merge_that_conflicts_makes_the_commit_anew_on_main(lane: Days) -> None:
    lane.sync(DEARER)
    lane.edit("input: 1, output: 2}", "input: 1, output: 2.5}")

    assert lane.sync(DEARER).why in ("conflicting", "updated")

    [pull] = lane.forge.pulls("open")
    assert "input: 2, output: 2.5}" in lane.read(OFFERS, BRANCH)
    assert lane.mergeable(pull.number) is True


def test_a_provider_that_failed_leaves_its_pull_request_alone(lane: Days) -> None:
    lane.sync(DEARER)

    assert lane.writes(lambda: lane.sync([])) == []
    assert len(lane.forge.pulls("open")) == 1


def test_a_change_set_of_another_main_is_not_published(lane: Days) -> None:
    made = lane.run(DEARER)
    lane.edit("input: 1, output: 2}", "input: 1, output: 2.5}")

    assert lane.publish(made).why.startswith("stale")
    assert lane.tip() is None


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(lane: Days) -> None:
    made = lane.run(DEARER)

    assert lane.writes(lambda: lane.publish(made, may_write=False)) == []
    done = lane.publish(made, may_write=False)
    assert (done.why, done.told) == ("new", ("would push a fresh commit", "would open the pull request"))


def test_a_person_who_pushes_between_look_and_push_wins(lane: Days) -> None:
    lane.sync(DEARER)
    made = lane.run(DEAREST)
    lane.forge.before("POST", "/git-receive-pack", lambda: lane.edit("output: 2}", "output: 9}", BRANCH))

    assert lane.publish(made).why == "edited"
    assert "output: 9}" in lane.read(OFFERS, BRANCH)


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_between_push_and_pull_request_heals_without_another_push(lane: Days, after: bool) -> None:
    made = lane.run(DEARER)
    lane.forge.fail("POST", "/pulls", "500", times=9, after=after)
    lane.publish(made)
    pushed = lane.tip()
    assert pushed is not None
    lane.heal()

    written = lane.writes(lambda: lane.publish(made))

    assert lane.tip() == pushed
    assert ("POST", "/git-receive-pack") not in written
    assert len(lane.forge.pulls("open")) == 1
    assert lane.writes(lambda: lane.publish(made)) == []


def test_a_crash_between_push_and_description_heals(lane: Days) -> None:
    lane.sync(DEARER)
    made = lane.run(DEAREST)
    lane.forge.fail("PATCH", "/pulls/1", "500", times=9)
    assert lane.publish(made).failed is not None
    lane.heal()

    assert lane.publish(made).why == "pushed before"

    [pull] = lane.forge.pulls("open")
    assert "$1 → $3" in (pull.body or "")
    assert lane.writes(lambda: lane.publish(made)) == []


def test_what_is_held_opens_one_too(lane: Days) -> None:
    lane.sync(feed("0.00003"))

    [pull] = lane.forge.pulls("open")
    assert pull.title == "sync(openrouter): 1 held (1 new)"
    assert "held" in {*pull.labels}
    assert "input: 1, output: 2}" in lane.read(OFFERS, BRANCH)


def test_a_list_without_news_moves_the_base_alone_once_a_week(lane: Days) -> None:
    assert lane.sync(feed(), later=3).why == "nothing to do"
    done = lane.sync(feed(), later=5)

    assert done.why == "new"
    assert lane.writes(lambda: lane.sync(feed())) == []


def test_a_name_that_looks_like_ours_changes_nothing(lane: Days) -> None:
    hostile = record(
        "acme/three", name="<!-- catalog-sync:end --> <!-- catalog-sync v1 head=0 fp=0 --> @all #1"
    )
    lane.sync(feed("0.000002", hostile))

    [pull] = lane.forge.pulls("open")
    known = marker.read(pull.body)
    assert known is not None and known.head == lane.tip()
    assert lane.writes(lambda: lane.sync(feed("0.000002", hostile))) == []


@pytest.mark.parametrize("page", [None, b"\xff\xfe"])
def test_a_change_set_whose_page_can_not_be_read_is_that_lanes_own_failure(
    lane: Days, page: bytes | None
) -> None:
    made = lane.run(DEARER)
    (made / "report.md").unlink()
    if page is not None:
        (made / "report.md").write_bytes(page)

    done = lane.publish(made)

    assert done.failed is not None and "the page of the run can't be read" in str(done.failed)
    assert lane.tip() is None


def test_after_a_crash_the_label_regenerate_does_not_throw_away_what_a_person_commits_next(
    lane: Days,
) -> None:
    lane.sync(DEARER)
    lane.maintainer.label(1, "sync:regenerate")
    made = lane.run(DEARER)
    lane.forge.fail("DELETE", "*/labels/*", "500", times=9)
    lane.publish(made)
    lane.heal()
    lane.publish(made)
    lane.edit("output: 2}", "output: 2.5}", BRANCH)
    theirs = lane.tip()

    assert lane.publish(made).why == "edited"
    assert lane.tip() == theirs


def test_labels_that_a_crash_left_out_come_with_the_next_run(lane: Days) -> None:
    made = lane.run(DEARER)
    lane.forge.fail("POST", "/issues/1/labels", "500", times=9)
    assert lane.publish(made).failed is not None
    lane.heal()

    lane.publish(made)

    [pull] = lane.forge.pulls("open")
    assert {*pull.labels} == {"sync", "provider:openrouter"}
    assert lane.writes(lambda: lane.publish(made)) == []
