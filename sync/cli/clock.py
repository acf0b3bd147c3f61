"""The clock of a catalog doesn't run backwards."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from sync.cli.shared import Settings
from sync.errors import CatalogError, UsageError
from sync.files.names import held_name, history_name
from sync.files.store import Catalog


def not_before(catalog: Catalog, providers: Iterable[str], settings: Settings) -> None:
    """Raise UsageError for a day before the last accepted list of one of these providers.

    A limited run, and a decision, date what they write without one: their days count as well.
    """
    for provider in providers:
        ahead = [each for each in _days(catalog, provider) if settings.today < each[0]]
        if ahead:
            day, what = ahead[0]
            newest = max(each[0] for each in ahead)
            fix = f"use {newest} or later"
            raise UsageError(f"--today {settings.today} is before {day}, {what}", fix=fix)


def _days(catalog: Catalog, provider: str) -> Iterator[tuple[date, str]]:
    """The newest day of each file that dates something, and what it is."""
    as_of = catalog.base(provider).as_of
    if as_of is not None:
        yield as_of, f"the day of {provider}'s last accepted list"
    with suppress(CatalogError):  # whoever reads a broken one for what it says tells of it
        accepted = [entry.accepted for entry in catalog.history(provider)]
        yield max(accepted, default=date.min), f"the newest day in {history_name(provider)}"
    with suppress(CatalogError):
        since = [line.since for line in catalog.ledger(provider).values()]
        yield max(since, default=date.min), f"the newest day in {held_name(provider)}"
