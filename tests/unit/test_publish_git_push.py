"""Pushing: where the branch still is as it was seen, or not at all; and what a forge can do to it."""

from pathlib import Path

import pytest

from sync.publish.forge.git import Repository
from tests.forge import Forge, Person
from tests.forge.failing import How
from tests.forge.routing import Answer
from tests.unit.forging import AFTER, BRANCH, TWO
from tests.unit.publishing import NEW, SECRET, Naps, clone_of, commit, tip, told


def test_a_branch_is_made_moved_and_deleted(forge: Forge, git: Repository) -> None:
    main = tip(forge, "main")
    first, second = commit(git, main), commit(git, main, "price: 8\n")

    assert git.push(first, NEW, None) == "done"
    assert git.tip(NEW) == tip(forge, NEW) == first
    assert git.push(second, NEW, first) == "done"
    assert git.tip(NEW) == tip(forge, NEW) == second
    assert git.delete(NEW, second) == "done"
    assert git.tip(NEW) is None
    assert NEW not in forge.repository.branches()


@pytest.mark.parametrize("seen", ["nothing", "another"])
def test_a_branch_that_moved_before_the_push_is_left_alone(
    forge: Forge, git: Repository, maintainer: Person, seen: str
) -> None:
    before = None if seen == "nothing" else tip(forge, BRANCH)
    theirs = maintainer.change(BRANCH, {TWO: AFTER})

    assert git.push(commit(git, tip(forge, "main")), BRANCH, before) == "lost the race"
    assert tip(forge, BRANCH) == theirs
    if before:
        assert git.delete(BRANCH, before) == "lost the race"
        assert tip(forge, BRANCH) == theirs


@pytest.mark.parametrize("branch", [BRANCH, NEW])
@pytest.mark.parametrize("deletes", [False, True])
def test_a_branch_that_moves_during_the_push_is_left_alone(
    forge: Forge, git: Repository, maintainer: Person, branch: str, deletes: bool
) -> None:
    before = git.tip(branch)
    theirs: list[str] = []
    forge.before("POST", "/git-receive-pack", lambda: theirs.append(maintainer.change(branch, {TWO: AFTER})))
    if deletes and before:
        outcome = git.delete(branch, before)
    else:
        outcome = git.push(commit(git, tip(forge, "main")), branch, before)

    assert (outcome, [tip(forge, branch)]) == ("lost the race", theirs)


def test_a_branch_that_is_deleted_during_the_push_stays_so(
    forge: Forge, git: Repository, maintainer: Person
) -> None:
    sha = commit(git, tip(forge, "main"))
    forge.before("POST", "/git-receive-pack", lambda: maintainer.delete_branch(BRANCH))

    assert git.push(sha, BRANCH, tip(forge, BRANCH)) == "lost the race"
    assert BRANCH not in forge.repository.branches()


def test_what_is_deleted_already_is_fine(forge: Forge, git: Repository, maintainer: Person) -> None:
    sha = tip(forge, BRANCH)
    maintainer.delete_branch(BRANCH)

    assert git.delete(BRANCH, sha) == "done"
    assert git.tip(BRANCH) is None


@pytest.mark.parametrize("how", ["429", "502", "drop"])
@pytest.mark.parametrize("after", [False, True])
def test_a_push_and_a_delete_outlast_what_passes(
    forge: Forge, naps: Naps, git: Repository, how: How, after: bool
) -> None:
    sha = commit(git, tip(forge, "main"))
    forge.fail("POST", "/git-receive-pack", how, after=after)
    pushed = git.push(sha, NEW, None)
    made = tip(forge, NEW)
    forge.fail("POST", "/git-receive-pack", how, after=after)

    assert (pushed, made, git.delete(NEW, sha)) == ("done", sha, "done")
    assert NEW not in forge.repository.branches()
    assert naps.taken == ([] if how == "drop" else [1, 1])  # git tries itself where a connection is lost


@pytest.mark.parametrize("how", ["429", "500", "502", "drop"])
def test_a_fetch_outlasts_what_passes_and_gives_up_in_the_end(
    forge: Forge, naps: Naps, git: Repository, how: How
) -> None:
    forge.fail("GET", "/git-upload-pack", how, times=2)
    git.fetch()
    forge.fail("GET", "/git-upload-pack", how, times=3)

    assert "git fetch" in told(git.fetch)
    assert naps.taken == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("token", "words"),
    [(SECRET, "set GITHUB_TOKEN"), ("token-of-stranger", "contents: write"), ("a\nb", "GITHUB_TOKEN")],
)
def test_a_token_that_may_not_is_told_how_to_mend_it(
    forge: Forge, naps: Naps, tmp_path: Path, token: str, words: str
) -> None:
    def work() -> None:
        with clone_of(forge, naps, tmp_path, token=token) as git:
            git.fetch()
            git.push(commit(git, tip(forge, "main")), NEW, None)

    assert words in told(work)
    assert naps.taken == []


def test_a_rule_that_refuses_a_push_is_no_race(forge: Forge, git: Repository) -> None:
    hook = forge.repository.path / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nprintf 'GH006: Protected \\033[31mbranch @all\\n' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)

    error = told(lambda: git.push(commit(git, tip(forge, "main")), NEW, None))

    assert r"GH006: Protected \u001B[31mbranch \u0040all" in error


def test_a_repository_that_moved_is_not_followed_with_the_token(
    forge: Forge, naps: Naps, git: Repository
) -> None:
    other = "http://127.0.0.1:1/acme/other.git/info/refs?service=git-upload-pack"
    forge.fail("GET", "/git-upload-pack", Answer(status=301, headers={"Location": other}))

    assert "correct GITHUB_REPOSITORY" in told(git.fetch)
    assert naps.taken == []


@pytest.mark.parametrize(
    "branch", ["main", "feature", "catalog-sync/", "catalog-sync/a:b", "catalog-sync/-a"]
)
def test_no_branch_but_a_syncs_is_ever_written(forge: Forge, git: Repository, branch: str) -> None:
    with pytest.raises(ValueError, match="not a branch of a sync"):
        git.push(tip(forge, "main"), branch, None)
    with pytest.raises(ValueError, match="not a commit"):
        git.push("--force", BRANCH, None)


@pytest.mark.parametrize(
    "url", ["http://github.example", "ssh://github.example", f"https://a:{SECRET}@x.example"]
)
def test_an_address_that_is_not_asked_is_refused_at_once(url: str, tmp_path: Path) -> None:
    assert "correct GITHUB_SERVER_URL" in told(lambda: Repository(tmp_path, url, "a/b", SECRET))
