"""`check --commits A..B`: whether files that only commands write changed in commits of commands alone."""

from pathlib import Path
from shlex import join

from sync.errors import Problem


def checked(root: Path, span: str) -> tuple[list[Problem], int]:
    """An error for each commit of a range that changes such files and isn't a command's; how many do.

    Raises UsageError for what is no range of this repository.
    """
    from sync.files import committing
    from sync.publish import proof

    old, new = committing.span(root, span)
    problems, count = [], 0
    for commit in committing.changing(root, old, new, proof.PLACES):
        count += 1
        wrong = proof.complaint(commit.message, commit.files)
        if wrong is not None:
            problems.append(_problem(commit.sha, sorted(commit.files), wrong))
    return problems, count


def _problem(sha: str, names: list[str], wrong: str) -> Problem:
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    fix = (
        f"take these files out of the commit: git checkout {sha[:12]}^ -- {join(names[:3])}"
        f"{' …' if len(names) > 3 else ''}; what shall change there is written with --commit"
    )
    return Problem(
        file=names[0],
        line=None,
        path=f"commit {sha[:12]}",
        message=f"{wrong}{more}",
        rule="machine-file",
        fix=fix,
    )
