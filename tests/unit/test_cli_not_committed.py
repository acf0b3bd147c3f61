"""A commit that git or a hook refuses leaves nothing written, or says what is; no commit is told."""

import re
import shlex
import subprocess

import pytest

from tests.scratch import BASE, OFFERS, Scratch
from tests.unit.holding import HELD, HISTORY, TOMORROW, dear
from tests.unit.running import (
    Capture,
    add_provider,
    anybody_brings_models,
    dearer,
    errors,
    git,
    own,
    payloads,
)
from tests.unit.test_cli_commit import catalog as catalog  # the same repository
from tests.unit.test_cli_commit import leaving, message, short

ANOTHER = "take away what is in the way, then do the same once more"
UNCOMMITTED = "written, not committed: "


def refusing(catalog: Scratch, *before: str) -> None:
    """A hook that does something and lets no commit through."""
    hook = catalog.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("\n".join(["#!/bin/sh", *before, "echo 'not on a Friday' >&2", "exit 1", ""]))
    hook.chmod(0o755)


def allowing(catalog: Scratch) -> None:
    (catalog.root / ".git/hooks/pre-commit").unlink()


def files(catalog: Scratch) -> dict[str, bytes]:
    return {name: raw for name, raw in catalog.tracked().items() if not name.startswith(".git/")}


def committed_by_hand(catalog: Scratch) -> None:
    git(catalog.root, "add", "catalog")
    git(catalog.root, "commit", "-q", "--no-verify", "-m", "by hand")


def test_a_decision_whose_commit_a_hook_refuses_is_not_written(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dear(), "--commit") == 0
    refusing(catalog)
    before, head = files(catalog), short(catalog)
    capsys.readouterr()

    assert catalog.call("held", "--reject", "acme/one", "--commit", today=TOMORROW) == 1

    told = capsys.readouterr()
    assert f"git commit failed: not on a Friday; nothing was written\n  fix: {ANOTHER}\n" in told.err
    assert "rejected" not in told.out
    assert (files(catalog), short(catalog)) == (before, head)
    assert git(catalog.root, "status", "--porcelain") == ""

    allowing(catalog)
    assert catalog.call("held", "--reject", "acme/one", "--commit", today=TOMORROW) == 0
    assert message(catalog).startswith("sync(openrouter): held --reject acme/one\n")


def test_a_run_that_meets_a_lock_of_the_index_writes_nothing_and_succeeds_without_it(
    catalog: Scratch, capsys: Capture
) -> None:
    lock = catalog.root / ".git/index.lock"
    lock.touch()
    before = files(catalog)

    assert catalog.run(dearer(), "--commit") == 1

    said = capsys.readouterr().out
    assert "openrouter  failed" in said and "index.lock" in said and "nothing was written" in said
    assert files(catalog) == before

    lock.unlink()
    assert git(catalog.root, "status", "--porcelain") == ""
    assert catalog.run(dearer(), "--commit") == 0
    assert catalog.call("check", "--commits", "HEAD~1..HEAD") == 0


def test_files_that_are_new_go_again(catalog: Scratch) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    folder = payloads(catalog, bazaar=own("bazaar"))
    refusing(catalog)
    before, status = files(catalog), git(catalog.root, "status", "--porcelain")

    assert catalog.call("run", "--provider", "bazaar", "--from-dir", folder, "--commit") == 1

    assert files(catalog) == before
    assert git(catalog.root, "status", "--porcelain") == status


def test_of_two_providers_the_one_that_is_let_through_is_committed(catalog: Scratch, capsys: Capture) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    folder = payloads(catalog, openrouter=dearer(), bazaar=own("bazaar"))
    refusing(catalog, "git diff --cached --name-only | grep -q bazaar || exit 0")
    capsys.readouterr()

    assert catalog.call("run", "--from-dir", folder, "--commit") == 1

    said = capsys.readouterr().out
    assert re.search(r"^bazaar +failed .*nothing was written", said, re.M)
    assert f"committed as {short(catalog)}: {OFFERS}, {BASE}, {HISTORY}\n" in said


def test_what_a_hook_has_changed_is_not_overwritten_but_told_with_a_way_on(
    catalog: Scratch, capsys: Capture
) -> None:
    refusing(catalog, f"echo '# tidied' >> {OFFERS}")
    capsys.readouterr()

    assert catalog.run(dearer(), "--commit") == 1

    assert catalog.read(OFFERS).endswith("# tidied\n")
    told = errors(capsys)
    assert f"; written and not committed: {OFFERS}, {BASE}, {HISTORY} ({OFFERS}: the file was changed" in told
    [stash] = re.findall(r"git stash push [^,]*", told)
    allowing(catalog)
    subprocess.run(shlex.split(stash), cwd=catalog.root, check=True, capture_output=True)
    assert catalog.run(dearer(), "--commit") == 0
    assert catalog.call("check", "--commits", "HEAD~1..HEAD") == 0


def said(capsys: Capture) -> list[str]:
    """The lines that say what is left to be committed."""
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith(UNCOMMITTED)]


def test_every_command_says_that_it_made_no_commit(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dearer()) == 0
    assert said(capsys) == [f"{UNCOMMITTED}{BASE}, {HISTORY}, and 1 more file"]
    committed_by_hand(catalog)

    assert catalog.run(dear()) == 0
    assert said(capsys)
    assert catalog.call("held", "--reject", "acme/one", today=TOMORROW) == 0
    [line] = said(capsys)
    assert HELD in line and BASE in line

    catalog.edit(OFFERS, "price: {input: 1, output: 2}", "price: {input: 1, output: 3}")
    assert catalog.call("conflicts", "--accept", "mine", "beta/big", today=TOMORROW) == 0
    assert said(capsys) == [f"{UNCOMMITTED}{BASE}"]


def test_sweep_and_prune_say_so_too(catalog: Scratch, capsys: Capture) -> None:
    gone = [each for each in leaving(catalog) if each["id"] != "acme/two"]
    for listed, today in ((leaving(catalog), "2026-08-22"), (gone, "2026-08-23")):
        assert catalog.run(listed, today=today) == 0
    capsys.readouterr()

    assert catalog.call("sweep", today="2026-08-26") == 0
    assert said(capsys) == [f"{UNCOMMITTED}{OFFERS}, {BASE}"]

    assert catalog.run(gone, today="2026-10-01") == 0
    assert said(capsys)
    assert catalog.run(gone, "--prune", today="2026-10-02") == 0
    assert [BASE in line for line in said(capsys)] == [True]


@pytest.mark.parametrize("args", [["--dry-run"], ["--commit"], ["--out", "../out"]], ids=" ".join)
def test_a_run_that_leaves_nothing_to_commit_says_nothing_of_it(
    catalog: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.chdir(catalog.root)

    assert catalog.run(dearer(), *args) == 0

    assert said(capsys) == []


def test_a_run_that_changes_nothing_says_nothing_of_it(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run() == 0

    assert said(capsys) == []


def test_a_run_outside_of_a_checkout_or_without_git_says_nothing_of_it(
    catalog: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert catalog.run(dearer()) == 0
    assert said(capsys) == []

    monkeypatch.undo()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(catalog.root.parent))
    (catalog.root / ".git").rename(catalog.root / "git")
    assert catalog.run() == 0
    assert said(capsys) == []
