"""`run --remember DIR`: what an earlier run handed on, and what this one hands on."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from sync import remembered
from sync.cli.shared import printable
from sync.errors import UsageError
from sync.sources.provider import Provider


def taken(
    root: Path, folder: Path | None, providers: Sequence[Provider], now: datetime, *, dry_run: bool
) -> None:
    """Take what is remembered of these providers into `.state/`; to have nothing costs a full fetch."""
    if folder is None:
        return
    if dry_run:
        what = "--remember hands on what a run fetched, and --dry-run writes nothing"
        raise UsageError(what, fix="leave one of them out")
    for path in remembered.take(root, folder, providers, now):
        click.echo(
            f"warning: {printable(path)}: not what a run hands on; the whole list is fetched", err=True
        )


def handed_on(root: Path, folder: Path | None, providers: Sequence[Provider]) -> None:
    """Hand on what `.state/` remembers of these providers now."""
    if folder is not None:
        remembered.hand_on(root, folder, providers)
