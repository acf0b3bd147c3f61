"""The forge's only clock: it stands still until somebody moves it, so that dates and SHAs repeat."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 8, 22, 6, 0, tzinfo=UTC)


class Clock:
    """A moment in UTC that a test moves on; shared by the forge and the persons who use it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def advance(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        """Move on."""
        self.now += timedelta(days=days, hours=hours, seconds=seconds)

    def iso(self) -> str:
        """As the API writes it, `2026-08-22T06:00:00Z`."""
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def git(self) -> str:
        """As git reads it from its environment, `@1787378400 +0000`."""
        return f"@{self.epoch()} +0000"

    def epoch(self) -> int:
        """Whole seconds since 1970."""
        return int(self.now.timestamp())
