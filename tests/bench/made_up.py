"""Made-up records of ten providers: every model at the largest, half as many offers again at the others.

    market(3000)   {"bazaar": 3,000 records, "shop-1": 500, … "shop-9": 500}

The same number and seed give the same records, and names and prices that nobody has.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from sync.core.facts import Record
from sync.core.values import Doc, Value, copy_doc

LARGEST = "bazaar"
SHOPS = tuple(f"shop-{number}" for number in range(1, 10))
PROVIDERS = (LARGEST, *SHOPS)
SEED = 5

_WORDS = ("Amber", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Grove", "Heron", "Indigo", "Juniper")
_KINDS = ("Base", "Chat", "Code", "Flash", "Instruct", "Large", "Mini", "Pro", "Think", "Vision")
_CONTEXTS = (8192, 32768, 65536, 131072, 131072, 200000, 262144, 1000000, 1048576)
_PARAMETERS = ("frequency_penalty", "max_tokens", "presence_penalty", "seed", "stop", "temperature", "top_p")
_PROVEN = {"tools": "tools", "json_mode": "response_format", "structured_outputs": "structured_outputs"}
_FIRST = date(2023, 6, 1)


def market(models: int, seed: int = SEED) -> dict[str, list[Record]]:
    """What each provider lists: 2.5 offers a model in all, 40 % of them at the largest."""
    random = Random(f"{seed} of {models}")  # noqa: S311  nothing secret
    largest = [_model(number, models, random) for number in range(models)]
    listed, others, dealt = {LARGEST: largest}, models * 3 // 2, 0
    for number, shop in enumerate(SHOPS, 1):
        count = others * number // len(SHOPS) - dealt
        dealt += count
        listed[shop] = [_resold(record, random) for record in random.sample(largest, count)]
    return listed


def changed(records: Sequence[Record], count: int, seed: int = SEED) -> list[Record]:
    """The records with so many of them changed.

    Of ten, eight have another price or longest output, one has a price kind that is new, and one is
    new itself. None moves so far that a guard would hold it.
    """
    random = Random(f"{seed} changes {count}")  # noqa: S311
    result = list(records)
    for turn, at in enumerate(sorted(random.sample(range(len(records)), count))):
        result[at] = _CHANGES[turn % 10](records[at], random)
    fresh = [_new(records[at], number) for number, at in enumerate(range(count // 10))]
    return [*result, *fresh]


def _model(number: int, of: int, random: Random) -> Record:
    lab, word, kind = f"lab-{number % max(of // 20, 2):04}", random.choice(_WORDS), random.choice(_KINDS)
    slug = f"{word.lower()}-{number:05}-{kind.lower()}"
    released = _FIRST + timedelta(days=random.randrange(1000))
    proven = [name for name in _PROVEN if random.random() < 0.7]
    reasoning = random.choice(("none", "none", "configurable", "mandatory"))
    parameters = [*_PARAMETERS, *(_PROVEN[name] for name in proven)]
    if reasoning != "none":
        parameters += ["include_reasoning", "reasoning"]
    if random.random() < 0.2:
        parameters.append("parallel_tool_calls")
    context = random.choice(_CONTEXTS)
    facts: Doc = {
        "name": f"{word} {number} {kind}",
        "released": released.isoformat(),
        "modalities": {
            "input": ["text", *random.choice(([], [], ["image"], ["image", "file"]))],
            "output": ["text"],
        },
        "limits": {"context": context, "max_output": context // random.choice((2, 4, 8))},
        "capabilities": {"reasoning": {"value": reasoning, "from": "api"}},
    }
    if random.random() < 0.6:
        facts["knowledge_cutoff"] = (released - timedelta(days=random.randrange(60, 400))).isoformat()
    more: Doc = {
        "created": int(datetime(released.year, released.month, released.day, tzinfo=UTC).timestamp()),
        "canonical_slug": f"{lab}/{slug}-{released:%Y%m%d}",
        "tokenizer": "Other",
        "moderated": random.random() < 0.3,
        "parameters": [*sorted(parameters)],
    }
    id_ = f"{lab}/{slug}"
    return Record(id=id_, model=id_, facts=facts, offer=_offer(context, random), more=more)


def _offer(context: int, random: Random) -> Doc:
    asked = Decimal(random.randrange(5, 400)) / 100
    price: Doc = {"input": asked, "output": asked * random.choice((2, 3, 4, 5))}
    if random.random() < 0.55:
        price["cache_read"] = asked / 10
    if random.random() < 0.15:
        price["cache_write"] = asked * 5 / 4
    if random.random() < 0.3:
        price["per_search"] = Decimal("0.01")
    offer: Doc = {"price": price}
    if context > 200000 and random.random() < 0.5:
        dearer: Doc = {name: _times(price[name], Decimal(2)) for name in ("input", "output")}
        offer["tiers"] = [{"over": 128000, "mode": "cliff", **dearer}]
    return offer


def _resold(record: Record, random: Random) -> Record:
    """The same model at a shop, some of them a little dearer or cheaper."""
    factor = Decimal(random.choice((90, 95, 100, 100, 105, 110))) / 100
    offer = copy_doc(record.offer)
    price = offer["price"]
    assert isinstance(price, dict)
    offer["price"] = {name: _times(value, factor) for name, value in price.items()}
    return replace(record, offer=offer)


def _other_price(record: Record, random: Random) -> Record:
    price = _part(record.offer, "price")
    factor = Decimal(random.randrange(105, 140)) / 100
    return replace(record, offer=record.offer | {"price": price | {"input": _times(price["input"], factor)}})


def _longer_output(record: Record, random: Random) -> Record:
    limits = _part(record.facts, "limits")
    longest = limits["max_output"]
    assert isinstance(longest, int)
    more = longest * random.randrange(105, 140) // 100
    return replace(record, facts=record.facts | {"limits": limits | {"max_output": more}})


def _new_kind(record: Record, random: Random) -> Record:
    price = _part(record.offer, "price")
    kind = next(
        name for name in ("cache_read", "cache_write", "per_search", "audio_input") if name not in price
    )
    return replace(
        record, offer=record.offer | {"price": price | {kind: Decimal(random.randrange(1, 90)) / 1000}}
    )


def _same(record: Record, _: Random) -> Record:
    return record


def _new(record: Record, number: int) -> Record:
    id_ = f"{record.id.partition('/')[0]}/newcomer-{number:05}"
    facts = record.facts | {"name": f"Newcomer {number}"}
    return replace(record, id=id_, model=id_, facts=facts, more=record.more | {"canonical_slug": id_})


_CHANGES = (*[_other_price, _longer_output] * 4, _new_kind, _same)
"""The tenth of ten is a record that is new, so that one stays as it is."""


def _times(value: Value, factor: Decimal) -> Decimal:
    assert isinstance(value, int | Decimal)
    return (Decimal(value) * factor).quantize(Decimal("0.000001")).normalize()


def _part(doc: Doc, name: str) -> Doc:
    part = doc[name]
    assert isinstance(part, dict)
    return part
