"""What one provider's run would write, as a folder that can be carried elsewhere and applied there.

    change-set.json   who, how it went, on which commit, and each file's hashes
    files/<path>      the new bytes

    Run, writes ──of──> ChangeSet ──outbox.put──> folder ──read──> ChangeSet ──apply──> another tree

A provider that failed, was refused or skipped has one too, without files: its pull request is
to be left alone, and so it is where some models only were looked at (`limited: true`). One of the
lane `review` has what is held, of which only offers and models are written. A folder that is read
may come from anywhere: nothing of it is believed that its hashes don't prove, and no path in it
that a sync of its provider couldn't have written.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from sync.core.outcome import Run, Status
from sync.errors import CatalogError, Problem, SyncError, UsageError
from sync.files import journal, revision
from sync.files.journal import Write
from sync.files.lanes import Lane, may_write
from sync.files.scalars import is_date

FORMAT = 1

NAME, FILES = "change-set.json", "files"

_PROVIDER = re.compile(r"[a-z0-9][a-z0-9_-]*")
_HASH = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One file: its path below the root, the SHA-256 of what it was planned on (None: it is new), and
    what it shall hold (None: it shall go).
    """

    path: str
    old: str | None
    new: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """What one provider's run came to. `base` is the commit it was planned on, None outside of git.

    limited  whether only some models were looked at: what isn't in it may be so all the same
    """

    provider: str
    status: Status
    reason: str | None
    rule: str | None
    base: str | None
    today: date
    files: tuple[Changed, ...]
    lane: Lane = "main"
    limited: bool = False


def of(
    run: Run,
    writes: Sequence[Write],
    *,
    base: str | None,
    today: date,
    lane: Lane = "main",
    limited: bool = False,
) -> ChangeSet:
    """The change set of a run that shall write these files."""
    return ChangeSet(
        provider=run.provider,
        status=run.status,
        reason=run.reason,
        rule=run.rule,
        base=base,
        today=today,
        files=tuple(map(changed, writes)),
        lane=lane,
        limited=limited,
    )


def changed(write: Write) -> Changed:
    """A write as a change set has it."""
    return Changed(path=write.name, old=hashed(write.old), new=write.new)


def head(root: Path) -> str | None:
    """The commit that is checked out where the catalog lies; None where there is none."""
    try:
        return revision.resolve(root, "HEAD")
    except UsageError:  # no repository, or no git
        return None


def document(changes: ChangeSet) -> bytes:
    """What stands in `change-set.json`."""
    files = [{"path": file.path, "old": file.old, "new": hashed(file.new)} for file in changes.files]
    doc = {
        "format": FORMAT,
        "provider": changes.provider,
        "lane": changes.lane,
        "status": changes.status,
        "reason": changes.reason,
        "rule": changes.rule,
        "base": changes.base,
        "today": changes.today.isoformat(),
        **({"limited": True} if changes.limited else {}),
        "files": files,
    }
    return (json.dumps(doc, indent=2) + "\n").encode("ascii")


def read(folder: Path) -> ChangeSet:
    """The change set in a folder, proven. Raises SyncError where it isn't what a run wrote."""
    doc = _document(folder)
    try:
        found = _parsed(folder, doc)
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(folder, f"a key is missing or not what it should be: {error!s:.80}") from None
    if found.files and found.status != "ok":
        raise _broken(folder, f"a run that was {found.status} has files")
    named = {file.path for file in found.files if file.new is not None}
    if len({file.path for file in found.files}) != len(found.files):
        raise _broken(folder, "a file is named twice")
    lying = {path for path in (folder / FILES).rglob("*") if path.is_symlink() or not path.is_dir()}
    stray = lying - {folder / FILES / path for path in named}
    if stray:
        raise _broken(folder, f"{min(stray).relative_to(folder)} is there and not named")
    return found


def apply(root: Path, changes: ChangeSet) -> None:
    """Write a change set onto the tree at `root`, and remove what goes, as one.

    Raises CatalogError, with nothing written, that names each file which isn't what was planned on.
    """
    problems: list[Problem] = []
    writes: list[Write] = []
    for file in changes.files:
        old, why = _present(root, file)
        if why is not None:
            problems.append(_stale(file.path, why))
        else:
            writes.append(Write(file.path, old, file.new))
    if problems:
        raise CatalogError(problems)
    journal.commit(root, changes.provider, writes)


def _document(folder: Path) -> dict[str, Any]:
    try:
        doc = json.loads((folder / NAME).read_bytes())
    except OSError as error:
        raise _broken(folder, f"can't be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise _broken(folder, "not JSON") from None
    if not isinstance(doc, dict) or doc.get("format") != FORMAT:
        raise _broken(folder, f"not a change set of format {FORMAT}")
    return doc


def _parsed(folder: Path, doc: Mapping[str, Any]) -> ChangeSet:
    """Raises KeyError, TypeError or ValueError for what isn't of the form."""
    provider, status, today = _like(_PROVIDER, doc["provider"]), doc["status"], str(doc["today"])
    lane: Lane = get_args(Lane)[get_args(Lane).index(doc["lane"])]
    if status not in get_args(Status) or not is_date(today):
        raise ValueError("status or today")
    return ChangeSet(
        provider=provider,
        status=status,
        reason=_text_or_none(doc["reason"]),
        rule=_text_or_none(doc["rule"]),
        base=None if doc["base"] is None else _like(_COMMIT, doc["base"]),
        today=date.fromisoformat(today),
        files=tuple(_changed(folder, provider, lane, item) for item in doc["files"]),
        lane=lane,
        limited=_flag(doc.get("limited", False)),
    )


def _changed(folder: Path, provider: str, lane: Lane, item: Mapping[str, Any]) -> Changed:
    path = _text_or_none(item["path"]) or ""
    if not may_write(provider, lane, path):
        raise _broken(folder, f"a sync of {provider} writes no file {path[:80]!a}")
    old, new = (None if item[key] is None else _like(_HASH, item[key]) for key in ("old", "new"))
    if old == new:
        raise ValueError(f"old and new of {path}")
    if new is None:
        return Changed(path=path, old=old, new=None)
    try:
        if _linked(folder, f"{FILES}/{path}"):
            raise _broken(folder, f"{FILES}/{path} is a link")
        content = (folder / FILES / path).read_bytes()
    except OSError as error:
        raise _broken(folder, f"{FILES}/{path} can't be read: {error.strerror}") from None
    if hashed(content) != new:
        raise _broken(folder, f"{FILES}/{path} has another hash than it should")
    return Changed(path=path, old=old, new=content)


def _linked(base: Path, path: str) -> bool:
    """Whether a link on the way to a file may lead out of a folder."""
    parts = [path, *map(str, PurePosixPath(path).parents[:-1])]
    return any((base / part).is_symlink() for part in parts)


def _present(root: Path, file: Changed) -> tuple[bytes | None, str | None]:
    """What a file holds now, and why the change set doesn't fit it."""
    try:
        if _linked(root, file.path):
            return None, "it lies behind a link"
        content = (root / file.path).read_bytes()
    except FileNotFoundError:
        return None, None if file.old is None else "it is gone"
    except OSError as error:
        return None, f"it can't be read: {error.strerror}"
    if hashed(content) == file.old:
        return content, None
    return None, "it is there already" if file.old is None else "it was changed"


def _stale(path: str, why: str) -> Problem:
    return Problem(
        file=path,
        line=None,
        path="",
        message=f"not what the change set was planned on: {why}",
        rule="stale-change-set",
        fix="make the change set again: run --out",
    )


def _broken(folder: Path, what: str) -> SyncError:
    return SyncError(what, where=str(folder / NAME), fix="make the change set again: run --out")


def _like(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(str(value))
    return value


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError(str(value))


def _text_or_none(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError(str(value))


def hashed(content: bytes | None) -> str | None:
    """The SHA-256 of what a file holds; None where there is none."""
    return None if content is None else hashlib.sha256(content).hexdigest()
