"""What a reviewer took out of a review before merging it, as a rejection: the value that stands is kept.

    merged review's items ──still held today──> lines ─┐
    main ──change set──> tree ──────────────────────rejected──> the change set with the rejections in it

Nothing is remembered but on the forge: the merged pull request says what it proposed, main what became
of it, and the merge base in the main lane's next commit that it was turned down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sync.core.guards.terms import covers
from sync.core.history import Entry, dated
from sync.core.ledger import Line, between
from sync.core.values import same
from sync.files import changeset
from sync.files.changeset import ChangeSet
from sync.files.store import Catalog
from sync.publish import marker
from sync.publish.items import digest, named
from sync.publish.look import Eyes, counts
from sync.publish.text.retold import line_of
from sync.publish.world import MAIN, branch_name
from sync.report.escape import code
from sync.report.waits import moved

_Wanted = Mapping[tuple[str, str], tuple[Line, date]]
"""{(id, field): what is held, and the day on which a review that proposed it was merged}."""


@dataclass(frozen=True, slots=True)
class Rejections:
    """The change set with what was rejected in it, and what that is.

    anew  whether something that was merged once is held again since: no review said no to that
    """

    changes: ChangeSet
    lines: Sequence[Line] = ()
    anew: bool = False


def rejections(eyes: Eyes, changes: ChangeSet, run: Mapping[str, Any]) -> Rejections:
    """What is held today though a review that proposed it was merged. `run`: of `report.json`.

    Only where the run was planned on main as it is: else a merge may lie in between that it doesn't know.
    """
    wanted = _wanted(eyes, changes.provider, run) if run.get("held") else {}
    if not wanted:
        return Rejections(changes)
    eyes.repository.fetch()
    main = eyes.repository.tip(MAIN)
    if main is None or main != changes.base:
        return Rejections(changes)
    with eyes.repository.worktree(main) as folder:
        found = _undecided(_catalog(folder, eyes.now), changes.provider, wanted)
        if found:
            changeset.apply(folder, changes)
            changes, lines = _rejected(_catalog(folder, eyes.now), changes, found)
        return Rejections(changes, lines if found else (), anew=len(found) < len(wanted))


def told(lines: Sequence[Line]) -> str:
    """The section of a page that says what is rejected; nothing where nothing is."""
    if not lines:
        return ""
    rows = [f"- {code(line.id)} {code(line.field)}: {moved(line)}" for line in lines]
    lead = "Taken out of a review before it was merged: what main says stays, as a hand edit."
    return "\n".join(["", "## Rejected", "", lead, "", *rows, ""])


def items(lines: Sequence[Line]) -> dict[str, str]:
    """What the rejections add to what a change set proposes."""
    return {named("rejected", line.id, line.field): digest(str(line.new)) for line in lines}


def _wanted(eyes: Eyes, provider: str, run: Mapping[str, Any]) -> _Wanted:
    found: dict[tuple[str, str], tuple[Line, date]] = {}
    for pull in eyes.github.pulls(branch_name(provider, "review")):
        known = marker.read(pull.body)
        if pull.merged_at is None or pull.base != MAIN or known is None or not counts(pull, eyes.now):
            continue
        for each in run["held"]:
            name = digest(named("held", each["id"], each["field"]))
            if known.items.get(name) == digest(each["new"]):  # the newest comes first
                found.setdefault((each["id"], each["field"]), (line_of(each), pull.merged_at.date()))
    return found


def _catalog(folder: Path, now: datetime) -> Catalog:
    from sync.files.sound import sound_catalog

    with sound_catalog(folder, writing=False, now=now) as sound:
        return sound.catalog


def _undecided(main: Catalog, provider: str, wanted: _Wanted) -> _Wanted:
    """Without what main accepted since the merge, and what only then began to wait: that is news."""
    waits, history = main.ledger(provider), main.history(provider)

    def is_known(key: tuple[str, str], line: Line, day: date) -> bool:
        if key not in waits and (line.field in ("id", "price") or dated(line.field)):
            return True  # how long it waits isn't on main yet, but an acceptance would be
        return waits.get(key, line).since <= day

    return {
        key: (line, day)
        for key, (line, day) in wanted.items()
        if is_known(key, line, day)
        and not any(each.id == line.id and _is_later(each, line, day) for each in history)
    }


def _is_later(entry: Entry, line: Line, day: date) -> bool:
    """Whether a field of what is held was accepted after a day, or just that on this day."""
    if not covers(line.field, entry.field):
        return False
    just_that = entry.accepted == day and same(entry.new, between(line, entry.field)[1])
    return entry.accepted > day or just_that


def _rejected(tree: Catalog, changes: ChangeSet, wanted: _Wanted) -> tuple[ChangeSet, Sequence[Line]]:
    from sync import sides
    from sync.core.decisions import rejected
    from sync.files import apply

    both = sides.sides(tree, changes.provider)
    lines = [
        line
        for key, line in both.mine.ledger.items()
        if key in wanted and line.held and line.id in both.base.records
    ]
    if not lines:
        return changes, ()
    writes = apply.writes(tree, rejected(both, lines, changes.today).plan)
    files = {file.path: file for file in changes.files}
    for write in writes:
        fresh = changeset.changed(write)
        known = files.get(fresh.path)
        files[fresh.path] = fresh if known is None else replace(known, new=fresh.new)
    kept = tuple(file for file in files.values() if changeset.hashed(file.new) != file.old)
    return replace(changes, files=kept), lines
