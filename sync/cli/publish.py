"""`publish`: brings the forge to the state that the change sets of `run --out` ask for."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sync.cli import forge_environ
from sync.cli.shared import Settings, printable, shared
from sync.errors import SyncError, UsageError

if TYPE_CHECKING:
    from sync.publish.lane import Done, Forge
    from sync.publish.look import Eyes


@click.command(name="publish")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--provider", "names", multiple=True, metavar="P", help="Only this provider (repeatable).")
@click.option(
    "--dry-run", is_flag=True, envvar="SYNC_DRY_RUN", help="Look, say what would be done, and write nothing."
)
@click.option("--if-idle", is_flag=True, help="Leave a provider alone where a pull request is open.")
@click.option(
    "--validate",
    "workflow",
    metavar="FILE",
    envvar="SYNC_VALIDATE",
    help="Start this workflow on a branch that was pushed, or whose commit has no run of it.",
)
@click.option(
    "--report-json", type=click.Path(path_type=Path), metavar="FILE.json", help="Write the outcome as JSON."
)
@shared
def command(
    settings: Settings,
    folder: Path,
    names: tuple[str, ...],
    dry_run: bool,
    if_idle: bool,
    workflow: str | None,
    report_json: Path | None,
) -> int:
    """Open, update or close the pull requests for the change sets in DIR, as `run --out DIR` made them.

    Reads GITHUB_API_URL, GITHUB_SERVER_URL, GITHUB_REPOSITORY and GITHUB_TOKEN; SYNC_BOT_NAME and
    SYNC_BOT_EMAIL say who commits.
    """
    from sync.publish.lane import by_risk
    from sync.publish.look import Eyes

    sets, done = by_risk(_sets(folder, names)), list["Done"]()
    with _forge(settings.root, os.environ) as forge:
        eyes = Eyes(forge.github, forge.repository, forge.author.mail, settings.now())
        for each in sets:
            for end in _published(each, forge, eyes, may_write=not dry_run, if_idle=if_idle):
                done.append(_started(end, forge, workflow) if workflow and not dry_run else end)
                _tell(done[-1])
        if report_json is not None:
            _write(report_json, done, forge)
    if not sets:
        click.echo("no change set is here: nothing to do")
    return int(any(each.failed for each in done))


def _published(
    folder: Path, forge: "Forge", eyes: "Eyes", *, may_write: bool, if_idle: bool
) -> "Iterator[Done]":
    """Both lanes of a provider; what is held belongs to a run, so where only idle ones are asked for, one."""
    from sync.publish.lane import publish, publish_review

    yield publish(folder, forge, eyes, may_write=may_write, if_idle=if_idle)
    if not if_idle:
        yield publish_review(folder, forge, eyes, may_write=may_write)


def _started(done: "Done", forge: "Forge", workflow: str) -> "Done":
    """Start a workflow on a lane's branch: a push with a workflow's own token starts none.

    After a push, whatever went wrong then; for a pull request that is new; and where its commit has no run
    of it yet. One that has is never started again by itself, for what it lacks then a person has to mend.
    """
    from sync.publish.world import branch_name

    branch = branch_name(done.provider, done.lane)
    try:
        if not (done.pushed or done.opened) and (
            done.head is None or forge.github.was_started(workflow, done.head)
        ):
            return done
        forge.github.dispatch(workflow, branch)
    except SyncError as error:
        return replace(done, failed=done.failed or error)
    return replace(done, told=(*done.told, f"started {workflow} on {branch}"))


def _write(path: Path, done: "Sequence[Done]", forge: "Forge") -> None:
    import json

    from sync.files.state import replace_file

    lanes = [
        {
            "provider": each.provider,
            "lane": each.lane,
            "why": each.why,
            "told": each.told,
            "warned": each.warned,
            "failed": str(each.failed) if each.failed else None,
            "pull": each.pull,
            "url": f"{forge.web}/pull/{each.pull}" if each.pull else None,
        }
        for each in done
    ]
    page = json.dumps({"lanes": lanes}, indent=2, ensure_ascii=False) + "\n"
    replace_file(path, page.encode("utf-8", "backslashreplace"))


def _sets(folder: Path, names: Sequence[str]) -> list[Path]:
    from sync.files.changeset import NAME

    found = sorted(path.parent for path in folder.glob(f"*/{NAME}"))
    missing = [name for name in names if name not in {path.name for path in found}]
    if missing or not folder.is_dir() or (not found and any(folder.iterdir())):
        what = f"no change set of {missing[0]} is here" if missing else "no change set is here"
        raise UsageError(what, where=str(folder), fix="make them first: run --out DIR")
    return [path for path in found if not names or path.name in names]


@contextmanager
def _forge(root: Path, environ: Mapping[str, str]) -> "Iterator[Forge]":
    """The forge that the environment names."""
    from sync.publish.lane import Forge
    from sync.publish.room import Room

    named, author = forge_environ.named(environ), forge_environ.author(environ)
    with forge_environ.github(named) as github, forge_environ.clone(named, root) as clone:
        room = Room(github, clone)
        yield Forge(
            github=github, repository=clone, author=author, web=named.web, run_url=named.run, room=room
        )


def _tell(done: "Done") -> None:
    name = done.provider + ("--review" if done.lane == "review" else "")
    click.echo(f"{name:<20} {printable(done.why)}")
    for line in done.told:
        click.echo(f"  {printable(line)}")
    for line in done.warned:
        click.echo(f"warning: {printable(line)}", err=True)
    if done.failed is not None:
        click.echo(f"error: {printable(str(done.failed))}", err=True)
