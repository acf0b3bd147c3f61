"""Days as sources write them: epoch seconds, or `YYYY-MM-DD`. A number that can be no day is not known."""

import re
from datetime import UTC, date, datetime

from sync.sources.fields import Fields

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(2015, 2101)


def created(record: Fields) -> int | None:
    """Epoch seconds under `created`; None where they lie outside of 2015 to 2100."""
    seconds = record.whole("created")
    return seconds if day(seconds) else None


def day(seconds: int | None) -> str | None:
    """The day, in UTC, of epoch seconds between 2015 and 2100."""
    if seconds is None or seconds > 2**32:
        return None
    found = datetime.fromtimestamp(seconds, UTC).date()
    return found.isoformat() if found.year in _YEARS else None


def as_date(text: str) -> date | None:
    """The day that `YYYY-MM-DD` names; None where it is no day of the calendar."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
