"""What all commands take: `--root` and `--today`, before or after the command's name."""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from sync.errors import UsageError
from sync.files.scalars import is_date

P = ParamSpec("P")
R = TypeVar("R")

HERE = Path(__file__).resolve().parents[2]
"""The checkout that this engine runs from; its catalog is the default one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The catalog to work on and the day it is; `fixed` when --today said so."""

    root: Path
    today: date
    fixed: bool

    def now(self) -> datetime:
        """The time in UTC; midnight of a day that --today fixed."""
        return datetime.combine(self.today, time(), UTC) if self.fixed else datetime.now(UTC)


def shared(function: Callable[..., R]) -> Callable[..., R]:
    """Add the shared options; the function gets them as its first argument, `settings`."""

    @click.option(
        "--root", type=click.Path(path_type=Path), help="The catalog's folder.  [default: this checkout]"
    )
    @click.option("--today", metavar="YYYY-MM-DD", help="Take this as today's date (UTC).")
    @click.pass_context
    @functools.wraps(function)
    def with_settings(
        ctx: click.Context, /, *args: Any, root: Path | None, today: str | None, **kwargs: Any
    ) -> R:
        above: tuple[Path | None, str | None] = ctx.obj or (None, None)
        ctx.obj = (root or above[0], today or above[1])
        return function(_settings(*ctx.obj), *args, **kwargs)

    return with_settings


def _settings(root: Path | None, today: str | None) -> Settings:
    if today is not None and not is_date(today):
        raise UsageError(f"--today {today!r} is not a date", fix="write it as YYYY-MM-DD")
    day = date.fromisoformat(today) if today else datetime.now(UTC).date()
    return Settings((root or HERE).resolve(), day, fixed=today is not None)


def printable(text: str) -> str:
    """Text for a terminal: what a file or a feed says can't move the cursor or hide a line."""
    return "".join(char if char.isprintable() or char == "\n" else f"\\u{ord(char):04x}" for char in text)


def echo_json(value: object) -> None:
    """Print a value for machines."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
