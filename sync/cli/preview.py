"""`preview`: what merging a pull request would change for applications, as a comment in that pull request."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sync.cli.shared import Settings, checkout, printable, shared
from sync.errors import UsageError

if TYPE_CHECKING:
    from sync.schedule.preview import Page
    from sync.schedule.preview_pull import Proposed

_EVENT = "GITHUB_EVENT_PATH"


@click.command(name="preview")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@shared
def command(settings: Settings, file: Path) -> int:
    """Comment what FILE says, as `diff A B --json` of a pull request wrote it, in that pull request.

    It is found from the event of a workflow on workflow_run, by its branch and commit, a fork's too; FILE
    is believed nothing but the changes. One comment is kept up to date, none is begun where nothing
    changes. Reads GITHUB_EVENT_PATH, GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_TOKEN.
    """
    from sync.schedule import preview, preview_pull

    event = _event(os.environ)
    wanted = preview_pull.proposed(event)
    if wanted is None:
        told = f"the run was for {preview_pull.said(event)}, not for a pull request that can be merged"
        click.echo(printable(f"{told}; nothing was written"))
        return 0
    page = preview.page(file, checkout() / "schemas/effective.schema.json")
    click.echo(printable(_posted(wanted, page, os.environ)))
    return 0


def _event(environ: Mapping[str, str]) -> Any:
    path = environ.get(_EVENT, "")
    fix = f"{_EVENT} names the event's file; GitHub Actions sets it"
    if not path:
        raise UsageError(f"{_EVENT} is not set", fix=fix)
    try:
        return json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        raise UsageError("the event can't be read", where=path, fix=fix) from None


def _posted(wanted: "Proposed", page: "Page", environ: Mapping[str, str]) -> str:
    from sync.cli import forge_environ
    from sync.schedule import preview, preview_pull

    forge = forge_environ.named(environ)
    with forge_environ.github(forge) as github:
        pulls = preview_pull.found(github.rest, forge.repository, wanted)
        if len(pulls) != 1:
            many = f"{len(pulls)} open pull requests into main have"
            owner = wanted.repository.partition("/")[0]
            at = f"{wanted.commit[:12]} of {owner}:{wanted.branch}"
            return f"{many if pulls else 'no open pull request into main has'} {at}; nothing was written"
        return preview.post(github, pulls[0].number, page)
