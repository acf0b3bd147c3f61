"""What is told of a provider whose list wasn't written, and beside the runs of all."""

from collections.abc import Mapping, Sequence
from datetime import date

from sync.core.ledger import Line
from sync.core.outcome import Run
from sync.errors import CatalogError, Problem, SourceError, SyncError
from sync.files.store import Catalog
from sync.sources import gather


def failed(provider: str, source: str, error: SyncError, catalog: Catalog, today: date) -> Run:
    """The run of a list that wasn't written; what waits goes on waiting."""
    waits = _waiting(catalog, provider)
    rule = error.rule if isinstance(error, SourceError) else None
    return Run(
        provider=provider,
        status="refused" if rule else "failed",
        reason=error.what if not error.where else f"{error.where}: {error.what}",
        rule=rule,
        fix=error.fix or None,
        source=source,
        as_of=catalog.base(provider).as_of,
        held=tuple(line for line in waits if line.held),
        settling=tuple(line for line in waits if not line.held),
        today=today,
    )


def _waiting(catalog: Catalog, provider: str) -> Sequence[Line]:
    """What waits at a provider; nothing where its ledger can't be read, which is then why it failed."""
    try:
        return tuple(catalog.ledger(provider).values())
    except CatalogError:
        return ()


def not_listed(runs: Sequence[Run]) -> list[Problem]:
    """What was asked for by name and no asked provider lists."""
    good = [run for run in runs if run.status == "ok"]
    missed = set.intersection(*(set(run.not_listed) for run in good)) if good else set()
    return [
        Problem(
            file="(command line)",
            line=None,
            path=name,
            message="no provider of this run lists it",
            rule="not-listed",
            fix="mend the spelling, or take it out of the list",
        )
        for name in sorted(missed)
    ]


def echoed(bodies: Mapping[str, Sequence[gather.Body]]) -> list[Problem]:
    """The providers whose answer held the key that they were asked with."""
    return [
        Problem(
            file=f"catalog/providers/{provider}.yaml",
            line=None,
            path="api_keys",
            message="the key came back in the provider's answer; *** stands in its place",
            rule="key-echoed",
            level="warning",
            fix="tell the provider, and use a new key where anybody else may have seen that answer",
        )
        for provider, answered in sorted(bodies.items())
        if any(body.echoed for body in answered)
    ]
