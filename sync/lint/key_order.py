"""`key-order`: price lists are sorted by id, so that a new offer has one place to go."""

from collections.abc import Iterator
from itertools import pairwise

from sync.errors import Problem
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """The first entry of each price list that stands before a smaller one."""
    for file in subject.catalog.price_lists().values():
        after = next(((first, second) for first, second in pairwise(file.doc) if second < first), None)
        if after:
            yield problem(
                file,
                (after[1],),
                f"stands behind {after[0]}",
                rule="key-order",
                fix=f"move the entry to its place; ids are sorted, and {after[1]} comes earlier",
            )
