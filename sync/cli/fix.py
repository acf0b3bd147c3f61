"""`fix`: mends what can be proven to be mendable, and leaves every other byte as it is."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sync.cli.findings import PATHS, chosen, count, findings, show
from sync.cli.shared import Settings, printable, shared

if TYPE_CHECKING:
    from sync.files.store import Catalog
    from sync.lint.mend import Mended


@click.command(name="fix")
@PATHS
@click.option("--dry-run", is_flag=True, help="Write nothing; exit 1 where something would be mended.")
@shared
def command(settings: Settings, paths: tuple[Path, ...], dry_run: bool) -> int:
    """Mend what `check` finds and only one thing can be meant; no value that holds is changed.

    Price lists are sorted, each file gets the first line that names its schema, and an override
    goes that another one makes superfluous: it decides the same alike, with a priority as high,
    for as long. What agrees with upstream stays: that may move. Comments stay, but for those of
    an override that goes.

    With PATHs, files or folders, only those are mended. Exits 1 when errors are left, which
    only a person can mend.
    """
    from sync.errors import CatalogError, errors_of
    from sync.files import lock, store
    from sync.files.unfinished import reading
    from sync.lint.mend import mend

    store.require_catalog(settings.root)
    wanted = chosen(settings.root, paths)
    now = f"{settings.now():%Y-%m-%d %H:%M:%S} UTC"
    with reading(settings.root) if dry_run else lock.locked(settings.root, now=now):
        if not dry_run:
            _heal(settings.root)
        catalog = store.load(settings.root)
        if catalog.problems:
            raise CatalogError(catalog.problems)
        mended = mend(catalog, settings.today, wanted)
        if not dry_run:
            _write(catalog, mended)
    for done in mended.done:
        click.echo(printable(str(done)))
    verb = "would be mended" if dry_run else "mended"
    click.echo(f"{count(len(mended.done), 'thing')} {verb} in {count(len(mended.files), 'file')}")
    # Lines are told as they stand in the files, which a dry run leaves alone.
    now_there = catalog if dry_run else mended.catalog
    left = [each for each in errors_of(findings(now_there, settings.today)) if wanted(each.file)]
    if left:
        click.echo(f"\n{count(len(left), 'error')} left for a person:")
        show(left)
    return int(bool(left) or (dry_run and bool(mended.done)))


def _heal(root: Path) -> None:
    from sync.files import journal

    for name in journal.heal(root):
        click.echo(f"{name}: a write that a crash had interrupted was finished first")


def _write(catalog: "Catalog", mended: "Mended") -> None:
    """All files or none; of providers and rules each by itself, as only its own first line is new."""
    from sync.files import journal

    files = [(name, catalog.files[name].raw, file.raw) for name, file in sorted(mended.files.items())]
    together = [journal.Write(*each) for each in files if journal.may_write(each[0])]
    journal.commit(catalog.root, "fix", together)
    for name, old, new in files:
        if not journal.may_write(name):
            journal.alone(catalog.root, name, old, new)
