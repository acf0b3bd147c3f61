"""A copy of the shipped catalog, and payloads that say what its merge base says, or forty things else.

upstream/openrouter.jsonl + what waits in its ledger ──> payload ──run──> settled
                                                                   └──run──> no change, proven
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from shutil import copytree

from sync.core import lifecycle
from sync.core.facts import Record
from sync.core.ledger import Line
from sync.core.values import copy_doc, get, put
from sync.files import jsonl, names, store
from tests.bench import tree
from tests.bench.in_process import command, prove_changes, prove_no_change
from tests.bench.made_up import changed
from tests.upstream import openrouter

HERE = Path(__file__).resolve().parents[2]
PROVIDER = "openrouter"
CHANGED = 40
_RUNS = 3
"""So often at most does a list run until the catalog stands."""


@dataclass(frozen=True)
class Shipped:
    """The copy, made when it is first needed."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "shipped"

    @cached_property
    def kept(self) -> tree.Tree:
        """The catalog in which a list has settled, so that the same list changes nothing any more."""
        for name in ("catalog", "overrides", "schemas"):
            copytree(HERE / name, self.root / name)
        catalog = store.load(self.root)
        records = list(_said(catalog))
        busy = {entry.id for entry in catalog.history(PROVIDER)} | {
            id_ for id_, _ in catalog.ledger(PROVIDER)
        }
        busy |= {record.id.partition(":")[0] for record in records if ":" in record.id}
        calm = [record for record in records if _simple(record) and record.id not in busy]
        others = [record for record in records if record not in calm]
        for name, listed in (("same", records), ("other", [*changed(calm, CHANGED), *others])):
            (self.folder / f"{name}.json").write_bytes(openrouter.body(openrouter.models(listed)))
        self._settle()
        made = tree.kept(self.root)
        prove_no_change(made, self.arguments("same"))
        prove_changes(made, self.arguments("other"), CHANGED)
        return made

    @cached_property
    def day(self) -> str:
        """The day on which its list was accepted."""
        return str(store.load(HERE).base(PROVIDER).as_of)

    def arguments(self, name: str) -> list[str]:
        """A run over one of the lists, `same` or `other`."""
        return ["run", *self.here(), "--from-file", f"{PROVIDER}={self.folder / name}.json"]

    def here(self) -> list[str]:
        return ["--root", str(self.root), "--today", self.day]

    @cached_property
    def built(self) -> Path:
        """The compiled catalog, as applications read it."""
        out = self.folder / "built"
        self.kept.restore()
        command(["build", *self.here(), "--out", str(out)])
        return out

    def an_id(self) -> str:
        """The first offer of the list."""
        name = names.base_name(PROVIDER)
        return min(jsonl.read((HERE / name).read_bytes(), name).records)

    def _settle(self) -> None:
        for _ in range(_RUNS):
            before = tree.contents(self.root)
            command(self.arguments("same"))
            if tree.contents(self.root) == before:
                return
        raise SystemExit(f"error: {_RUNS} runs over the same list still change the shipped catalog")


def _said(catalog: store.Catalog) -> Iterator[Record]:
    """What upstream listed last: what was accepted, with the changes that wait."""
    waits = catalog.ledger(PROVIDER).values()
    for record in catalog.base(PROVIDER).records.values():
        lines = [line for line in waits if line.id == record.id]
        if lifecycle.state(record) == "listed" and not any(line.field == "state" for line in lines):
            yield _proposed(record, lines)


def _proposed(record: Record, lines: list[Line]) -> Record:
    """Prices and limits as the lines propose them; what else waits goes when the list settles."""
    facts, offer = copy_doc(record.facts), copy_doc(record.offer)
    for line in lines:
        path = tuple(line.field.split("."))
        part = facts if path[0] == "limits" else offer
        if path[0] in ("price", "tiers", "windows", "limits"):
            put(part, path, line.new)
    return replace(record, facts=facts, offer=offer)


def _simple(record: Record) -> bool:
    """A plain id with a price and a longest output, which can both change and are said of nothing else."""
    whole = get(record.facts, ("limits", "max_output")) and get(record.offer, ("price", "input"))
    return bool(whole) and ":" not in record.id and set(record.offer) == {"price"}
