"""The line that `override` was called with, so that a fix can show what to type instead."""

import shlex
from dataclasses import dataclass

from sync.cli.shared import Settings, checkout


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `override set`, as typed."""

    reason: str | None
    provider: str | None
    source: str | None
    until: str | None
    priority: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """`override set` as it was typed."""

    settings: Settings
    id: str
    assignments: tuple[str, ...]
    asked: Asked

    def with_more(self, *assignments: str, **options: object) -> str:
        """The whole line, with more behind its assignments, and with these options."""
        asked = self.asked
        said: dict[str, object] = {
            "provider": asked.provider,
            "source": asked.source,
            "until": asked.until,
            "priority": asked.priority,
            "reason": asked.reason,
        }
        return spelled("set", self.settings, self.id, *self.assignments, *assignments, **said | options)


def spelled(command: str, settings: Settings, id_: str, *words: str, **options: object) -> str:
    """A line of `override` that can be typed, on the same catalog and day; None leaves an option out."""
    said: dict[str, object] = {
        "root": None if settings.root == checkout() else settings.root,
        "today": settings.today if settings.fixed else None,
    }
    more = [
        word
        for name, value in (said | options).items()
        if value is not None
        for word in (f"--{name}", str(value))
    ]
    # An id that begins as an option does must come behind `--`.
    what = (*more, "--", id_, *words) if id_.startswith("-") else (id_, *words, *more)
    return shlex.join(("python", "-m", "sync", "override", command, *what))
