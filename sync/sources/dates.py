"""Days as sources write them: epoch seconds, or `YYYY-MM-DD`, perhaps with a time.

A number that can be no day is not known.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from sync.sources.fields import Fields

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(2015, 2101)
_NEVER = date(2090, 1, 1)


def created(record: Fields) -> int | None:
    """Epoch seconds under `created`; None where they lie outside of 2015 to 2100."""
    seconds = record.whole("created")
    return seconds if day(seconds) else None


@lru_cache(maxsize=4096)
def day(seconds: int | None) -> str | None:
    """The day, in UTC, of epoch seconds between 2015 and 2100."""
    if seconds is None or seconds > 2**32:
        return None
    found = datetime.fromtimestamp(seconds, UTC).date()
    return found.isoformat() if found.year in _YEARS else None


@lru_cache(maxsize=4096)
def as_date(text: str) -> date | None:
    """The day that `YYYY-MM-DD` names; None where it is no day of the calendar."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def last_day(record: Fields, key: str) -> str | None:
    """The announced last day under `key`; a far-away one (2098-12-31, 9999-01-01: seen 2026) means never."""
    text = record.text(key)
    if text is None:
        return None
    day = as_date(text.partition("T")[0])
    if day is None:
        raise record.unusable(key, "is no date (YYYY-MM-DD)")
    return None if day >= _NEVER else day.isoformat()
