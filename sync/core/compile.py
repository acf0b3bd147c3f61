"""The compiled catalog: what applications see, one self-contained record for each model.

    what holds (`sync.core.effective`), then derived: state, visible, selectable, and of each
    offer (`sync.core.compile_offer`) free, price tier, display and the limits that hold

Prices are decimal strings, so that no reader's float can bend them. `overridden` says which
fields an override decides, why, and what it won over. An id that is an alias gets a record
of its own: {"id": …, "alias_of": …, "provider": …}.
"""

from collections.abc import Mapping

from sync.core import effective
from sync.core.book import Book
from sync.core.compile_offer import VISIBLE, capabilities, compile_offer, jsonable, overridden
from sync.core.effective import Effective
from sync.core.values import Doc, Value

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
    found |= {model: _model(book, model, held, offers.get(model, [])) for model, held in models.items()}
    return dict(sorted(found.items()))


def _led(book: Book, entries: Mapping[str, Value], target: str) -> str:
    """Where an alias leads: to a model or another alias; from an offer that is neither to its model."""
    offer = entries.get(target)
    model = offer.get("model") if isinstance(offer, dict) else None
    return model if isinstance(model, str) and target not in book.models else target


def _model(book: Book, model: str, held: Effective, offers: list[Doc]) -> Doc:
    doc: Doc = {"id": model}
    doc |= {key: value for key, value in held.doc.items() if key not in ("id", "notes", "state")}
    voice = book.voice(model)
    for key, value in voice.more.items() if voice else ():
        doc.setdefault(key, value)
    states = [str(offer["state"]) for offer in offers]
    decided = held.doc.get("state")
    doc["state"] = str(decided) if decided else min(states, key=_RANK.index) if states else "removed"
    doc["visible"] = doc["state"] in VISIBLE and any(offer["visible"] is True for offer in offers)
    doc["selectable"] = doc["visible"] is True and doc.get("active") is True
    doc["curated"] = model in book.curated
    doc["capabilities"] = capabilities(doc)
    doc["offers"] = list(offers)
    plained = jsonable(doc | overridden(held))
    return plained if isinstance(plained, dict) else doc
