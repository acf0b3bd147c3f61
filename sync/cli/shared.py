"""What all commands take: `--root` and `--today`, before or after the command's name.

`--help` imports this module and click, and next to nothing else.
"""

import functools
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

P = ParamSpec("P")
R = TypeVar("R")


class Settings(NamedTuple):
    """The catalog to work on and the day it is; `fixed` when --today said so."""

    root: "Path"
    today: date
    fixed: bool

    def now(self) -> datetime:
        """The time in UTC; midnight of a day that --today fixed."""
        return datetime.combine(self.today, time(), UTC) if self.fixed else datetime.now(UTC)


def shared(function: Callable[..., R]) -> Callable[..., R]:
    """Add the shared options; the function gets them as its first argument, `settings`."""

    @click.option(
        "--root", type=click.Path(), help="The catalog's folder.  [default: here, or this checkout]"
    )
    @click.option("--today", metavar="YYYY-MM-DD", help="Take this as today's date (UTC).")
    @click.pass_context
    @functools.wraps(function)
    def with_settings(
        ctx: click.Context, /, *args: Any, root: str | None, today: str | None, **kwargs: Any
    ) -> R:
        above: tuple[str | None, str | None] = ctx.obj or (None, None)
        ctx.obj = (root or above[0], today or above[1])
        return function(_settings(*ctx.obj), *args, **kwargs)

    return with_settings


def checkout() -> "Path":
    """The checkout that this engine runs from; its catalog is the default one."""
    from pathlib import Path

    return Path(__file__).resolve().parents[2]


def _here() -> "Path":
    """The folder that one stands in where that is a catalog; else this checkout's own."""
    from pathlib import Path

    here = Path.cwd()
    return here if (here / "catalog").is_dir() and (here / "schemas").is_dir() else checkout()


def _settings(root: str | None, today: str | None) -> Settings:
    from pathlib import Path

    return Settings(
        _here() if root is None else Path(root).resolve(),
        datetime.now(UTC).date() if today is None else _day(today),
        fixed=today is not None,
    )


def _day(today: str) -> date:
    from sync.files.scalars import is_date

    if is_date(today):
        return date.fromisoformat(today)
    from sync.errors import UsageError

    raise UsageError(f"--today {today!r} is not a date", fix="write it as YYYY-MM-DD")


def printable(text: str) -> str:
    """Text for a terminal: what a file or a feed says can't move the cursor or hide a line."""
    return "".join(char if char.isprintable() or char == "\n" else f"\\u{ord(char):04x}" for char in text)


def echo_json(value: object) -> None:
    """Print a value for machines."""
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
