"""What `check` and `fix` share: every problem of a catalog, which files are meant, and how it is told."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from sync.cli.shared import printable
from sync.errors import Problem, UsageError, errors_of
from sync.files.store import Catalog

_PLACES = ("catalog", "overrides")
_COMMAND = re.compile(r"(?<!\S):(?=:)|(?<=##)\[")

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


def unfit(catalog: Catalog, today: date) -> list[Problem]:
    """The errors among them that would reach applications, in a catalog that reads well."""
    from sync.files import checks
    from sync.lint import COMPILED, lint
    from sync.lint.subject import Subject

    return errors_of([*checks.overrides(catalog), *lint(Subject(catalog, today), COMPILED)])


def chosen(root: Path, paths: Sequence[Path]) -> Callable[[str], bool]:
    """Whether a file is meant, by its name below the root; all are where no path was given.

    A path is relative to the working directory or, where nothing of the catalog lies there,
    to the root; a folder stands for all that it holds. What lies outside of the catalog means
    nothing here, and is said to, so that a hook may hand in whatever is staged. Raises
    UsageError for paths where there is nothing.
    """
    if not paths:
        return lambda _: True
    missing = [path for path in paths if not (path.exists() or (root / path).exists())]
    if missing:
        told = ", ".join(repr(str(path)) for path in missing)
        fix = "name files or folders that exist, from here or from the catalog's root"
        raise UsageError(f"there is no file {told}", fix=fix)
    names = []
    for path in paths:
        name = _name(root, path)
        if name is None:
            click.echo(printable(f"{path}: not of the catalog, so there is nothing to check"), err=True)
        else:
            names.append(name)
    return lambda name: any(each in (name, ".") or name.startswith(f"{each}/") for each in names)


def show(problems: Iterable[Problem]) -> None:
    """Print problems; a warning says that it is one."""
    for problem in problems:
        warning = replace(problem, message=f"{problem.message} (warning)")
        click.echo(_inert(printable(str(problem if problem.level == "error" else warning))))


def _inert(text: str) -> str:
    """The same where the runner of GitHub Actions reads along: no line of a file's words commands it."""
    return _COMMAND.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def count(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _name(root: Path, path: Path) -> str | None:
    """The name below the root of a file or folder of the catalog; None of anything else."""
    for place in (path.absolute(), root / path):
        found = place.resolve()
        if found.is_relative_to(root) and (found.exists() or place == root / path):
            name = found.relative_to(root)
            return name.as_posix() if name.parts[:1] in ((), *((each,) for each in _PLACES)) else None
    return None
