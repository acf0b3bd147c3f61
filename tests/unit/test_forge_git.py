"""The stand-in forge: what git does to pull requests, and what they do to git."""

import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import requests

from tests.forge import Clock, Forge, Person, serve
from tests.forge.changes import changed
from tests.forge.repository import environment
from tests.unit.forging import AFTER, BEFORE, BRANCH, ONE, TWO, refusal, send


def git(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """As a program runs it, that has no token but the one in an address."""
    return subprocess.run(
        ["git", *words], cwd=cwd, env=environment(), capture_output=True, text=True, check=False
    )


def signed(forge: Forge, name: str) -> str:
    return forge.clone_url.replace("://", f"://x-access-token:{forge.token(name)}@")


def test_git_needs_a_token_and_writing_the_permission(forge: Forge, tmp_path: Path) -> None:
    anonymous = git("clone", forge.clone_url, "a", cwd=tmp_path)
    reader = git("clone", "--quiet", signed(forge, "stranger").removesuffix(".git"), "b", cwd=tmp_path)
    writer = git("push", "origin", f"origin/{BRANCH}:refs/heads/mine", cwd=tmp_path / "b")

    assert anonymous.returncode != 0
    assert "could not read Username" in anonymous.stderr
    assert reader.returncode == 0
    assert "403" in writer.stderr
    assert requests.get(f"{forge.clone_url}/info/refs?service=git-upload-pack", timeout=9).status_code == 401
    assert "mine" not in forge.repository.branches()


def test_a_pull_requests_head_is_readable_for_ever_and_nobody_writes_it(
    forge: Forge, bot: Person, tmp_path: Path
) -> None:
    number = bot.open(BRANCH)
    head = forge.repository.branch(BRANCH)
    bot.delete_branch(BRANCH)
    git("clone", "--quiet", signed(forge, "bot"), "a", cwd=tmp_path)

    fetched = git("fetch", "origin", f"refs/pull/{number}/head", cwd=tmp_path / "a")
    pushed = git("push", "origin", f"HEAD:refs/pull/{number}/head", cwd=tmp_path / "a")

    assert fetched.returncode == 0
    assert git("rev-parse", "FETCH_HEAD", cwd=tmp_path / "a").stdout.strip() == head
    assert "hidden ref" in pushed.stderr


def test_a_lease_on_another_commit_is_refused(forge: Forge, bot: Person, maintainer: Person) -> None:
    seen = forge.repository.branch(BRANCH)
    bot.commit(BRANCH, {ONE: "price: 9\n"})
    theirs = maintainer.change(BRANCH, {TWO: AFTER})

    with pytest.raises(AssertionError, match="stale info"):
        bot.git("push", f"--force-with-lease=refs/heads/{BRANCH}:{seen}", forge.clone_url, f"HEAD:{BRANCH}")

    assert forge.repository.branch(BRANCH) == theirs


def test_a_person_can_push_between_the_look_and_the_write(
    forge: Forge, bot: Person, maintainer: Person
) -> None:
    bot.commit(BRANCH, {ONE: "price: 9\n"})
    pushed: list[str] = []
    forge.before("POST", "/git-receive-pack", lambda: pushed.append(maintainer.change(BRANCH, {TWO: AFTER})))

    with pytest.raises(AssertionError, match="rejected"):
        bot.push(BRANCH, force=True)

    assert [forge.repository.branch(BRANCH)] == pushed


def test_a_push_to_its_branch_moves_a_pull_request(forge: Forge, bot: Person, maintainer: Person) -> None:
    number = bot.open(BRANCH)
    sha = maintainer.change(BRANCH, {TWO: AFTER})
    forced = bot.api("GET", f"/issues/{number}/events")
    bot.reset(BRANCH, "HEAD~1")

    assert forced == []
    assert bot.api("GET", f"/issues/{number}/events")[0]["event"] == "head_ref_force_pushed"
    assert forge.repository.resolve(f"refs/pull/{number}/head") == forge.repository.branch(BRANCH) != sha


@pytest.mark.parametrize("how", ["git", "rest"])
def test_a_pull_request_without_its_branch_is_closed_and_stays_so(
    forge: Forge, bot: Person, maintainer: Person, how: str
) -> None:
    number = bot.open(BRANCH)
    if how == "git":
        maintainer.git("push", "--quiet", forge.clone_url, f":{BRANCH}")
    else:
        maintainer.delete_branch(BRANCH)
    reopened = send(forge, "PATCH", f"/pulls/{number}", {"state": "open"})
    twice = send(forge, "DELETE", f"/git/refs/heads/{BRANCH}")

    assert bot.api("GET", f"/issues/{number}")["closed_by"]["login"] == "maintainer"
    assert bot.api("GET", f"/pulls/{number}")["merged"] is False
    assert (
        refusal(reopened)[2][0]["message"]
        == f"state cannot be changed. The {BRANCH} branch has been deleted."
    )
    assert refusal(twice)[:2] == (422, "Reference does not exist")


def test_a_closed_pull_request_is_not_reopened_over_another_line(
    forge: Forge, bot: Person, maintainer: Person
) -> None:
    number = bot.open(BRANCH)
    before = forge.repository.branch(BRANCH)
    maintainer.close(number)
    bot.reset(BRANCH, "origin/main")
    bot.change(BRANCH, {ONE: "price: 7\n"})

    answer = send(forge, "PATCH", f"/pulls/{number}", {"state": "open"}, user="maintainer")

    why = f"state cannot be changed. The {BRANCH} branch was force-pushed or recreated."
    assert refusal(answer)[2][0]["message"] == why
    assert bot.api("GET", f"/pulls/{number}")["head"]["sha"] == before


def test_a_branch_set_back_to_main_closes_without_merging(forge: Forge, bot: Person) -> None:
    number = bot.open(BRANCH)
    bot.reset(BRANCH, "origin/main")

    pull = bot.api("GET", f"/pulls/{number}")
    assert (pull["state"], pull["merged"]) == ("closed", False)


def test_a_push_of_main_that_has_the_head_merges(forge: Forge, bot: Person, maintainer: Person) -> None:
    number = bot.open(BRANCH)
    sha = maintainer.merge_into("main", BRANCH)

    pull = bot.api("GET", f"/pulls/{number}")
    assert (pull["merged"], pull["merged_by"]["login"], pull["merge_commit_sha"]) == (True, "maintainer", sha)


@pytest.mark.parametrize(("how", "parents"), [("merge", 2), ("squash", 1), ("rebase", 1)])
def test_merging_writes_a_real_commit(
    forge: Forge, bot: Person, maintainer: Person, how: str, parents: int
) -> None:
    number = bot.open(BRANCH, "The title")
    maintainer.change(BRANCH, {TWO: AFTER}, "By hand\n\nWhy.")
    maintainer.change("main", {"other.yaml": BEFORE})

    sha = maintainer.merge(number, how)

    commit = bot.api("GET", "/commits/main")
    subject, _, rest = commit["commit"]["message"].partition("\n\n")
    assert (commit["sha"], len(commit["parents"])) == (sha, parents)
    assert {file.path for file in changed(forge.repository, f"{sha}~1", sha)} >= {TWO}
    assert (subject, rest) == {
        "merge": (f"Merge pull request #1 from acme/{BRANCH}", "The title"),
        "squash": (
            "The title (#1)",
            "* sync(one): 1 change\n\n* By hand\n\nWhy.\n\n"
            "Co-authored-by: maintainer <102+maintainer@users.noreply.github.com>",
        ),
        "rebase": ("By hand", "Why."),
    }[how]
    assert not list(forge.folder.glob("tmp*"))


def test_one_squashed_commit_keeps_its_message_with_its_trailers(
    forge: Forge, bot: Person, maintainer: Person
) -> None:
    bot.reset(BRANCH, "origin/main")
    bot.change(BRANCH, {ONE: AFTER}, "sync: one\n\nBody.\n\nCatalog-Sync-Provider: one")

    maintainer.merge(bot.open(BRANCH), "squash")

    message = bot.api("GET", "/commits/main")["commit"]["message"]
    assert message == "sync: one (#1)\n\nBody.\n\nCatalog-Sync-Provider: one"


def test_a_merge_is_reverted_with_one_line(forge: Forge, bot: Person, maintainer: Person) -> None:
    maintainer.merge(bot.open(BRANCH))
    maintainer.revert()

    assert forge.repository.git("show", f"main:{ONE}") == BEFORE
    assert "This reverts commit" in forge.repository.git("show", "-s", "--format=%B", "main")


def test_the_same_acts_at_the_same_time_make_the_same_commits(tmp_path: Path) -> None:
    shas = []
    for name in ("a", "b"):
        with serve(tmp_path / name, clock=Clock()) as forge:
            maintainer, bot = Person(forge, "maintainer"), Person(forge, "bot")
            maintainer.change("main", {ONE: BEFORE})
            bot.change(BRANCH, {ONE: AFTER})
            forge.clock.advance(days=1)
            maintainer.merge(bot.open(BRANCH))
            shas.append(maintainer.revert())

    assert shas[0] == shas[1]


def test_a_forge_that_is_started_again_knows_everything(forge: Forge, bot: Person, tmp_path: Path) -> None:
    maintainer = Person(forge, "maintainer")
    number = bot.open(BRANCH)
    maintainer.approve(number)
    maintainer.label(number, "sync:hold")
    maintainer.comment(number, "Later.")
    send(forge, "POST", "/releases", {"tag_name": "v1"})
    maintainer.merge(number)
    forge.save()
    before = forge.plain()

    with serve(forge.folder) as again:
        assert again.plain() == before
        assert again.url != forge.url
        assert Person(again, "bot").api("GET", f"/pulls/{number}")["merged"] is True


def test_main_prints_what_a_publisher_needs_and_keeps_its_folder(tmp_path: Path) -> None:
    (tmp_path / "seed").mkdir()
    (tmp_path / "seed" / "one.yaml").write_text(BEFORE, "utf-8")
    words = ["--port", "0", "--folder", str(tmp_path / "forge"), "--seed", str(tmp_path / "seed")]
    command = [sys.executable, "-m", "tests.forge", *words]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(8)]
        told = dict(line.split("=", 1) for line in lines[1:])
        answer = requests.get(
            f"{told['GITHUB_API_URL']}/repos/{told['GITHUB_REPOSITORY']}/branches/main",
            headers={"Authorization": f"Bearer {told['GITHUB_TOKEN']}"},
            timeout=30,
        )
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=30)

    assert lines[0] == f"listening on {told['GITHUB_SERVER_URL']}"
    assert (answer.status_code, code) == (200, 0)
    assert (tmp_path / "forge" / "state.json").is_file()


def test_a_push_of_megabytes_arrives(forge: Forge, bot: Person) -> None:
    noise = Random(1).randbytes(3_000_000)  # noqa: S311

    sha = bot.change(BRANCH, {"big.bin": noise})

    assert forge.repository.branch(BRANCH) == sha
    assert forge.repository.git("cat-file", "-s", f"{sha}:big.bin").strip() == "3000000"


def test_a_merged_branch_is_deleted_where_the_repository_says_so(
    forge: Forge, bot: Person, maintainer: Person
) -> None:
    forge.state.settings.delete_branch_on_merge = True
    number = bot.open(BRANCH)
    maintainer.merge(number)
    bot.change(BRANCH, {ONE: "price: 4\n"})
    second = bot.open(BRANCH)

    events = [event.event for event in forge.item(number).events]
    assert events == ["merged", "closed", "head_ref_deleted"]
    assert [item.number for item in forge.pulls("open")] == [second]


def test_what_only_the_web_page_can_do_is_done_to_the_state(
    forge: Forge, bot: Person, maintainer: Person
) -> None:
    number = bot.open(BRANCH)
    maintainer.set_draft(number)
    maintainer.set_auto_merge(number)
    review = maintainer.approve(number)
    maintainer.dismiss(number, review)

    pull = bot.api("GET", f"/pulls/{number}")
    assert (pull["draft"], pull["auto_merge"]["enabled_by"]["login"]) == (True, "maintainer")
    assert bot.api("GET", f"/pulls/{number}/reviews")[0]["state"] == "DISMISSED"
