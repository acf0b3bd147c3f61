"""`model-alias`: a short name leads to one model, or applications choose whichever they read first."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.files.store import File
from sync.lint.subject import Subject, line, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Models whose alias another one has, too."""
    given: dict[str, File] = {}
    for _, file in sorted(subject.catalog.models.items()):
        alias = file.doc.get("alias")
        if not isinstance(alias, str):
            continue
        first = given.setdefault(alias, file)
        if first is not file:
            yield problem(
                file,
                ("alias",),
                f"{alias} is the alias of {first.name}:{line(first, ('alias',))}, too",
                rule="model-alias",
                fix="keep it where it was given first, and give this model another one: "
                "an alias is never reused",
                level="error",
            )
