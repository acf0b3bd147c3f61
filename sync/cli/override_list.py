"""`override list`: every field that is decided, what that wins over today, until when, why and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from sync.cli.columns import columns
from sync.cli.override_review import Chosen
from sync.cli.override_words import below, of, shown, won_over
from sync.cli.shared import Settings
from sync.core import decidable
from sync.core.overrides import IGNORE, Override
from sync.core.seen import Verdict
from sync.errors import UsageError
from sync.files import override_files, shelf
from sync.files.override_files import Places
from sync.files.scalars import is_date
from sync.files.sound import sound_catalog
from sync.ids import fold
from sync.report.escape import REASON, plain
from sync.report.jsonable import value

_HEADS = ("id", "field", "value", "today", "priority", "until", "reason", "where")


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


def rows(settings: Settings, id_: str | None, provider: str | None, *, everything: bool) -> list[Row]:
    """The overrides about an id and a provider, or all; with `everything` also those that have expired.

    Raises UsageError for an id or a provider that nobody has.
    """
    with sound_catalog(settings.root, writing=False, now=settings.now()) as sound:
        catalog = sound.catalog
        book = shelf.open_book(catalog, settings.today)
    every = list(shelf.overrides(catalog))
    known = sorted({*book.offers, *(each.provider for each in every if each.provider is not None)})
    if provider is not None and provider not in known:
        raise UsageError(f"there is no price list of {provider!r}", fix=f"use one of {', '.join(known)}")
    chosen = Chosen(id_, (), provider)
    about = [each for each in every if chosen.is_about(each) or _fits(each, chosen)]
    if id_ is not None and not about:
        decidable.named(book, id_, provider)
    places = override_files.places(catalog)
    return [
        Row(each, verdict, places)
        for each in about
        if everything or each.holds(settings.today)
        for verdict in of(catalog, book, each)
    ]


def table(found: Sequence[Row], today: date) -> str:
    """The rows as aligned lines."""
    if not found:
        return "nothing is decided"
    return "\n".join(columns([_HEADS, *(_cells(row, today) for row in found)]))


def as_objects(found: Sequence[Row], today: date) -> list[dict[str, object]]:
    """The rows for machines; amounts of prices are strings."""
    return [_object(row, today) for row in found]


def _fits(override: Override, chosen: Chosen) -> bool:
    """Whether a pattern of ids that are kept out fits the id."""
    return (
        override.place == IGNORE
        and chosen.id is not None
        and chosen.provider in (None, override.provider)
        and fnmatchcase(fold(chosen.id), fold(override.id))
    )


def _cells(row: Row, today: date) -> tuple[str, ...]:
    override, verdict = row.override, row.verdict
    at = f" at {override.provider}" if override.provider else ""
    return (
        plain(override.id) + at,
        verdict.field,
        shown(verdict.field, verdict.value),
        _today(row, today),
        str(override.priority),
        _until(override, today),
        plain(override.reason, REASON),
        plain(row.place, REASON),
    )


def _today(row: Row, today: date) -> str:
    if not row.override.holds(today):
        return f"expired: {below(row.verdict)}"
    if row.override.place == IGNORE:
        return "every id that fits"
    return won_over(row.verdict, row.places)


def _until(override: Override, today: date) -> str:
    left = _left(override, today)
    if override.until is None or left is None:
        return override.until or "for good"
    if left < 0:
        return f"{override.until}, expired"
    days = {0: "last day", 1: "1 day left"}.get(left, f"{left} days left")
    return f"{override.until}, {days}"


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
