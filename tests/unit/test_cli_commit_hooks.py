"""A hook that makes another commit than the command's: it is told, and the way back works."""

import re
import shlex
import subprocess

import pytest

from tests.scratch import BASE, OFFERS, Scratch
from tests.unit.holding import HISTORY, TOMORROW, dear
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
from tests.unit.test_cli_check_commits import check
from tests.unit.test_cli_commit import catalog as catalog  # the same repository
from tests.unit.test_cli_commit import leaving, short


def hook(catalog: Scratch, name: str, *lines: str) -> None:
    path = catalog.root / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "lines", "why"),
    [
        ("pre-commit", [f"echo >> {BASE}; git add -A"], f"{BASE} is not what Machine-File says"),
        (
            "pre-commit",
            [f"git add other.txt; echo >> {HISTORY}; git add -A"],
            "is not what Machine-File says",
        ),
        ("commit-msg", ['sed -i "/^Machine-File/d" "$1"'], "a sync without the trailer Machine-File for it"),
        ("commit-msg", ['echo "See JIRA-1" >> "$1"'], "a commit that isn't a sync's"),
        ("post-commit", ["test -f .git/x && exit", "touch .git/x", "git commit -q --amend -m x"], "isn't a"),
        ("pre-commit", [f"git reset -q -- {BASE} {HISTORY}"], "isn't in it as it was written"),
    ],
    ids=["reformats", "adds what is others'", "strips", "appends", "amends", "takes out"],
)
def test_a_commit_that_a_hook_made_another_one_of_is_an_error_with_a_way_back(
    catalog: Scratch, capsys: Capture, name: str, lines: list[str], why: str
) -> None:
    catalog.write("other.txt", "mine")
    hook(catalog, name, *lines)

    assert catalog.run(dearer(), "--commit") == 1

    told = capsys.readouterr()
    assert f"committed as {short(catalog)}, and that can't be proven: " in told.err
    assert why in told.err
    assert "committed as" not in told.out
    (catalog.root / ".git/hooks" / name).unlink()
    for words in re.findall(r"git (?:reset|stash) [^,\n]*", told.err):
        subprocess.run(shlex.split(words.replace(" then ", "")), cwd=catalog.root, check=True)
    assert catalog.read("other.txt") == "mine"
    assert catalog.run(dearer(), "--commit") == 0
    assert check(catalog) == 0


def test_a_decision_and_a_prune_tell_it_too(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dear(), "--commit") == 0
    hook(catalog, "commit-msg", 'echo "See JIRA-1" >> "$1"')

    assert catalog.call("held", "--reject", "acme/one", "--commit", today=TOMORROW) == 1
    assert f"committed as {short(catalog)}, and that can't be proven: " in errors(capsys)


def test_files_that_a_prune_removed_come_back_with_what_is_said(catalog: Scratch, capsys: Capture) -> None:
    gone = [each for each in leaving(catalog) if each["id"] != "acme/two"]
    for listed, today in ((leaving(catalog), "2026-08-22"), (gone, "2026-08-23")):
        assert catalog.run(listed, "--commit", today=today) == 0
    assert catalog.call("sweep", "--commit", today="2026-08-26") == 0
    assert catalog.run(gone, "--commit", today="2026-10-01") == 0
    hook(catalog, "commit-msg", 'echo "See JIRA-1" >> "$1"')
    before = catalog.read(OFFERS)
    capsys.readouterr()
    assert catalog.call("prune", "--commit", today="2026-10-02") == 1

    (catalog.root / ".git/hooks/commit-msg").unlink()
    for words in re.findall(r"git (?:reset|stash) [^,\n]*", errors(capsys)):
        subprocess.run(shlex.split(words), cwd=catalog.root, check=True)
    assert catalog.read(OFFERS) == before
    assert catalog.call("prune", "--commit", today="2026-10-02") == 0
    assert check(catalog) == 0


def test_a_hook_that_formats_yaml_is_no_error(catalog: Scratch) -> None:
    hook(catalog, "pre-commit", f"echo '# tidied' >> {OFFERS}", f"git add {OFFERS}")

    assert catalog.run(dearer(), "--commit") == 0

    assert check(catalog) == 0


def test_a_hook_that_commits_something_else_on_top_is_no_error(catalog: Scratch, capsys: Capture) -> None:
    hook(
        catalog, "post-commit", "test -f x && exit", "touch x", "git add x", "git commit -q --no-verify -m x"
    )

    assert catalog.run(dearer(), "--commit") == 0

    assert check(catalog, "HEAD~2..HEAD") == 0


def test_a_hook_that_fails_without_a_word_is_said_to(catalog: Scratch, capsys: Capture) -> None:
    hook(catalog, "pre-commit", "exit 1")

    assert catalog.run(dearer(), "--commit") == 1

    said = capsys.readouterr().out
    assert "git commit failed: it said nothing, nor did a hook; nothing was written" in said


def test_a_file_that_is_gone_from_the_index_is_named_once(catalog: Scratch, capsys: Capture) -> None:
    git(catalog.root, "rm", "-q", "--cached", OFFERS)

    assert catalog.run(dearer(), "--commit") == 3

    said = capsys.readouterr().out
    assert f"failed: {OFFERS}: a file to be written has changes that are not committed" in said


def test_after_such_a_commit_a_run_makes_no_other_one_on_top(catalog: Scratch, capsys: Capture) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    folder = payloads(catalog, openrouter=dearer(), bazaar=own("bazaar"))
    hook(catalog, "commit-msg", 'echo "See JIRA-1" >> "$1"')
    begin = short(catalog)

    assert catalog.call("run", "--from-dir", folder, "--commit") == 1

    told = capsys.readouterr()
    assert git(catalog.root, "rev-parse", "HEAD~1").startswith(begin)
    assert told.err.count("can't be proven") == 1
    assert "the commit before it, of this run, can't be proven; nothing was written" in told.out
