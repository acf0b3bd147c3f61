"""`file-name`: a model's file is named after its id, so that both can be found from the other."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.files.store import model_name
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Files with another name than their id's."""
    for model, file in subject.catalog.models.items():
        if file.name != model_name(model):
            yield problem(
                file,
                ("id",),
                f"the file of {model} has another name",
                rule="file-name",
                fix=f"rename it to {model_name(model)}",
                level="error",
            )
