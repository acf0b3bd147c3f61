"""What `check` and `fix` share: every problem of a catalog, which files are meant, and how it is told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from sync.cli.shared import printable
from sync.errors import Problem
from sync.files.store import Catalog

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")


def findings(catalog: Catalog, today: date) -> list[Problem]:
    """Every problem: syntax, schemas, merge bases and rules; errors first, then by file and line."""
    from sync.files import checks
    from sync.lint import lint
    from sync.lint.subject import Subject

    problems = [
        *catalog.problems,
        *checks.everything(catalog),
        *checks.bases(catalog),
        *lint(Subject(catalog, today)),
    ]
    return sorted(problems, key=lambda found: (found.level, found.file, found.line or 0, found.path))


def chosen(root: Path, paths: Sequence[Path]) -> Callable[[str], bool]:
    """Whether a file is meant, by its name below the root; all are where no path was given.

    A path is relative to the working directory or, where nothing of the catalog lies there,
    to the root; a folder stands for all that it holds. Others mean nothing here, so that a
    hook may hand in whatever is staged.
    """
    if not paths:
        return lambda _: True
    names = [name for path in paths if (name := _name(root, path)) is not None]
    return lambda name: any(each in (name, ".") or name.startswith(f"{each}/") for each in names)


def show(problems: Iterable[Problem]) -> None:
    """Print problems; a warning says that it is one."""
    for problem in problems:
        warning = replace(problem, message=f"{problem.message} (warning)")
        click.echo(printable(str(problem if problem.level == "error" else warning)))


def count(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _name(root: Path, path: Path) -> str | None:
    for place in (path.absolute(), root / path):
        found = place.resolve()
        if found.is_relative_to(root) and (found.exists() or place == root / path):
            return found.relative_to(root).as_posix()
    return None
