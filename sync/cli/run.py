"""`run`: fetch, plan, apply, check, report."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from sync import engine
from sync.cli.payloads import handed_in
from sync.cli.progress import progress
from sync.cli.providers import chosen
from sync.cli.shared import Settings, shared
from sync.core.due import due
from sync.core.outcome import Run
from sync.core.scope import Scope
from sync.errors import Problem, UsageError, errors_of
from sync.files import lists, state, store
from sync.files.sound import sound_catalog
from sync.sources.provider import Provider


@click.command(name="run")
@click.option("--provider", "names", multiple=True, metavar="P", help="Only this provider (repeatable).")
@click.option("--model", "models", multiple=True, metavar="ID", help="Only this model or offer (repeatable).")
@click.option(
    "--list", "which", metavar="free|paid|all|NAME", envvar="SYNC_MODEL_LIST", help="Only these models."
)
@click.option("--from-file", "from_file", multiple=True, metavar="P=FILE", help="Read P's payload from FILE.")
@click.option(
    "--from-dir", type=click.Path(path_type=Path), help="Read every payload from DIR/<provider>.json[.gz]."
)
@click.option("--save-raw", type=click.Path(path_type=Path), help="Keep the payloads in this folder.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what a review would show.")
@click.option("--force", is_flag=True, help="Ask providers that are not due, and ignore ETags.")
@click.option("--backup", is_flag=True, help="Copy files to .backup/YYYYmmdd_HHMMSS/ before they change.")
@click.option(
    "--strict", is_flag=True, help="Exit 1 also for kept edits, conflicts and what needs attention."
)
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE.md", help="Write the review's page.")
@click.option(
    "--report-json", type=click.Path(path_type=Path), metavar="FILE.json", help="Write the outcome as JSON."
)
@shared
def command(
    settings: Settings,
    names: tuple[str, ...],
    models: tuple[str, ...],
    which: str | None,
    from_file: tuple[str, ...],
    from_dir: Path | None,
    save_raw: Path | None,
    dry_run: bool,
    force: bool,
    backup: bool,
    strict: bool,
    report: Path | None,
    report_json: Path | None,
) -> int:
    """Fetch what providers publish and merge it into the catalog. No edit of a person is lost."""
    files = handed_in(settings.root, from_file, from_dir, names)
    world = engine.World(
        today=settings.today, now=settings.now(), environ=os.environ, clock=time.monotonic, sleep=time.sleep
    )
    with sound_catalog(settings.root, writing=not dry_run, now=world.now) as sound, progress() as told:
        providers = chosen(sound.catalog, names or tuple(files or ()))
        _not_before(sound.catalog, providers, settings)
        asked, skipped = _asked(providers, files, settings, named=bool(names), force=force)
        options = engine.Options(
            providers=asked,
            scope=_scope(sound.catalog, which, models),
            files=files,
            save_raw=save_raw,
            dry_run=dry_run,
            force=force,
            backup=backup,
        )
        result = engine.run(sound, options, world, told)
    runs = tuple(sorted((*result.runs, *skipped), key=lambda run: run.provider))
    result = replace(result, runs=runs)
    _show(result, settings, report, report_json, dry_run=dry_run)
    return _exit_code(result.runs, result.problems, strict=strict)


def _scope(catalog: store.Catalog, which: str | None, models: tuple[str, ...]) -> Scope:
    if which in ("free", "paid"):
        scope = Scope(standing="free" if which == "free" else "paid")
    elif which in (None, "", "all"):
        scope = Scope()
    else:
        scope = Scope(ids=lists.ids(catalog, which))
    return replace(scope, ids=(*(scope.ids or ()), *models)) if models else scope


def _not_before(catalog: store.Catalog, providers: Sequence[Provider], settings: Settings) -> None:
    """The clock of a catalog doesn't run backwards."""
    for provider in providers:
        as_of = catalog.base(provider.id).as_of
        if as_of is not None and settings.today < as_of:
            raise UsageError(
                f"--today {settings.today} is before {as_of}, the day of {provider.id}'s last accepted list",
                fix=f"use {as_of} or later",
            )


def _asked(
    providers: Sequence[Provider],
    files: Mapping[str, Path] | None,
    settings: Settings,
    *,
    named: bool,
    force: bool,
) -> tuple[tuple[Provider, ...], list[Run]]:
    """The providers to ask now, and a Run for each that is not."""
    asked: list[Provider] = []
    skipped: list[Run] = []
    known = state.fetched(settings.root)
    for provider in providers:
        if files is not None:
            why = None if provider.id in files else "no payload was handed in"
        elif not provider.enabled and not named:
            why = "disabled in its provider file"
        elif force or named:
            why = None
        else:
            why = due(provider.update_frequency, known.get(provider.id, {}).get("at"), settings.now())
        if why is None:
            asked.append(provider)
        else:
            skipped.append(Run(provider=provider.id, status="skipped", reason=why))
    return tuple(asked), skipped


def _show(
    result: engine.Result, settings: Settings, report: Path | None, report_json: Path | None, *, dry_run: bool
) -> None:
    from sync.files.state import replace_file

    if report is not None or dry_run:
        from sync.report.markdown import markdown

        page = markdown(result.runs, result.problems, settings.today)
        if report is not None:
            replace_file(report, page.encode("utf-8"))
        if dry_run:
            click.echo(page.rstrip("\n"))
    if report_json is not None:
        from sync.report.jsonable import report_json as jsonable

        page = json.dumps(
            jsonable(result.runs, result.problems, settings.today), indent=2, ensure_ascii=False
        )
        replace_file(report_json, (page + "\n").encode("utf-8", "backslashreplace"))
    if not dry_run:
        from sync.report.console import text

        for name in result.healed:
            click.echo(f"{name}: a write that a crash had interrupted was finished first")
        click.echo(text(result.runs, result.problems, settings.today).rstrip("\n"))
        if result.backup is not None:
            click.echo(f"backup: {result.backup}")


def _exit_code(runs: Sequence[Run], problems: Sequence[Problem], *, strict: bool) -> int:
    tried = [run for run in runs if run.status != "skipped"]
    if tried and not any(run.status == "ok" for run in tried):
        return 3
    if any(run.status != "ok" for run in tried) or errors_of(problems):
        return 1
    return int(strict and any(run.kept or run.conflicts or run.adopt or run.attention for run in runs))
