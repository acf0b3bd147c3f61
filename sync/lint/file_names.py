"""`file-name`: a model's file is named after its id, and a price list after a provider that there is."""

from collections.abc import Iterator
from difflib import get_close_matches

from sync.errors import Problem
from sync.files.names import model_name
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Models' files with another name than their id's, and price lists of nobody."""
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
    known = subject.catalog.providers()
    for provider, file in subject.catalog.price_lists().items():
        about = f"catalog/providers/{provider}.yaml"
        if provider not in known and not subject.unread(about):
            close = get_close_matches(provider, list(known), n=1, cutoff=0.7)
            meant = f"did you mean {close[0]}? Else " if close else ""
            yield problem(
                file,
                (),
                f"there is no provider {provider}",
                rule="file-name",
                fix=f"{meant}add {about}",
                level="error",
            )
