"""`offer-id`: what can't be a provider's id breaks the files and pages that name it."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.ids import unusable
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Entries of price lists under ids that a source would not be allowed to bring either."""
    for _, file, id_, _ in subject.offers():
        why = unusable(id_)
        if why is not None:
            yield problem(file, (id_,), why, rule="offer-id", fix="mend the id", level="error")
