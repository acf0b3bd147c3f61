"""`max-output`: an answer can't be longer than the context that holds it."""

from collections.abc import Iterator

from sync.core.values import get
from sync.errors import Problem
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Models whose longest output is longer than their context; it happens upstream, so it is a warning."""
    for file in subject.catalog.models.values():
        context, output = get(file.doc, ("limits", "context")), get(file.doc, ("limits", "max_output"))
        if isinstance(context, int) and isinstance(output, int) and output > context:
            yield problem(
                file,
                ("limits", "max_output"),
                f"{output} is more than the context of {context}",
                rule="max-output",
                fix="check the lab's page and correct the number that is wrong",
            )
