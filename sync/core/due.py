"""When a provider is asked again: `update_frequency` against its last successful fetch."""

from datetime import datetime, timedelta
from typing import Literal

Frequency = Literal["realtime", "daily", "weekly", "manual"]

_EVERY = {"daily": timedelta(hours=24), "weekly": timedelta(days=7)}
_SLACK = timedelta(minutes=30)
"""A schedule is never punctual: a daily source is due after 23 and a half hours."""


def due(frequency: Frequency, last: str | None, now: datetime) -> str | None:
    """None when the provider is due, else why it isn't. `last` is an ISO time, None for never."""
    if frequency == "manual":
        return "asked only by name: run --provider"
    every = _EVERY.get(frequency)
    if every is None or last is None:
        return None
    try:
        ready = datetime.fromisoformat(last) + every - _SLACK
    except ValueError:
        return None  # what is remembered got broken: one fetch mends it
    return (
        None
        if now >= ready
        else f"{frequency}, not due before {ready:%Y-%m-%d %H:%M} UTC (--force asks anyway)"
    )
