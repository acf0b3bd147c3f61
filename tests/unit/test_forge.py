"""The stand-in forge: it says yes and no where GitHub does, and in GitHub's words."""

import pytest
import requests

from tests.forge import Forge, Person
from tests.unit.forging import AFTER, BEFORE, BRANCH, ONE, TWO, refusal, send

PULL = {"title": "A change", "head": BRANCH, "base": "main"}
FAILED = "Validation Failed"


def test_a_pull_request_is_opened_and_found_by_its_branch(forge: Forge, bot: Person) -> None:
    opened = send(forge, "POST", "/pulls", PULL)
    mine = bot.api("GET", f"/pulls?head=acme:{BRANCH}&state=all&base=main")
    others = bot.api("GET", "/pulls?head=acme:other")

    assert (opened.status_code, opened.json()["number"], opened.json()["user"]["type"]) == (201, 1, "Bot")
    assert [pull["number"] for pull in mine] == [1]
    assert others == []


def test_there_is_one_open_pull_request_for_a_branch(forge: Forge, maintainer: Person) -> None:
    send(forge, "POST", "/pulls", PULL)

    again = send(forge, "POST", "/pulls", PULL)
    maintainer.close(1)
    after = send(forge, "POST", "/pulls", PULL)

    message = f"A pull request already exists for acme:{BRANCH}."
    error = {"resource": "PullRequest", "code": "custom", "message": message}
    assert refusal(again) == (422, FAILED, [error])
    assert (after.status_code, after.json()["number"]) == (201, 2)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"head": "none"}, {"code": "invalid", "field": "head"}),
        ({"head": f"somebody:{BRANCH}"}, {"code": "invalid", "field": "head"}),
        ({"base": "none"}, {"code": "invalid", "field": "base"}),
        ({"title": ""}, {"code": "missing_field", "field": "title"}),
        ({"head": "main"}, {"code": "custom", "message": "No commits between main and main"}),
    ],
)
def test_a_pull_request_that_makes_no_sense_is_refused(
    forge: Forge, given: dict[str, str], error: dict[str, str]
) -> None:
    answer = send(forge, "POST", "/pulls", PULL | given)

    assert refusal(answer) == (422, FAILED, [{"resource": "PullRequest", **error}])


def test_a_body_has_65536_characters_at_most(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH, body="é" * 65_536)
    pull = send(forge, "PATCH", f"/pulls/{number}", {"body": "x" * 65_537})
    comment = send(forge, "POST", f"/issues/{number}/comments", {"body": "x" * 65_537})

    limit = "ody is too long (maximum is 65536 characters)"
    assert refusal(pull)[2][0]["message"] == f"b{limit}"
    assert refusal(comment)[2][0]["message"] == f"B{limit}"
    assert len(str(forge.item(number).body)) == 65_536
    assert forge.item(number).comments == []


def test_without_a_token_or_with_a_wrong_one_nothing_is_answered(forge: Forge) -> None:
    url = f"{forge.url}/repos/{forge.slug}"
    none = requests.get(url, timeout=30)
    wrong = requests.get(url, headers={"Authorization": "Bearer wrong"}, timeout=30)

    assert refusal(none) == (401, "Requires authentication", [])
    assert refusal(wrong) == (401, "Bad credentials", [])


@pytest.mark.parametrize("path", ["/pulls/9", "/issues/9", "/git/ref/heads/none", "/nonsense"])
def test_what_is_not_there_is_404(forge: Forge, path: str) -> None:
    assert refusal(send(forge, "GET", path)) == (404, "Not Found", [])


def test_a_stranger_reads_and_comments_only(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH)
    stranger = Person(forge, "stranger")
    stranger.comment(number, "Nice.")
    merge = send(forge, "PUT", f"/pulls/{number}/merge", {}, user="stranger")
    label = send(forge, "POST", f"/issues/{number}/labels", {"labels": ["x"]}, user="stranger")
    close = send(forge, "PATCH", f"/issues/{number}", {"state": "closed"}, user="stranger")

    assert {merge.status_code, label.status_code, close.status_code} == {403}
    assert refusal(merge)[1] == "Resource not accessible by personal access token"
    assert forge.item(number).state == "open"


def test_an_apps_token_belongs_to_no_user(forge: Forge) -> None:
    assert refusal(send(forge, "GET", "/user"))[:2] == (403, "Resource not accessible by integration")
    assert send(forge, "GET", "/user", user="maintainer").json()["login"] == "maintainer"


def test_lists_have_pages_of_thirty_and_of_a_hundred_at_most(forge: Forge, bot: Person) -> None:
    for number in range(1, 106):
        bot.api("POST", "/issues", {"title": f"Issue {number}"})

    first = send(forge, "GET", "/issues?state=all")
    last = send(forge, "GET", "/issues?per_page=1000&page=2&state=all")

    assert [issue["number"] for issue in first.json()] == list(range(105, 75, -1))
    assert set(first.links) == {"next", "last"}
    assert first.links["last"]["url"].endswith("?state=all&page=4")
    assert [issue["number"] for issue in last.json()] == [5, 4, 3, 2, 1]
    assert set(last.links) == {"first", "prev"}


def test_both_roots_name_themselves_in_addresses(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH)
    plain = send(forge, "GET", f"/pulls/{number}").json()
    enterprise = send(forge, "GET", f"/pulls/{number}", root="/api/v3").json()

    assert plain["url"] == f"{forge.url}/repos/{forge.slug}/pulls/1"
    assert enterprise["url"] == f"{forge.url}/api/v3/repos/{forge.slug}/pulls/1"
    assert plain["html_url"] == enterprise["html_url"] == f"{forge.url}/{forge.slug}/pull/1"


def test_a_conflict_with_main_is_seen_and_not_merged(forge: Forge, bot: Person, maintainer: Person) -> None:
    number = bot.open(BRANCH)
    clean = bot.api("GET", f"/pulls/{number}")
    maintainer.change("main", {ONE: "price: 3\nunit: token\n"})
    dirty = bot.api("GET", f"/pulls/{number}")
    merge = send(forge, "PUT", f"/pulls/{number}/merge", {}, user="maintainer")

    assert (clean["mergeable"], clean["mergeable_state"]) == (True, "clean")
    assert (dirty["mergeable"], dirty["mergeable_state"]) == (False, "dirty")
    assert refusal(merge)[:2] == (405, "Pull Request is not mergeable")


def test_whether_it_merges_may_have_to_be_asked_twice(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH)
    forge.mergeable_pending = 1

    looks = [bot.api("GET", f"/pulls/{number}") for _ in range(2)]

    assert [(look["mergeable"], look["mergeable_state"]) for look in looks] == [
        (None, "unknown"),
        (True, "clean"),
    ]


def test_a_merge_that_names_another_head_is_refused(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH)
    stale = send(forge, "PUT", f"/pulls/{number}/merge", {"sha": "0" * 40})
    draft = bot.open(bot_branch(bot), draft=True)

    assert refusal(stale)[:2] == (409, "Head branch was modified. Review and try the merge again.")
    assert refusal(send(forge, "PUT", f"/pulls/{draft}/merge", {}))[:2] == (
        405,
        "Pull Request is still a draft",
    )


def bot_branch(bot: Person) -> str:
    bot.change("catalog-sync/two", {TWO: AFTER})
    return "catalog-sync/two"


def test_a_review_remembers_its_commit_and_nobody_approves_their_own(
    forge: Forge, bot: Person, maintainer: Person
) -> None:
    number = bot.open(BRANCH)
    seen = bot.api("GET", f"/pulls/{number}")["head"]["sha"]
    maintainer.approve(number)
    pushed = bot.change(BRANCH, {TWO: AFTER})
    own = send(forge, "POST", f"/pulls/{number}/reviews", {"event": "APPROVE"})
    reviews = bot.api("GET", f"/pulls/{number}/reviews")

    assert refusal(own)[1:] == ("Unprocessable Entity", ["Can not approve your own pull request"])
    assert [(each["state"], each["commit_id"]) for each in reviews] == [("APPROVED", seen)]
    assert bot.api("GET", f"/pulls/{number}")["head"]["sha"] == pushed != seen


def test_a_push_dismisses_approvals_where_the_repository_says_so(
    forge: Forge, bot: Person, maintainer: Person
) -> None:
    forge.state.settings.dismiss_stale_reviews = True
    number = bot.open(BRANCH)
    maintainer.approve(number)
    Person(forge, "reviewer").request_changes(number)

    bot.change(BRANCH, {TWO: AFTER})

    states = [each["state"] for each in bot.api("GET", f"/pulls/{number}/reviews")]
    assert states == ["DISMISSED", "CHANGES_REQUESTED"]


def test_reviewers_are_collaborators_but_the_author(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH)
    path = f"/pulls/{number}/requested_reviewers"
    good = send(forge, "POST", path, {"reviewers": ["reviewer"]})
    author = send(forge, "POST", path, {"reviewers": ["catalog-sync[bot]"]})
    stranger = send(forge, "POST", path, {"reviewers": ["stranger"]})

    assert [user["login"] for user in good.json()["requested_reviewers"]] == ["reviewer"]
    assert refusal(author)[:2] == (422, "Review cannot be requested from pull request author.")
    assert refusal(stranger)[1].startswith("Reviews may only be requested from collaborators.")
    Person(forge, "reviewer").approve(number)
    assert bot.api("GET", f"/pulls/{number}")["requested_reviewers"] == []


def test_a_label_is_made_when_it_is_first_used_and_has_one_spelling(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH)
    bot.label(number, "sync:edited", "x")
    bot.label(number, "Sync:Edited")
    both = [label["name"] for label in bot.api("GET", f"/issues/{number}/labels")]
    bot.unlabel(number, "sync:edited")
    absent = send(forge, "DELETE", f"/issues/{number}/labels/none")

    assert both == ["sync:edited", "x"]
    assert [label["name"] for label in bot.api("GET", f"/issues/{number}/labels")] == ["x"]
    assert [label["name"] for label in bot.api("GET", "/labels")] == ["sync:edited", "x"]
    assert refusal(absent)[:2] == (404, "Label does not exist")


def test_who_closed_a_pull_request_is_told(forge: Forge, bot: Person, maintainer: Person) -> None:
    number = bot.open(BRANCH)
    maintainer.label(number, "sync:hold")
    forge.clock.advance(days=3)
    maintainer.close(number)

    issue = bot.api("GET", f"/issues/{number}")
    events = bot.api("GET", f"/issues/{number}/events")

    assert (issue["closed_by"]["login"], issue["closed_at"]) == ("maintainer", "2026-08-25T06:00:00Z")
    assert [(each["event"], each["actor"]["login"]) for each in events] == [
        ("labeled", "maintainer"),
        ("closed", "maintainer"),
    ]
    maintainer.reopen(number)
    assert bot.api("GET", f"/issues/{number}")["closed_by"] is None


def test_a_pull_request_is_an_issue_too(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH)
    bot.api("POST", "/issues", {"title": "Dashboard", "labels": ["dashboard"]})
    bot.comment(number, "one")

    listed = bot.api("GET", "/issues")
    by_label = bot.api("GET", "/issues?labels=Dashboard&state=all")

    assert [("pull_request" in issue, issue["comments"]) for issue in listed] == [(False, 0), (True, 1)]
    assert [issue["title"] for issue in by_label] == ["Dashboard"]


def test_what_is_asked_in_writing_is_kept(forge: Forge, bot: Person) -> None:
    path = "/actions/workflows/validate.yml/dispatches"
    sent = send(forge, "POST", path, {"ref": BRANCH, "inputs": {"a": "b"}})
    lost = send(forge, "POST", path, {"ref": "none"})
    release = send(forge, "POST", "/releases", {"tag_name": "v1", "name": "One"})

    assert (sent.status_code, refusal(lost)[:2]) == (204, (422, "No ref found for: none"))
    assert forge.plain()["dispatches"] == [
        {"workflow": "validate.yml", "ref": BRANCH, "inputs": {"a": "b"}, "by": "bot"}
    ]
    assert (release.status_code, forge.repository.resolve("refs/tags/v1")) == (
        201,
        forge.repository.branch("main"),
    )


def test_commits_and_files_of_a_pull_request_stay_its_own(
    forge: Forge, bot: Person, maintainer: Person
) -> None:
    number = bot.open(BRANCH)
    maintainer.change("main", {"other.yaml": BEFORE})
    open_files = [file["filename"] for file in bot.api("GET", f"/pulls/{number}/files")]
    maintainer.merge(number)

    commits = bot.api("GET", f"/pulls/{number}/commits")
    files = bot.api("GET", f"/pulls/{number}/files")

    assert [commit["commit"]["message"] for commit in commits] == ["sync(one): 1 change"]
    assert commits[0]["author"]["login"] == "catalog-sync[bot]"
    assert [(file["filename"], file["patch"].splitlines()[1:3]) for file in files] == [
        (ONE, ["-price: 1", "+price: 2"])
    ]
    assert open_files == [ONE]


def test_branches_are_compared(forge: Forge, bot: Person, maintainer: Person) -> None:
    maintainer.change("main", {"other.yaml": BEFORE})
    bot.change(BRANCH, {"new.yaml": "\n".join("abcdefgh"), TWO: None}, "Another file")
    bot.change(BRANCH, {"newer.yaml": "\n".join("abcdefgh") + "\n# moved\n", "new.yaml": None}, "Moved")

    found = bot.api("GET", f"/compare/main...{BRANCH}")
    last = bot.api("GET", f"/commits/{BRANCH}")

    assert (found["status"], found["ahead_by"], found["behind_by"]) == ("diverged", 3, 1)
    assert {file["filename"]: file["status"] for file in found["files"]} == {
        "newer.yaml": "added",
        ONE: "modified",
        TWO: "removed",
    }
    assert [(file["status"], file["previous_filename"]) for file in last["files"]] == [
        ("renamed", "new.yaml")
    ]
    assert bot.api("GET", "/compare/main...main")["status"] == "identical"
