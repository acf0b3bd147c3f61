"""`python -m sync COMMAND`: finds the command, turns what it raises into words and an exit code.

0   done
1   something needs a person: problems found, some source failed or was refused
2   usage: an unknown option, provider or date, or no catalog
3   nothing could be fetched, or every provider was refused
70  a bug; its traceback is printed

A command that is interrupted (Ctrl-C) ends with 130, as a shell expects.
"""

import gc
import importlib
import os
import sys
from collections.abc import Sequence

import click

from sync.cli.shared import Settings, printable, shared

COMMANDS = {
    "build": "Compile the catalog into the files that applications read.",
    "check": "Check every file of the catalog, offline.",
    "conflicts": "Say where files and upstream differ, and settle it for one side.",
    "dashboard": "Say how the schedule goes, in one issue that is edited in place.",
    "diff": "Say what changed for applications between two revisions.",
    "explain": "Say where the values of a model or an offer come from.",
    "fix": "Mend what check finds and only one thing can be meant.",
    "held": "Say what waits for a person or a second look, and decide it.",
    "init": "Make a new, empty catalog.",
    "override": "Decide beside the catalog: corrections with a reason, which win over everything else.",
    "plan": "Say which providers a schedule asks, each in a job of its own.",
    "preview": "Comment in a pull request what it changes for applications.",
    "prune": "Delete what is removed and nothing refers to.",
    "publish": "Open, update or close pull requests for the change sets of a run.",
    "run": "Fetch what providers publish and merge it into the catalog.",
    "status": "Say how old each source is, how much it lists and when it was last asked.",
    "sweep": "Do what time alone does: announced ends, overrides that expired, ids that are ruled out.",
}
PROGRAM = "python -m sync"
INTERRUPTED = 130
BUG = 70

_DISK = "look at its permissions, at what lies there, and at the space on the disk; then run again"


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
    collects = gc.isenabled()
    gc.disable()  # a command is short: most of what it makes, it needs to its end
    try:
        return _called(args)
    finally:
        if collects:
            gc.enable()


def _called(args: Sequence[str] | None) -> int:
    try:
        # Not `cli.main`, which has an opinion of its own about closed pipes and interrupts.
        with cli.make_context(PROGRAM, list(sys.argv[1:] if args is None else args)) as context:
            result = cli.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; a provider's files are all written or none of them is", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; python would complain again while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # A full disk, a folder that may not be written to: the machine's fault, not the code's.
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {printable(f'{where}{error.strerror or error}')}\n  fix: {_DISK}", err=True)
        return 1
    except Exception as error:  # the one place where a bug ends
        return _ended(error)


def _ended(error: Exception) -> int:
    """Say what went wrong; the exit code. What only this needs is imported here, for --help is instant."""
    from sync.errors import CatalogError, SyncError

    if not isinstance(error, SyncError):
        import traceback

        traceback.print_exception(error)
        click.echo("This is a bug of modelbook; please report it with the lines above.", err=True)
        return BUG
    if isinstance(error, CatalogError):
        count = len(error.problems)
        noun = "problem" if count == 1 else "problems"
        told = sorted(error.problems, key=lambda problem: (problem.file, problem.line or 0, problem.path))
        click.echo(printable("\n".join(map(str, told))), err=True)
        click.echo(f"\n{count} {noun}; nothing was written.", err=True)
    else:
        click.echo(f"error: {printable(str(error))}", err=True)
    return error.exit_code
