"""`alias`: a moving alias leads to an offer of the same price list."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Aliases without a target, and those that carry what only a target has."""
    for _, file, id_, entry in subject.offers():
        target = entry.get("alias_of")
        if not isinstance(target, str):
            continue
        if target not in file.doc:
            yield problem(
                file,
                (id_, "alias_of"),
                f"the alias leads to {target}, which is not in this price list",
                rule="alias",
                fix="name an offer of this file, or wait for the sync to move the alias",
            )
        for key in ("price", "tiers", "windows", "limits"):
            if key in entry:
                yield problem(
                    file,
                    (id_, key),
                    f"an alias has no {key} of its own",
                    rule="alias",
                    fix=f"take {key} out",
                )
