"""Records, bases and listings as a source would have them, short enough to read in a test."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sync.core.base import Base
from sync.core.facts import Listing, Quarantined, Record
from sync.core.merge import MayWrite
from sync.core.mine import Mine, Rulebook
from sync.core.plan import Plan, plan
from sync.core.scope import Scope
from sync.core.values import Doc, Value
from sync.files.schemas import load

TODAY = date(2026, 8, 22)
YESTERDAY = date(2026, 8, 21)
SCHEMAS = load(Path(__file__).parents[2])
NOTHING = Base()
EVERYTHING = Scope()
SOURCE = Base(source="https://example.com/models", rules="test/1")


def offered(
    id_: str = "acme/one",
    *,
    price: Doc | None = None,
    facts: Doc | None = None,
    model: str | None = "",
    **offer: Value,
) -> Record:
    """An offer of `acme/one` at $3 / $15, or whatever differs from that."""
    return Record(
        id=id_,
        model=id_.partition(":")[0] if model == "" else model,
        facts=said() if facts is None else facts,
        offer={"price": usd("3", "15") if price is None else price, **offer},
    )


def alias(id_: str, target: str) -> Record:
    return Record(id=id_, model=None, alias_of=target)


def said(**changes: Value) -> Doc:
    """What a source says of a model; None takes a fact out."""
    facts: Doc = {
        "name": "One",
        "modalities": {"input": ["text"], "output": ["text"]},
        "limits": {"context": 1000, "max_output": 100},
        "capabilities": {"tools": {"value": True, "from": "api"}},
    }
    return {key: value for key, value in (facts | changes).items() if value is not None}


def usd(input_: str, output: str, **more: str) -> Doc:
    return {kind: Decimal(value) for kind, value in {"input": input_, "output": output, **more}.items()}


def listing(*records: Record, quarantined: tuple[str, ...] = ()) -> Listing:
    return Listing(
        records={record.id: record for record in records},
        fetched=len(records) + len(quarantined),
        quarantined=tuple(Quarantined(id=id_, why="id is odd") for id_ in quarantined),
    )


def accepted(*records: Record, as_of: date = YESTERDAY, rules: str = SOURCE.rules) -> Base:
    """The base after these records were accepted."""
    return replace(SOURCE, records={record.id: record for record in records}, as_of=as_of, rules=rules)


def planned(
    listed: Listing,
    base: Base = NOTHING,
    *,
    offers: Mapping[str, Value] | None = None,
    models: Mapping[str, Doc] | None = None,
    scope: Scope = EVERYTHING,
    today: date = TODAY,
    source: Base = SOURCE,
    descriptions: bool = False,
    may_write: MayWrite = lambda _: True,
) -> Plan:
    """A plan; without `offers` or `models`, files are as a sync of `base` would have left them."""
    written = synced(base)
    return plan(
        "acme",
        listed,
        base,
        Mine(
            offers=written.offers if offers is None else offers,
            models=written.models if models is None else models,
        ),
        _book(descriptions=descriptions, may_write=may_write),
        source=source,
        today=today,
        scope=scope,
    )


def synced(base: Base) -> Plan:
    """The first run over an empty catalog, with what `base` holds."""
    found = Listing(records=base.records, fetched=len(base.records))
    return plan(
        "acme", found, Base(), Mine(offers={}, models={}), _book(), source=SOURCE, today=TODAY, scope=Scope()
    )


def _book(*, descriptions: bool = False, may_write: MayWrite = lambda _: True) -> Rulebook:
    return Rulebook(
        offer_fields=SCHEMAS.fields("offers"),
        model_fields=SCHEMAS.fields("model"),
        descriptions=descriptions,
        may_write=may_write,
    )


ONE_OFFER: Doc = {"model": "acme/one", "price": usd("3", "15")}
ONE_MODEL: Doc = {"authority": {"provider": "acme", "offer": "acme/one"}, **said()}
"""What a first run writes of `offered()`."""
