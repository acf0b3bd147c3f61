"""`model-link`: an offer names a model that has a file, and a model an offer that is listed."""

from collections.abc import Iterator

from sync.core.values import get
from sync.errors import Problem
from sync.files.names import model_name, offers_name
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Links that lead nowhere, in both directions."""
    models = subject.catalog.models
    aliases = {id_ for _, _, id_, entry in subject.offers() if "alias_of" in entry}
    for _, file, id_, entry in subject.offers():
        model = entry.get("model")
        if not isinstance(model, str) or model in models or model in aliases:
            continue
        if not subject.unread(model_name(model)):
            yield problem(
                file,
                (id_, "model"),
                f"there is no model {model}",
                rule="model-link",
                fix="mend the id, restore the model's file, or write `model: null` until there is one",
                level="error",
            )
    lists = subject.catalog.price_lists()
    for file in models.values():
        provider, offer = get(file.doc, ("authority", "provider")), get(file.doc, ("authority", "offer"))
        if not isinstance(provider, str) or subject.unread(offers_name(provider)):
            continue
        if provider not in lists or str(offer) not in lists[provider].doc:
            yield problem(
                file,
                ("authority",),
                f"{provider} has no offer {offer}",
                rule="model-link",
                fix="name a listed offer, or restore the entry in the price list",
            )
