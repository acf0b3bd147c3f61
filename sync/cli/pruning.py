"""What `prune` and `run --prune` do alike: say what would go, or delete it and say what went."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sync.cli import commits
from sync.core.outcome import Run
from sync.report.escape import REASON, plain

if TYPE_CHECKING:
    from sync.cli.shared import Settings
    from sync.files.checks import Remember
    from sync.files.store import Catalog
    from sync.sources.provider import Provider

Gone = Mapping[str, Sequence[str]]
"""{provider: offer ids}."""


def would_remove(gone: Gone) -> Iterator[str]:
    """Say which offers would go."""
    for provider, ids in gone.items():
        yield from (f"Would remove: {provider}/{plain(id_)}" for id_ in ids)


def told_spared(catalog: "Catalog", providers: Sequence[str]) -> Iterator[str]:
    """Say which offers stay only for what a person decided in their entries."""
    from sync.prune import spared

    for provider, ids in spared(catalog, providers).items():
        yield from (f"Spared: {provider}/{plain(id_)}, for {plain(why, REASON)}" for id_, why in ids.items())


def remove(
    catalog: "Catalog", remember: "Remember", gone: Gone, today: date, *, commit: bool
) -> Iterator[str]:
    """Delete offers, and say what went."""
    from sync.prune import pruned

    found = pruned(catalog, gone, today)
    message = commits.by_person("prune", ", ".join(sorted(gone)), found.writes) if commit else None
    end = commits.put(catalog.root, remember, "prune", found.writes, message)
    for provider, id_ in found.offers:
        yield f"Removed: {provider}/{plain(id_)}"
    for name in found.files:
        yield f"Removed: {plain(name, REASON)}, for it was the last offer of its model"
    yield end


def handed_out(out: Path, catalog: "Catalog", gone: Gone, today: date) -> Iterator[str]:
    """Put the same into a change set, which is empty where nothing goes; say what would go."""
    from sync.cli.handed_out import pages
    from sync.files import changeset, outbox
    from sync.files.lanes import PRUNE
    from sync.prune import pruned

    found = pruned(catalog, gone, today)
    names = tuple(f"{provider}/{id_}" for provider, id_ in found.offers)
    run = Run(provider=PRUNE, status="ok", pruned=names, today=today)
    outbox.prepare(out, catalog.root, [run.provider])
    changes = changeset.of(run, found.writes, base=changeset.head(catalog.root), today=today)
    outbox.put(out, changes, pages(run, (), today))
    yield from would_remove(gone)
    yield f"change set: {outbox.place(out, changes)}"


def removed(catalog: "Catalog", providers: Sequence["Provider"]) -> Gone:
    """What could go before a run: nothing goes in the run that removes it."""
    from sync.prune import candidates

    return candidates(catalog, [provider.id for provider in providers])


def after_run(
    root: Path, before: Gone, runs: Sequence[Run], settings: "Settings", *, dry_run: bool, commit: bool
) -> list[str]:
    """Delete what could go before a run and still can, at the providers whose list was believed."""
    from sync.files import checks, store
    from sync.prune import candidates

    good = [run.provider for run in runs if run.status == "ok" and run.provider in before]
    if dry_run:
        back = {run.provider: {*run.returned} for run in runs if run.status == "ok"}
        left = {name: [id_ for id_ in before[name] if id_ not in back[name]] for name in good}
        return [*would_remove(left), *told_spared(store.load(root), [*back])]
    catalog, _, remember = checks.opened(root)
    now = candidates(catalog, good)
    gone = {name: [id_ for id_ in before[name] if id_ in now[name]] for name in good if name in now}
    gone = {name: ids for name, ids in gone.items() if ids}
    told = [*told_spared(catalog, [run.provider for run in runs if run.status == "ok"])]
    return [*(remove(catalog, remember, gone, settings.today, commit=commit) if gone else ()), *told]
