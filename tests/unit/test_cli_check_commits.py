"""`check --commits A..B`: what only commands write changes in commits of commands alone."""

import json

import pytest

from tests.scratch import BASE, OFFERS, Scratch
from tests.unit.holding import HISTORY, dear
from tests.unit.running import Capture, dearer, errors, git
from tests.unit.test_cli_commit import catalog as catalog  # the same repository

RANGE = "HEAD~1..HEAD"


def check(catalog: Scratch, span: str = RANGE) -> int:
    return catalog.call("check", "--commits", span)


def amend(catalog: Scratch, *args: str) -> None:
    git(catalog.root, "commit", "-q", "-a", "--amend", "--no-verify", *args)


def short(catalog: Scratch) -> str:
    return git(catalog.root, "rev-parse", "HEAD").strip()[:12]


def test_a_commit_of_a_run_is_fine_and_so_is_one_of_yaml_alone(catalog: Scratch, capsys: Capture) -> None:
    begin = short(catalog)
    assert catalog.run(dearer(), "--commit") == 0
    catalog.write(OFFERS, catalog.read(OFFERS) + "# mine\n")
    git(catalog.root, "commit", "-q", "-a", "-m", "a comment")
    capsys.readouterr()

    assert check(catalog, f"{begin}..HEAD") == 0

    assert capsys.readouterr().out == "1 commit with files that only commands write: 0 errors\n"


def test_a_run_that_somebody_committed_by_hand_is_an_error(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dearer()) == 0
    git(catalog.root, "add", "catalog")
    git(catalog.root, "commit", "-q", "-m", "sync")
    capsys.readouterr()

    assert check(catalog) == 1

    sha = short(catalog)
    assert capsys.readouterr().out == (
        f"{HISTORY} commit {sha}: changed in a commit that isn't a sync's: it has no trailers of one"
        " (and 1 more) [machine-file]\n"
        f"  fix: drop the commit and have the command make it: git rebase --onto {sha}^ {sha}, then run,"
        " held, conflicts, sweep or prune with --commit; edits of your own are in it still:"
        f" git checkout {sha} -- FILE\n"
        "1 commit with files that only commands write: 1 error\n"
    )


@pytest.mark.parametrize("name", [BASE, HISTORY])
def test_a_line_that_was_mended_in_a_commit_of_a_sync_is_an_error(
    catalog: Scratch, capsys: Capture, name: str
) -> None:
    assert catalog.run(dearer(), "--commit") == 0
    catalog.write(
        name, catalog.read(name).replace('"new": 4', '"new": 5').replace('"input": 4', '"input": 5')
    )
    amend(catalog, "--no-edit")

    assert check(catalog) == 1

    assert "is not what Machine-File says: changed after the sync wrote it" in capsys.readouterr().out


def test_a_machine_file_that_was_taken_out_of_a_commit_of_a_sync_is_an_error(catalog: Scratch) -> None:
    assert catalog.run(dear(), "--commit") == 0
    assert check(catalog) == 0
    git(catalog.root, "checkout", "-q", "HEAD~1", "--", BASE)
    assert git(catalog.root, "diff", "--cached", "--name-only") == ""
    git(catalog.root, "rm", "-q", "catalog/upstream/openrouter.held.jsonl")
    catalog.write(BASE, catalog.read(BASE).replace("2026-08-21", "2026-08-20"))
    amend(catalog, "--no-edit")

    assert check(catalog) == 1


def test_a_reviewer_may_revert_lines_of_yaml_before_the_commits_are_squashed(catalog: Scratch) -> None:
    before = catalog.read(OFFERS)
    assert catalog.run(dearer(), "--commit") == 0
    catalog.write(OFFERS, before)
    said = git(catalog.root, "show", "--no-patch", "--format=%B").strip()
    amend(catalog, "-m", f"{said}\n\n---------\n\nCo-authored-by: A <a@example.com>")

    assert check(catalog) == 0


def test_trailers_without_the_hash_are_not_enough(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dearer(), "--commit") == 0
    said = git(catalog.root, "show", "--no-patch", "--format=%B").strip().splitlines()
    amend(catalog, "-m", "\n".join(line for line in said if not line.startswith("Machine-File")))

    assert check(catalog) == 1

    assert "a sync without the trailer Machine-File for it (and 1 more)" in capsys.readouterr().out


def test_a_merge_is_judged_by_what_it_makes_itself(catalog: Scratch, capsys: Capture) -> None:
    begin = short(catalog)
    git(catalog.root, "checkout", "-q", "-b", "side")
    assert catalog.run(dearer(), "--commit") == 0
    git(catalog.root, "checkout", "-q", "main")
    catalog.write("other.txt", "x")
    git(catalog.root, "add", "other.txt")
    git(catalog.root, "commit", "-q", "-m", "other")
    git(catalog.root, "merge", "-q", "--no-edit", "side")
    assert check(catalog, f"{begin}..HEAD") == 0

    catalog.write(BASE, catalog.read(BASE) + '{"id": "x/y"}\n')
    amend(catalog, "--no-edit")

    assert check(catalog, f"{begin}..HEAD") == 1
    assert f"commit {short(catalog)}: changed in a commit that isn't a sync's" in capsys.readouterr().out


def test_a_deleted_file_counts(catalog: Scratch) -> None:
    git(catalog.root, "rm", "-q", BASE)
    git(catalog.root, "commit", "-q", "-m", "gone")

    assert check(catalog) == 1


def test_another_repository_in_a_file_s_place_is_an_error_like_any_other(
    catalog: Scratch, capsys: Capture
) -> None:
    head = git(catalog.root, "rev-parse", "HEAD").strip()
    git(catalog.root, "update-index", "--add", "--cacheinfo", f"160000,{head},catalog/upstream/x.jsonl")
    git(catalog.root, "commit", "-q", "-m", "a submodule")
    capsys.readouterr()

    assert check(catalog) == 1

    assert capsys.readouterr().out.startswith(f"catalog/upstream/x.jsonl commit {short(catalog)}: changed in")


def test_json_has_the_problems(catalog: Scratch, capsys: Capture) -> None:
    git(catalog.root, "rm", "-q", BASE)
    git(catalog.root, "commit", "-q", "-m", "gone")
    capsys.readouterr()

    assert catalog.call("check", "--commits", RANGE, "--json") == 1

    [found] = json.loads(capsys.readouterr().out)["problems"]
    assert (found["file"], found["rule"]) == (BASE, "machine-file")


def test_a_name_that_would_do_something_in_a_terminal_is_shown(catalog: Scratch, capsys: Capture) -> None:
    catalog.write("catalog/upstream/x;touch\x1b y.jsonl", "{}\n")
    git(catalog.root, "add", "catalog")
    git(catalog.root, "commit", "-q", "-m", "\x1b[2Jsync")
    capsys.readouterr()

    assert check(catalog) == 1

    said = capsys.readouterr().out
    assert said.startswith("catalog/upstream/x;touch\\u001b y.jsonl commit ")
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["HEAD"], "--commits HEAD: not a range"),
        (["HEAD...HEAD"], "--commits HEAD...HEAD: not a range"),
        (["nowhere..HEAD"], "--commits nowhere..HEAD: 'nowhere' is no revision of this repository"),
        (["HEAD..HEAD", "catalog"], "--commits looks at the whole of each commit"),
    ],
)
def test_a_wrong_range_ends_with_2(catalog: Scratch, capsys: Capture, args: list[str], said: str) -> None:
    assert catalog.call("check", "--commits", *args) == 2

    assert errors(capsys).startswith(f"error: {said}\n  fix: ")
