"""What came of a scheduled run, read from the files that its jobs left and from the jobs' own results.

    DIR/reports/<provider>.json             `run --report-json` of a leg
    DIR/changes/<provider>/report.json      the same, where a leg wrote no other
    DIR/published.json                      `publish --report-json`
    SYNC_JOBS                               `toJSON(needs)`: how each job ended, and what was planned

A provider that was planned and left no report: its leg broke off. Whatever can't be read is said, and
stops nothing: a schedule that fails has to be heard of.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sync.publish.decide import FULL, LIMITED, PERSONS
from sync.publish.world import branch_name
from sync.schedule.state import Failure

Status = Literal["ok", "skipped"] | Failure

COLLECT, PUBLISH, PLAN = "collect", "publish", "plan"
"""The jobs whose names mean something here."""

LENGTH = 300
"""Characters of a reason that are kept."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BAD = ("failure", "cancelled")
_SNOOZED = ("snoozed", "reverted")
_NO_FIX = "look at the log of the job publish"
_NO_REPORT = "its job ended without a report; the log of the run says why"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of one provider. `reason`, `rule` and `fix` are as they came: hostile.

    held  None: the run looked at some models only
    """

    status: Status
    reason: str = ""
    rule: str = ""
    fix: str = ""
    held: int | None = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What publishing did with a lane.

    snoozed  the closed pull request that says no to it
    blocked  the branch on which commits of a person's stand in its way
    waits    whether it is opened when fewer are open
    """

    provider: str
    did: bool = False
    failed: str | None = None
    snoozed: int | None = None
    blocked: str | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A run. `jobs`: {name: whether it went well}, without those that were skipped.

    told      by provider; nothing of a provider that this run wasn't about
    lanes     None: nothing was published in this run
    unread    files that can't be read
    """

    told: Mapping[str, Told] = field(default_factory=dict)
    lanes: tuple[Lane, ...] | None = None
    jobs: Mapping[str, bool] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def hear(folder: Path | None, jobs: str) -> Heard:
    """What a folder of a run tells, and the JSON of its jobs' results; an empty text tells nothing."""
    results, planned, known = _jobs(jobs)
    if folder is None:
        return Heard(jobs=results, unread=() if known else ("SYNC_JOBS",))
    unread = [] if known else ["SYNC_JOBS"]
    told = dict(_reports(folder, unread))
    for name in planned:
        told.setdefault(name, Told(status="broke off", reason=_NO_REPORT))
    lanes = _published(folder / "published.json", unread)
    for lane in lanes or ():
        before = told.get(lane.provider)
        if lane.failed is not None and (before is None or before.status == "ok"):
            held = before.held if before else 0
            told[lane.provider] = _unpublished(lane.failed, held)
    return Heard(told=told, lanes=lanes, jobs=_explained(results, told, lanes), unread=tuple(unread))


def _unpublished(failed: str, held: int | None) -> Told:
    """An error as publishing wrote it down: what is wrong, and a line below how to mend it."""
    reason, _, fix = failed.partition("\n  fix: ")
    return Told(status="not published", reason=reason[:LENGTH], fix=fix[:LENGTH] or _NO_FIX, held=held)


def _explained(
    results: Mapping[str, bool], told: Mapping[str, Told], lanes: tuple[Lane, ...] | None
) -> dict[str, bool]:
    """Whether each job went well, or its providers say themselves what didn't."""
    by_leg = any(each.status not in ("ok", "skipped", "not published") for each in told.values())
    by_lane = any(lane.failed is not None for lane in lanes or ())
    why = {COLLECT: by_leg, PUBLISH: by_lane}
    return {name: well or why.get(name, False) for name, well in results.items()}


def _jobs(text: str) -> tuple[dict[str, bool], list[str], bool]:
    """How each job ended, the providers that were planned, and whether the text could be read."""
    if not text.strip():
        return {}, [], True
    doc = _json(text)
    if not isinstance(doc, dict):
        return {}, [], False
    ended = {
        name: job["result"] for name, job in doc.items() if _has(job, "result") and _NAME.fullmatch(name)
    }
    results = {name: result not in _BAD for name, result in ended.items() if result != "skipped"}
    asked = ended.get(COLLECT) not in (None, "skipped")
    return results, list(_planned(doc.get(PLAN))) if asked else [], True


def _planned(job: Any) -> Iterator[str]:
    outputs = job.get("outputs") if isinstance(job, dict) else None
    matrix = outputs.get("matrix") if isinstance(outputs, dict) else None
    doc = _json(matrix) if isinstance(matrix, str) else None
    legs = doc.get("include") if isinstance(doc, dict) else None
    for leg in legs if isinstance(legs, list) else ():
        if _has(leg, "provider") and _NAME.fullmatch(leg["provider"]):
            yield leg["provider"]


def _reports(folder: Path, unread: list[str]) -> Iterator[tuple[str, Told]]:
    """Every provider's part of every report; the legs' own come last, and win."""
    found = [(path.parent.name, path) for path in sorted(folder.glob("changes/*/report.json"))]
    found += [(path.stem, path) for path in sorted(folder.glob("reports/*.json"))]
    for name, path in found:
        doc = _json(_text(path))
        runs = doc.get("runs") if isinstance(doc, dict) else None
        limited = isinstance(doc, dict) and doc.get("limited") is True
        told = [_run(run, limited) for run in runs] if isinstance(runs, list) else [None]
        if None in told:
            unread.append(path.relative_to(folder).as_posix())
            if _NAME.fullmatch(name):
                yield name, Told(status="broke off", reason="its report can't be read")
        yield from (each for each in told if each is not None)


def _run(run: Any, limited: bool) -> tuple[str, Told] | None:
    if not _has(run, "provider") or not _NAME.fullmatch(run["provider"]):
        return None
    status, held = run.get("status"), run.get("held")
    if status not in ("ok", "skipped", "refused", "failed"):
        return None
    words = {key: run[key][:LENGTH] for key in ("reason", "rule", "fix") if _has(run, key)}
    count = None if limited else len(held) if isinstance(held, list) else 0
    return run["provider"], Told(status=status, held=count, **words)


def _published(path: Path, unread: list[str]) -> tuple[Lane, ...] | None:
    if not path.exists():
        return None
    doc = _json(_text(path))
    lanes = doc.get("lanes") if isinstance(doc, dict) else None
    if not isinstance(lanes, list):
        unread.append(path.name)
        return None
    named = [lane for lane in lanes if _has(lane, "provider") and _NAME.fullmatch(lane["provider"])]
    return tuple(_lane(lane) for lane in named if lane.get("why") != LIMITED)  # which says nothing


def _lane(lane: Mapping[str, Any]) -> Lane:
    pull, failed = lane.get("pull"), lane.get("failed")
    says_no = lane.get("why") in _SNOOZED and type(pull) is int
    return Lane(
        provider=lane["provider"],
        did=bool(lane.get("told")) and failed is None,
        failed=failed if isinstance(failed, str) else None,
        snoozed=pull if says_no else None,
        blocked=_branch(lane) if lane.get("why") == PERSONS else None,
        waits=lane.get("why") == FULL,
    )


def _branch(lane: Mapping[str, Any]) -> str:
    return branch_name(lane["provider"], "review" if lane.get("lane") == "review" else "main")


def _has(doc: Any, key: str) -> bool:
    """Whether it is an object with a text of this name."""
    return isinstance(doc, dict) and isinstance(doc.get(key), str)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
