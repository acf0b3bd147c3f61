"""`override-expired`: an agreement ends on its last day, and somebody should know before the price does."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.files import scalars
from sync.lint.places import entry_of
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Overrides whose last day is today, or over."""
    today = subject.today.isoformat()
    for each in subject.overrides():
        if each.until is not None and scalars.is_date(each.until) and each.until <= today:
            ends = "it ends today: from tomorrow on it no longer holds"
            yield problem(
                subject.catalog.files[each.place],
                (*entry_of(each), "until"),
                ends if each.until == today else f"it held until {each.until} and no longer does",
                rule="override-expired",
                fix="ask whether it goes on: write a later `until`, or take the entry out",
            )
