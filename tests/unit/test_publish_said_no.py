"""What a person's no, and a person's hand in a branch, mean later: end to end, with real git."""

from sync.publish import marker
from tests.forge import Person
from tests.unit.publishing_days import BRANCH, Days, feed

DEARER, DEAREST = feed("0.000002"), feed("0.000003")


def test_a_no_ends_where_another_value_was_merged_since(lane: Days) -> None:
    lane.sync(DEARER)
    lane.maintainer.close(1)
    lane.sync(DEAREST, later=1)
    lane.maintainer.merge(2)

    assert lane.sync(DEARER, later=1).why == "new"


def test_what_is_merged_into_another_branch_is_no_word_about_main(lane: Days) -> None:
    lane.sync(DEARER)
    lane.maintainer.change("next", {"README.md": "Next.\n"})
    lane.maintainer.edit(1, base="next")
    lane.maintainer.merge(1)

    assert lane.sync(DEARER, later=1).why in ("new", "pushed before")
    assert [each.number for each in lane.forge.pulls("open")] == [2]
    assert lane.forge.item(1).comments == []


def test_closed_without_its_block_it_stays_closed(lane: Days) -> None:
    lane.sync(DEARER)
    lane.maintainer.edit(1, body="I rewrote all of this.")
    lane.maintainer.close(1)

    assert lane.sync(DEARER, later=1).why == "snoozed"
    assert lane.sync(DEAREST).why == "new"


def test_closed_by_the_person_whose_token_the_sync_has_it_stays_closed(lane: Days) -> None:
    lane.sync(DEARER)
    Person(lane.forge, "bot").close(1)

    assert lane.sync(DEARER, later=1).why == "snoozed"


def test_once_nobodys_commit_is_on_it_the_sync_goes_on_and_says_so(lane: Days) -> None:
    lane.sync(DEARER)
    own = lane.tip()
    assert own is not None
    lane.edit("output: 2}", "output: 2.5}", BRANCH)
    lane.sync(DEARER)
    lane.maintainer.reset(BRANCH, own)

    assert lane.sync(DEARER).why == "unchanged"

    [pull] = lane.forge.pulls("open")
    assert "sync:edited" not in pull.labels
    [comment] = lane.forge.item(1).comments
    assert "up to date again" in comment.body
    assert lane.writes(lambda: lane.sync(DEARER)) == []


def test_a_main_that_was_set_back_is_no_persons_commit(lane: Days) -> None:
    before = lane.tip("main")
    assert before is not None
    lane.maintainer.change("main", {"README.md": "Soon taken back.\n"})
    lane.sync(DEARER)
    lane.maintainer.reset("main", before)

    assert lane.sync(DEARER).why == "conflicting"

    assert lane.maintainer.git("log", "--format=%an", f"origin/main..origin/{BRANCH}") == "catalog-sync[bot]"
    known = marker.read(lane.forge.pulls("open")[0].body)
    assert known is not None and known.head == lane.tip()
    assert lane.writes(lambda: lane.sync(DEARER)) == []


def test_what_a_person_changed_is_left_alone_also_where_it_conflicts_with_main(lane: Days) -> None:
    lane.sync(DEARER)
    lane.edit("output: 2}", "output: 2.5}", BRANCH)
    theirs = lane.tip()
    lane.edit("price: {input: 1, output: 2}", "price: {input: 1.5, output: 2}")
    assert lane.mergeable(1) is False

    assert lane.sync(DEARER).why == "edited"

    assert lane.tip() == theirs
    assert [each.number for each in lane.forge.pulls("open")] == [1]
