"""Whom a listing speaks for, and whether people rely on one of those models.

upstream's model, the price list's `model:`, the files it speaks for ──> relied on?
a new id that takes a model over from another voice ──> what that one said, to compare with
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sync.core.authority import Authority, speaks, spoke
from sync.core.base import Base
from sync.core.facts import Record, Records
from sync.core.mine import Mine
from sync.core.values import get


def voices_of(base: Base) -> dict[str, list[str]]:
    """{offer id: the models that it spoke for when it was last accepted}."""
    voices: dict[str, list[str]] = {}
    for model, id_ in spoke(base.records).items():
        voices.setdefault(id_, []).append(model)
    return voices


def relied_on(id_: str, record: Record, mine: Mine, voices: Mapping[str, Sequence[str]]) -> bool:
    """Whether people rely on a model that an id offers, by upstream's word or a person's, or speaks for."""
    named = get(mine.offers.get(id_), ("model",))
    models = (record.model, named if isinstance(named, str) else None, *voices.get(id_, ()))
    return any(map(mine.weighty, models))


def heirs(provider: str, fresh: Records, base: Base, mine: Mine, rules: Authority) -> dict[str, Record]:
    """{new id: the record of the voice from which it takes its model over}, of models people rely on.

    Nobody chose the new voice, and what it says of the model was never accepted: it is compared with
    what the model's file was refreshed with. A new offer's own terms are news that replace nothing.
    """
    if not fresh:
        return {}
    before = spoke(base.records)
    now = speaks(provider, rules, base.records, {**base.records, **fresh}, mine.models)
    return {
        id_: replace(base.records[before[model]], id=id_, offer=fresh[id_].offer)
        for model, id_ in now.items()
        if id_ in fresh and model in before and mine.weighty(model)
    }
