"""The clock of a catalog doesn't run backwards."""

from collections.abc import Iterable

from sync.cli.shared import Settings
from sync.errors import UsageError
from sync.files.store import Catalog


def not_before(catalog: Catalog, providers: Iterable[str], settings: Settings) -> None:
    """Raise UsageError for a day before the last accepted list of one of these providers."""
    for provider in providers:
        as_of = catalog.base(provider).as_of
        if as_of is not None and settings.today < as_of:
            raise UsageError(
                f"--today {settings.today} is before {as_of}, the day of {provider}'s last accepted list",
                fix=f"use {as_of} or later",
            )
