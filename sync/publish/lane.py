"""One lane from a change set to what the forge holds: looked at, decided, done; once more where it was late.

    folder of a change set ──> Proposal ──look──> World ──decide──> actions ──act──> forge
                                            └── TooLateError: once more, then it is the next run's ──┘

Only what a run brought to an end touches the forge: a provider that failed, or was refused, has its
pull request left as it is. A missing list never means that everything is gone.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sync.errors import CatalogError, SyncError
from sync.files import changeset
from sync.files.changeset import ChangeSet
from sync.publish import items, marker, retold
from sync.publish.act import Hands, TooLateError, act
from sync.publish.decide import decide
from sync.publish.git import Author, Repository
from sync.publish.github import GitHub
from sync.publish.look import Eyes, look
from sync.publish.world import Proposal

LOOKS = 2
"""How often a lane is looked at, where a person is faster."""
HEARTBEAT = timedelta(days=7)
"""How old a merge base gets before it opens a pull request of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """The forge, the clone, who commits, and the link of the run that publishes."""

    github: GitHub
    repository: Repository
    author: Author
    run_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a lane: why nothing more was to be done, and each thing that was done."""

    provider: str
    why: str
    told: tuple[str, ...] = ()
    failed: SyncError | None = None


def publish(folder: Path, forge: Forge, eyes: Eyes, *, may_write: bool) -> Done:
    """Publish the change set in a folder. A failure is that lane's own."""
    provider, told = folder.name, list[str]()
    try:
        changes = changeset.read(folder)
        if changes.status != "ok":
            return Done(provider=provider, why=f"left alone: the run was {changes.status}")
        report = _report(folder)
        proposal = proposed(changes, report)
        hands = Hands(
            github=forge.github,
            repository=forge.repository,
            author=forge.author,
            changes=changes,
            page=(folder / "report.md").read_text("utf-8"),
            report=report["runs"][0],
            run=retold.run_of(report),
            run_url=forge.run_url,
        )
        why = _until_settled(proposal, hands, eyes, told.append, may_write=may_write)
    except CatalogError:
        return Done(provider=provider, why="stale: main moved, the next run plans on it", told=tuple(told))
    except SyncError as error:
        return Done(provider=provider, why="failed", told=tuple(told), failed=error)
    return Done(provider=provider, why=why, told=tuple(told))


def proposed(changes: ChangeSet, report: Mapping[str, Any]) -> Proposal:
    """What a change set asks for. One that only moves the merge base waits until that is a week old."""
    run = report["runs"][0]
    found = items.items(run) if changes.files else {}
    real = bool(found)
    if changes.files and not found:
        found = {items.BASE: items.digest(run["as_of"])}
        real = True if run["as_of"] is None else _is_old(changes, run)
    kept = marker.short(found)
    return Proposal(
        provider=changes.provider, lane="main", items=kept, fingerprint=items.fingerprint(kept), real=real
    )


def _is_old(changes: ChangeSet, run: Mapping[str, Any]) -> bool:
    """Whether the base's own date moved, which it does alone only when it is a week old."""
    return bool(run["as_of"] == changes.today.isoformat())


def _until_settled(
    proposal: Proposal, hands: Hands, eyes: Eyes, told: Callable[[str], None], *, may_write: bool
) -> str:
    for _ in range(LOOKS):
        eyes.repository.fetch()
        world = look(eyes, proposal, may_write=may_write)
        decision = decide(world)
        try:
            act(hands, world, decision, told)
        except TooLateError:
            continue
        return decision.why
    return "somebody was faster twice; the next run looks again"


def _report(folder: Path) -> Mapping[str, Any]:
    try:
        doc = json.loads((folder / "report.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        doc = None
    if not isinstance(doc, dict) or not isinstance(doc.get("runs"), list) or len(doc["runs"]) != 1:
        raise SyncError(
            "no report of one run",
            where=str(folder / "report.json"),
            fix="make the change set again: run --out",
        )
    return doc
