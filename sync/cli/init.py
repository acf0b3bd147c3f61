"""`init`: a new catalog of one's own, with the workflows that keep it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sync.cli.shared import Settings, checkout, shared

if TYPE_CHECKING:
    from sync.files.workflows import Engine


@click.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--owners", default="@OWNER", show_default=True, metavar="TEAM", help="Who reviews, for CODEOWNERS."
)
@click.option(
    "--engine",
    "named",
    metavar="OWNER/NAME@COMMIT",
    help="The engine that its workflows run.  [default: this checkout's commit]",
)
@click.option("--upgrade", is_flag=True, help="Only bring schemas and workflows of a catalog up to date.")
@shared
def command(settings: Settings, folder: Path, owners: str, named: str | None, upgrade: bool) -> int:
    """Make a new, valid catalog in DIR: schemas, rules, providers, workflows; no models, no offers."""
    from sync.files import new_catalog, workflows

    engine = workflows.engine(checkout(), named)
    if upgrade:
        for name in new_catalog.upgrade(checkout(), folder, engine=engine):
            click.echo(name)
        click.echo(_engine(engine))
        click.echo(f"next: git -C {folder} diff, then python -m sync check --root {folder}")
        return 0
    written = new_catalog.create(checkout(), folder, owners=owners, engine=engine)
    click.echo(f"{folder}: a new catalog ({len(written)} files)")
    click.echo(_engine(engine))
    click.echo(f"next: python -m sync run --root {folder}")
    return 0


def _engine(engine: "Engine | None") -> str:
    if engine is None:
        return "no workflows: this engine is no git checkout; say --engine OWNER/NAME@COMMIT to have them"
    return f"its workflows run the engine {engine}"
