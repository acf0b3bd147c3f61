"""The calls that publishing makes, on the stand-in forge, one by one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sync.publish.forge.github import GitHub
from tests.forge import Forge, Person
from tests.forge.routing import Answer
from tests.unit.forging import AFTER, BRANCH, TWO
from tests.unit.publishing import Naps, bot_at, closed_pulls, open_pull, tip, told

NEW_TITLE = "sync(one): 1 change"


@pytest.fixture
def github(forge: Forge, naps: Naps) -> Iterator[GitHub]:
    with bot_at(forge, naps) as github:
        yield github


def test_what_was_opened_is_found_again(forge: Forge, github: GitHub) -> None:
    made = github.create_pull(BRANCH, "A change", "Why.")

    assert github.pulls(BRANCH, "open") == [replace(made, mergeable=None)]
    assert (made.title, made.body, made.state, made.author) == (
        "A change",
        "Why.",
        "open",
        "catalog-sync[bot]",
    )
    assert (made.branch, made.head, made.base) == (BRANCH, forge.repository.branch(BRANCH), "main")
    assert (made.own, made.draft, made.queued, made.merged_at) == (True, False, False, None)
    assert made.created_at == forge.clock.now


def test_what_people_did_is_seen(forge: Forge, github: GitHub, maintainer: Person) -> None:
    number = open_pull(github)
    maintainer.change(BRANCH, {TWO: AFTER}, "By hand")
    maintainer.approve(number)
    maintainer.label(number, "sync:hold")
    maintainer.set_auto_merge(number)
    maintainer.comment(number, "Later.")

    pull = github.pull(number)

    assert pull.labels == {"sync:hold"}
    assert (pull.queued, pull.mergeable) == (True, True)
    [review] = github.reviews(number)
    assert (review.author, review.state, review.commit) == ("maintainer", "APPROVED", pull.head)
    assert review.association == "MEMBER"
    [comment] = github.comments(number)
    assert (comment.author, comment.body) == ("maintainer", "Later.")


def test_an_edit_changes_what_it_names(github: GitHub) -> None:
    number = open_pull(github)

    edited = github.edit_pull(number, title="Another")

    assert (edited.title, edited.body, edited.state) == ("Another", "Why.", "open")


def test_labels_come_and_go_and_one_that_is_not_there_is_fine(github: GitHub) -> None:
    number = open_pull(github)
    github.add_labels(number, ["sync:edited", "a/b ä?"])
    before = github.pull(number).labels
    for name in ("a/b ä?", "a/b ä?", "never"):
        github.remove_label(number, name)

    assert before == {"sync:edited", "a/b ä?"}
    assert github.pull(number).labels == {"sync:edited"}


def test_a_comment_is_edited_in_place(github: GitHub) -> None:
    number = open_pull(github)
    first = github.add_comment(number, "One.")
    github.edit_comment(first.id, "Two.")

    assert [(each.id, each.body) for each in github.comments(number)] == [(first.id, "Two.")]


def test_checks_are_started_on_a_branch(forge: Forge, github: GitHub) -> None:
    github.dispatch("validate.yml", BRANCH)

    assert [(each["workflow"], each["ref"]) for each in forge.plain()["dispatches"]] == [
        ("validate.yml", BRANCH)
    ]


def test_an_app_does_not_know_its_name_and_a_person_does(forge: Forge, naps: Naps, github: GitHub) -> None:
    with bot_at(forge, naps, user="reviewer") as person:
        assert (github.login(), person.login()) == (None, "reviewer")


def test_every_page_is_read(forge: Forge, github: GitHub) -> None:
    closed_pulls(forge, 205)
    number = open_pull(github)
    forge.asked.clear()

    found = github.pulls(BRANCH)

    assert [pull.number for pull in found] == list(range(206, 0, -1))
    assert (number, [each.query["per_page"] for each in forge.asked]) == (206, ["100"] * 3)
    assert len(github.pulls(BRANCH, "closed")) == 205
    assert len(github.pulls(state="open")) == 1


def test_comments_beyond_the_first_page_are_read(forge: Forge, github: GitHub, maintainer: Person) -> None:
    number = open_pull(github)
    maintainer.comment(number, "First.")
    forge.item(number).comments *= 101

    assert len(github.comments(number)) == 101


@pytest.mark.parametrize("head", ["fork", "gone", "other"])
def test_a_pull_request_of_another_branch_is_not_ours_whatever_the_filter_says(
    forge: Forge, github: GitHub, head: str
) -> None:
    shown = Person(forge, "bot").api("GET", f"/pulls/{open_pull(github)}")
    shown["head"] |= {
        "fork": {"repo": {"full_name": "acme/fork"}},
        "gone": {"repo": None},
        "other": {"ref": f"{BRANCH}-too"},
    }[head]
    forge.fail("GET", "/pulls", Answer(body=[shown]))

    assert github.pulls(BRANCH) == []


def test_opening_what_is_open_finds_it(forge: Forge, github: GitHub, maintainer: Person) -> None:
    number = maintainer.open(BRANCH, "By hand")

    found = github.create_pull(BRANCH, "A change", "")

    assert (found.number, found.title, found.author) == (number, "By hand", "maintainer")
    assert len(forge.pulls()) == 1


def test_opening_is_refused_where_there_is_nothing_to_propose(forge: Forge, github: GitHub) -> None:
    error = told(lambda: open_pull(github, "main"))

    assert "422" in error
    assert "No commits between main and main" in error


def test_a_new_pull_request_that_is_not_known_everywhere_yet_is_waited_for(
    forge: Forge, naps: Naps, github: GitHub
) -> None:
    message = "Could not resolve to a node with the global id of 'PR_1'."
    body = {"message": "Validation Failed", "errors": [{"message": message}]}
    forge.fail("POST", "/pulls", Answer(status=422, body=body), times=2)

    assert open_pull(github) == 1
    assert naps.taken == [1, 2]


@pytest.mark.parametrize(("pending", "mergeable", "slept"), [(2, True, [1, 2]), (9, None, [1, 2, 4])])
def test_whether_it_can_be_merged_is_waited_for_a_little(
    forge: Forge, naps: Naps, github: GitHub, pending: int, mergeable: bool | None, slept: list[float]
) -> None:
    number = open_pull(github)
    forge.mergeable_pending = pending

    assert github.pull(number).mergeable is mergeable
    assert naps.taken == slept


def test_a_conflict_is_told(github: GitHub, maintainer: Person) -> None:
    number = open_pull(github)
    maintainer.change("main", {"offers/one.yaml": "price: 9\nunit: token\n"})

    assert github.pull(number).mergeable is False


def test_writes_are_a_second_apart_and_looks_are_not(naps: Naps, github: GitHub) -> None:
    number = open_pull(github)
    github.add_labels(number, ["one"])
    github.pull(number)
    naps.now += 0.25
    github.add_comment(number, "Two.")
    naps.now += 5
    github.add_comment(number, "Three.")

    assert naps.taken == [1, 0.75]


def test_an_enterprise_server_has_its_api_below_a_path(forge: Forge, naps: Naps) -> None:
    closed_pulls(forge, 101)
    with bot_at(forge, naps, below="/api/v3/") as github:
        open_pull(github)
        assert len(github.pulls(BRANCH)) == 102
        assert github.login() is None


def test_checks_and_statuses_are_seen_the_last_of_each_name(
    forge: Forge, github: GitHub, bot: Person, maintainer: Person
) -> None:
    sha = tip(forge, BRANCH)
    before = github.checks(sha)
    bot.check(BRANCH, "failure")
    for conclusion in ("success", "neutral", "skipped", "cancelled", "action_required", "stale", None):
        bot.check(BRANCH, conclusion, f"run {conclusion}")
    bot.check(BRANCH, "success")
    for state in ("success", "pending", "failure", "error"):
        maintainer.status(BRANCH, state, f"status {state}")

    assert before == []
    assert {each.name: (each.result, each.proven) for each in github.checks(sha)} == {
        "check": ("good", True),
        "run success": ("good", True),
        "run neutral": ("good", False),
        "run skipped": ("good", False),
        "run cancelled": ("bad", False),
        "run action_required": ("bad", False),
        "run stale": ("bad", False),
        "run None": ("not done", False),
        "status success": ("good", True),
        "status pending": ("not done", False),
        "status failure": ("bad", False),
        "status error": ("bad", False),
    }


def test_checks_beyond_the_first_page_are_read(forge: Forge, github: GitHub, bot: Person) -> None:
    for number in range(101):
        bot.check(BRANCH, name=f"check {number}")
    bot.status(BRANCH, "failure")

    found = github.checks(tip(forge, BRANCH))

    assert len(found) == 102
    assert [each.name for each in found if each.result == "bad"] == ["ci"]


def test_an_answer_without_the_list_of_checks_is_an_error(forge: Forge, github: GitHub) -> None:
    forge.fail("GET", "/commits/*/check-runs", Answer(body={"total_count": 0}))

    assert "isn't a list under check_runs" in told(lambda: github.checks(tip(forge, BRANCH)))


@pytest.mark.parametrize("squash", [True, False])
def test_a_merge_brings_the_message_to_main_however_the_repository_merges(
    forge: Forge, github: GitHub, squash: bool
) -> None:
    number = open_pull(github)
    forge.state.settings.allow_squash_merge = squash
    text = f"{NEW_TITLE}\n\nWhy.\n\nCatalog-Sync-Lane: main"

    assert github.merge(number, tip(forge, BRANCH), *text.split("\n\n", 1)) is None

    made = forge.repository.git("log", "-1", "--format=%P%n%B", "main").split("\n", 1)
    assert (len(made[0].split()), made[1].strip()) == (1 if squash else 2, text)


def test_a_merge_that_is_refused_says_why_and_is_no_failure(
    forge: Forge, github: GitHub, maintainer: Person
) -> None:
    number = open_pull(github)
    sha, settings = tip(forge, BRANCH), forge.state.settings

    def refused() -> str | None:
        return github.merge(number, sha, NEW_TITLE, "")

    settings.required_approvals = 1
    unapproved = refused()
    settings.required_approvals, settings.required_checks = 0, ["ci"]
    unchecked = refused()
    settings.required_checks, settings.allow_squash_merge, settings.allow_merge_commit = [], False, False
    neither = refused()
    settings.allow_squash_merge = True
    maintainer.change(BRANCH, {TWO: AFTER}, "By hand")
    moved = refused()
    maintainer.close(number)

    assert unapproved == "At least 1 approving review is required by reviewers with write access."
    assert unchecked == 'Required status check "ci" is expected.'
    assert neither == "Merge commits are not allowed on this repository."
    assert moved == "Head branch was modified. Review and try the merge again."
    assert refused() == "Pull Request is not mergeable"
    assert forge.repository.branch("main") != forge.repository.branch(BRANCH)


def test_a_merge_whose_answer_was_lost_is_not_done_twice(forge: Forge, github: GitHub) -> None:
    number = open_pull(github)
    forge.fail("PUT", "/pulls/1/merge", "502", after=True)
    before = forge.repository.git("rev-list", "--count", "main")

    assert github.merge(number, tip(forge, BRANCH), NEW_TITLE, "") is None

    assert int(forge.repository.git("rev-list", "--count", "main")) == int(before) + 1
    assert github.pull(number).merged_at is not None


def test_a_token_that_may_not_merge_is_an_error(forge: Forge, naps: Naps) -> None:
    with bot_at(forge, naps) as github:
        number = open_pull(github)
    with bot_at(forge, naps, user="stranger") as github:
        text = told(lambda: github.merge(number, tip(forge, BRANCH), NEW_TITLE, ""))

    assert "contents: write" in text
