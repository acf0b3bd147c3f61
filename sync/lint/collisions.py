"""`collision`: two ids that differ only in case would be taken for one by people and file systems."""

from collections.abc import Iterator

from sync.errors import Problem
from sync.ids import fold
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Models and offers whose ids fold to the same text."""
    models: dict[str, str] = {}
    for model, file in sorted(subject.catalog.models.items()):
        other = models.setdefault(fold(model), model)
        if other != model:
            yield problem(
                file,
                (),
                f"differs only in case from {other}",
                rule="collision",
                fix="make sure that two models are meant",
            )
    offers: dict[tuple[str, str], str] = {}
    for provider, file, id_, _ in subject.offers():
        other = offers.setdefault((provider, fold(id_)), id_)
        if other != id_:
            yield problem(
                file,
                (id_,),
                f"differs only in case from {other}",
                rule="collision",
                fix="make sure that the provider means two offers",
            )
