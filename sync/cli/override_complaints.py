"""What `check` would newly complain of once override files say something else."""

from collections.abc import Sequence
from datetime import date

from sync.core.overrides import IGNORE, Override
from sync.errors import Problem, errors_of
from sync.files.override_files import Changed
from sync.files.store import Catalog


def complaints(before: Catalog, change: Changed, made: Sequence[Override], today: date) -> list[Problem]:
    """The problems that a change brings for the ids of these overrides; lines are those after it."""
    if errors_of(change.problems):
        return list(change.problems)
    from sync.lint import lint
    from sync.lint.subject import Subject

    names = {write.name for write in change.writes}
    if not names:
        return []
    known = {(each.path, each.message) for each in lint(Subject(before, today)) if each.file in names}
    return [
        each
        for each in lint(Subject(change.catalog, today))
        if (each.path, each.message) not in known and _about(each, made)
    ]


def _about(problem: Problem, made: Sequence[Override]) -> bool:
    """Whether a problem is one of these ids: what it says of others may have got new lines only.

    Patterns are only taken back, and a key of theirs is a provider: what is left has moved up.
    """
    return any(problem.file == each.place != IGNORE and problem.path.startswith(each.key) for each in made)
