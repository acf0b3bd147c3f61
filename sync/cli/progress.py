"""Shows that work goes on: a bar on a terminal, plain lines elsewhere. Always on stderr."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sync.engine.options import Progress


@contextmanager
def progress() -> Iterator[Progress]:
    """A function to tell what is being done; what it drew is gone from a terminal afterwards."""
    if not sys.stderr.isatty():
        yield _line
        return

    def draw(what: str, done: int, of: int) -> None:
        filled = round(24 * done / max(of, 1))
        click.echo(f"\r\033[2K[{'#' * filled}{'-' * (24 - filled)}] {what}", nl=False, err=True)

    try:
        yield draw
    finally:
        click.echo("\r\033[2K", nl=False, err=True)


def _line(what: str, done: int, of: int) -> None:
    click.echo(f"{what} ({done}/{of})" if done else what, err=True)
