"""How `run` ends: what it shows and writes down of what it did, and its exit code."""

from collections.abc import Sequence
from pathlib import Path

import click

from sync.cli import commits
from sync.cli.handed_out import told_json, told_page
from sync.cli.providers import NO_KEY, NOT_DUE
from sync.cli.shared import Settings, printable
from sync.core.outcome import Run
from sync.engine.options import Options, Result
from sync.errors import Problem, errors_of


def show(
    result: Result, settings: Settings, report: Path | None, report_json: Path | None, options: Options
) -> None:
    """Write the reports that are asked for, and tell the terminal what came of it."""
    from sync.files.state import replace_file

    if report is not None or options.dry_run:
        page = told_page(result.runs, result.problems, settings.today)
        if report is not None:
            replace_file(report, page.encode("utf-8"))
        if options.dry_run:
            click.echo(page.rstrip("\n"))
    if report_json is not None:
        limited = options.scope.limited
        replace_file(report_json, told_json(result.runs, result.problems, settings.today, limited=limited))
    if not options.dry_run:
        from sync.report.console import text

        for name in result.healed:
            click.echo(f"{name}: a write that a crash had interrupted was finished first")
        click.echo(text(result.runs, result.problems, settings.today).rstrip("\n"))
        if result.backup is not None:
            click.echo(f"backup: {result.backup}")


def exit_code(runs: Sequence[Run], problems: Sequence[Problem], *, strict: bool, if_due: bool) -> int:
    """0: all went well; 1: something is to be looked at; 3: no list was had."""
    tried = [run for run in runs if run.status != "skipped"]
    if if_due and not tried:
        return 0
    if not any(run.status == "ok" for run in runs) and (tried or _nobody_could_be_asked(runs)):
        return 3
    if any(run.status != "ok" for run in tried) or errors_of(problems):
        return 1
    return int(strict and any(run.kept or run.conflicts or run.adopt or run.attention for run in runs))


def _nobody_could_be_asked(skipped: Sequence[Run]) -> bool:
    """Whether keys are what is missing; where a provider isn't due, its last list is still good."""
    why = {run.rule for run in skipped}
    return NO_KEY in why and NOT_DUE not in why


def tell(lines: Sequence[str], refused: Sequence[commits.NotCommittedError]) -> None:
    """What was done beside the runs, and what was written and couldn't be committed."""
    for line in lines:
        click.echo(line)
    for error in refused:
        if error.written:  # else its report has failed, and says why
            click.echo(f"error: {printable(str(error))}", err=True)
