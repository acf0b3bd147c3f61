"""`check --commits A..B`: whether files that only commands write changed in commits of commands alone.

A commit is fine that leaves such files as the syncs in its message say, also one that joins several; so
is one that takes all of a provider's files back to what they were together in an earlier commit, as a
revert does. A merge is fine that takes all of a provider's from one of its parents.
What else a sync's own commit may do is in check_bots.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING

import click

from sync.cli.shared import printable
from sync.errors import Problem, UsageError

if TYPE_CHECKING:
    from sync.files.committing import Commit
    from sync.publish.proof import Said

_COMMANDS = "run, held, conflicts, sweep or prune with --commit"


def checked(root: Path, span: str) -> tuple[list[Problem], int]:
    """An error for each commit of a range that changes such files and isn't a command's; how many do.

    Also what is wrong with a sync's own commits. Raises UsageError for what is no range of this repository.
    """
    from sync.cli import check_bots

    old, new = _ends(root, span)
    problems, count = check_bots.checked(root, old, new), 0
    for found in unproven(root, old, new):
        count += 1
        problems += found
    return problems, count


def unproven(root: Path, old: str, new: str) -> Iterator[list[Problem]]:
    """For each commit of `new` that `old` hasn't and that changes such files: what is wrong with it."""
    from sync.files import committing
    from sync.publish import proof

    for commit in committing.changing(root, old, new, proof.PLACES):
        sides = [proof.by_provider(side) for side in commit.sides]
        providers = set(sides[0]).intersection(*sides)
        if not providers:  # a merge that takes all of each from one parent or another
            continue
        known, names = proof.said(commit.message), list[str]()
        for provider in sorted(providers):
            names += _wrong(root, commit, known, provider, [side[provider] for side in sides])
        yield [_problem(root, commit, known, names)] if names else []


def _ends(root: Path, span: str) -> tuple[str, str]:
    """The commits of `A..B`; says where A doesn't lead to B. Raises UsageError where they aren't related."""
    from sync.files import commit_range, committing

    first, _, last = span.partition("..")
    if commit_range.is_zero(first):
        what = f"--commits {span}: the branch is new: a forge calls what was there before it all zeros"
        fix = f"name where it left the default branch, such as origin/main..{last or 'HEAD'}"
        raise UsageError(what, fix=fix)
    old, new = committing.span(root, span)
    related = commit_range.related(root, old, new)
    if related == "nothing in common":
        what = f"--commits {span}: {first} and {last} have no commit in common"
        fix = "fetch the whole history (fetch-depth: 0 in a workflow), or name another beginning"
        raise UsageError(what, fix=fix)
    if related == "goes another way":
        told = f"{first} leads not to {last}, as after a forced push: what {last} has besides is checked"
        click.echo(printable(f"note: {told}"), err=True)
    return old, new


def _wrong(
    root: Path, commit: "Commit", known: "Said | None", provider: str, sides: Sequence[list[str]]
) -> list[str]:
    """A provider's files that are neither as a sync of the message left them nor as they were before.

    Also those that a sync changed and the commit doesn't. `sides`: what it changes in each parent; it is
    enough that one of them becomes what it is by the syncs of the message.
    """
    from sync.files import committing
    from sync.publish import proof

    told = proof.by_provider(known or {}).get(provider, [])
    now = {name: committing.content(root, commit.sha, name) for name in told} | dict(commit.files)
    found = [proof.wrong(known, {name: now[name] for name in {*side, *told}}) for side in sides]
    wrong = min(found, key=len)
    if not wrong:
        return []
    every = proof.by_provider(committing.ever(root, commit.sha, proof.PLACES))
    return [] if committing.was_so(root, commit.sha, every[provider]) else wrong


def _problem(root: Path, commit: "Commit", known: "Said | None", names: list[str]) -> Problem:
    from sync.publish import proof

    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    what = proof.complaint(known, names[0])
    if not all(names[0] in side for side in commit.sides):
        what = "is as one parent of a merge has it, and another file of its provider as another one has that"
    return Problem(
        file=names[0],
        line=None,
        path=f"commit {commit.sha[:12]}",
        message=f"{what}{more}",
        rule="machine-file",
        fix=_fix(root, commit, known, names),
    )


def _fix(root: Path, commit: "Commit", known: "Said | None", names: list[str]) -> str:
    """How to come to a commit of a command; never to a merge base that is older than the price list."""
    from sync.files import committing
    from sync.publish import proof

    sha = commit.sha[:12]
    if commit.is_merge:
        return f"merge again with catalog/ as one side has it, and have a command write the rest: {_COMMANDS}"
    theirs = None
    if known is not None and known.keys() >= set(names):
        theirs = committing.holding(root, names, lambda files: not proof.wrong(known, files))
    if theirs is not None:
        what = f"git checkout {theirs[:12]} -- {join(names)}"
        return f"put back into the commit what the sync wrote: {what}, then git commit --amend"
    return (
        f"drop the commit and have the command make it: git rebase --onto {sha}^ {sha}, then {_COMMANDS};"
        f" edits of your own are in it still: git checkout {sha} -- FILE"
    )
