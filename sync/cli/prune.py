"""`prune`: deletes what is removed and nothing refers to, for good."""

from pathlib import Path

import click

from sync.cli import commits
from sync.cli.clock import not_before
from sync.cli.pruning import handed_out, remove, told_spared, would_remove
from sync.cli.shared import Settings, shared
from sync.errors import UsageError
from sync.files.sound import sound_catalog
from sync.files.store import Catalog


@click.command(name="prune")
@click.option("--provider", metavar="P", help="Only this provider's offers.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would be removed.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write no file of the catalog, but one change set in DIR/prune.",
)
@commits.COMMIT
@shared
def command(settings: Settings, provider: str | None, dry_run: bool, out: Path | None, commit: bool) -> int:
    """Delete offers in the state `removed` that no list, override, binding or alias refers to.

    Their records and what waits of them go too, and a model's file with its last offer, unless
    somebody edited it or switched it on. Embedding models stay, and so does an entry with an edit, a
    comment or a field of a person's. Each id that nothing has any more
    gets a tombstone in catalog/redirects.yaml; history stays.
    """
    from sync.prune import candidates

    if dry_run and out is not None:
        raise UsageError("--out writes a change set and --dry-run nothing", fix="leave one of them out")
    nothing = (
        "--dry-run writes nothing" if dry_run else "--out writes no file of the catalog" if out else None
    )
    commits.require(settings.root, commit, nothing)
    with sound_catalog(settings.root, writing=not (dry_run or out), now=settings.now()) as sound:
        for name in sound.healed:
            click.echo(f"{name}: a write that a crash had interrupted was finished first")
        chosen = _chosen(sound.catalog, provider)
        not_before(sound.catalog, chosen, settings)
        gone = candidates(sound.catalog, chosen)
        told = [*told_spared(sound.catalog, chosen)]
        if dry_run:
            lines = [*would_remove(gone)]
        elif out is not None:
            lines = [*handed_out(out, sound.catalog, gone, settings.today)]
        else:
            removing = remove(sound.catalog, sound.remember, gone, settings.today, commit=commit)
            lines = [*removing] if gone else []
        click.echo("\n".join([*(lines or ["nothing to remove"]), *told]))
    return 0


def _chosen(catalog: Catalog, provider: str | None) -> list[str]:
    known = sorted(catalog.price_lists())
    if provider is not None and provider not in known:
        fix = f"use one of {', '.join(known)}" if known else "run it first"
        raise UsageError(f"there is no price list of {provider!r}", fix=fix)
    return known if provider is None else [provider]
