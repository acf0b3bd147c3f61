"""`override-early`: `added` is a note of when somebody wrote an override, and starts nothing."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.files import scalars
from sync.lint.places import entry_of
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Overrides with a date of a later day, which hold already."""
    today = subject.today.isoformat()
    for each in subject.overrides():
        is_day = each.added is not None and scalars.is_date(each.added)
        if is_day and str(each.added) > today and each.holds(subject.today):
            yield problem(
                subject.catalog.files[each.place],
                (*entry_of(each), "added"),
                f"it holds already, not only from {each.added} on",
                rule="override-early",
                fix=f"merge it on {each.added}, or write the day on which it was added",
            )
