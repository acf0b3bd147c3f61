"""`check`: everything that can be known offline about a catalog, all problems at once."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sync.cli.findings import PATHS, chosen, count, findings, show
from sync.cli.shared import Settings, echo_json, shared
from sync.errors import UsageError

if TYPE_CHECKING:
    from sync.errors import Problem

_BASE = "SYNC_BASE"


@click.command(name="check")
@PATHS
@click.option("--commits", metavar="A..B", help="Instead, prove that only syncs changed what is theirs.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--annotate", is_flag=True, help="Also as GitHub Actions shows problems: on their lines.")
@shared
def command(
    settings: Settings, paths: tuple[Path, ...], commits: str | None, as_json: bool, annotate: bool
) -> int:
    """Check every file of the catalog: syntax, scalars, schemas, and what files say of each other.

    With PATHs, files or folders, only their problems are told. All files are read even so; what
    a change breaks in another file is told without PATHs only.

    With --annotate, where SYNC_BASE names a commit, warnings are annotated only in files that changed since.

    With --commits A..B the commits that B has and A hasn't are checked instead: catalog/upstream and
    catalog/history change only in those that a command made.
    """
    from sync.errors import errors_of
    from sync.files import store
    from sync.files.unfinished import reading

    if annotate and as_json:
        raise UsageError("--annotate and --json exclude each other", fix="choose one")
    if commits is not None:
        return _of_commits(settings.root, commits, paths, as_json=as_json, annotate=annotate)
    with reading(settings.root):
        catalog, wanted = store.load(settings.root), chosen(settings.root, paths)
        problems = [problem for problem in findings(catalog, settings.today) if wanted(problem.file)]
    errors = len(errors_of(problems))
    if as_json:
        echo_json({"problems": [asdict(problem) for problem in problems]})
        return int(errors > 0)
    show(problems)
    if annotate:
        _annotate(problems, settings.root)
    files, warnings = sum(map(wanted, catalog.files)), len(problems) - errors
    click.echo(f"{count(files, 'file')} checked: {count(errors, 'error')}, {count(warnings, 'warning')}")
    return int(errors > 0)


def _annotate(problems: "Sequence[Problem]", root: Path) -> None:
    """All errors; of warnings those that a change may have brought, where it is known what changed."""
    from sync.cli import annotations
    from sync.files import commit_range

    base = os.environ.get(_BASE, "").strip()
    changed = commit_range.changed(root, base) if base else None
    shown = [each for each in problems if each.level == "error" or changed is None or each.file in changed]
    for line in annotations.lines(shown, root):
        click.echo(line)
    if older := len(problems) - len(shown):
        click.echo(f"{count(older, 'older warning')} elsewhere, not annotated")


def _of_commits(root: Path, span: str, paths: tuple[Path, ...], *, as_json: bool, annotate: bool) -> int:
    from sync.cli import annotations
    from sync.cli.check_commits import checked

    if paths:
        raise UsageError("--commits looks at the whole of each commit", fix="leave the paths out")
    problems, seen = checked(root, span)
    if as_json:
        echo_json({"problems": [asdict(problem) for problem in problems]})
    else:
        show(problems)
        for line in annotations.lines(problems, root) if annotate else ():
            click.echo(line)
        shown = count(seen, "commit")
        click.echo(f"{shown} with files that only commands write: {count(len(problems), 'error')}")
    return int(bool(problems))
