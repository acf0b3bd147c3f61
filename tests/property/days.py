"""An upstream that a test moves step by step: what it lists now, and everything that it ever listed.

upstream.move("far", "acme/one", 0)     its price is a hundred times as high, or that part of it again
upstream.sent()                         the list as it is fetched today; what is malformed is so only once
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal

from tests.scratch import priced
from tests.unit.openrouter_records import Json, record

LEVELS = ("0.000001", "0.0000015", "0.000002", "0.000004")
"""Prices for a token, so near to each other that no move between them is risky."""

PER_MILLION = tuple(Decimal(level) * 1_000_000 for level in LEVELS)
CONTEXTS = (262144, 131072, 100000, 50000)
KINDS = ("prompt", "completion", "input_cache_read")
IDS = ("acme/one", "acme/one:free", "acme/two", "acme/two:beta", "beta/big", "beta/small")
NEW = ("gamma/new", "gamma/new:free", "gamm\u00e9/odd")

Pair = tuple[Decimal | None, Decimal | None]
"""Input and output in US$ per million tokens; None: not said."""


def listed_first() -> dict[str, Json]:
    """What upstream lists on the first day."""
    free = {id_: priced(id_, "0", "0") for id_ in IDS if id_.endswith(":free")}
    paid = {id_: priced(id_, LEVELS[1], LEVELS[2], name=f"Lab: {id_}") for id_ in IDS if id_ not in free}
    return paid | free


class Upstream:
    """A provider. `published` has every pair of prices that an id was ever listed with."""

    def __init__(self) -> None:
        self.listed = listed_first()
        self.away: dict[str, Json] = {}
        self.malformed: set[str] = set()
        self.published: dict[str, set[Pair]] = defaultdict(set)
        self._publish()

    def move(self, what: str, id_: str, amount: int) -> None:
        """One thing is otherwise from now on; nothing where it can't be, as the price of an absent id."""
        if what in _MOVES and id_ in self.listed:
            _MOVES[what](self.listed[id_], amount)
        elif what == "gone" and id_ in self.listed:
            self.away[id_] = self.listed.pop(id_)
        elif what == "back" and id_ in self.away:
            self.listed[id_] = self.away.pop(id_)
        elif what == "new":
            new = NEW[amount % len(NEW)]
            if new not in {**self.listed, **self.away}:
                self.listed[new] = priced(new, LEVELS[amount], LEVELS[amount], name=f"Lab: {new}")
        elif what in ("malformed", "empty"):
            self.malformed.add(id_ if what == "malformed" else "*")

    def sent(self) -> list[Json]:
        """The list as it is fetched today."""
        self._publish()
        if "*" in self.malformed:
            return []
        return [
            record(id_, pricing={"prompt": "cheap", "completion": "1"}) if id_ in self.malformed else each
            for id_, each in self.listed.items()
        ]

    def usable(self) -> dict[str, Mapping[str, str]]:
        """What is charged for each id that can be used today."""
        here = {} if "*" in self.malformed else self.listed
        return {id_: {**each["pricing"]} for id_, each in here.items() if id_ not in self.malformed}

    def _publish(self) -> None:
        for id_, each in self.listed.items():
            self.published[id_].add((_million(each, "prompt"), _million(each, "completion")))


def _million(each: Json, kind: str) -> Decimal | None:
    said = each["pricing"].get(kind)
    return None if said is None else Decimal(said) * 1_000_000


def _near(each: Json, amount: int) -> None:
    each["pricing"][KINDS[amount % 2]] = LEVELS[amount]


def _cached(each: Json, amount: int) -> None:
    each["pricing"]["input_cache_read"] = LEVELS[amount]
    if amount == 0:
        del each["pricing"]["input_cache_read"]


def _far(each: Json, amount: int) -> None:
    for kind in KINDS[: 1 + amount % 3]:
        price = Decimal(each["pricing"].get(kind, LEVELS[amount]))
        each["pricing"][kind] = format((price * 100 if price < Decimal("0.00001") else price / 100), "f")


def _zero(each: Json, amount: int) -> None:
    for kind in KINDS[amount % 2 : 2]:
        each["pricing"][kind] = "0"


def _unsaid(each: Json, amount: int) -> None:
    each["pricing"].pop(KINDS[amount % 2], None)


def _context(each: Json, amount: int) -> None:
    each["context_length"] = CONTEXTS[amount]
    each["top_provider"] = {**each["top_provider"], "context_length": CONTEXTS[amount]}


def _output(each: Json, amount: int) -> None:
    each["top_provider"] = {
        **each["top_provider"],
        "max_completion_tokens": (None, 16000, 32000, 64000)[amount],
    }


def _tools(each: Json, amount: int) -> None:
    each["supported_parameters"] = ["max_tokens", *(["tools", "response_format"][: amount % 3])]


def _ends(each: Json, amount: int) -> None:
    each["expiration_date"] = (None, "2026-08-25", "2026-09-10", "2026-12-31")[amount]


_MOVES: Mapping[str, Callable[[Json, int], None]] = {
    "near": _near, "cached": _cached, "far": _far, "zero": _zero, "unsaid": _unsaid,
    "context": _context, "output": _output, "tools": _tools, "ends": _ends,
}  # fmt: skip
MOVES = ("near", "near", "gone", "back", "new", "malformed", "empty", *_MOVES)
