"""The recorded OpenRouter lists, each run on its day: what it did to the bytes, kept for all tests of it.

new catalog ─first day─> people edit ─each day in order─> run ─> the same day once more
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync import replay
from sync.core.facts import Listing
from sync.core.outcome import Run
from sync.sources import gather
from tests.replay import hand_edits

LEDGER = "catalog/upstream/openrouter.held.jsonl"
WRITING = frozenset("wax+")

Tree = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Pass:
    """One run: what it reported, the files it opened for writing, and those it handed to the journal."""

    run: Run
    opened: Mapping[str, int]
    journal: Sequence[str]


@dataclass(frozen=True, slots=True)
class Day:
    """One recorded list: the files before it, after it, and after it ran once more, where it did."""

    payload: Path
    before: Tree
    after: Tree
    again: Tree
    first: Pass
    second: Pass | None

    @property
    def name(self) -> str:
        return self.payload.name.partition(".")[0]

    def changed(self) -> set[str]:
        return {name for name in {*self.before, *self.after} if self.before.get(name) != self.after.get(name)}


@dataclass(slots=True)
class Watch:
    """Counts the files below `root` that this process opens for writing, by the name they end up with.

    `.state` is the engine's own memory and not looked at.
    """

    root: str = ""
    opened: Counter[str] = field(default_factory=Counter)

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.root and event == "open":
            path, mode, flags = args
            if WRITING & set(mode or "") or (mode is None and flags & 3):
                self._count(path, 1)
        elif self.root and event == "os.rename":
            source, target = map(str, args[:2])
            self._count(target, self.opened.pop(self._name(source) or "", 1))

    def _count(self, path: object, times: int) -> None:
        name = self._name(str(path))
        if name is not None:
            self.opened[name] += times

    def _name(self, path: str) -> str | None:
        name = path.removeprefix(f"{self.root}/")
        return None if name == path or name.startswith(".state/") else name


WATCH = Watch()
sys.addaudithook(WATCH.hear)


def day(root: Path, payload: replay.Payload, *, first: bool, twice: bool) -> Day:
    before = tree(root)
    passed = run(root, payload)
    after = tree(root)
    again = run(root, payload) if twice or first else None
    recorded = Day(payload[2], before, after, tree(root), passed, again)
    if first:
        hand_edits.apply(root)
    return recorded


def run(root: Path, payload: replay.Payload) -> Pass:
    WATCH.root, WATCH.opened = str(root), Counter()
    try:
        (result,) = replay.replay(root, [payload])
    finally:
        WATCH.root = ""
    journal = [write.name for writes in result.writes.values() for write in writes]
    return Pass(result.runs[0], dict(WATCH.opened), journal)


def read_once(
    listing: Callable[[Sequence[gather.Body]], Listing],
) -> Callable[[Sequence[gather.Body]], Listing]:
    """The same list is read once, for its second run asks for it again: half a minute less."""
    known: dict[bytes, Listing] = {}

    def remembered(bodies: Sequence[gather.Body]) -> Listing:
        (body,) = bodies
        if body.content not in known:
            known.clear()
            known[body.content] = listing(bodies)
        return known[body.content]

    return remembered


SEEN: dict[str, tuple[tuple[int, int, int], bytes]] = {}


def tree(root: Path) -> Tree:
    """Every file but the engine's memory; equal contents are kept once."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if each != ".state"]
        for path in (f"{folder}/{name}" for name in names):
            stat = os.stat(path)  # noqa: PTH116  70,000 of them, and a Path costs more than the call
            signature = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if path not in SEEN or SEEN[path][0] != signature:
                SEEN[path] = (signature, Path(path).read_bytes())
            found[path.removeprefix(f"{root}/")] = SEEN[path][1]
    return found


def text(files: Tree, name: str) -> str:
    return files.get(name, b"").decode("utf-8")


def waiting(each: Day) -> list[dict[str, Any]]:
    """The lines of the ledger after a day."""
    return [json.loads(line) for line in text(each.after, LEDGER).splitlines()]


def waits(each: Day) -> dict[str, frozenset[str]]:
    """By id the fields that wait."""
    lines = waiting(each)
    return {line["id"]: frozenset(one["field"] for one in lines if one["id"] == line["id"]) for line in lines}
