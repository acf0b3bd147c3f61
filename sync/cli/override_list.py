"""`override list`: every field that is decided, what that wins over today, until when, why and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sync.cli.columns import fitted, paragraph
from sync.cli.override_review import Chosen, fits
from sync.cli.override_words import below, head, of, shown, won_over
from sync.cli.shared import Settings
from sync.core import decidable
from sync.core.overrides import IGNORE, PRIORITY, Override
from sync.core.seen import Verdict
from sync.errors import UsageError
from sync.files import override_files, shelf
from sync.files.override_files import Places
from sync.files.scalars import is_date
from sync.files.sound import sound_catalog
from sync.report.escape import REASON, plain
from sync.report.jsonable import value


@dataclass(frozen=True, slots=True)
class Row:
    """One field of one override."""

    override: Override
    verdict: Verdict
    places: Places

    @property
    def place(self) -> str:
        """`file:line` of the entry."""
        return self.places[override_files.entry_of(self.override)]


def rows(settings: Settings, id_: str | None, provider: str | None) -> list[Row]:
    """The overrides about an id and a provider, or all; also those that have expired.

    Raises UsageError for an id or a provider that nobody has.
    """
    with sound_catalog(settings.root, writing=False, now=settings.now()) as sound:
        catalog = sound.catalog
        book = shelf.open_book(catalog, settings.today)
    every = list(shelf.overrides(catalog))
    known = sorted({*book.offers, *(each.provider for each in every if each.provider is not None)})
    if provider is not None and provider not in known:
        fix = f"use one of {', '.join(known)}, or leave --provider out"
        raise UsageError(f"there is no price list of {provider!r}", fix=fix)
    chosen = Chosen(id_, (), provider)
    about = [each for each in every if chosen.is_about(each) or fits(each, chosen)]
    if id_ is not None and not about:
        decidable.named(book, id_, provider)
    places = override_files.places(catalog)
    return [Row(each, verdict, places) for each in about for verdict in of(catalog, book, each)]


def table(found: Sequence[Row], today: date) -> str:
    """For each entry where it stands, what it is about and why; below it a line for each field."""
    if not found:
        return "nothing is decided"
    lines: list[str] = []
    for _, group in groupby(found, key=lambda row: override_files.entry_of(row.override)):
        entry = list(group)
        first = entry[0]
        about = f"{plain(first.override.reason, REASON)} ({_standing(first.override, today)})"
        lines += [head(first.override, first.places), *paragraph(about, indent="  ")]
        rows = [
            (row.verdict.field, shown(row.verdict.field, row.verdict.value), _today(row, today))
            for row in entry
        ]
        lines += fitted(rows, indent="    ")
    return "\n".join(lines)


def left_out(found: Sequence[Row], told: Sequence[Row]) -> str:
    """A line on the entries that were found and aren't told: they have ended. Empty where there are none."""
    kept = {override_files.entry_of(row.override) for row in told}
    more = {override_files.entry_of(row.override) for row in found} - kept
    if not more:
        return ""
    told_of = f"{len(more):,} {'more ' if kept else ''}{'has' if len(more) == 1 else 'have'} ended"
    return f"{told_of}: python -m sync override list --all\n"


def as_objects(found: Sequence[Row], today: date) -> list[dict[str, object]]:
    """The rows for machines; amounts of prices are strings."""
    return [_object(row, today) for row in found]


def _today(row: Row, today: date) -> str:
    if not row.override.holds(today):
        return f"no longer holds; without it {below(row.verdict)}"
    if row.override.place == IGNORE:
        return "every id that fits"
    return won_over(row.verdict, row.places)


def _standing(override: Override, today: date) -> str:
    """Its priority where that isn't the usual one, and how long it holds."""
    priority = f"priority {override.priority}, " if override.priority != PRIORITY else ""
    return f"{priority}{_until(override, today)}"


def _until(override: Override, today: date) -> str:
    left = _left(override, today)
    if override.until is None:
        return "for good"
    if left is None:
        return f"until {override.until}"
    if left < 0:
        return f"until {override.until}, expired"
    days = {0: "last day", 1: "1 day left"}.get(left, f"{left} days left")
    return f"until {override.until}, {days}"


def _left(override: Override, today: date) -> int | None:
    """Days on which it still holds after today; None: for good, or a day that no calendar has."""
    last = override.until
    return (date.fromisoformat(last) - today).days if last is not None and is_date(last) else None


def _object(row: Row, today: date) -> dict[str, object]:
    override, verdict = row.override, row.verdict
    beaten = verdict.beaten
    return {
        "id": override.id,
        "place": "model" if override.provider is None else "offer",
        "provider": override.provider,
        "field": verdict.field,
        "value": value(verdict.field, verdict.value),
        "over": value(verdict.field, verdict.over),
        "over_source": verdict.below.source if verdict.below else None,
        "beaten_by": row.places.get(override_files.entry_of(beaten)) if beaten else None,
        "priority": override.priority,
        "added": override.added,
        "until": override.until,
        "days_left": _left(override, today),
        "expired": not override.holds(today),
        "reason": override.reason,
        "link": override.source,
        "where": row.place,
    }
