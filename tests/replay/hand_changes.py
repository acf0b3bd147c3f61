"""Types known changes into the YAML of a copy of the shipped catalog, and keeps what each means.

Nothing is chosen by its name: `pick` finds a model that nobody changed yet and that has what
the change is about, so the catalog may move on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sync.core.values import Doc, Value, get, plain
from sync.files import store

PRICES = "catalog/offers/openrouter.yaml"
Told = dict[str, Any]
Wanted = Callable[[Doc, Doc], bool]
_UNUSUAL = {"limits", "state", "modalities", "capabilities", "disabled", "ends", "free"}


@dataclass
class Hand:
    """Edits one copy, and remembers what each edit means to applications."""

    root: Path
    told: list[Told] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        catalog = store.load(self.root)
        self.files = {id_: self.root / file.name for id_, file in catalog.models.items()}
        self.models = catalog.model_docs()
        self.offers = {
            id_: entry for id_, entry in catalog.files[PRICES].doc.items() if isinstance(entry, dict)
        }
        entries = [entry for file in catalog.price_lists().values() for entry in file.doc.values()]
        named = [get(entry, ("model",)) for entry in entries]
        self.alone = [id_ for id_ in self.models if named.count(id_) == 1 and id_ in self.offers]

    def pick(self, wanted: Wanted = lambda model, offer: True) -> str:
        """A model with one offer, which has its id, costs something and only differs by its price."""
        for id_ in self.alone:
            offer, model = self.offers[id_], self.models[id_]
            if id_ in self.used or model.get("authority") != {"provider": "openrouter", "offer": id_}:
                continue
            paid = all(Decimal(amount(offer, kind) or 0) > 0 for kind in ("input", "output"))
            if paid and not offer.keys() & _UNUSUAL and wanted(model, offer):
                self.used.add(id_)
                return id_
        raise AssertionError("the catalog has no such model left")

    def in_model(self, id_: str, pattern: str, new: str) -> None:
        """Replace what the pattern finds once in a model's file."""
        path = self.files[id_]
        text, count = re.subn(pattern, new, path.read_text("utf-8"), flags=re.MULTILINE)
        assert count == 1, (id_, pattern)
        path.write_text(text, "utf-8")

    def in_offer(self, id_: str, pattern: str, new: str) -> None:
        """Replace what the pattern finds once in an entry of the price list."""
        path = self.root / PRICES
        text = path.read_text("utf-8")
        entry = re.search(rf'^"?{re.escape(id_)}"?:\n(  .*\n)+', text, re.MULTILINE)
        assert entry, id_
        changed, count = re.subn(pattern, new, entry[0], flags=re.MULTILINE)
        assert count == 1, (id_, pattern, entry[0])
        path.write_text(text[: entry.start()] + changed + text[entry.end() :], "utf-8")

    def add_offer(self, id_: str, text: str) -> None:
        path = self.root / PRICES
        path.write_text(f"{path.read_text('utf-8')}{id_}:\n{text}", "utf-8")

    def price(self, id_: str, kind: str, new: str | None, direction: str, **more: Any) -> None:
        """Replace, add or take out a price."""
        old = amount(self.offers[id_], kind)
        if old is None:
            self.in_offer(id_, r"price: \{", f"price: {{{kind}: {new}, ")
        elif new is None:
            self.in_offer(id_, rf"(price: \{{[^}}]*), {kind}: {re.escape(old)}(?=[,}}])", r"\1")
        else:
            found = rf"(price: \{{[^}}]*\b{kind}: ){re.escape(old)}(?=[,}}])"
            self.in_offer(id_, found, rf"\g<1>{new}")
        self.tell_offer("price", direction, id_, f"price.{kind}", old, new, **more)

    def tell(
        self, kind: str, direction: str, model: str | None, field: str, old: Any, new: Any, **more: Any
    ) -> None:
        told = {"kind": kind, "direction": direction, "model": model, "field": field, "old": old, "new": new}
        self.told.append({"provider": None, "offer": None, "turned": None, "offers": []} | told | more)

    def tell_offer(
        self, kind: str, direction: str, id_: str, field: str, old: Any, new: Any, **more: Any
    ) -> None:
        """A change of one offer; `of` names its model where that has another id."""
        model = more.pop("of", id_)
        self.tell(kind, direction, model, field, old, new, provider="openrouter", offer=id_, **more)

    def tell_both(self, kind: str, direction: str, id_: str, field: str, old: Any, new: Any) -> None:
        """The model's only offer follows it."""
        offers = [{"provider": "openrouter", "offer": id_}]
        self.tell(kind, direction, id_, field, old, new, offers=offers)


def amount(offer: Doc, kind: str) -> str | None:
    """A price as the file and `diff` have it."""
    value: Value = get(offer, ("price", kind))
    assert value is None or isinstance(value, int | Decimal)
    return None if value is None else plain(value)


def times(text: str | None, factor: str) -> str:
    """Another price, as a file has it."""
    value = Decimal(text or "0") * Decimal(factor)
    return plain(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize())
