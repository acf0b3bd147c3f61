"""`build`: the files that applications read."""

from pathlib import Path

import click

from sync.cli.shared import Settings, shared


@click.command(name="build")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The folder to write to."
)
@shared
def command(settings: Settings, out: Path) -> int:
    """Compile the catalog into the JSON files that applications read, and a manifest of them.

    Nothing is written while there are errors, of which `check` tells more.
    """
    from sync.cli.findings import unfit
    from sync.errors import CatalogError
    from sync.files import compiled, outbox, shelf
    from sync.files.sound import sound_catalog

    outbox.outside(out, settings.root)
    with sound_catalog(settings.root, writing=False, now=settings.now()) as sound:
        problems = unfit(sound.catalog, settings.today)
        if problems:
            raise CatalogError(problems)
        counts = compiled.write(shelf.open_book(sound.catalog, settings.today), out)
    for name, count in counts.items():
        click.echo(f"{out / name}: {count}")
    return 0
