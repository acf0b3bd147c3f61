"""One lane from a change set to what the forge holds.

    folder of a change set ──> Proposal, Hands ──settle──> forge

Only what a run brought to an end touches the forge: a provider that failed, or was refused, has its
pull request left as it is. A missing list never means that everything is gone.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sync.core.outcome import Run
from sync.errors import CatalogError, SyncError
from sync.files import changeset
from sync.files.changeset import ChangeSet
from sync.files.lanes import Lane
from sync.files.outbox import REVIEW
from sync.publish import items, marker, rejections
from sync.publish.act import Hands, Settled
from sync.publish.forge.git import Author, Repository
from sync.publish.forge.github import GitHub
from sync.publish.known import without_known
from sync.publish.look import Eyes
from sync.publish.room import Room, risk
from sync.publish.settle import STALE, settle
from sync.publish.text import retold
from sync.publish.world import Items, Proposal

_NOTHING: Items = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """The forge, the clone, who commits, the repository's page, and the link of the run that publishes.

    room  how many pull requests that run may open; None: as many as there are
    """

    github: GitHub
    repository: Repository
    author: Author
    web: str = ""
    run_url: str | None = None
    room: Room | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Settled):
    """What came of a provider's lane; told: each thing that was done."""

    provider: str
    lane: Lane = "main"
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A change set with its page and the one run of its report; run: the same, read."""

    changes: ChangeSet
    report: Mapping[str, Any]
    run: Run
    page: str


_Told = Callable[[str], None]


def by_risk(folders: Sequence[Path]) -> list[Path]:
    """The folders of change sets, those first whose pull request is to be opened first."""

    def rank(folder: Path) -> tuple[int, str]:
        try:
            return risk(retold.run_of(_report(folder))), folder.name
        except SyncError:
            return 0, folder.name  # it fails, and says so, in its turn

    return sorted(folders, key=rank)


def publish(folder: Path, forge: Forge, eyes: Eyes, *, may_write: bool, if_idle: bool = False) -> Done:
    """Publish the change set in a folder. A failure is that lane's own.

    if_idle  leave a lane alone where a pull request is open, which knows more than this change set
    """

    def lane(told: _Told) -> Settled:
        read = _read(folder, "main")
        if read.changes.status != "ok":
            return Settled(why=f"left alone: the run was {read.changes.status}")
        found = rejections.rejections(eyes, read.changes, read.report)
        turned = {(line.id, line.field) for line in found.lines}
        held = tuple(line for line in read.run.held if (line.id, line.field) not in turned)
        read = replace(
            read,
            changes=found.changes,
            report=without_known(eyes, found.changes, read.report),
            run=replace(read.run, held=held),
            page=read.page + rejections.told(found.lines),
        )
        proposal = proposed(read.changes, read.report, rejections.items(found.lines))
        hands = _hands(read, forge, rejected=len(turned))
        return settle(proposal, hands, eyes, told, may_write=may_write, if_idle=if_idle)

    return _done(folder.name, "main", lane)


def publish_review(folder: Path, forge: Forge, eyes: Eyes, *, may_write: bool) -> Done:
    """Publish what is held of a provider, as the folder of its change set has it, or end its review.

    While what reviewers took out waits for the main lane to write it down, nothing is proposed again.
    """

    def lane(told: _Told) -> Settled:
        read, held, anew = _read(folder, "main"), folder / REVIEW, False
        if read.changes.status != "ok":
            return Settled(why=f"left alone: the run was {read.changes.status}")
        if held.exists():
            found = rejections.rejections(eyes, read.changes, read.report)
            if found.lines:
                return Settled(why=f"waits: {len(found.lines):,} rejected, which the main lane writes first")
            read, anew = _of_one_run(read, _read(held, "review"), held), found.anew
        elif read.report.get("held"):
            return Settled(why="nothing that is held can be written now")
        else:
            read = replace(read, changes=replace(read.changes, lane="review", files=()))
        kept = marker.short(items.items(read.report) if read.changes.files else {})
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
        end = Settled(why=STALE)
    except SyncError as error:
        end = Settled(why="failed", failed=error)
    same = {field.name: getattr(end, field.name) for field in fields(end)}
    return Done(provider=provider, lane=lane, told=tuple(told), **same)


def _read(folder: Path, lane: Lane) -> _Read:
    """What lies in a folder. Raises SyncError where it isn't a change set of that lane."""
    changes = changeset.read(folder)
    if changes.lane != lane:
        where, fix = str(folder / changeset.NAME), "make the change set again: run --out"
        raise SyncError(f"this is of the lane {changes.lane}", where=where, fix=fix)
    doc = _report(folder)
    try:
        page = (folder / "report.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        where, fix = str(folder / "report.md"), "make the change set again: run --out"
        raise SyncError("the page of the run can't be read", where=where, fix=fix) from None
    return _Read(changes=changes, report=doc["runs"][0], run=retold.run_of(doc), page=page)


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
        report=read.report,
        run=read.run,
        run_url=forge.run_url,
        rejected=rejected,
        room=forge.room,
    )


def proposed(changes: ChangeSet, run: Mapping[str, Any], more: Items = _NOTHING) -> Proposal:
    """What a change set asks for. One that only moves the merge base waits until that is a week old.

    run   the one of its report
    more  items of what that doesn't tell
    """
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
