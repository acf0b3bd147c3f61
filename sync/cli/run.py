"""`run`: fetch, plan, apply, check, report."""

import os
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from sync.cli import commits, run_options
from sync.cli.carrying import carried, unmerged
from sync.cli.clock import not_before
from sync.cli.handed_out import handed_out
from sync.cli.payloads import handed_in
from sync.cli.progress import progress
from sync.cli.providers import asked, chosen
from sync.cli.pruning import after_run, removed
from sync.cli.remembering import handed_on, taken
from sync.cli.run_ends import exit_code, show, tell
from sync.cli.shared import Settings, shared
from sync.core.carry import Branch
from sync.core.outcome import Run
from sync.engine.options import Deliver, Options, Progress, Result, World
from sync.engine.run import run
from sync.errors import Problem
from sync.files.journal import Write
from sync.files.sound import Sound, sound_catalog
from sync.sources.provider import Provider


@click.command(name="run")
@click.option("--provider", "names", multiple=True, metavar="P", help="Only this provider (repeatable).")
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="ID",
    envvar="SYNC_MODELS",
    help="Only this model or offer (repeatable).",
)
@click.option(
    "--list", "which", metavar="free|paid|all|NAME", envvar="SYNC_MODEL_LIST", help="Only these models."
)
@click.option("--from-file", "from_file", multiple=True, metavar="P=FILE", help="Read P's payload from FILE.")
@click.option(
    "--from-dir", type=click.Path(path_type=Path), help="Read every payload from DIR/<provider>.json[.gz]."
)
@click.option("--save-raw", type=click.Path(path_type=Path), help="Keep the payloads in this folder.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write no file of the catalog, but a change set for each provider in DIR/<provider>.",
)
@click.option(
    "--carry",
    "refs",
    multiple=True,
    metavar="REF",
    help="Keep the dates of this unmerged branch (repeatable).",
)
@click.option(
    "--carry-open", is_flag=True, help="Keep the dates of origin/catalog-sync/P, where it is there."
)
@click.option(
    "--remember",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Take what the last run handed on in DIR/<provider>.json, and hand on as much.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; print what a review would show.")
@click.option("--include-held", is_flag=True, help="Write what would be held (with --model: of these).")
@click.option(
    "--accept",
    "waved",
    multiple=True,
    metavar="P:RULE",
    help="Let P's list pass this rule once (repeatable).",
)
@click.option("--prune", is_flag=True, help="Then delete what was removed before and still is.")
@commits.COMMIT
@click.option(
    "--force", is_flag=True, envvar="SYNC_FORCE", help="Ask providers that are not due, and ignore ETags."
)
@click.option(
    "--if-due", is_flag=True, envvar="SYNC_IF_DUE", help="Skip whom --provider names where it isn't due."
)
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
    out: Path | None,
    refs: tuple[str, ...],
    carry_open: bool,
    remember: Path | None,
    dry_run: bool,
    include_held: bool,
    waved: tuple[str, ...],
    prune: bool,
    commit: bool,
    force: bool,
    if_due: bool,
    backup: bool,
    strict: bool,
    report: Path | None,
    report_json: Path | None,
) -> int:
    """Fetch what providers publish and merge it into the catalog. No edit of a person is lost."""
    files = handed_in(settings.root, from_file, from_dir, names)
    run_options.fit(settings.root, out, dry_run=dry_run, backup=backup, prune=prune, commit=commit)
    world, lines, refused = _world(settings), list[str](), list[commits.NotCommittedError]()
    with sound_catalog(settings.root, writing=not dry_run, now=world.now) as sound, progress() as told:
        providers = chosen(sound.catalog, names or tuple(files or ()))
        not_before(sound.catalog, [provider.id for provider in providers], settings)
        gone = removed(sound.catalog, providers) if prune else None
        taken(settings.root, remember, providers, world.now, dry_run=dry_run)
        branches, problems = _carried(settings.root, refs, providers, carry_open=carry_open)
        named = bool(files) or (bool(names) and not if_due)
        now, skipped = asked(sound.catalog, providers, world, named=named, force=force)
        options = Options(
            providers=now,
            skipped=skipped,
            scope=run_options.scope(sound.catalog, which, models),
            files=files,
            save_raw=save_raw,
            dry_run=dry_run,
            force=force,
            backup=backup,
            waved=run_options.waved(waved, providers),
            include_held=include_held,
            branches=branches,
            problems=problems,
            deliver=_committing(sound, settings.today, lines, refused) if commit else None,
        )
        result = _done(out, sound, options, world, told)
        handed_on(settings.root, remember, providers)
        lines += [] if dry_run or commit or out else _uncommitted(sound.catalog.root, result)
        if gone is not None:
            lines += after_run(settings.root, gone, result.runs, settings, dry_run=dry_run, commit=commit)
    show(result, settings, report, report_json, options)
    tell(lines if out is None else [*lines, f"change sets: {out}"], refused)
    return 1 if refused else exit_code(result.runs, result.problems, strict=strict, if_due=if_due)


def _carried(
    root: Path, refs: Sequence[str], providers: Sequence[Provider], *, carry_open: bool
) -> tuple[Mapping[str, Sequence[Branch]], tuple[Problem, ...]]:
    """The unmerged branches of which dates are kept: those that are named, and the open ones if asked to."""
    ids = [provider.id for provider in providers]
    return carried(root, (*refs, *unmerged(root, ids)) if carry_open else refs, ids)


def _world(settings: Settings) -> World:
    return World(
        today=settings.today, now=settings.now(), environ=os.environ, clock=time.monotonic, sleep=time.sleep
    )


def _committing(
    sound: Sound, today: date, told: list[str], refused: list[commits.NotCommittedError]
) -> Deliver:
    """Every provider's files as a commit of their own; `told` gets what was done, `refused` what wasn't."""

    def deliver(run: Run, writes: Sequence[Write]) -> None:
        if any(isinstance(error, commits.UnprovenError) for error in refused):
            what = "the commit before it, of this run, can't be proven; nothing was written"
            raise commits.NotCommittedError(what, where=run.provider, fix="do what is said of that one first")
        try:
            line = commits.put(
                sound.catalog.root, sound.remember, run.provider, writes, commits.by_run(run, today)
            )
        except commits.NotCommittedError as error:
            refused.append(error)
            if not error.written:
                raise
        else:
            told.extend([line] if line else [])

    return deliver


def _done(out: Path | None, sound: Sound, options: Options, world: World, told: Progress) -> Result:
    """The run, into the tree or into change sets."""
    if out is None:
        return run(sound, options, world, told)
    return handed_out(out, sound, options, world, told)


def _uncommitted(root: Path, result: Result) -> list[str]:
    good = [run.provider for run in result.runs if run.status == "ok"]
    return commits.uncommitted(root, [write for name in good for write in result.writes.get(name, ())])
