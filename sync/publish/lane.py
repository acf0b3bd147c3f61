"""One lane from a change set to what the forge holds: looked at, decided, done; once more where it was late.

    folder of a change set ──> Proposal ──look──> World ──decide──> actions ──act──> forge
                                            └── TooLateError: once more, then it is the next run's ──┘

Only what a run brought to an end touches the forge: a provider that failed, or was refused, has its
pull request left as it is. A missing list never means that everything is gone.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sync.core.outcome import Run
from sync.errors import CatalogError, SyncError
from sync.files import changeset
from sync.files.changeset import ChangeSet
from sync.files.outbox import REVIEW
from sync.publish import items, marker, rejections, retold
from sync.publish.act import Hands, TooLateError, act
from sync.publish.decide import decide
from sync.publish.git import Author, Repository
from sync.publish.github import GitHub
from sync.publish.look import Eyes, look
from sync.publish.world import Items, Lane, Proposal

LOOKS = 2
"""How often a lane is looked at, where a person is faster."""

_STALE = "stale: main moved, the next run plans on it"
_NOTHING: Items = MappingProxyType({})


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
    lane: Lane = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A change set with its report, the same read, and its page."""

    changes: ChangeSet
    report: Mapping[str, Any]
    told: Run
    page: str

    @property
    def run(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.report["runs"][0]
        return found


_Told = Callable[[str], None]


def publish(folder: Path, forge: Forge, eyes: Eyes, *, may_write: bool) -> Done:
    """Publish the change set in a folder. A failure is that lane's own."""

    def lane(told: _Told) -> str:
        read = _read(folder, "main")
        if read.changes.status != "ok":
            return f"left alone: the run was {read.changes.status}"
        found = rejections.rejections(eyes, read.changes, read.run)
        turned = {(line.id, line.field) for line in found.lines}
        read = replace(read, changes=found.changes, page=read.page + rejections.told(found.lines))
        hands = _hands(read, forge, rejected=len(turned))
        held = tuple(line for line in hands.run.held if (line.id, line.field) not in turned)
        hands = replace(hands, run=replace(hands.run, held=held))
        proposal = proposed(read.changes, read.report, rejections.items(found.lines))
        return _until_settled(proposal, hands, eyes, told, may_write=may_write)

    return _done(folder.name, "main", lane)


def publish_review(folder: Path, forge: Forge, eyes: Eyes, *, may_write: bool) -> Done:
    """Publish what is held of a provider, as the folder of its change set has it, or end its review.

    While what reviewers took out waits for the main lane to write it down, nothing is proposed again.
    """

    def lane(told: _Told) -> str:
        read, held, anew = _read(folder, "main"), folder / REVIEW, False
        if read.changes.status != "ok":
            return f"left alone: the run was {read.changes.status}"
        if held.exists():
            found = rejections.rejections(eyes, read.changes, read.run)
            if found.lines:
                return f"waits: {len(found.lines):,} rejected, which the main lane writes first"
            read, anew = _of_one_run(read, _read(held, "review"), held), found.anew
        elif read.run.get("held"):
            return "nothing that is held can be written now"
        else:
            read = replace(read, changes=replace(read.changes, lane="review", files=()))
        kept = marker.short(items.items(read.run) if read.changes.files else {})
        proposal = Proposal(
            provider=read.changes.provider, lane="review", items=kept, fingerprint=items.fingerprint(kept)
        )
        return _until_settled(proposal, _hands(read, forge), eyes, told, may_write=may_write, anew=anew)

    return _done(folder.name, "review", lane)


def _done(provider: str, lane: Lane, publish: Callable[[_Told], str]) -> Done:
    told, failed = list[str](), None
    try:
        why = publish(told.append)
    except CatalogError:
        why = _STALE
    except SyncError as error:
        why, failed = "failed", error
    return Done(provider=provider, why=why, told=tuple(told), failed=failed, lane=lane)


def _read(folder: Path, lane: Lane) -> _Read:
    """What lies in a folder. Raises SyncError where it isn't a change set of that lane."""
    changes = changeset.read(folder)
    if changes.lane != lane:
        where, fix = str(folder / changeset.NAME), "make the change set again: run --out"
        raise SyncError(f"this is of the lane {changes.lane}", where=where, fix=fix)
    report = _report(folder)
    try:
        page = (folder / "report.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        where, fix = str(folder / "report.md"), "make the change set again: run --out"
        raise SyncError("the page of the run can't be read", where=where, fix=fix) from None
    return _Read(changes=changes, report=report, told=retold.run_of(report), page=page)


def _of_one_run(main: _Read, review: _Read, folder: Path) -> _Read:
    """What is held. Raises SyncError where it isn't of the run that it lies beside."""
    one, other = ((each.changes.provider, each.changes.base, each.changes.today) for each in (main, review))
    if one != other:
        where, fix = str(folder / changeset.NAME), "make both again: run --out"
        raise SyncError("this is of another run than the change set beside it", where=where, fix=fix)
    return review


def _hands(read: _Read, forge: Forge, rejected: int = 0) -> Hands:
    return Hands(
        github=forge.github,
        repository=forge.repository,
        author=forge.author,
        changes=read.changes,
        page=read.page,
        report=read.run,
        run=read.told,
        run_url=forge.run_url,
        rejected=rejected,
    )


def proposed(changes: ChangeSet, report: Mapping[str, Any], more: Items = _NOTHING) -> Proposal:
    """What a change set asks for. One that only moves the merge base waits until that is a week old.

    more  items of what the report doesn't tell
    """
    run = report["runs"][0]
    found = {**items.items(run), **more} if changes.files else {}
    real, dated = bool(found), bool(changes.files) and not found
    if dated:
        found = {items.BASE: items.digest(run.get("as_of"))}
        real = True if run.get("as_of") is None else _is_old(changes, run)
    kept = marker.short(found)
    return Proposal(
        provider=changes.provider,
        lane="main",
        items=kept,
        fingerprint=items.fingerprint(kept),
        real=real,
        dated=dated,
    )


def _is_old(changes: ChangeSet, run: Mapping[str, Any]) -> bool:
    """Whether the base's own date moved, which it does alone only when it is a week old."""
    return bool(run["as_of"] == changes.today.isoformat())


def _until_settled(
    proposal: Proposal, hands: Hands, eyes: Eyes, told: _Told, *, may_write: bool, anew: bool = False
) -> str:
    """`anew`: what was merged once says no to nothing, for it was accepted then."""
    for _ in range(LOOKS):
        eyes.repository.fetch()
        world = look(eyes, proposal)
        if anew:
            world = replace(world, past=tuple(past for past in world.past if not past.merged))
        decision = decide(world)
        if decision.why == "reverted" and hands.changes.base != world.main:
            return _STALE  # planned before it was merged, perhaps
        if not may_write:
            for action in decision.actions:
                told(f"would {action}")
            return decision.why
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
