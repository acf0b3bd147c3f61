"""A model of a catalog's history: what people wrote, what they let pass, what upstream goes on saying.

    Seen      a catalog as its files are now, and what of it upstream alone would have written
    People    every edit and comment that stands; an edit ends when upstream says the same
    Patience  since when upstream repeats all prices of an id

`Where` names a value: ("offer", id, "price", "input") or ("model", model, "limits", "context").
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sync import sides
from sync.core.authority import spoke
from sync.core.facts import Record
from sync.core.guards.terms import value as said_of
from sync.core.ledger import Ledger, Line
from sync.core.project import Projection, project
from sync.core.values import Doc, Value, get, same
from sync.files import store
from sync.files.names import model_name
from tests.property.days import Upstream
from tests.scratch import OFFERS, Scratch, Tree

PROVIDER = "openrouter"
Where = tuple[str, ...]

OFFER = (("price", "input"), ("price", "output"), ("price", "cache_read"), ("limits", "context"),
         ("limits", "max_output"), ("capabilities", "tools"), ("state",), ("missing_since",))  # fmt: skip
MODEL = (("limits", "context"), ("limits", "max_output"), ("capabilities", "tools"), ("name",))
PRICES = OFFER[:3]


@dataclass(frozen=True, slots=True)
class Seen:
    """A catalog at one moment."""

    tree: Tree
    files: Mapping[str, Mapping[str, Value]]
    said: Mapping[str, Mapping[str, Doc]]
    base: Mapping[str, Record]
    ledger: Ledger

    def mine(self, where: Where) -> Value:
        """What a file says; `where` may be a whole entry."""
        return get(self.files[where[0]].get(where[1]), where[2:])

    def upstream(self, where: Where) -> Value:
        """What it would say if only upstream wrote it."""
        return get(self.said[where[0]].get(where[1]), where[2:])

    def text(self, where: Where) -> str | None:
        """The file that a value stands in; None where its entry is gone."""
        name = OFFERS if where[0] == "offer" else model_name(where[1])
        return self.tree[name].decode() if where[1] in self.files[where[0]] else None

    def weighty(self, id_: str) -> bool:
        """Whether people rely on the model of an offer."""
        return self.mine(("model", self.model(id_), "active")) is True

    def model(self, id_: str) -> str:
        return str(self.base[id_].model if id_ in self.base else self.mine(("offer", id_, "model")))

    def places(self, id_: str, path: tuple[str, ...]) -> list[Where]:
        """Where a value of an offer stands: in its entry, or in its model's file."""
        own = ("offer", id_, *path)
        return (
            [own]
            if path in PRICES or path[0] in ("state", "missing_since")
            else [own, ("model", self.model(id_), *path)]
        )

    def effective(self, id_: str, path: tuple[str, ...]) -> Value:
        """What holds for an offer: the smaller limit, its own capability before its model's."""
        found = [bare(value) for each in self.places(id_, path) if (value := self.mine(each)) is not None]
        if path[0] == "limits":
            return min((each for each in found if isinstance(each, int)), default=None)
        return found[0] if found else None


def bare(value: Value) -> Value:
    """A capability without who says it."""
    return value["value"] if isinstance(value, dict) and "value" in value else value


def seen(catalog: Scratch) -> Seen:
    """The catalog as it is on the disk."""
    loaded = store.load(catalog.root)
    both = sides.mine(loaded, PROVIDER)
    base = loaded.base(PROVIDER).records
    said: Projection = project(PROVIDER, base, spoke(base))
    return Seen(
        tree=catalog.tracked(),
        files={"offer": both.offers, "model": both.models},
        said={"offer": said.offers, "model": said.models},
        base=base,
        ledger=both.ledger,
    )


class People:
    """What people wrote by hand, and where; None: they took it out."""

    def __init__(self) -> None:
        self.edits: dict[Where, Value] = {}
        self.comments: dict[str, Where] = {}

    def wrote(self, where: Where, value: Value) -> None:
        """One edit; an entry that is taken out takes along all that was written in it."""
        if len(where) == 2:
            self.edits = {each: said for each, said in self.edits.items() if each[:2] != where}
            self.comments = {text: each for text, each in self.comments.items() if each[:2] != where}
        self.edits[where] = value

    def touched(self, where: Where) -> bool:
        """Whether a person's word stands there, or their deletion of the whole."""
        return any(where[:depth] in self.edits for depth in range(2, len(where) + 1))

    def lost(self, now: Seen) -> Iterator[str]:
        """Edits and comments that should be there and aren't."""
        for where, value in self.edits.items():
            if not same(now.mine(where), value):
                yield f"{where}: {now.mine(where)} instead of {value}, a hand edit"
        for comment, where in self.comments.items():
            text = now.text(where)
            if text is not None and f"# {comment}" not in text.splitlines() and f"# {comment}\n" not in text:
                yield f"{where}: the comment {comment}"

    def settled(self, now: Seen) -> None:
        """Forget what upstream says too: nobody can tell it from upstream's word any more."""
        self.edits = {
            where: value for where, value in self.edits.items() if not same(now.upstream(where), value)
        }

    def went(self, now: Seen) -> None:
        """Forget what stood in entries that a person had deleted for good."""
        whole = {("offer", id_) for id_ in now.files["offer"]} | {
            ("model", id_) for id_ in now.files["model"]
        }
        self.edits = {
            each: value for each, value in self.edits.items() if each[:2] in whole or len(each) == 2
        }
        self.comments = {text: each for text, each in self.comments.items() if each[:2] in whole}


class Patience:
    """Since when upstream repeats the prices of each id, in lists that were believed."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[Mapping[str, str], date]] = {}

    def believed(self, upstream: Upstream, today: date) -> None:
        """One more list. An id that can't be used says nothing, one that is gone repeats nothing."""
        usable = upstream.usable()
        for id_ in self._since.keys() - upstream.listed.keys():
            del self._since[id_]
        for id_, prices in usable.items():
            if id_ not in self._since or self._since[id_][0] != prices:
                self._since[id_] = dict(prices), today

    def is_over(self, id_: str, today: date) -> bool:
        """Whether six days are enough."""
        return id_ in self._since and today - self._since[id_][1] >= timedelta(days=6)


def moved_far(old: Value, new: Value) -> bool:
    """Whether a price moves by more than five times, or from nothing to any price."""
    if isinstance(old, bool) or isinstance(new, bool) or not new or old is None:
        return False
    return old == 0 or max(old, new) > 5 * min(old, new)  # type: ignore[operator,type-var]


def risks(before: Seen, now: Seen, id_: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(field, why) of everything that moved in an offer and that no sync does unseen."""
    for path in PRICES:
        old, new = (each.mine(("offer", id_, *path)) for each in (before, now))
        if new == 0 and old != 0 and not id_.endswith(":free") and now.mine(("offer", id_, "free")) is None:
            yield path, "zero"
        elif moved_far(old, new):
            yield path, "far"
        elif path[1] != "cache_read" and old is not None and new is None:
            yield path, "unsaid"
    if before.weighty(id_) and now.weighty(id_):
        context = [each.effective(id_, ("limits", "context")) for each in (before, now)]
        if isinstance(context[0], int) and isinstance(context[1], int) and context[1] < context[0]:
            yield ("limits", "context"), "smaller"
        tools = [each.effective(id_, ("capabilities", "tools")) for each in (before, now)]
        if tools[0] is True and tools[1] is not True:
            yield ("capabilities", "tools"), "lost"


def waits_for_nothing(now: Seen, people: People, line: Line) -> bool:
    """Whether hand edits stand on all that a line proposes to change."""
    if line.field in ("id", "state"):
        return False
    if line.field != "price":
        own, model = now.places(line.id, tuple(line.field.split(".")))
        speaks = now.mine((*model[:2], "authority", "offer")) == line.id
        return people.touched(model if speaks else own)
    old, new = (each if isinstance(each, dict) else {} for each in (line.old, line.new))
    moved = [kind for kind in {**old, **new} if not same(old.get(kind), new.get(kind))]
    return all(people.touched(("offer", line.id, "price", kind)) for kind in moved)


def decided_by(waits: Sequence[Line], one: Line, *, whole: bool) -> list[Line]:
    """What a decision about an id, or one of its fields, is about."""
    if not whole:
        return [one]
    its = [line for line in waits if line.id == one.id]
    return [line for line in its if line.held] or its


def covered(now: Seen, lines: Sequence[Line]) -> list[Where]:
    """All places of values that these lines are about."""
    found: list[Where] = []
    for line in lines:
        paths = {"price": PRICES, "state": OFFER[-2:]}.get(line.field, (tuple(line.field.split(".")),))
        found += [where for path in paths for where in now.places(line.id, path)]
    return found


def unlike_their_history(now: Seen, lines: Iterable[bytes], but: Collection[str]) -> Iterator[str]:
    """Values of the base that aren't what their history says last, `but` those of these ids."""
    last: dict[tuple[str, str], dict[str, list[object]]] = {}
    for line in lines:
        entry = json.loads(line, parse_float=Decimal)
        last.setdefault((entry["id"], entry["field"]), {}).setdefault(entry["accepted"], []).append(
            entry["new"]
        )
    for (id_, name), days in last.items():
        if id_ in now.base and id_ not in but and said_of(now.base[id_], name) not in days[max(days)]:
            yield f"{id_} {name}: {said_of(now.base[id_], name)}, last accepted {days[max(days)]}"
