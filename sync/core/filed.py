"""What waits and stands in the files all the same: a person merged the review of it, and that is accepting.

The base is upstream's word and isn't part of a review; the next list that says the same moves it.
"""

from collections.abc import Iterable
from datetime import date

from sync.core.absence import listed
from sync.core.base import Base
from sync.core.facts import Record
from sync.core.guards.terms import PRICES, path_of, value
from sync.core.ledger import Line
from sync.core.mine import Mine
from sync.core.values import get, same


def gone(base: Base, mine: Mine) -> dict[str, date | None]:
    """Ids that the price list has as gone and the base as listed, with since when the list has them so."""
    found: dict[str, date | None] = {}
    for id_ in listed(base.records, {}):
        entry = mine.offers.get(id_)
        if get(entry, ("state",)) not in (None, "listed"):
            found[id_] = _day(get(entry, ("missing_since",)))
    return found


def says(line: Line, record: Record | None, mine: Mine, models: Iterable[str]) -> bool:
    """Whether the files say what waited, and upstream still does. `models`: for which the id speaks."""
    if line.field == "id":
        return line.id in mine.offers
    if record is None or not same(value(record, line.field), line.new):
        return False
    docs = [mine.offers.get(line.id), *(mine.models.get(model) for model in models)]
    paths = [(name,) for name in PRICES] if line.field == "price" else [path_of(line.field)]
    return all(
        any(same(get(doc, path), said, as_set=True) for doc in docs)
        for path in paths
        for part in (record.offer, record.facts)
        if (said := get(part, path)) is not None
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
