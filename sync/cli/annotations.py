"""Problems as GitHub shows them: on their file and line, beside the change that brought them.

    ::error file=catalog/offers/openrouter.yaml,line=3,title=scalar::beta/big: …%0Afix: …

Each is a command to the runner of GitHub Actions, on a line of stdout; nothing in a problem starts another.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sync.errors import Problem
from sync.report.escape import annotation

SHOWN = 10
"""Annotations of a level that GitHub shows of one step."""

_LONGEST = 2_000
"""Characters of a message; a runner takes some more, and a person reads less."""


def lines(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """A command for each problem, errors first, as many of a level as are shown.

    GitHub wants names relative to the repository's own folder, which `root` may be a part of.
    """
    below = _below(root)
    for level in ("error", "warning"):
        for problem in [each for each in problems if each.level == level][:SHOWN]:
            yield _command(problem, below)


def _below(root: Path) -> str:
    """What stands before a file's name; nothing where `root` is the repository's own folder, or in none."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            name = root.relative_to(folder).as_posix()
            return "" if name == "." else f"{name}/"
    return ""


def _command(problem: Problem, below: str) -> str:
    line = {} if problem.line is None else {"line": str(problem.line)}
    told = {"file": below + problem.file, **line, "title": problem.rule}
    about = ",".join(f"{name}={annotation(value[:_LONGEST], prop=True)}" for name, value in told.items())
    path = f"{problem.path}: " if problem.path else ""
    text = f"{path}{problem.message}"[:_LONGEST] + f"\nfix: {problem.fix}"[:_LONGEST]
    return f"::{problem.level} {about}::{annotation(text)}"
