"""One offer as applications see it: its price, the limits that hold, and what it amounts to."""

from decimal import Decimal

from sync.core.authority import variant
from sync.core.book import Book
from sync.core.effective import Effective
from sync.core.heuristics import is_guess
from sync.core.ladder import STATED_BESIDE
from sync.core.overrides import IGNORE
from sync.core.pricing import display, standing, tier
from sync.core.values import Doc, Value, get, plain, put, same

VISIBLE = ("listed", "stale")
"""States in which applications show an offer or a model."""

EXCLUDED = "excluded"
"""The reason of an offer that is hidden because `overrides/ignore.yaml` keeps its id out."""

_LIMITS = ("context", "max_input", "max_output")
_MONEY = ("price", "tiers", "windows")


def compile_offer(book: Book, provider: str, id_: str, held: Effective, of_model: Doc) -> Doc:
    """The record of an offer; `of_model` is its model as it holds."""
    base, entry = book.bases.get(provider), held.doc
    price, state = entry.get("price"), str(entry.get("state") or "listed")
    doc: Doc = {"provider": provider, "id": id_}
    if variant(id_):
        doc["variant"] = variant(id_)
    doc |= {
        key: value for key, value in entry.items() if key not in ("model", "notes", "limits", "state", "free")
    }
    stated = _stated_beside(book, provider, id_, held, of_model)
    doc |= {name: _doc(value) | _doc(entry.get(name)) for name, value in stated.items()}
    doc["capabilities"] = capabilities(doc)
    doc["limits"] = _limits(book, provider, id_, held)
    doc["state"] = state
    if ("state",) in held.won and held.won["state",].override.place == IGNORE:
        doc["reason"] = EXCLUDED
    doc["visible"] = state in VISIBLE and entry.get("disabled") is not True
    doc["free"] = standing(price) == "free"
    doc["price_tier"] = tier(price, book.tiers)
    doc["display"] = display(price)
    doc["as_of"] = base.as_of.isoformat() if base and base.as_of else None
    doc |= _disputed(book, provider, id_)
    doc |= overridden(held)
    return {key: value for key, value in doc.items() if value != {} or key == "limits"}


def _stated_beside(book: Book, provider: str, id_: str, held: Effective, of_model: Doc) -> Doc:
    """What a provider says of its own offer of a model that another one speaks for, where it differs.

    What an override decides is not its to say, not even where the override says that nothing is known.
    """
    record = book.record(provider, id_)
    if record is None or book.authority(str(held.doc.get("model")))[0] == provider:
        return {}
    apart: Doc = {}
    for name in STATED_BESIDE:
        for key, value in _doc(record.facts.get(name)).items():
            theirs, ours = get(value, ("value",)), get(of_model, (name, key, "value"))
            if name == "modalities":
                theirs, ours = value, get(of_model, (name, key))
            if (name,) in held.won or (name, key) in held.won:
                continue
            if not is_guess(value) and not same(theirs, ours, as_set=name == "modalities"):
                put(apart, (name, key), value)
    return apart


def _disputed(book: Book, provider: str, id_: str) -> Doc:
    """What stands in spite of upstream, while a person hasn't decided: `[{field, upstream, since}]`."""
    lines: list[Value] = [
        {
            "field": line.field,
            "upstream": jsonable(line.new, money=line.field.partition(".")[0] in _MONEY),
            "since": line.since.isoformat(),
        }
        for line in book.disputed(provider, id_)
    ]
    return {"disputed": lines} if lines else {}


def overridden(held: Effective) -> Doc:
    """{field: {over, reason, source, priority, until}} of the fields that an override decides."""
    fields: Doc = {}
    for path, won in held.won.items():
        override = won.override
        fields[".".join(path)] = {
            "over": jsonable(won.over, money=path[0] in _MONEY),
            "reason": override.reason,
            "source": override.source,
            "priority": override.priority,
            "until": override.until,
        }
    return {"overridden": fields} if fields else {}


def _limits(book: Book, provider: str, id_: str, held: Effective) -> Doc:
    """The smaller known limit of model and offer, unless a person wrote one.

    An override holds first, then a person's number for the offer, then, for the offer that
    speaks for its model, a person's number for the model.
    """
    entry = held.doc
    model = str(entry.get("model"))
    mine, said = book.models.get(model, {}), book.said.get(model, {})
    speaks = book.authority(model) == (provider, id_)
    offered = book.offered.get(provider, {}).get(id_)
    limits: Doc = {}
    for name in _LIMITS:
        path = ("limits", name)
        of_model, of_offer = get(mine, path), get(entry, path)
        edited = not same(of_model, get(said, path))
        stated = [value for value in (of_model, of_offer) if isinstance(value, int) and value > 0]
        if path in held.won or path[:1] in held.won:
            if isinstance(of_offer, int):
                limits[name] = of_offer
        elif isinstance(of_offer, int) and not same(of_offer, get(offered, path)):
            limits[name] = of_offer
        elif speaks and edited and isinstance(of_model, int):
            limits[name] = of_model
        elif stated:
            limits[name] = min(stated)
    return limits


def jsonable(value: Value, *, money: bool = False) -> Value:
    """Money as text; every other fraction too, for a float would bend it."""
    if isinstance(value, dict):
        return {
            key: jsonable(item, money=(money or key in _MONEY) and key != "over")
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [jsonable(item, money=money) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return plain(value) if money or isinstance(value, Decimal) else value


def capabilities(doc: Doc) -> Doc:
    """The capabilities of an entry, each with where it comes from; a bare value is a person's."""
    return {
        name: value if isinstance(value, dict) else {"value": value, "from": "person"}
        for name, value in _doc(doc.get("capabilities")).items()
        if value is not None
    }


def _doc(value: Value) -> Doc:
    return value if isinstance(value, dict) else {}
