"""`free-variant`: an id that ends in `:free` and costs something is a mistake somewhere."""

from collections.abc import Iterator

from sync.core.pricing import standing
from sync.errors import Problem
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """`:free` offers with a price above zero."""
    for _, file, id_, entry in subject.offers():
        if id_.endswith(":free") and standing(entry.get("price")) == "paid":
            yield problem(
                file,
                (id_, "price"),
                "an offer called :free has a price above 0",
                rule="free-variant",
                fix="check the provider's page, and write what is right",
            )
