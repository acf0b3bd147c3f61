"""The compiled catalog: what applications see, one self-contained record for each model.

    what holds (`sync.core.effective`), then derived: state, ends, visible, selectable, and of
    each offer (`sync.core.compile_offer`) free, price tier, display and the limits that hold

An offer goes on saying in which state its provider has it; where its model is hidden, so is it.
Prices are decimal strings, so that no reader's float can bend them. `overridden` says which
fields an override decides, why, and what it won over. An id that is an alias gets a record
of its own: {"id": …, "alias_of": …, "provider": …}.
"""

from collections.abc import Collection, Iterator, Mapping

from sync.core import effective
from sync.core.book import Book
from sync.core.compile_offer import EXCLUDED, VISIBLE, capabilities, compile_offer, jsonable, overridden
from sync.core.effective import Effective
from sync.core.values import Doc, Value
from sync.ids import fold

SCHEMA_VERSION = 1
_RANK = ("listed", "stale", "deprecated", "removed")


def records(book: Book) -> dict[str, Doc]:
    """Every record by id, sorted."""
    models = {model: effective.model(book, model) for model in book.models}
    offers: dict[str, list[Doc]] = {}
    found: dict[str, Doc] = {}
    for provider, entries in sorted(book.offers.items()):
        for id_, entry in sorted(entries.items()):
            if not isinstance(entry, dict):
                continue
            held = effective.offer(book, provider, id_)
            target, model = held.doc.get("alias_of"), held.doc.get("model")
            if isinstance(target, str):
                found[id_] = {"id": id_, "alias_of": _led(book, entries, target), "provider": provider}
            elif isinstance(model, str):
                of_model = models[model].doc if model in models else {}
                offers.setdefault(model, []).append(compile_offer(book, provider, id_, held, of_model))
    found |= _renamed(book, {*found, *models})
    found |= {model: _model(book, model, held, offers.get(model, [])) for model, held in models.items()}
    for model in models:
        if isinstance(successor := found[model].get("replaced_by"), str):
            found[model]["replaced_by"] = _successor(found, successor)
    return dict(sorted(found.items()))


def _renamed(book: Book, known: Collection[str]) -> Iterator[tuple[str, Doc]]:
    """Ids that lead to another one; what is offered again under an old id is what it says."""
    for id_, redirect in book.redirects.items():
        if redirect.get("kind") == "rename" and id_ not in known:
            yield id_, {"id": id_, "alias_of": redirect.get("to"), "provider": None}


def _led(book: Book, entries: Mapping[str, Value], target: str) -> str:
    """Where an alias leads: to a model or another alias; from an offer that is neither to its model."""
    offer = entries.get(target)
    model = offer.get("model") if isinstance(offer, dict) else None
    return model if isinstance(model, str) and target not in book.models else target


def _successor(found: Mapping[str, Doc], id_: str) -> str:
    """The model to which an id leads through aliases; the id itself where it leads to none."""
    seen: list[str] = []
    target = id_
    while target in found and target not in seen:
        seen.append(target)
        if "alias_of" not in found[target]:
            return target
        target = str(found[target]["alias_of"])
    return id_


def _model(book: Book, model: str, held: Effective, offers: list[Doc]) -> Doc:
    doc: Doc = {"id": model}
    doc |= {key: value for key, value in held.doc.items() if key not in ("id", "notes", "state")}
    voice = book.voice(model)
    for key, value in voice.more.items() if voice else ():
        doc.setdefault(key, value)
    doc |= _lifecycle(held, offers)
    doc["visible"] = doc["state"] in VISIBLE and any(offer["visible"] is True for offer in offers)
    doc["selectable"] = doc["visible"] is True and doc.get("active") is True
    doc["curated"] = fold(model) in book.curated
    doc["capabilities"] = capabilities(doc)
    doc["offers"] = [offer | {"visible": offer["visible"] is True and doc["visible"]} for offer in offers]
    plained = jsonable(doc | overridden(held))
    return plained if isinstance(plained, dict) else doc


def _lifecycle(held: Effective, offers: list[Doc]) -> Doc:
    """A model's state and last day: what a person decided, else those of the offers that last longest.

    An offer that is kept out says nothing about its model, unless all are.
    """
    counted = [offer for offer in offers if offer.get("reason") != EXCLUDED] or offers
    states = [str(offer["state"]) for offer in counted]
    decided, ends = held.doc.get("state"), held.doc.get("ends")
    doc: Doc = {"state": str(decided) if decided else min(states, key=_RANK.index, default="removed")}
    if not decided and any(offer.get("reason") == EXCLUDED for offer in counted):
        doc["reason"] = EXCLUDED
    if ends is None:
        lasting = [offer for offer in counted if offer["state"] in VISIBLE] or counted
        days = [offer.get("ends") for offer in lasting]
        ends = max(map(str, days)) if days and all(days) else None
    return doc | ({} if ends is None else {"ends": ends})
