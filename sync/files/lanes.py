"""The two lanes of what a run of one provider writes, and which files are a lane's own.

main     models, its price list, and what only the sync writes of it
review   models and its price list: what is held, for a person to merge
prune    stands for the provider where those of several go, and leave a line in the redirects
"""

import re
from collections.abc import Mapping
from typing import Literal

Lane = Literal["main", "review"]
"""`main`: what a run writes; `review`: what is held, for a person to merge."""

PRUNE = "prune"
"""What stands for the provider where `prune` deletes what several had."""

_PART = r"[^/\\.\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*"
_MODEL = re.compile(rf"catalog/models/{_PART}/{_PART}\.yaml")
_OFFERS = re.compile(rf"catalog/offers/{_PART}\.yaml")
_PRUNED = re.compile(rf"catalog/(redirects\.yaml|offers/{_PART}\.yaml|upstream/{_PART}\.jsonl)")
_OWN: Mapping[Lane, tuple[str, ...]] = {
    "main": ("offers/{}.yaml", "upstream/{}.jsonl", "upstream/{}.held.jsonl", "history/{}.jsonl"),
    "review": ("offers/{}.yaml",),
}


def may_write(provider: str, lane: Lane, name: str) -> bool:
    """Whether a sync of a provider writes files by this name: models, and what is its own alone."""
    if provider == PRUNE and lane == "main" and _PRUNED.fullmatch(name):
        return True
    own = {f"catalog/{each.format(provider)}" for each in _OWN[lane]}
    return name in own or is_model(name)


def is_model(name: str) -> bool:
    """Whether a file is a model's."""
    return _MODEL.fullmatch(name) is not None


def is_price_list(name: str) -> bool:
    """Whether a file is the price list of any provider."""
    return _OFFERS.fullmatch(name) is not None
