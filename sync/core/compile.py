"""The compiled catalog: what applications see, one self-contained record for each model.

    hand edit > upstream of the authority > other sources     field by field, then
    derived: state, visible, selectable, free, price tier, display, the limits that hold

Prices are decimal strings, so that no reader's float can bend them. An id that is an alias
gets a record of its own: {"id": …, "alias_of": …, "provider": …}.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from sync.core.book import Book
from sync.core.pricing import display, standing, tier
from sync.core.project import variant
from sync.core.values import Doc, Path, Value, copy_doc, get, plain, put, same

SCHEMA_VERSION = 1
_LIMITS = ("context", "max_input", "max_output")
_LAID_UNDER = ("name", "released", "knowledge_cutoff", "modalities", "limits", "capabilities")
_RANK = ("listed", "stale", "deprecated", "removed")


def records(book: Book) -> dict[str, Doc]:
    """Every record by id, sorted."""
    offers: dict[str, list[Doc]] = {}
    found: dict[str, Doc] = {}
    for provider, entries in sorted(book.offers.items()):
        for id_, entry in sorted(entries.items()):
            if not isinstance(entry, dict):
                continue
            target, model = entry.get("alias_of"), entry.get("model")
            if isinstance(target, str):
                found[id_] = {"id": id_, "alias_of": _led(book, entries, target), "provider": provider}
            elif isinstance(model, str):
                offers.setdefault(model, []).append(_offer(book, provider, id_, entry))
    found |= {model: _model(book, model, doc, offers.get(model, [])) for model, doc in book.models.items()}
    return dict(sorted(found.items()))


def _led(book: Book, entries: Mapping[str, Value], target: str) -> str:
    """Where an alias leads: to a model or another alias; from an offer that is neither to its model."""
    offer = entries.get(target)
    model = offer.get("model") if isinstance(offer, dict) else None
    return model if isinstance(model, str) and target not in book.models else target


def _model(book: Book, model: str, mine: Doc, offers: list[Doc]) -> Doc:
    doc: Doc = {
        "id": model,
        **{key: value for key, value in copy_doc(mine).items() if key not in ("id", "notes")},
    }
    voice = book.voice(model)
    for key, value in voice.more.items() if voice else ():
        doc.setdefault(key, value)
    _lay_under(book, model, mine, doc)
    states = [str(offer["state"]) for offer in offers]
    doc["state"] = min(states, key=_RANK.index) if states else "removed"
    doc["visible"] = any(offer["visible"] is True for offer in offers)
    doc["selectable"] = doc["visible"] is True and mine.get("active") is True
    doc["curated"] = model in book.curated
    doc["capabilities"] = {name: _capability(value) for name, value in _doc(doc.get("capabilities")).items()}
    doc["offers"] = list(offers)
    plained = _jsonable(doc)
    return plained if isinstance(plained, dict) else doc


def _lay_under(book: Book, model: str, mine: Doc, doc: Doc) -> None:
    """Other sources speak where neither the file nor the authority does; what a person took out stays out."""
    said = book.said(model)
    for _, record in book.others(model):
        for path, value in _facts(record.facts):
            if get(doc, path) is None and get(said, path) is None:
                put(doc, path, value)


def _facts(facts: Doc) -> Iterator[tuple[Path, Value]]:
    for name in _LAID_UNDER:
        value = facts.get(name)
        if isinstance(value, dict):
            yield from (((name, key), item) for key, item in value.items())
        elif value is not None:
            yield (name,), value


def _offer(book: Book, provider: str, id_: str, entry: Doc) -> Doc:
    base = book.bases.get(provider)
    price = entry.get("price")
    state = str(entry.get("state") or "listed")
    doc: Doc = {"provider": provider, "id": id_}
    if variant(id_):
        doc["variant"] = variant(id_)
    doc |= {
        key: value for key, value in entry.items() if key not in ("model", "notes", "limits", "state", "free")
    }
    doc["capabilities"] = {
        name: _capability(value) for name, value in _doc(entry.get("capabilities")).items()
    }
    doc["limits"] = _limits(book, provider, id_, entry)
    doc["state"] = state
    doc["visible"] = state in ("listed", "stale") and entry.get("disabled") is not True
    doc["free"] = standing(price) == "free"
    doc["price_tier"] = tier(price, book.tiers)
    doc["display"] = display(price)
    doc["as_of"] = base.as_of.isoformat() if base and base.as_of else None
    return {key: value for key, value in doc.items() if value != {} or key == "limits"}


def _limits(book: Book, provider: str, id_: str, entry: Doc) -> Doc:
    """The smaller known limit of model and offer, unless a person wrote one.

    A person's number for the offer holds first, then, for the offer that speaks for its model,
    a person's number for the model.
    """
    model = str(entry.get("model"))
    mine, said = book.models.get(model, {}), book.said(model)
    authority = get(mine, ("authority",)) == {"provider": provider, "offer": id_}
    limits: Doc = {}
    for name in _LIMITS:
        path = ("limits", name)
        of_model, of_offer = get(mine, path), get(entry, path)
        edited = not same(of_model, get(said, path))
        stated = [value for value in (of_model, of_offer) if isinstance(value, int) and value > 0]
        if isinstance(of_offer, int) and not same(of_offer, get(book.offered(provider, id_), path)):
            limits[name] = of_offer
        elif authority and edited and isinstance(of_model, int):
            limits[name] = of_model
        elif stated:
            limits[name] = min(stated)
    return limits


def _capability(value: Value) -> Value:
    """A bare value is a person's."""
    return value if isinstance(value, dict) else {"value": value, "from": "person"}


def _doc(value: Value) -> Doc:
    return value if isinstance(value, dict) else {}


def _jsonable(value: Value, *, money: bool = False) -> Value:
    """Money as text; every other fraction too, for a float would bend it."""
    if isinstance(value, dict):
        return {
            key: _jsonable(item, money=(money or key in ("price", "tiers", "windows")) and key != "over")
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_jsonable(item, money=money) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return plain(value) if money or isinstance(value, Decimal) else value
