"""`key-order`: price lists are sorted by id, so that a new offer has one place to go."""

from collections.abc import Iterator
from itertools import pairwise

from sync.errors import Problem
from sync.files.store import File
from sync.lint.edit import Edit, done
from sync.lint.subject import Subject, problem

RULE = "key-order"


def check(subject: Subject) -> Iterator[Problem]:
    """The first entry of each price list that stands before a smaller one."""
    for file in subject.catalog.price_lists().values():
        after = _out_of_order(file)
        if after:
            yield problem(
                file,
                (after[1],),
                f"stands behind {after[0]}",
                rule=RULE,
                fix=f"move the entry to its place; ids are sorted, and {after[1]} comes earlier "
                "(`python -m sync fix` moves it, if no comment stands in between)",
            )


def fix(subject: Subject) -> Iterator[Edit]:
    """Moves entries to their places, with their comments, where it is known whose those are."""
    from sync.files.sort_keys import sort_keys
    from sync.files.splices import EditError

    for file in subject.catalog.price_lists().values():
        if not _out_of_order(file):
            continue
        try:
            text, moved = sort_keys(file.text)
        except EditError:
            continue
        yield Edit(
            file=file,
            text=text,
            meant=file.doc,
            done=tuple(done(file, (key,), "moved to its place", rule=RULE) for key in moved),
        )


def _out_of_order(file: File) -> tuple[str, str] | None:
    return next(((first, second) for first, second in pairwise(file.doc) if second < first), None)
