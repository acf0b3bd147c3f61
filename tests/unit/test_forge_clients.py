"""The stand-in forge against what others made for GitHub: a client, and GitHub's schemas as models.

The client, PyGithub, goes through every route. The models, GitHubKit's, read every kind of object strictly.
"""

import importlib
import json
from typing import Any

import github
import pytest
from github.Repository import Repository

from tests.forge import Forge, Person
from tests.unit.forging import AFTER, BRANCH, ONE, TWO, send

MODELS: Any = importlib.import_module("githubkit_schemas.latest.models")
OTHER = "catalog-sync/two"


def client(forge: Forge, name: str, root: str = "/api/v3") -> github.Github:
    return github.Github(
        auth=github.Auth.Token(forge.token(name)),
        base_url=forge.url + root,
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
        lazy=False,
    )


@pytest.fixture
def repository(forge: Forge) -> Repository:
    return client(forge, "bot").get_repo(forge.slug)


def test_pygithub_opens_finds_edits_and_closes_a_pull_request(repository: Repository) -> None:
    opened = repository.create_pull(base="main", head=BRANCH, title="One", body="Text", draft=True)
    found = list(repository.get_pulls(state="open", head=f"acme:{BRANCH}", base="main", sort="updated"))
    seen = opened.draft, opened.mergeable_state, opened.raw_data["auto_merge"]
    opened.edit(title="Two", body="Other", state="closed")
    again = repository.get_pull(opened.number)

    assert [pull.number for pull in found] == [1]
    assert seen == (True, "draft", None)
    assert (again.title, again.body, again.state, again.merged) == ("Two", "Other", "closed", False)
    assert (again.head.ref, again.base.repo.full_name) == (BRANCH, repository.full_name)
    assert list(repository.get_pulls(state="open")) == []


def test_pygithub_reads_commits_and_files_and_merges(forge: Forge, repository: Repository) -> None:
    number = Person(forge, "bot").open(BRANCH)
    pull = client(forge, "maintainer").get_repo(forge.slug).get_pull(number)
    commits, files = list(pull.get_commits()), list(pull.get_files())

    done = pull.merge(merge_method="squash", sha=pull.head.sha, commit_title="Title", commit_message="Text")

    assert [commit.sha for commit in commits] == [pull.head.sha]
    assert [(file.filename, file.status, file.changes) for file in files] == [(ONE, "modified", 2)]
    assert (pull.commits, pull.changed_files, pull.additions, pull.deletions) == (1, 1, 1, 1)
    assert (done.merged, pull.is_merged()) == (True, True)
    assert repository.get_commit(done.sha).commit.message == "Title\n\nText"


def test_pygithub_reviews_and_asks_for_reviews(forge: Forge, repository: Repository) -> None:
    own = repository.create_pull(base="main", head=BRANCH, title="One")
    own.create_review_request(reviewers=["reviewer"])
    asked = [user.login for user in own.get_review_requests()[0]]
    theirs = client(forge, "reviewer").get_repo(forge.slug).get_pull(own.number)
    theirs.create_review(event="APPROVE")
    theirs.create_review(body="Hm.", event="REQUEST_CHANGES").dismiss("Solved.")
    with pytest.raises(github.GithubException, match="Can not approve your own") as refused:
        own.create_review(event="APPROVE")

    assert asked == ["reviewer"]
    assert [review.state for review in own.get_reviews()] == ["APPROVED", "DISMISSED"]
    assert refused.value.status == 422


def test_pygithub_labels_and_comments(repository: Repository) -> None:
    pull = repository.create_pull(base="main", head=BRANCH, title="One")
    repository.create_label("known", "ff0000", "A known one")
    pull.add_to_labels("known", "new one")
    pull.remove_from_labels("new one")
    labels = [(label.name, label.color) for label in pull.get_labels()]
    pull.set_labels("sync:hold", "sync:edited")
    comment = pull.create_issue_comment("First")
    comment.edit("Second")
    texts = [each.body for each in pull.get_issue_comments()]
    pull.get_issue_comment(comment.id).delete()

    assert (labels, texts) == ([("known", "ff0000")], ["Second"])
    assert [label.name for label in repository.get_pull(1).labels] == ["sync:hold", "sync:edited"]
    assert list(pull.get_issue_comments()) == []
    pull.delete_labels()
    assert list(pull.get_labels()) == []
    assert repository.get_label("KNOWN").description == "A known one"


def test_pygithub_keeps_an_issue_and_sees_who_closed_it(forge: Forge, repository: Repository) -> None:
    issue = repository.create_issue("Dashboard", body="Text", labels=["dashboard"])
    issue.edit(body="Other", labels=["dashboard", "x"])
    theirs = client(forge, "maintainer").get_repo(forge.slug).get_issue(issue.number)
    theirs.create_comment("Done.")
    theirs.edit(state="closed", state_reason="not_planned")
    found = list(repository.get_issues(state="closed", labels=["dashboard"], sort="updated"))

    again = repository.get_issue(issue.number)
    assert [each.number for each in found] == [issue.number]
    assert again.closed_by is not None
    assert (again.closed_by.login, again.state_reason, again.comments) == ("maintainer", "not_planned", 1)
    assert [event.event for event in again.get_events()] == ["labeled", "labeled", "closed"]
    assert {event.event for event in again.get_timeline()} == {"labeled", "closed", "commented"}


def test_pygithub_follows_pages(repository: Repository) -> None:
    for number in range(35):
        repository.create_issue(f"Issue {number}")

    issues = repository.get_issues(direction="asc")

    assert [issue.title for issue in issues] == [f"Issue {number}" for number in range(35)]
    assert issues.totalCount == 35


def test_pygithub_reads_branches_refs_and_comparisons(repository: Repository) -> None:
    branch = repository.get_branch(BRANCH)
    ref = repository.get_git_ref(f"heads/{BRANCH}")
    compared = repository.compare("main", BRANCH)
    ref.delete()

    assert branch.commit.sha == ref.object.sha == compared.commits[0].sha
    assert (compared.ahead_by, compared.status, compared.files[0].filename) == (1, "ahead", ONE)
    with pytest.raises(github.UnknownObjectException):
        repository.get_branch(BRANCH)
    with pytest.raises(github.GithubException, match="Reference does not exist"):
        ref.delete()


def test_pygithub_makes_and_reads_checks_and_statuses(repository: Repository) -> None:
    commit = repository.get_branch(BRANCH).commit
    nothing = commit.get_combined_status()
    repository.create_check_run("tests", commit.sha, status="completed", conclusion="failure")
    repository.create_check_run("tests", commit.sha, status="completed", conclusion="success")
    repository.create_check_run("slow", commit.sha)
    made = commit.create_status("success", context="ci")

    runs = {run.name: (run.status, run.conclusion) for run in commit.get_check_runs()}
    assert runs == {"tests": ("completed", "success"), "slow": ("queued", None)}
    assert (nothing.state, nothing.total_count) == ("pending", 0)
    assert (made.creator.login, commit.get_combined_status().state) == ("catalog-sync[bot]", "success")


def test_pygithub_dispatches_and_releases(forge: Forge, repository: Repository) -> None:
    workflow = repository.get_workflow("validate.yml")
    release = repository.create_git_release("v1", "One", "Text", target_commitish="main")

    assert workflow.create_dispatch(BRANCH, {"reason": "sync"}, throw=True) is True
    assert forge.state.dispatches[0]["inputs"] == {"reason": "sync"}
    assert repository.get_release("v1").id == release.id


def test_pygithub_works_at_the_plain_root_and_knows_who_it_is(forge: Forge) -> None:
    maintainer = client(forge, "maintainer", root="")

    assert maintainer.get_user().login == "maintainer"
    assert maintainer.get_repo(forge.slug).permissions.push is True
    with pytest.raises(github.BadCredentialsException):
        github.Github(auth=github.Auth.Token("wrong"), base_url=forge.url, retry=None).get_repo(forge.slug)


@pytest.fixture
def lively(forge: Forge) -> Forge:
    """With one of everything: merged, closed, conflicting, draft, reviewed, labelled, released."""
    bot, maintainer, reviewer = (Person(forge, name) for name in ("bot", "maintainer", "reviewer"))
    bot.change(OTHER, {ONE: "price: 5\n", TWO: None, "new.yaml": AFTER, "raw.bin": b"\0\1"})
    for branch in (BRANCH, OTHER):
        bot.open(branch, body="Text")
    bot.api("POST", "/pulls/1/requested_reviewers", {"reviewers": ["reviewer", "maintainer"]})
    reviewer.approve(1)
    maintainer.request_changes(2)
    maintainer.label(1, "sync:hold")
    maintainer.set_auto_merge(2)
    maintainer.merge(1)
    bot.comment(2, "Hello.")
    bot.edit(2, title="Another title")
    bot.api("POST", "/issues", {"title": "Dashboard", "labels": ["dashboard"], "assignees": ["reviewer"]})
    maintainer.close(3)
    bot.check(OTHER, "failure")
    bot.check(OTHER, None, "slow")
    maintainer.status(OTHER)
    bot.api("POST", "/releases", {"tag_name": "v1", "name": "One", "body": "Text"})
    return forge


KINDS = [
    ("/pulls/1", "PullRequest", False),
    ("/pulls/2", "PullRequest", False),
    ("/pulls?state=all", "PullRequestSimple", True),
    ("/pulls/2/commits", "Commit", True),
    ("/pulls/2/files", "DiffEntry", True),
    ("/pulls/1/reviews", "PullRequestReview", True),
    ("/pulls/1/requested_reviewers", "PullRequestReviewRequest", False),
    ("/issues?state=all", "Issue", True),
    ("/issues/1", "Issue", False),
    ("/issues/3", "Issue", False),
    ("/issues/1/events", "IssueEvent", True),
    ("/issues/2/comments", "IssueComment", True),
    ("/issues/1/labels", "Label", True),
    ("/labels/dashboard", "Label", False),
    ("", "FullRepository", False),
    ("/branches/main", "BranchWithProtection", False),
    ("/git/ref/heads/main", "GitRef", False),
    ("/commits/main", "Commit", False),
    (f"/compare/main...{OTHER}", "CommitComparison", False),
    (f"/commits/{OTHER}/check-runs", "ReposOwnerRepoCommitsRefCheckRunsGetResponse200", False),
    (f"/commits/{OTHER}/status", "CombinedCommitStatus", False),
    ("/commits/main/status", "CombinedCommitStatus", False),
    ("/releases/tags/v1", "Release", False),
    ("/actions/workflows/validate.yml", "Workflow", False),
    ("/user", "PublicUser", False),
]


def test_every_object_satisfies_githubs_schema(lively: Forge) -> None:
    for path, name, many in KINDS:
        answer = send(lively, "GET", path, user="maintainer")
        listed = answer.json() if many else [answer.json()]

        assert (answer.status_code, len(listed) > 0) == (200, True), path
        for each in listed:
            getattr(MODELS, name).model_validate_json(json.dumps(each), strict=True)


@pytest.mark.parametrize(
    ("path", "name"),
    [("/pulls", "ValidationError"), ("/pulls/9/merge", "BasicError")],
)
def test_every_refusal_satisfies_githubs_schema(forge: Forge, path: str, name: str) -> None:
    given = {"title": "One", "head": "none", "base": "main"}
    answer = send(forge, "POST" if path == "/pulls" else "PUT", path, given)

    model = getattr(MODELS, name)
    assert answer.status_code in (404, 422)
    assert model.model_validate_json(answer.content, strict=True).message


def test_a_merge_answers_as_githubs_schema_wants(forge: Forge) -> None:
    number = Person(forge, "bot").open(BRANCH)
    answer = send(forge, "PUT", f"/pulls/{number}/merge", {}, user="maintainer")

    result = MODELS.PullRequestMergeResult.model_validate_json(answer.content, strict=True)
    assert (result.merged, result.sha) == (True, forge.repository.branch("main"))
