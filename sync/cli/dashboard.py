"""`dashboard`: one issue that says how the schedule goes, and a webhook where something happened."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from sync.cli import forge_environ
from sync.cli.shared import Settings, printable, shared
from sync.errors import SyncError

if TYPE_CHECKING:
    from sync.publish.forge.github import GitHub
    from sync.schedule.dashboard import Known
    from sync.schedule.heard import Heard
    from sync.schedule.issues import Issues
    from sync.schedule.page import Board
    from sync.schedule.rows import Book

_SUMMARY, _JOBS = "GITHUB_STEP_SUMMARY", "SYNC_JOBS"
_SAID = 3
"""Problems of the catalog that are told."""


class _Brought(NamedTuple):
    """What is shown, what stood on the forge before, which forge that is, and the exit code."""

    board: "Board"
    known: "Known"
    forge: forge_environ.Named | None
    code: int


@click.command(name="dashboard")
@click.option(
    "--changes",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="What a run left: DIR/reports, DIR/changes, DIR/published.json.",
)
@click.option(
    "--webhook",
    metavar="URL",
    envvar="SYNC_WEBHOOK_URL",
    help="Tell this address as JSON what was published, failed or healed; it is never shown.",
)
@click.option(
    "--dry-run", is_flag=True, envvar="SYNC_DRY_RUN", help="Say what the issue would say, and write nothing."
)
@shared
def command(settings: Settings, changes: Path | None, webhook: str | None, dry_run: bool) -> int:
    """Say how each provider goes, in one issue that is edited in place.

    Of a run's jobs it reads SYNC_JOBS, a workflow's toJSON(needs). Without DIR the rows stay, ages and pull
    requests move on. Without GITHUB_TOKEN and GITHUB_REPOSITORY it only prints.
    """
    from sync.schedule.heard import hear

    heard, book = hear(changes, os.environ.get(_JOBS, "")), _book(settings)
    brought = _brought(settings, heard, book, dry_run=dry_run)
    _summarize(brought.board, os.environ)
    if webhook and not dry_run:
        _tell(webhook, settings, brought, heard, book)
    return brought.code


def _book(settings: Settings) -> "Book":
    """What the catalog says; where it can't be read, why."""
    from sync.core.patience import Patience
    from sync.errors import CatalogError, errors_of
    from sync.files import rules
    from sync.files.sound import sound_catalog
    from sync.schedule.rows import Book
    from sync.sources.provider import provider

    try:
        with sound_catalog(settings.root, writing=False, now=settings.now()) as sound:
            providers = [provider(name, file.doc) for name, file in sound.catalog.providers().items()]
            patience = rules.patience_of(sound.catalog)
    except SyncError as error:
        wrong = errors_of(error.problems) if isinstance(error, CatalogError) else [error]
        said = [str(each).partition("\n")[0] for each in wrong]
        more = [f"and {len(said) - _SAID:,} more"] if len(said) > _SAID else []
        return Book(patience=Patience(), problems=(*said[:_SAID], *more))
    enabled = [each for each in providers if each.enabled]
    return Book(
        known=frozenset(each.id for each in providers),
        enabled=frozenset(each.id for each in enabled),
        asked=frozenset(each.id for each in enabled if each.update_frequency != "manual"),
        patience=patience,
    )


def _brought(settings: Settings, heard: "Heard", book: "Book", *, dry_run: bool) -> "_Brought":
    """The board is printed whatever happens to the issue."""
    from sync.schedule.dashboard import Known, board, write
    from sync.schedule.issues import Issues

    if not forge_environ.is_named(os.environ):
        made = board(Known(), heard, book, settings.today, None)
        _show(made)
        click.echo("no issue was read or written: GITHUB_TOKEN and GITHUB_REPOSITORY say which one")
        return _Brought(made, Known(), None, 0)
    forge = forge_environ.named(os.environ)
    with forge_environ.github(forge) as github:
        issues = Issues(github.rest, forge.repository)
        known, code = _looked(issues, github)
        made = board(known, heard, book, settings.today, forge.run)
        _show(made)
        if dry_run:
            click.echo("the issue was left as it is (--dry-run)")
        elif not code:
            try:
                click.echo(write(issues, known, made, forge.run))
            except SyncError as error:
                code = _failed(error)
    return _Brought(made, known, forge, code)


def _looked(issues: "Issues", github: "GitHub") -> "tuple[Known, int]":
    from sync.schedule.dashboard import Known, look

    try:
        return look(issues, github), 0
    except SyncError as error:
        return Known(), _failed(error)


def _failed(error: SyncError) -> int:
    click.echo(f"error: {printable(str(error))}", err=True)
    return error.exit_code


def _show(board: "Board") -> None:
    from sync.cli.columns import fitted
    from sync.schedule.page import lines

    told, table = lines(board)
    for line in [*told, *(["", *fitted(table)] if table else [])]:
        click.echo(printable(line))


def _summarize(board: "Board", environ: Mapping[str, str]) -> None:
    """Where a workflow keeps the summary of its job."""
    if environ.get(_SUMMARY):
        from sync.schedule.page import page

        with Path(environ[_SUMMARY]).open("a", encoding="utf-8") as file:
            file.write(page(board))


def _tell(url: str, settings: Settings, brought: "_Brought", heard: "Heard", book: "Book") -> None:
    """Tell the webhook where something was published, failed or healed."""
    from sync.schedule import rows, webhook

    done = any(lane.did for lane in heard.lanes or ()) or rows.failed(heard, book)
    if not done and not rows.healed(brought.known.state, brought.board.state):
        return
    forge = brought.forge
    doc = webhook.payload(
        brought.board,
        heard,
        repository=forge.repository if forge else None,
        run_url=forge.run if forge else None,
        at=settings.now(),
    )
    why = webhook.post(url, doc)
    if why is not None:
        click.echo(f"warning: the webhook was not told: {printable(why)}", err=True)
