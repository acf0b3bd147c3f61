"""`check --commits`: a provider's machine files go back together or not at all, and a merge takes them so."""

import pytest

from tests.scratch import BASE, Scratch, priced
from tests.unit.holding import HELD, HISTORY, dear
from tests.unit.running import Capture, add_provider, anybody_brings_models, dearer, git, own, payloads
from tests.unit.test_check_commits_kinds import NOTES, branch, commit, dearest
from tests.unit.test_cli_check_commits import check
from tests.unit.test_cli_commit import catalog as catalog  # the same repository

THEIRS = "catalog/upstream/bazaar.jsonl"


def two_days(catalog: Scratch) -> None:
    for listed in (dearer(), dearest()):
        assert catalog.run(listed, "--commit") == 0


def bazaar(catalog: Scratch, *prompts: str) -> None:
    """Another provider's first syncs: of one list, or of one for each of these prices."""
    for prompt in prompts or ("0.000001",):
        folder = payloads(catalog, bazaar=own("bazaar", prompt))
        assert catalog.call("run", "--provider", "bazaar", "--from-dir", folder, "--commit") == 0


def by_hand(catalog: Scratch, *words: str) -> None:
    git(catalog.root, *words)
    git(catalog.root, "commit", "-q", "-m", "back")


def joined(catalog: Scratch, other: str, *words: str) -> None:
    """Merge a branch and do something before it is committed."""
    git(catalog.root, "merge", "-q", "--no-ff", "--no-commit", other)
    by_hand(catalog, *words)


@pytest.mark.parametrize("name", [BASE, HISTORY])
def test_one_file_that_goes_back_alone_is_an_error(catalog: Scratch, name: str) -> None:
    two_days(catalog)

    by_hand(catalog, "checkout", "HEAD~1", "--", name)

    assert check(catalog) == 1


def test_both_files_that_go_back_together_are_fine(catalog: Scratch) -> None:
    two_days(catalog)

    by_hand(catalog, "checkout", "HEAD~1", "--", BASE, HISTORY)

    assert check(catalog) == 0


def test_a_file_goes_alone_only_where_it_was_gone_with_the_others_as_they_are(catalog: Scratch) -> None:
    two_days(catalog)

    by_hand(catalog, "rm", "-q", HISTORY)
    assert check(catalog) == 1

    git(catalog.root, "checkout", "-q", "HEAD~3", "--", BASE)  # it had no history yet
    git(catalog.root, "commit", "-q", "--amend", "-m", "before the first sync")
    assert check(catalog) == 0


def test_all_files_may_go_together_to_before_the_first_sync_and_not_one_of_them(catalog: Scratch) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    bazaar(catalog, "0.000001", "0.0000011")
    history = "catalog/history/bazaar.jsonl"

    by_hand(catalog, "rm", "-q", THEIRS)
    assert check(catalog) == 1

    git(catalog.root, "rm", "-q", history)
    git(catalog.root, "commit", "-q", "--amend", "--no-edit")
    assert check(catalog) == 0


def test_a_file_that_went_since_comes_back_with_the_others(catalog: Scratch) -> None:
    for price in ("0.0000011", "0.0000012"):
        beta = priced("beta/big", price, "0.000002", name="Beta: Big")
        assert catalog.run([*dear()[:3], beta], "--commit") == 0
    by_hand(catalog, "rm", "-q", HELD)

    by_hand(catalog, "checkout", "HEAD~2", "--", BASE, HISTORY)
    assert check(catalog) == 1

    git(catalog.root, "checkout", "HEAD~3", "--", HELD)
    git(catalog.root, "commit", "-q", "--amend", "-m", "back")
    assert check(catalog) == 0


def apart(catalog: Scratch) -> None:
    """On the branch `work`, with a commit of its own beside two days of syncs on main."""
    branch(catalog)
    commit(catalog, NOTES, "x")
    git(catalog.root, "checkout", "-q", "main")
    two_days(catalog)
    git(catalog.root, "checkout", "-q", "work")


def test_a_merge_with_the_base_of_one_parent_and_the_history_of_the_other_is_an_error(
    catalog: Scratch, capsys: Capture
) -> None:
    apart(catalog)
    joined(catalog, "main", "checkout", "HEAD", "--", BASE)
    capsys.readouterr()

    assert check(catalog, "main..work") == 1

    told = capsys.readouterr().out
    assert "is as one parent of a merge has it, and another file of its provider as another one has" in told
    assert "  fix: merge again with catalog/ as one side has it" in told
    assert "1 commit with files that only commands write: 1 error" in told


def test_a_merge_may_leave_all_of_a_provider_as_either_parent_has_it(
    catalog: Scratch, capsys: Capture
) -> None:
    apart(catalog)
    joined(catalog, "main", "rm", "-q", "--cached", HISTORY)
    git(catalog.root, "checkout", "-q", "HEAD~1", "--", BASE)
    git(catalog.root, "commit", "-q", "--amend", "--no-edit")
    assert not {BASE, HISTORY} & {*git(catalog.root, "diff", "--name-only", "HEAD^1", "HEAD").split()}

    assert check(catalog, "main..work") == 0


def test_a_merge_may_take_one_provider_from_each_parent(catalog: Scratch, capsys: Capture) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    branch(catalog)
    bazaar(catalog)
    git(catalog.root, "checkout", "-q", "main")
    two_days(catalog)
    git(catalog.root, "merge", "-q", "--no-edit", "work")
    capsys.readouterr()

    assert check(catalog, "HEAD^1..HEAD") == 0

    assert "1 commit with files that only commands write: 0 errors" in capsys.readouterr().out


def test_what_a_side_branch_had_once_a_merge_may_take_whole(catalog: Scratch) -> None:
    branch(catalog)
    two_days(catalog)
    git(catalog.root, "checkout", "-q", "main")
    commit(catalog, NOTES, "x")
    joined(catalog, "work", "checkout", "work~1", "--", BASE, HISTORY)

    assert check(catalog, "HEAD^1..HEAD") == 0
