"""Hand edits that a person made lasting: the merge base remembers them, beside what they stand against.

    {"id": "beta/big", "decided": ["offer price.output"], …}             of the entry in the price list
    {"id": "acme/one", "decided": ["model acme/one limits.context"], …}  of a model that it speaks for

A decision lasts as long as the edit stands and upstream says what it said then: when upstream
moves, it is a conflict like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sync.core.facts import Record, Records
from sync.core.outcome import Kept
from sync.core.values import same


def mark(kept: Kept) -> str:
    """A hand edit as the base remembers it; without a field where the whole entry was taken out."""
    words = [kept.place, *([kept.model] if kept.place == "model" else ()), kept.field]
    return " ".join(str(word) for word in (words if kept.field != kept.place else words[:-1]))


def is_lasting(kept: Kept, records: Records) -> bool:
    """Whether a person made the edit lasting."""
    record = records.get(kept.id)
    return record is not None and mark(kept) in record.decided


def remembered(records: Records, kept: Iterable[Kept]) -> Records:
    """The records with these edits among the lasting ones."""
    return _changed(
        records, {id_: {*records[id_].decided, *marks} for id_, marks in _by_record(kept).items()}
    )


def forgotten(records: Records, kept: Iterable[Kept]) -> Records:
    """The records without these edits among the lasting ones."""
    return _changed(
        records, {id_: {*records[id_].decided} - marks for id_, marks in _by_record(kept).items()}
    )


def carried(before: Records, now: Records, kept: Sequence[Kept]) -> Records:
    """The records after a fetch, with the lasting edits that stand against what didn't move.

    A model's edit goes along when another offer speaks for it now.
    """
    offers = {(id_, each) for id_, record in before.items() for each in record.decided}
    if not offers and not any(record.decided for record in now.values()):
        return now
    models = {each for _, each in offers}
    stay = [
        each
        for each in kept
        if same(each.was, each.upstream, as_set=True)
        and ((each.id, mark(each)) in offers or (each.place == "model" and mark(each) in models))
    ]
    nothing: dict[str, set[str]] = {id_: set() for id_, record in now.items() if record.decided}
    return _changed(now, nothing | _by_record(stay))


def _by_record(kept: Iterable[Kept]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in kept:
        found.setdefault(each.id, set()).add(mark(each))
    return found


def _changed(records: Records, marks: Mapping[str, set[str]]) -> Records:
    changed: dict[str, Record] = {}
    for id_, decided in marks.items():
        wanted = tuple(sorted(decided))
        if records[id_].decided != wanted:
            changed[id_] = replace(records[id_], decided=wanted)
    return {**records, **changed} if changed else records
