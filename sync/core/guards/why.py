"""Why a change waits: the rules that hold it for a person, and those that let it settle."""

from typing import Literal

Why = Literal[
    "zero-unconfirmed", "price-move", "price-vanished", "context-shrunk", "capability-lost", "mass-removal",
    "replaced", "odd-id", "restless", "limit-vanished", "kind-vanished", "output-shrunk", "context-halved",
]  # fmt: skip

SETTLES = frozenset({"restless", "limit-vanished", "kind-vanished", "output-shrunk", "context-halved"})
"""Why a change only waits for a second look; every other reason waits for a person."""
