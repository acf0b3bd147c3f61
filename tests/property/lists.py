"""Small lists as OpenRouter would send them, and how they move from one day to the next."""

from copy import deepcopy
from random import Random
from typing import Any

from tests.unit.openrouter_records import Json, architecture, record, tier

_PARAMETERS = ("tools", "response_format", "structured_outputs", "reasoning", "parallel_tool_calls")
_MODALITIES = ("text", "image", "file", "audio")
_PRICES = ("0.0000025", "0.000004", "0.00000008333333333333334", "0.00002", "0.0000006000000000000001")

_TEXTS: tuple[Json, ...] = (
    {"name": "Acme: Renamed"},
    {"name": 'Acme: It\'s: "x" # y'},
    {"name": "Acme: yes"},
    {"name": "Acme: é 😀"},
    {"knowledge_cutoff": None},
    {"knowledge_cutoff": "2026-01-31"},
    {"expiration_date": None},
    {"expiration_date": "2026-12-31"},
)


def plain(id_: str, **changes: Any) -> Json:
    return record(id_, name=f"Acme: {id_.partition('/')[2].title()}", **changes)


def variant(id_: str) -> Json:
    free = {"prompt": "0", "completion": "0"}
    top = {"context_length": 64000, "max_completion_tokens": 8000, "is_moderated": False}
    return record(
        id_, pricing=free, context_length=64000, top_provider=top, supported_parameters=["max_tokens"]
    )


def alias(target: str) -> Json:
    return {"id": "~acme/latest", "name": "Acme: Latest", "alias_target": {"slug": target}}


def tiered(id_: str) -> Json:
    tiers = [tier(200000, "0.000006", "0.0000225"), tier(400000, "0.000012", "0.000045")]
    return plain(id_, pricing={"prompt": "0.000003", "completion": "0.000015", "overrides": tiers})


def vision(id_: str) -> Json:
    pricing = {"prompt": "0.00000125", "completion": "0.00001", "input_cache_read": "0.000000125"}
    top = {"context_length": 100000, "max_completion_tokens": None, "is_moderated": False}
    kinds = architecture(input_modalities=["text", "image", "file"])
    return plain(id_, pricing=pricing, architecture=kinds, top_provider=top, expiration_date="2027-01-31")


LISTS: tuple[tuple[Json, ...], ...] = (
    (plain("acme/one"), variant("acme/one:free"), tiered("acme/two"), alias("acme/one"), vision("lab/three")),
    (plain("acme/one"), vision("acme/two"), alias("acme/two")),
    (variant("acme/one:free"), tiered("x-ai/CON"), plain("lab/three"), alias("lab/three")),
    (
        tiered("acme/one"), variant("acme/one:free"), vision("acme/two"), variant("acme/two:free"),
        plain("a/b"), alias("a/b"),
    ),
)  # fmt: skip


def moved(records: tuple[Json, ...], random: Random) -> tuple[list[Json], list[Json]]:
    """The list of another day, and the records that are gone from it."""
    now = deepcopy(list(records))
    for each in now:
        for _ in range(random.choice((0, 1, 1, 2, 4))):
            _move(each, random)
    gone = [each for each in now[1:] if random.random() < 0.15]  # an empty list would be refused
    stay = [each for each in now if each not in gone]
    if random.random() < 0.4:
        new = plain("acme/new") if random.random() < 0.7 else vision("Zed/New.1")
        stay.append(new)
    if random.random() < 0.2 and not any(each["id"] == "acme/one" for each in now):
        stay.append(plain("acme/one"))
    random.shuffle(stay)
    ids = {each["id"] for each in gone}
    return stay, [deepcopy(each) for each in records if each["id"] in ids]


def _move(each: Json, random: Random) -> None:
    if "alias_target" in each:
        each["alias_target"] = {"slug": random.choice(("acme/one", "acme/two"))}
        return
    free = each["id"].endswith(":free")
    match random.choice(("price", "tiers", "limits", "parameters", "modalities", "text", "text")):
        case "price" if not free:
            kind = random.choice(("prompt", "completion", "input_cache_read", "image"))
            each["pricing"][kind] = random.choice(_PRICES)
            if random.random() < 0.2:
                each["pricing"].pop("input_cache_read", None)
        case "tiers" if not free:
            tiers = [tier(200000, random.choice(_PRICES), "0.00003"), tier(300000, "0.00001", "0.00005")]
            each["pricing"]["overrides"] = tiers[: random.randint(0, 2)]
        case "limits":
            each["context_length"] = random.choice((32000, 131072, 262144))
            each["top_provider"]["context_length"] = random.choice((32000, each["context_length"]))
            each["top_provider"]["max_completion_tokens"] = random.choice((None, 16000, 64000))
        case "parameters":
            each["supported_parameters"] = [
                "max_tokens",
                *(one for one in _PARAMETERS if random.random() < 0.5),
            ]
        case "modalities":
            each["architecture"] = architecture(
                input_modalities=["text", *(one for one in _MODALITIES[1:] if random.random() < 0.4)]
            )
        case "text":
            each.update(random.choice(_TEXTS))
