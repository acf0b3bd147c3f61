"""`check`: everything that can be known offline about a catalog, all problems at once."""

from dataclasses import asdict, replace

import click

from sync.cli.shared import Settings, echo_json, printable, shared


@click.command(name="check")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@shared
def command(settings: Settings, as_json: bool) -> int:
    """Check every file of the catalog: syntax, scalars, schemas, and what files say of each other."""
    from sync.errors import errors_of
    from sync.files import checks, store
    from sync.lint import lint
    from sync.lint.subject import Subject

    catalog = store.load(settings.root)
    problems = [
        *catalog.problems,
        *checks.everything(catalog),
        *checks.bases(catalog),
        *lint(Subject(catalog)),
    ]
    problems.sort(key=lambda problem: (problem.level, problem.file, problem.line or 0, problem.path))
    errors = len(errors_of(problems))
    if as_json:
        echo_json({"problems": [asdict(problem) for problem in problems]})
        return int(errors > 0)
    for problem in problems:
        said = (
            problem if problem.level == "error" else replace(problem, message=f"{problem.message} (warning)")
        )
        click.echo(printable(str(said)))
    files, warnings = len(catalog.files), len(problems) - errors
    click.echo(f"{files} files checked: {_count(errors, 'error')}, {_count(warnings, 'warning')}")
    return int(errors > 0)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
