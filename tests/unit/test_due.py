"""When a provider is asked again."""

from datetime import UTC, datetime

import pytest

from sync.core.due import Frequency, due

NOW = datetime(2026, 8, 22, 12, 0, tzinfo=UTC)
WAIT = "{}, not due before {} UTC (--force asks anyway)"


@pytest.mark.parametrize(
    ("frequency", "last", "why"),
    [
        ("realtime", None, None),
        ("realtime", "2026-08-22T11:59:59+00:00", None),
        ("manual", None, "asked only by name: run --provider"),
        ("manual", "2020-01-01T00:00:00+00:00", "asked only by name: run --provider"),
        ("daily", None, None),
        ("daily", "2026-08-21T12:30:00+00:00", None),
        ("daily", "2026-08-21T12:30:01+00:00", WAIT.format("daily", "2026-08-22 12:00")),
        ("daily", "2026-08-22T11:00:00+00:00", WAIT.format("daily", "2026-08-23 10:30")),
        ("weekly", "2026-08-15T12:30:00+00:00", None),
        ("weekly", "2026-08-16T12:00:00+00:00", WAIT.format("weekly", "2026-08-23 11:30")),
        ("daily", "not a time", None),
        ("daily", "", None),
    ],
)
def test_a_provider_is_due_by_its_frequency(frequency: Frequency, last: str | None, why: str | None) -> None:
    assert due(frequency, last, NOW) == why
