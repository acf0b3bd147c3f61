"""`check --commits` takes what people rightly do with a sync's commits, and no line that is made by hand."""

import re
import shlex
import subprocess

import pytest

from tests.scratch import BASE, OFFERS, Scratch, priced, records
from tests.unit.holding import HELD, HISTORY, dear
from tests.unit.publishing_days import BRANCH, Days, feed
from tests.unit.running import Capture, add_provider, anybody_brings_models, dearer, git, own, payloads
from tests.unit.test_cli_check_commits import amend, check
from tests.unit.test_cli_commit import catalog as catalog  # the same repository

NOTES = "overrides/notes.txt"


def commit(catalog: Scratch, name: str, text: str, message: str = "mine") -> None:
    catalog.write(name, text)
    git(catalog.root, "add", name)
    git(catalog.root, "commit", "-q", "-m", message)


def squashed(catalog: Scratch, onto: str = "main") -> None:
    """What GitHub's button does with the branch that is checked out: one commit, all their messages."""
    listed = git(catalog.root, "log", "--reverse", "--format=* %B%x00", f"{onto}..HEAD").split("\0")
    body = "\n\n".join(each.strip() for each in listed if each.strip())
    end = "---------\n\nCo-authored-by: A <a@example.com>"
    git(catalog.root, "branch", "-f", "side")
    git(catalog.root, "checkout", "-q", onto)
    git(catalog.root, "merge", "-q", "--squash", "side")
    git(catalog.root, "commit", "-q", "--no-verify", "-m", f"A pull request (#7)\n\n{body}\n\n{end}")
    git(catalog.root, "branch", "-q", "-D", "side")
    git(catalog.root, "reflog", "expire", "--expire=all", "--all")  # as in a clone of somebody else


def branch(catalog: Scratch, name: str = "work") -> None:
    git(catalog.root, "checkout", "-q", "-b", name)


def dearest() -> list[object]:
    return [priced("acme/one", "0.000005", "0.000015"), *records()[1:]]


def test_a_squash_with_a_persons_commit_elsewhere_is_fine(catalog: Scratch) -> None:
    branch(catalog)
    assert catalog.run(dearer(), "--commit") == 0
    commit(catalog, OFFERS, catalog.read(OFFERS).replace("input: 4", "input: 4.5"), "a price of ours")
    squashed(catalog)

    assert check(catalog) == 0


def test_a_squash_after_update_branch_is_fine(catalog: Scratch) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    branch(catalog)
    assert catalog.run(dearer(), "--commit") == 0
    git(catalog.root, "checkout", "-q", "main")
    folder = payloads(catalog, bazaar=own("bazaar"))
    assert catalog.call("run", "--provider", "bazaar", "--from-dir", folder, "--commit") == 0
    git(catalog.root, "checkout", "-q", "work")
    git(catalog.root, "merge", "-q", "-m", "Merge branch 'main' into work", "main")
    assert check(catalog, "main~1..HEAD") == 0
    squashed(catalog)

    assert check(catalog) == 0


def test_syncs_of_two_days_and_two_providers_in_one_squash_are_fine(catalog: Scratch) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    branch(catalog)
    folder = payloads(catalog, openrouter=[*dear()], bazaar=own("bazaar"))
    assert catalog.call("run", "--from-dir", folder, "--commit") == 0
    held = catalog.read(HELD)
    beta = priced("beta/big", "0.0000011", "0.000002", name="Beta: Big")
    assert catalog.run([dear()[0], *records()[1:3], beta], "--commit") == 0
    assert catalog.read(HELD) == held  # of the first day alone
    squashed(catalog)

    assert check(catalog) == 0


def test_the_message_that_git_itself_makes_for_a_squash_is_read_too(catalog: Scratch) -> None:
    branch(catalog)
    for listed in (dearer(), dearest()):  # the newest stands first in it
        assert catalog.run(listed, "--commit") == 0
    commit(catalog, NOTES, "x")
    git(catalog.root, "checkout", "-q", "main")
    git(catalog.root, "merge", "-q", "--squash", "work")
    git(catalog.root, "commit", "-q", "--no-edit")
    assert "    Catalog-Sync-Provider: openrouter" in git(catalog.root, "log", "-1", "--format=%B")

    assert check(catalog) == 0


@pytest.mark.parametrize("name", [BASE, HISTORY])
def test_a_squash_with_a_line_that_a_person_mended_is_an_error(
    catalog: Scratch, capsys: Capture, name: str
) -> None:
    branch(catalog)
    assert catalog.run(dearer(), "--commit") == 0
    commit(catalog, name, catalog.read(name).replace(": 4", ": 5"))
    squashed(catalog)

    assert check(catalog) == 1
    assert f"{name} commit" in capsys.readouterr().out


def test_a_file_that_only_another_provider_s_sync_names_is_an_error(catalog: Scratch) -> None:
    assert catalog.run(dearer(), "--commit") == 0
    catalog.write("catalog/upstream/bazaar.jsonl", catalog.read(BASE))
    git(catalog.root, "add", "catalog")
    amend(catalog, "--no-edit")

    assert check(catalog) == 1


def test_a_merge_that_makes_a_line_of_its_own_is_told_to_be_made_again(
    catalog: Scratch, capsys: Capture
) -> None:
    branch(catalog)
    assert catalog.run(dearer(), "--commit") == 0
    git(catalog.root, "checkout", "-q", "main")
    assert catalog.run(dearest(), "--commit") == 0
    git(catalog.root, "merge", "-q", "-X", "ours", "-m", "Merge", "work")
    catalog.write(BASE, catalog.read(BASE).replace(": 5", ": 6"))
    amend(catalog, "--no-edit")

    assert check(catalog, "main~1..main") == 1
    assert "fix: merge again with catalog/ as one side has it, and have a command" in capsys.readouterr().out


def test_a_revert_of_a_sync_is_fine_and_so_is_its_own_revert(catalog: Scratch) -> None:
    assert catalog.run(dearer(), "--commit") == 0
    git(catalog.root, "revert", "--no-edit", "HEAD")
    assert check(catalog) == 0

    git(catalog.root, "revert", "--no-edit", "HEAD")
    assert check(catalog) == 0


def test_a_revert_of_an_earlier_provider_s_first_sync_is_fine(catalog: Scratch) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    folder = payloads(catalog, bazaar=own("bazaar"))
    assert catalog.call("run", "--provider", "bazaar", "--from-dir", folder, "--commit") == 0
    assert catalog.run(dearer(), "--commit") == 0
    git(catalog.root, "revert", "--no-edit", "HEAD~1")
    assert not (catalog.root / "catalog/upstream/bazaar.jsonl").exists()

    assert check(catalog) == 0


def test_a_revert_of_one_file_to_another_day_than_its_neighbour_is_an_error(catalog: Scratch) -> None:
    first = catalog.read(BASE)
    for listed in (dearer(), dearest(), [*records()]):
        assert catalog.run(listed, "--commit") == 0
    second = git(catalog.root, "show", f"HEAD~2:{HISTORY}")
    catalog.write(BASE, first)
    catalog.write(HISTORY, second)
    git(catalog.root, "commit", "-q", "-a", "-m", "back")

    assert check(catalog) == 1


def test_a_revert_with_a_line_of_ones_own_is_an_error(catalog: Scratch) -> None:
    assert catalog.run(dearer(), "--commit") == 0
    git(catalog.root, "revert", "--no-edit", "HEAD")
    catalog.write(BASE, catalog.read(BASE).replace('"input": 3', '"input": 2'))
    amend(catalog, "--no-edit")

    assert check(catalog) == 1


def printed(capsys: Capture, *starts: str) -> list[list[str]]:
    """The commands of a fix that begin so."""
    [fix] = re.findall(r"^  fix: (.*)$", capsys.readouterr().out, re.M)
    parts = re.split(r", then |: |; ", fix)
    return [shlex.split(part) for part in parts if part.startswith(starts)]


def test_what_is_said_of_a_mended_line_mends_it_and_keeps_the_sync(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dearer(), "--commit") == 0
    synced = catalog.tracked()
    catalog.write(BASE, catalog.read(BASE).replace('"input": 4', '"input": 5'))
    amend(catalog, "--no-edit")
    capsys.readouterr()
    assert check(catalog) == 1

    checkout, again = printed(capsys, "git ")
    for words in (checkout, [*again, "--no-edit"]):
        subprocess.run(words, cwd=catalog.root, check=True, capture_output=True)

    assert check(catalog) == 0
    assert _files(catalog) == {name: raw for name, raw in synced.items() if not name.startswith(".git/")}


def _files(catalog: Scratch) -> dict[str, bytes]:
    return {name: raw for name, raw in catalog.tracked().items() if not name.startswith(".git/")}


def test_what_is_said_of_a_run_that_was_committed_by_hand_brings_it_back_as_a_commit_of_its_own(
    catalog: Scratch, capsys: Capture
) -> None:
    assert catalog.run(dearer()) == 0
    git(catalog.root, "add", "catalog")
    git(catalog.root, "commit", "-q", "-m", "sync")
    commit(catalog, NOTES, "x")
    before = _files(catalog)
    capsys.readouterr()
    assert check(catalog, "HEAD~2..HEAD") == 1

    rebase, theirs = printed(capsys, "git ")
    assert theirs[:2] == ["git", "checkout"] and theirs[3:] == ["--", "FILE"]
    subprocess.run(rebase, cwd=catalog.root, check=True, capture_output=True)
    assert catalog.run(dearer(), "--commit") == 0

    assert check(catalog, "HEAD~2..HEAD") == 0
    assert _files(catalog) == before


def test_a_squash_on_the_forge_with_a_persons_commit_and_main_merged_in_is_fine(
    lane: Days, capsys: Capture
) -> None:
    lane.sync(feed("0.000002"))
    lane.maintainer.change("main", {NOTES: "x"})
    lane.edit("output: 2}", "output: 2.5}", BRANCH)
    lane.maintainer.merge_into(BRANCH)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.merge(pull.number, "squash")
    clone = Scratch(lane.maintainer.clone(lane.folder / "merged"))
    assert "* Merge " in git(clone.root, "log", "-1", "--format=%B")

    assert check(clone) == 0

    lane.maintainer.revert()
    clone = Scratch(lane.maintainer.clone(lane.folder / "reverted"))
    assert check(clone) == 0
