"""What of a run waits for a person, as files that a person can merge: the held changes and nothing else.

    planned   the run as it is: what is held isn't written ─┐
    let_in    the same list, with the held changes let in  ─┴─ where they differ ──> offers, models

What differs is laid over the files as they are: the rest of the run is the main lane's. Merge base,
history and ledger are never part of it; the next run moves them, for the files say by then what it says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sync.core.ledger import Line
from sync.core.mine import Mine
from sync.core.outcome import Run
from sync.core.plan import Plan
from sync.core.values import Doc, Value, same


def review(planned: Plan, let_in: Plan, mine: Mine) -> Plan | None:
    """The plan that writes what is held; its run tells only that. None where nothing held can be written.

    An id that the run itself brings in waits until main has it: a review can't say half of a new entry.
    """
    offers = dict(mine.offers)
    for id_, new in let_in.offers.items():
        old, own = planned.offers.get(id_), mine.offers.get(id_)
        if old != new and (own is not None or old is None):
            offers[id_] = _over(own, old, new)
    models = {}
    for model, doc in let_in.models.items():
        own_doc = mine.models.get(model)
        before = planned.models.get(model, own_doc)
        if before != doc and (own_doc is not None or before is None):
            models[model] = _over_doc(own_doc or {}, before or {}, doc)
    offers = {id_: mine.offers[id_] if _same(mine, id_, entry) else entry for id_, entry in offers.items()}
    found = replace(
        let_in, offers=offers, models=models, base_changed=False, ledger=planned.ledger, history=()
    )
    lines = tuple(_lines(planned, found, mine))
    return replace(found, run=_told(planned.run, lines)) if lines else None


def _same(mine: Mine, id_: str, entry: Value) -> bool:
    return id_ in mine.offers and mine.offers[id_] == entry


def _lines(planned: Plan, found: Plan, mine: Mine) -> Iterator[Line]:
    """The holds of which something is written."""
    for line in planned.run.held:
        record = found.base.records.get(line.id)
        offer = found.offers.get(line.id) is not mine.offers.get(line.id)
        if offer or (record is not None and record.model in found.models):
            yield line


def _told(run: Run, lines: tuple[Line, ...]) -> Run:
    return Run(
        provider=run.provider,
        status="ok",
        source=run.source,
        as_of=run.as_of,
        fetched=run.fetched,
        today=run.today,
        held=lines,
    )


def _over(own: Value, old: Value, new: Value) -> Value:
    if isinstance(own, dict) and isinstance(new, dict):
        return _over_doc(own, old if isinstance(old, dict) else {}, new)
    return new


def _over_doc(own: Doc, old: Mapping[str, Value], new: Mapping[str, Value]) -> Doc:
    """What is ours, with each value in which the two differ as the new one has it."""
    found = dict(own)
    for key in dict.fromkeys((*old, *new)):
        if same(old.get(key), new.get(key)) and (key in old) == (key in new):
            continue
        if key not in new:
            found.pop(key, None)
        else:
            found[key] = _over(own.get(key), old.get(key), new[key])
    return found
