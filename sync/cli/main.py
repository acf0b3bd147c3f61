"""`python -m sync COMMAND`: finds the command, turns what it raises into words and an exit code.

0   done
1   something needs a person: problems found, some source failed or was refused
2   usage: an unknown option, provider or date, or no catalog
3   nothing could be fetched, or every provider was refused
70  a bug; its traceback is printed
"""

import importlib
import os
import sys
import traceback
from collections.abc import Sequence

import click

from sync.cli.shared import Settings, shared
from sync.errors import CatalogError, SyncError

COMMANDS = {
    "build": "Compile the catalog into the files that applications read.",
    "check": "Check every file of the catalog, offline.",
    "explain": "Say where the values of a model or an offer come from.",
    "init": "Make a new, empty catalog.",
    "run": "Fetch what providers publish and merge it into the catalog.",
    "status": "Say how old each source is and what stands against it.",
}
BUG = 70


class _Lazy(click.Group):
    """Imports a command only when it is called, so that --help stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"sync.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@shared
def cli(settings: Settings) -> None:
    """Keep a book of language models: merge what providers publish, never lose a person's edit."""


def main(args: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    sys.exit(call(args))


def call(args: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    try:
        result = cli.main(
            args=None if args is None else list(args), prog_name="python -m sync", standalone_mode=False
        )
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return 130
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; python would complain again while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except CatalogError as error:
        count = len(error.problems)
        click.echo(
            f"{error}\n\n{count} {'problem' if count == 1 else 'problems'}; nothing was written.", err=True
        )
        return error.exit_code
    except SyncError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except Exception:  # the one place where a bug ends
        traceback.print_exc()
        click.echo("This is a bug of modelbook; please report it with the lines above.", err=True)
        return BUG
