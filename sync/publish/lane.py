"""One lane from a change set to what the forge holds.

    folder of a change set ──> Proposal, Hands ──settle──> forge

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
from sync.publish import items, marker, rejections
from sync.publish.act import Hands
from sync.publish.forge.git import Author, Repository
from sync.publish.forge.github import GitHub
from sync.publish.look import Eyes
from sync.publish.settle import STALE, Settled, settle
from sync.publish.standing import news
from sync.publish.text import retold
from sync.publish.world import Items, Lane, Proposal

_NOTHING: Items = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """The forge, the clone, who commits, the repository's page, and the link of the run that publishes."""

    github: GitHub
    repository: Repository
    author: Author
    web: str = ""
    run_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a lane: why nothing more was to be done, and each thing that was done.

    pushed  whether its branch has another commit now, however it ended; opened: whether one was opened
    pull    the number of the one that is open; head: the commit of ours that it leads to, None: a person's
    warned  what a person has to do, which is no failure
    """

    provider: str
    why: str
    told: tuple[str, ...] = ()
    failed: SyncError | None = None
    lane: Lane = "main"
    pushed: bool = False
    pull: int | None = None
    opened: bool = False
    head: str | None = None
    warned: tuple[str, ...] = ()


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


def publish(folder: Path, forge: Forge, eyes: Eyes, *, may_write: bool, if_idle: bool = False) -> Done:
    """Publish the change set in a folder. A failure is that lane's own.

    if_idle  leave a lane alone where a pull request is open, which knows more than this change set
    """

    def lane(told: _Told) -> Settled:
        read = _read(folder, "main")
        if read.changes.status != "ok":
            return Settled(f"left alone: the run was {read.changes.status}")
        found = rejections.rejections(eyes, read.changes, read.run)
        turned = {(line.id, line.field) for line in found.lines}
        read = replace(read, changes=found.changes, page=read.page + rejections.told(found.lines))
        hands = _hands(read, forge, rejected=len(turned))
        held = tuple(line for line in hands.run.held if (line.id, line.field) not in turned)
        hands = replace(hands, run=replace(hands.run, held=held))
        fresh = news(eyes, read.changes, read.run)
        hands = replace(hands, report=fresh)
        proposal = proposed(read.changes, {"runs": [fresh]}, rejections.items(found.lines))
        return settle(proposal, hands, eyes, told, may_write=may_write, if_idle=if_idle)

    return _done(folder.name, "main", lane)


def publish_review(folder: Path, forge: Forge, eyes: Eyes, *, may_write: bool) -> Done:
    """Publish what is held of a provider, as the folder of its change set has it, or end its review.

    While what reviewers took out waits for the main lane to write it down, nothing is proposed again.
    """

    def lane(told: _Told) -> Settled:
        read, held, anew = _read(folder, "main"), folder / REVIEW, False
        if read.changes.status != "ok":
            return Settled(f"left alone: the run was {read.changes.status}")
        if held.exists():
            found = rejections.rejections(eyes, read.changes, read.run)
            if found.lines:
                return Settled(f"waits: {len(found.lines):,} rejected, which the main lane writes first")
            read, anew = _of_one_run(read, _read(held, "review"), held), found.anew
        elif read.run.get("held"):
            return Settled("nothing that is held can be written now")
        else:
            read = replace(read, changes=replace(read.changes, lane="review", files=()))
        kept = marker.short(items.items(read.run) if read.changes.files else {})
        proposal = Proposal(
            provider=read.changes.provider,
            lane="review",
            items=kept,
            fingerprint=items.fingerprint(kept),
            limited=read.changes.limited,
        )
        return settle(proposal, _hands(read, forge), eyes, told, may_write=may_write, anew=anew)

    return _done(folder.name, "review", lane)


def _done(provider: str, lane: Lane, publish: Callable[[_Told], Settled]) -> Done:
    told = list[str]()
    try:
        end = publish(told.append)
    except CatalogError:
        end = Settled(STALE)
    except SyncError as error:
        end = Settled("failed", failed=error)
    return Done(
        provider=provider,
        why=end.why,
        told=tuple(told),
        failed=end.failed,
        lane=lane,
        pushed=end.pushed,
        pull=end.pull,
        opened=end.opened,
        head=end.head,
        warned=end.warned,
    )


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
        limited=changes.limited,
    )


def _is_old(changes: ChangeSet, run: Mapping[str, Any]) -> bool:
    """Whether the base's own date moved, which it does alone only when it is a week old."""
    return bool(run["as_of"] == changes.today.isoformat())


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
