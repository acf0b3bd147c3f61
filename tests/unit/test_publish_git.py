"""Publishing's own clone: what it sees, commits and pushes, and what it never touches."""

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.publish.forge import git_process
from sync.publish.forge.git import Repository
from tests.forge import Forge, Person
from tests.forge.repository import environment
from tests.unit.forging import AFTER, BEFORE, BRANCH, ONE, TWO
from tests.unit.publishing import BOT, MESSAGE, NEW, SECRET, WHEN, Naps, clone_of, commit, tip, told


def lying(folder: Path) -> dict[str, bytes]:
    """Every file of a checkout, git's own too."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_branches_of_syncs_and_main_are_seen_and_no_other(
    forge: Forge, maintainer: Person, naps: Naps, tmp_path: Path
) -> None:
    maintainer.change("feature", {TWO: AFTER})
    with clone_of(forge, naps, tmp_path) as git:
        before = git.tip("main")
        git.fetch()

        assert before is None
        assert (git.tip("main"), git.tip(BRANCH)) == (tip(forge, "main"), tip(forge, BRANCH))
        assert (git.tip("feature"), git.tip(NEW)) == (None, None)


def test_a_branch_that_is_gone_is_gone_after_the_next_fetch(
    forge: Forge, git: Repository, maintainer: Person
) -> None:
    maintainer.delete_branch(BRANCH)
    moved = maintainer.change("main", {TWO: AFTER})
    git.fetch()

    assert (git.tip(BRANCH), git.tip("main")) == (None, moved)


def test_a_pull_request_is_readable_when_its_branch_is_gone(
    forge: Forge, git: Repository, maintainer: Person
) -> None:
    number, head = maintainer.open(BRANCH), tip(forge, BRANCH)
    maintainer.delete_branch(BRANCH)
    git.fetch()

    assert (git.fetch_pull(number), git.fetch_pull(99)) == (head, None)
    assert git.touches(tip(forge, "main"), head) == (ONE,)


def test_a_worktree_holds_the_commit_and_is_gone_afterwards(forge: Forge, git: Repository) -> None:
    with git.worktree(tip(forge, "main")) as main, git.worktree(tip(forge, BRANCH)) as branch:
        found = [(folder / ONE).read_text("utf-8") for folder in (main, branch)]

    assert found == [BEFORE, AFTER]
    assert not main.exists()
    assert not branch.exists()


def test_the_same_commit_is_made_of_the_same_things_wherever(forge: Forge, tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with clone_of(forge, Naps(), tmp_path / name) as git:
            git.fetch()
            made.append(commit(git, tip(forge, "main")))
            [told_of] = git.commits(tip(forge, "main"), made[-1])

    assert made[0] == made[1] == told_of.sha
    assert told_of.parents == (tip(forge, "main"),)
    assert (told_of.author_mail, told_of.committer_mail) == (BOT.mail, BOT.mail)
    assert told_of.message == MESSAGE.rstrip("\n")


def test_only_the_paths_named_are_committed_whatever_gitignore_says(
    forge: Forge, git: Repository, maintainer: Person
) -> None:
    main = maintainer.change("main", {".gitignore": "new.yaml\n", "*.yaml": "a star\n"})
    git.fetch()
    with git.worktree(main) as folder:
        (folder / ONE).unlink()
        for name in (TWO, "offers/new.yaml", "stray.yaml", "*.yaml"):
            (folder / name).write_text("changed\n", "utf-8")
        paths = [ONE, "offers/new.yaml", "*.yaml"]
        sha = git.commit(folder, MESSAGE, paths=paths, when=WHEN, author=BOT)

    assert git.touches(main, sha) == ("*.yaml", "offers/new.yaml", ONE)


def test_nothing_changed_is_no_commit(forge: Forge, git: Repository) -> None:
    assert "nothing changed" in told(lambda: commit(git, tip(forge, "main"), BEFORE))


def test_commits_are_told_oldest_first_with_who_put_them_there(
    forge: Forge, git: Repository, maintainer: Person
) -> None:
    text = "By hand\n\nA: no trailer\n\nfolded text\n\nReviewed-by: \x01 é\n more\nX: 1"
    mine = maintainer.change(BRANCH, {TWO: AFTER}, text)
    maintainer.git("commit", "--quiet", "--amend", "--no-edit", f"--author={BOT.name} <{BOT.mail}>")
    maintainer.push(BRANCH, force=True)
    maintainer.change("main", {"other.yaml": BEFORE})
    merge = maintainer.merge_into(BRANCH)
    git.fetch()

    told_of = git.commits(tip(forge, "main"), merge)

    assert [each.author_mail for each in told_of[:2]] == [BOT.mail, BOT.mail]
    assert [each.committer_mail.partition("+")[2][:10] for each in told_of[:2]] == [
        "catalog-sy",
        "maintainer",
    ]
    assert (told_of[1].message, told_of[1].sha != mine) == (text, True)
    assert (told_of[2].sha, len(told_of[2].parents)) == (merge, 2)
    assert git.commits(merge, merge) == ()
    assert git.touches(tip(forge, "main"), merge) == (ONE, TWO)


@pytest.mark.parametrize("depth", [(), ("--depth=1",), ("--filter=blob:none",)])
def test_the_users_clone_is_never_touched_be_it_shallow_or_not(
    forge: Forge, maintainer: Person, naps: Naps, tmp_path: Path, depth: tuple[str, ...]
) -> None:
    checkout = tmp_path / "checkout"
    maintainer.change("main", {TWO: AFTER}, "Second")
    words = ("clone", "--quiet", *depth, forge.clone_url, str(checkout))
    subprocess.run(["git", *words], env=maintainer.variables(), check=True)
    (checkout / ONE).write_text("by the user\n", "utf-8")
    subprocess.run(["git", "add", ONE], cwd=checkout, env=environment(), check=True)
    before = lying(checkout)

    with clone_of(forge, naps, checkout) as git:
        git.fetch()
        main, old = tip(forge, "main"), tip(forge, BRANCH)
        sha = commit(git, main)
        assert git.push(sha, BRANCH, old) == "done"
        assert [each.sha for each in git.commits(old, sha)] == [main, sha]

    assert lying(checkout) == before
    assert forge.repository.git("show", f"{BRANCH}:{TWO}") == AFTER


def test_a_whole_clone_lends_what_it_has(forge: Forge, maintainer: Person, tmp_path: Path) -> None:
    lent = maintainer.clone(tmp_path / "lent")
    git = git_process.Git(tmp_path, server=forge.url, token=SECRET, environ={}, sleep=Naps().sleep)
    (tmp_path / "bare").mkdir()

    assert git_process.lendable(git, lent) == lent / ".git/objects"
    assert git_process.lendable(git, tmp_path / "bare") is None
    assert git_process.lendable(git, tmp_path / "missing") is None


def hook_of(folder: Path, ran: Path) -> None:
    (folder / "hooks").mkdir(parents=True)
    for name in (
        "pre-commit",
        "commit-msg",
        "post-commit",
        "pre-push",
        "post-checkout",
        "reference-transaction",
    ):
        (folder / "hooks" / name).write_text(f"#!/bin/sh\ntouch {ran}\n", "utf-8")
        (folder / "hooks" / name).chmod(0o755)


def test_nothing_of_the_users_configuration_takes_part(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, ran = tmp_path / "home", tmp_path / "ran"
    hook_of(home, ran)
    (home / ".gitconfig").write_text(
        f"[core]\nhooksPath = {home}/hooks\nautocrlf = true\n[commit]\ngpgSign = true\n[init]\n"
        f'templateDir = {home}\n[credential]\nhelper = "!touch {ran}"\n[user]\nname = Somebody\n'
        '[url "http://127.0.0.1:1/"]\ninsteadOf = http://127.0.0.1\n',
        "utf-8",
    )
    for name, value in {
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_DIR": str(home),
        "GIT_INDEX_FILE": str(home / "index"),
        "GIT_TRACE": str(home / "trace"),
        "GIT_TRACE_CURL": str(home / "trace"),
        "GIT_TRACE_REDACT": "0",
        "GIT_AUTHOR_NAME": "Somebody",
        "GIT_ASKPASS": f"{home}/hooks/pre-push",
        "SSH_ASKPASS": f"{home}/hooks/pre-push",
        "http_proxy": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    before = lying(home)

    with clone_of(forge, Naps(), tmp_path) as git:
        git.fetch()
        sha = commit(git, tip(forge, "main"))
        assert git.push(sha, NEW, None) == "done"
    with clone_of(forge, Naps(), tmp_path, token=SECRET) as git:
        told(git.fetch)

    assert lying(home) == before
    assert not ran.exists()
    assert forge.repository.git("show", "-s", "--format=%an|%cn|%G?", sha) == f"{BOT.name}|{BOT.name}|N\n"


def test_the_token_is_in_no_argument_file_or_log(
    forge: Forge,
    naps: Naps,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    run: Callable[..., subprocess.CompletedProcess[bytes]] = subprocess.run
    said: list[str] = []
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    def spy(words: list[str], **more: object) -> subprocess.CompletedProcess[bytes]:
        said.extend(words)
        done = run(words, **more)
        if isinstance(done.stdout, bytes):
            said.append((done.stdout + done.stderr).decode("utf-8", "replace"))
        return done

    monkeypatch.setattr("sync.publish.forge.git_process.subprocess.run", spy)
    with clone_of(forge, naps, tmp_path) as git:
        git.fetch()
        git.push(commit(git, tip(forge, "main")), NEW, None)
        files = lying(temporary)
        said.append(repr(git) + caplog.text)

    assert files
    assert not [name for name, content in files.items() if forge.token("bot").encode() in content]
    assert not [text for text in said if forge.token("bot") in text]
    assert lying(temporary) == {}
