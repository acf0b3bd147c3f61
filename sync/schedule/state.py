"""What the dashboard keeps from run to run, hidden in its issue: plain JSON, packed so that no text ends it.

    <!-- catalog-sync:dashboard fp=<16 hex> -->        by this line the issue is known
    <!-- catalog-sync:items                            base64 of the JSON
    …  -->

It is believed only as it was written: what a person changed, or a forge cut, is begun anew. Reasons, and
what mends them, are texts of feeds and servers, hostile until they are quoted; they go where there are too
many of them.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal, get_args

from sync.publish import marker

Failure = Literal["refused", "failed", "broke off", "not published"]
"""How a provider's run went wrong: the list isn't believed, none came, no report came, no pull request."""

MOST = 24_000
"""Bytes of JSON with reasons in it; of more the reasons are left out."""

_VERSION = 1
_LINE = r"<!-- catalog-sync:dashboard fp=(?P<fp>[0-9a-f]{16}) -->"
_KEPT = re.compile(rf"{_LINE}\n<!-- catalog-sync:items\n(?P<packed>(?:[A-Za-z0-9+/=]+\n)*)-->")
_MARK = re.compile(rf"^{_LINE}\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One provider.

    known    since when the dashboard knows it
    success  day of its last list that was read and published
    failing  day of the first failure of the present row of failures; failed: how many runs it has
    failure  how the last one of them failed, by which rule, why, and what to do; None: it doesn't fail
    held     changes that wait for a person, as the last success told
    snoozed  closed pull requests that keep something from being proposed
    keyless  why it isn't asked for want of a key; empty: it is
    blocked  branches on which commits of a person's stand in the way of publishing
    marked   whether it needed a person, which is told in a comment when it begins and when it ends
    waits    whether a pull request of it is opened when fewer are open
    """

    known: date
    success: date | None = None
    failing: date | None = None
    failed: int = 0
    failure: Failure | None = None
    rule: str = ""
    reason: str = ""
    fix: str = ""
    held: int = 0
    snoozed: tuple[int, ...] = ()
    keyless: str = ""
    blocked: tuple[str, ...] = ()
    marked: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of the schedule that goes wrong: since when, and how often in a row."""

    since: date
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Providers by name, and the jobs that fail by theirs."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    jobs: Mapping[str, Job] = field(default_factory=dict)


def is_marked(body: str) -> bool:
    """Whether a text is a dashboard's, however much of it a person changed."""
    return _MARK.search(body) is not None


def write(state: State) -> str:
    """The last lines of the block."""
    raw = _raw(state)
    if len(raw) > MOST:
        raw = _raw(replace(state, rows={name: _bare(row) for name, row in state.rows.items()}))
    return marker.kept(f"<!-- catalog-sync:dashboard fp={_digest(raw)} -->", raw)


def read(body: str) -> State | None:
    """What a body keeps; None where it isn't as it was written."""
    inside = marker.inside(body)
    start = -1 if inside is None else inside.rfind("\n<!-- catalog-sync:dashboard ")
    found = None if inside is None or start < 0 else _KEPT.fullmatch(inside, start + 1)
    if found is None:
        return None
    try:
        raw = base64.b64decode(found["packed"].replace("\n", ""), validate=True)
        return _state(json.loads(raw)) if _digest(raw) == found["fp"] else None
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _bare(row: Row) -> Row:
    return replace(row, reason="", fix="", keyless=row.keyless[:20])


def _raw(state: State) -> bytes:
    doc = {
        "version": _VERSION,
        "rows": {name: _told(row) for name, row in sorted(state.rows.items())},
        "jobs": {name: _told(job) for name, job in sorted(state.jobs.items())},
    }
    return json.dumps(doc, separators=(",", ":")).encode("ascii")


def _told(item: Row | Job) -> dict[str, Any]:
    """What isn't as in a new one; dates as text."""
    found = asdict(item)
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in found.items()
        if value not in (None, "", 0, ())
    }


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]


def _state(doc: Any) -> State:
    """The state of a JSON object. Raises what `read` catches for another one."""
    if doc["version"] != _VERSION:
        raise ValueError("version")
    return State(
        rows={name: _row(row) for name, row in doc["rows"].items()},
        jobs={
            name: Job(since=date.fromisoformat(job["since"]), failed=_count(job, "failed"))
            for name, job in doc["jobs"].items()
        },
    )


def _row(doc: Any) -> Row:
    failure = doc.get("failure")
    if failure is not None and failure not in get_args(Failure):
        raise ValueError("failure")
    return Row(
        known=date.fromisoformat(doc["known"]),
        success=_day(doc, "success"),
        failing=_day(doc, "failing"),
        failed=_count(doc, "failed"),
        failure=failure,
        rule=_text(doc, "rule"),
        reason=_text(doc, "reason"),
        fix=_text(doc, "fix"),
        held=_count(doc, "held"),
        snoozed=tuple(map(_whole, doc.get("snoozed", ()))),
        keyless=_text(doc, "keyless"),
        blocked=tuple(str(branch) for branch in doc.get("blocked", ())),
        marked=doc.get("marked") is True,
        waits=doc.get("waits") is True,
    )


def _day(doc: Any, key: str) -> date | None:
    return None if doc.get(key) is None else date.fromisoformat(doc[key])


def _count(doc: Any, key: str) -> int:
    return _whole(doc.get(key, 0))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _text(doc: Any, key: str) -> str:
    value = doc.get(key, "")
    if not isinstance(value, str):
        raise TypeError(key)
    return value
