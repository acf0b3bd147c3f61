"""`publish`: brings the forge to the state that the change sets of `run --out` ask for."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sync.cli.shared import Settings, printable, shared
from sync.errors import UsageError

if TYPE_CHECKING:
    from sync.publish.lane import Done, Forge

_NAME, _MAIL = "catalog-sync[bot]", "catalog-sync[bot]@users.noreply.github.com"


@click.command(name="publish")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--provider", "names", multiple=True, metavar="P", help="Only this provider (repeatable).")
@click.option("--dry-run", is_flag=True, help="Look, say what would be done, and write nothing.")
@shared
def command(settings: Settings, folder: Path, names: tuple[str, ...], dry_run: bool) -> int:
    """Open, update or close the pull requests for the change sets in DIR, as `run --out DIR` made them.

    Reads GITHUB_API_URL, GITHUB_SERVER_URL, GITHUB_REPOSITORY and GITHUB_TOKEN; SYNC_BOT_NAME and
    SYNC_BOT_EMAIL say who commits.
    """
    from sync.publish.lane import publish, publish_review
    from sync.publish.look import Eyes

    sets = _sets(folder, names)
    with _forge(settings.root, os.environ) as forge:
        eyes = Eyes(forge.github, forge.repository, forge.author.mail, settings.now())
        done = []
        for each in sets:
            for lane in (publish, publish_review):
                done.append(lane(each, forge, eyes, may_write=not dry_run))
                _tell(done[-1])
    return int(any(each.failed for each in done))


def _sets(folder: Path, names: Sequence[str]) -> list[Path]:
    from sync.files.changeset import NAME

    found = sorted(path.parent for path in folder.glob(f"*/{NAME}"))
    missing = [name for name in names if name not in {path.name for path in found}]
    if not found or missing:
        what = f"no change set of {missing[0]} is here" if missing else "no change set is here"
        raise UsageError(what, where=str(folder), fix="make them first: run --out DIR")
    return [path for path in found if not names or path.name in names]


@contextmanager
def _forge(root: Path, environ: Mapping[str, str]) -> "Iterator[Forge]":
    from sync.publish.git import Author, Repository
    from sync.publish.github import GitHub
    from sync.publish.lane import Forge

    api = environ.get("GITHUB_API_URL", "https://api.github.com")
    server = environ.get("GITHUB_SERVER_URL", "https://github.com")
    repository, token = (_needed(environ, name) for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN"))
    author = Author(environ.get("SYNC_BOT_NAME", _NAME), environ.get("SYNC_BOT_EMAIL", _MAIL))
    run = environ.get("GITHUB_RUN_ID")
    with (
        GitHub(api, repository, token, sleep=time.sleep, clock=time.time) as github,
        Repository(root, server, repository, token) as clone,
    ):
        yield Forge(
            github=github,
            repository=clone,
            author=author,
            run_url=f"{server}/{repository}/actions/runs/{run}" if run else None,
        )


def _needed(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        fix = f"set {name}; in a workflow a step hands the token over by `env`"
        raise UsageError(f"{name} is not set", fix=fix)
    return value


def _tell(done: "Done") -> None:
    name = done.provider + ("--review" if done.lane == "review" else "")
    click.echo(f"{name:<20} {printable(done.why)}")
    for line in done.told:
        click.echo(f"  {printable(line)}")
    if done.failed is not None:
        click.echo(f"error: {printable(str(done.failed))}", err=True)
