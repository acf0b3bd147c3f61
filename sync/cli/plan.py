"""`plan`: which providers a schedule asks, each in a job of its own."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from sync.cli import forge_environ
from sync.cli.shared import Settings, printable, shared

_OUTPUT = "GITHUB_OUTPUT"


@click.command(name="plan")
@click.option(
    "--provider",
    "names",
    multiple=True,
    metavar="P",
    envvar="SYNC_PROVIDERS",
    help="Only this provider (repeatable).",
)
@click.option(
    "--list",
    "which",
    metavar="free|paid|all|NAME",
    envvar="SYNC_MODEL_LIST",
    help="The list to be asked for.",
)
@shared
def command(settings: Settings, names: tuple[str, ...], which: str | None) -> int:
    """Say which providers a schedule asks, and which run's artifact has what was remembered of each.

    Where GITHUB_OUTPUT names a file, `matrix` and `hour` (UTC) go there for the jobs that follow. A
    provider that is disabled, or asked by name only, is left out unless it is named; whether one is due
    its own job says. A mistake in what the jobs are to be asked ends it here.
    """
    from sync.cli.providers import chosen
    from sync.files import lists
    from sync.files.sound import sound_catalog
    from sync.schedule.plan import matrix

    with sound_catalog(settings.root, writing=False, now=settings.now()) as sound:
        if which not in (None, "free", "paid", "all"):
            lists.ids(sound.catalog, which)
        picked = [
            each.id
            for each in chosen(sound.catalog, names)
            if names or (each.enabled and each.update_frequency != "manual")
        ]
    states = _states(picked, os.environ)
    for name in picked:
        run = states.get(name)
        click.echo(f"{name:<20} {f'remembers run {run}' if run else 'remembers nothing: a full fetch'}")
    outputs = {"matrix": matrix(picked, states), "hour": settings.now().strftime("%Y%m%d%H")}
    if os.environ.get(_OUTPUT):
        with Path(os.environ[_OUTPUT]).open("a", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in outputs.items())
    return 0


def _states(providers: Sequence[str], environ: Mapping[str, str]) -> dict[str, int]:
    """The run that handed something on of each one last. Not to know it costs a full fetch: no error."""
    if not forge_environ.is_named(environ):
        return {}
    from sync.errors import SyncError
    from sync.schedule.artifacts import Artifacts

    found = {}
    try:
        forge = forge_environ.named(environ)
        with forge_environ.rest(forge) as rest:
            artifacts = Artifacts(rest, forge.repository)
            for name in providers:
                run = artifacts.newest(f"state-{name}")
                found.update({name: run} if run is not None else {})
    except SyncError as error:
        click.echo(f"warning: {printable(str(error))}", err=True)
    return found
