"""`override-tie`: of two overrides of one field one must win, and not because it stands first."""

from collections.abc import Iterator
from itertools import combinations

from sync.core.overrides import IGNORE, Override
from sync.core.values import Path
from sync.errors import Problem
from sync.lint.places import entry_of, name, place_of
from sync.lint.subject import Subject, line, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Pairs of entries with equal priority that decide the same field today.

    None begins later than the day on which it is written, so those that hold on a common day
    from now on are those that hold today. Patterns of `ignore.yaml` all say the same.
    """
    entries: dict[tuple[str, str], list[Override]] = {}
    for each in subject.overrides():
        if each.place != IGNORE and each.holds(subject.today):
            entries.setdefault((each.place, each.key), []).append(each)
    for rivals in entries.values():
        for first, second in combinations(rivals, 2):
            both = next(_common(first, second), None)
            if first.priority == second.priority and both is not None:
                yield _tie(subject, first, second, both)


def _common(first: Override, second: Override) -> Iterator[Path]:
    """The fields that both decide, spelled as the second does: the same, or one a part of the other."""
    for ours in second.values:
        for theirs in first.values:
            if ours[: len(theirs)] == theirs[: len(ours)]:
                yield ours


def _tie(subject: Subject, first: Override, second: Override, field: Path) -> Problem:
    file, priority = subject.catalog.files[second.place], first.priority
    return problem(
        file,
        place_of(subject, second, field),
        f"line {line(file, entry_of(first))} decides {name(field)}, too, and both have priority {priority}",
        rule="override-tie",
        fix=f"write `priority: {priority + 1}` in the one that shall win, or keep {name(field)} in one only",
        level="error",
    )
