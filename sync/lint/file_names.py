"""`file-name`: a model's file is named after its id, so that both can be found from the other."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.files.store import model_name
from sync.ids import unusable
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Files with another name than their id's, and ids that can't be one."""
    for model, file in subject.catalog.models.items():
        why = unusable(model)
        if why is None and model.count("/") != 1:
            why = "a model's id is lab/model"
        if why is not None:
            yield problem(file, ("id",), why, rule="file-name", fix="mend the id", level="error")
        elif file.name != model_name(model) and file.name.endswith(".yaml"):
            yield problem(
                file,
                ("id",),
                f"the file of {model} has another name",
                rule="file-name",
                fix=f"rename it to {model_name(model)}",
                level="error",
            )
