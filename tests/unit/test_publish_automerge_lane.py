"""Merging without a person, end to end: real change sets, real git, checks on a stand-in forge."""

import pytest

from sync.files.rules import AUTOMERGE
from tests.forge import Person
from tests.scratch import OFFERS, priced
from tests.unit.openrouter_records import Json, record
from tests.unit.publishing_days import BRANCH, Days, feed

DEARER, CHEAPER, DEAREST = feed("0.0000011"), feed("0.0000008"), feed("0.000003")
PINS = "catalog/lists/pins.yaml"
ON, OFF = "**It merges by itself**", "**It doesn't merge by itself**"


@pytest.fixture
def bot(lane: Days) -> Person:
    return Person(lane.forge, "bot")


def allow(lane: Days, old: str = "enabled: false", new: str = "enabled: true") -> None:
    """A person's commit that changes what may be merged."""
    text = lane.read(AUTOMERGE)
    assert old in text
    lane.maintainer.change("main", {AUTOMERGE: text.replace(old, new)}, "What may merge")


def opened(lane: Days, listed: list[Json] = DEARER) -> str:
    """The text of the pull request that a sync opens, where such are allowed."""
    allow(lane)
    assert lane.sync(listed).why == "new"
    return lane.forge.pulls("open")[0].body or ""


def merged(lane: Days) -> bool:
    return not lane.forge.pulls("open") and lane.forge.item(1).pull is not None


def test_nothing_is_merged_until_a_person_allows_it(lane: Days, bot: Person) -> None:
    lane.sync(DEARER)
    bot.check(BRANCH)

    assert lane.writes(lambda: lane.sync(DEARER)) == []
    [pull] = lane.forge.pulls("open")
    assert "by itself" not in (pull.body or "").partition("##")[0]
    assert not [each for each in lane.forge.requests() if each.path.startswith("/commits")]


def test_a_green_and_harmless_one_is_merged_and_main_knows_the_sync_again(lane: Days, bot: Person) -> None:
    body = opened(lane)
    bot.check(BRANCH)
    head = lane.tip()

    done = lane.sync(DEARER)

    assert (done.why, done.told) == ("merging", ("merged #1",))
    assert ON in body and OFF not in body
    assert "input: 1.1," in lane.read(OFFERS)
    log = lane.forge.repository.git("log", "-1", "--format=%s%n%b", "main")
    assert log.startswith("sync(openrouter): 1 price up (#1)\n")
    assert "\nCatalog-Sync-Provider: openrouter\n" in log and "\nMachine-File" in log
    assert [each.body["sha"] for each in lane.forge.requests() if each.method == "PUT"] == [head]
    assert lane.sync(DEARER).why == "left over"
    assert lane.writes(lambda: lane.sync(DEARER)) == []


@pytest.mark.slow
def test_what_was_merged_and_taken_back_is_a_no_and_not_merged_again(lane: Days, bot: Person) -> None:
    opened(lane)
    bot.check(BRANCH)
    lane.sync(DEARER)
    lane.maintainer.revert("main")

    assert lane.sync(DEARER).why == "reverted"
    assert lane.forge.pulls("open") == []


def test_a_dry_run_says_that_it_would(lane: Days, bot: Person) -> None:
    opened(lane)
    bot.check(BRANCH)
    made = lane.run(DEARER)

    done = lane.publish(made, may_write=False)

    assert done.told == ("would merge #1",)
    assert not merged(lane)


UNPROVEN: tuple[tuple[str | None, ...], ...] = (
    (), ("failure",), ("success", None), ("neutral", "skipped"), ("success", "cancelled"),
)  # fmt: skip


def test_without_every_check_done_and_green_it_is_left(lane: Days, bot: Person) -> None:
    opened(lane)
    made, runs = lane.run(DEARER), lane.forge.state.check_runs
    for found in UNPROVEN:
        runs.clear()
        for number, conclusion in enumerate(found):
            bot.check(BRANCH, conclusion, f"check {number}")

        assert lane.publish(made).why == "unchanged", found
    assert not merged(lane)


@pytest.mark.slow
def test_a_status_is_as_good_as_a_check_and_a_pending_one_is_waited_for(lane: Days, bot: Person) -> None:
    opened(lane)
    bot.check(BRANCH)
    bot.status(BRANCH, "pending")
    waiting = lane.sync(DEARER).why
    bot.status(BRANCH)

    assert (waiting, lane.sync(DEARER).why) == ("unchanged", "merging")


@pytest.mark.slow
def test_checks_of_an_older_commit_say_nothing_of_the_newest(lane: Days, bot: Person) -> None:
    opened(lane)
    bot.check(BRANCH)

    assert lane.sync(CHEAPER).why == "updated"
    assert lane.sync(CHEAPER).why == "unchanged"
    assert not merged(lane)


@pytest.mark.slow
def test_a_person_who_objects_stops_it_until_the_objection_is_gone(lane: Days, bot: Person) -> None:
    opened(lane)
    bot.check(BRANCH)
    maintainer, stranger = lane.maintainer, Person(lane.forge, "stranger")
    made = lane.run(DEARER)

    maintainer.set_draft(1)
    draft = lane.publish(made).why
    maintainer.set_draft(1, False)
    maintainer.set_auto_merge(1)
    queued = lane.publish(made).why
    maintainer.set_auto_merge(1, False)
    maintainer.label(1, "sync:hold")
    held = lane.publish(made).why
    maintainer.unlabel(1, "sync:hold")
    maintainer.dismiss(1, maintainer.request_changes(1))
    review = stranger.request_changes(1)
    refused = lane.publish(made).why
    maintainer.dismiss(1, review)

    assert (draft, queued, held, refused) == ("unchanged", "unchanged", "on hold", "unchanged")
    assert lane.publish(made).why == "merging"


@pytest.mark.parametrize("what", ["a commit", "another base"])
def test_what_a_person_changed_is_not_merged(lane: Days, bot: Person, what: str) -> None:
    opened(lane)
    if what == "a commit":
        lane.edit("output: 2}", "output: 2.5}", BRANCH)
    else:
        lane.maintainer.change("other", {"README.md": "Another line.\n"})
        lane.maintainer.edit(1, base="other")
    bot.check(BRANCH)

    assert lane.sync(DEARER).why == "edited"
    assert not merged(lane)


@pytest.mark.slow
def test_an_approved_one_needs_green_checks_too(lane: Days, bot: Person) -> None:
    opened(lane)
    lane.maintainer.approve(1)
    before = lane.sync(DEARER).why
    bot.check(BRANCH)

    assert (before, lane.sync(DEARER).why) == ("unchanged", "merging")


def pin(lane: Days, id_: str) -> None:
    header = "# yaml-language-server: $schema=../../schemas/list.schema.json\n"
    lane.maintainer.change("main", {PINS: f"{header}title: Pins\nmodels:\n  - {id_}\n"})


@pytest.mark.parametrize("hand", ["on the shortlist", "an override"])
def test_where_a_person_had_a_hand_in_a_person_merges(lane: Days, bot: Person, hand: str) -> None:
    if hand == "on the shortlist":
        pin(lane, "beta/big")
    else:
        text = "beta/big:\n  - set: {price: {input: 1, output: 1}}\n    reason: Ours.\n"
        header = "# yaml-language-server: $schema=../../schemas/override-offers.schema.json\n"
        lane.maintainer.change("main", {"overrides/offers/openrouter.yaml": header + text})
    body = opened(lane)
    bot.check(BRANCH)

    assert f"{OFF}: `beta/big`: a person had a hand in it" in body
    assert lane.sync(DEARER).why == "unchanged"
    assert not merged(lane)


@pytest.mark.slow
def test_a_hand_that_comes_after_the_pull_request_counts_and_its_text_says_so(
    lane: Days, bot: Person
) -> None:
    opened(lane)
    bot.check(BRANCH)
    pin(lane, "beta/big")

    assert lane.sync(DEARER).why == "unchanged"

    [pull] = lane.forge.pulls("open")
    assert f"{OFF}: `beta/big`: a person had a hand in it." in (pull.body or "")
    assert ON not in (pull.body or "")
    assert lane.writes(lambda: lane.sync(DEARER)) == []


NEVER: tuple[tuple[list[Json], str], ...] = (
    (feed("0.000005"), "×5"),
    ([each for each in feed() if each["id"] != "acme/two"], "an id that is gone"),
    (feed("0.0000011", priced("beta/new:free", "0", "0")), "a price of zero"),
    ([record("acme/one", context_length=100_000), *feed()[1:]], "a limit that shrinks"),
    (feed("0"), "it needs attention: 1 held"),
)


@pytest.mark.slow
def test_what_is_no_small_change_is_left_to_a_person(lane: Days, bot: Person) -> None:
    allow(lane)
    for listed, why in NEVER:
        made = lane.run(listed)
        lane.publish(made)
        bot.check(BRANCH)

        assert lane.publish(made).why == "unchanged", why
        [pull] = lane.forge.pulls("open")
        lead = (pull.body or "").partition("##")[0]
        assert OFF in lead and why in lead


def test_a_new_offer_with_its_model_is_merged_where_it_costs_something(lane: Days, bot: Person) -> None:
    new = feed("0.000001", priced("beta/new", "0.000001", "0.000002", name="Beta: New"))
    body = opened(lane, new)
    bot.check(BRANCH)

    assert ON in body
    assert lane.sync(new).why == "merging"
    assert "beta/new:" in lane.read(OFFERS)


def test_more_changes_than_the_most_are_left_to_a_person(lane: Days) -> None:
    allow(lane, "most: 20 ", "most: 1 ")
    both = [record("acme/one", context_length=300_000), *feed("0.0000011")[1:]]

    assert "changes, which is more than 1" in opened(lane, both)


def test_a_file_that_main_changed_since_is_left_to_a_person(lane: Days, bot: Person) -> None:
    opened(lane)
    bot.check(BRANCH)
    lane.edit("acme/two:", "acme/two: # looked at\n ")

    lane.sync(DEARER)

    assert not merged(lane)


@pytest.mark.slow
def test_a_merge_that_the_forge_refuses_is_tried_again_by_the_next_run(lane: Days, bot: Person) -> None:
    opened(lane)
    bot.check(BRANCH)
    lane.forge.state.settings.required_approvals = 1

    done = lane.sync(DEARER)
    lane.maintainer.approve(1)

    assert done.failed is None
    assert done.told == (
        "not merged #1: At least 1 approving review is required by reviewers with write access.",
    )
    assert lane.sync(DEARER).told == ("merged #1",)


@pytest.mark.slow
def test_a_person_who_pushes_between_look_and_merge_wins(lane: Days, bot: Person) -> None:
    opened(lane)
    bot.check(BRANCH)
    lane.forge.before("PUT", "/pulls/1/merge", lambda: lane.edit("output: 2}", "output: 9}", BRANCH))

    done = lane.sync(DEARER)

    assert done.told == ("not merged #1: Head branch was modified. Review and try the merge again.",)
    assert "output: 9}" in lane.read(OFFERS, BRANCH) and "output: 9}" not in lane.read(OFFERS)
    assert lane.sync(DEARER).why == "edited"


@pytest.mark.slow
def test_where_it_is_no_longer_allowed_its_text_no_longer_says_so(lane: Days, bot: Person) -> None:
    opened(lane)
    allow(lane, "enabled: true", "enabled: false")
    bot.check(BRANCH)

    assert lane.sync(DEARER).why == "unchanged"

    [pull] = lane.forge.pulls("open")
    assert "by itself" not in (pull.body or "").partition("##")[0]
    assert lane.writes(lambda: lane.sync(DEARER)) == []


def test_rules_that_can_not_be_read_allow_nothing_and_stop_nothing(lane: Days, bot: Person) -> None:
    made = lane.run(DEARER)
    lane.maintainer.change("main", {AUTOMERGE: "enabled: true\nenabled: [\n"})

    assert lane.publish(made).why == "new"
    bot.check(BRANCH)
    assert lane.publish(made).why == "unchanged"
