"""`init`: a new catalog of one's own."""

from pathlib import Path

import click

from sync.cli.shared import Settings, checkout, shared


@click.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--owners", default="@OWNER", show_default=True, metavar="TEAM", help="Who reviews, for CODEOWNERS."
)
@shared
def command(settings: Settings, folder: Path, owners: str) -> int:
    """Make a new, valid catalog in DIR: schemas, rules and providers; no models, no offers."""
    from sync.files.new_catalog import create

    written = create(checkout(), folder, owners=owners)
    click.echo(f"{folder}: a new catalog ({len(written)} files)")
    click.echo(f"next: python -m sync run --root {folder}")
    return 0
