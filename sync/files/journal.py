"""Writes several files as one: all of them or none, whenever the process may end.

    1 stage    every new content goes to .state/journal/<provider>/<n>
    2 commit   manifest.json is renamed into place: from here on the write has happened
    3 apply    each content is moved over its file, in the manifest's order, and read back
    4 forget   the manifest is removed, then the journal

A run begins with `heal`: a journal with a manifest is applied to its end, one without is
dropped. So a crash before step 2 leaves the old files, one after it the new ones. What
a person did to one of the files in between is never overwritten.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.errors import SyncError
from sync.files.state import folder, replace_file

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Write:
    """One file to be written: its name below the root, what it held (None: it is new), what it shall hold."""

    name: str
    old: bytes | None
    new: bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the manifest: a file, and the hashes of what it held and shall hold."""

    name: str
    old: str | None
    new: str


def commit(root: Path, provider: str, writes: Sequence[Write]) -> None:
    """Write all files or none. Raises SyncError, with nothing written, when a file isn't what was read."""
    if not writes:
        return
    for write in writes:
        if _content(root, write.name) != write.old:
            raise SyncError(
                "the file was changed while the run worked",
                where=write.name,
                fix="run again; nothing was written",
            )
    journal = folder(root) / "journal" / provider
    shutil.rmtree(journal, ignore_errors=True)
    try:
        for number, write in enumerate(writes):
            (root / write.name).parent.mkdir(parents=True, exist_ok=True)
            replace_file(journal / str(number), write.new)
        manifest = [{"name": w.name, "old": _hash(w.old), "new": _hash(w.new)} for w in writes]
        replace_file(journal / _MANIFEST, json.dumps(manifest).encode("utf-8"))
    except OSError as error:
        shutil.rmtree(journal, ignore_errors=True)
        raise _unwritable(error, "make room for it, then run again; nothing was written") from None
    _apply(root, journal)


def heal(root: Path) -> list[str]:
    """Finish what a crashed run had committed, drop what it had not; the providers that were finished."""
    healed = []
    for journal in sorted((root / ".state" / "journal").glob("*")):
        if (journal / _MANIFEST).exists():
            _apply(root, journal)
            healed.append(journal.name)
        else:
            shutil.rmtree(journal)
    return healed


def _apply(root: Path, journal: Path) -> None:
    entries = _manifest(journal)
    for entry in entries:
        if _hash(_content(root, entry.name)) not in (entry.old, entry.new):
            raise SyncError(
                "the file was changed after a run was cut short in the middle of its writes",
                where=entry.name,
                fix=f"delete {journal} to keep the files as they are, then run again",
            )
    for number, entry in enumerate(entries):
        staged = _content(journal, str(number))
        if staged is not None and _hash(_content(root, entry.name)) != entry.new:
            try:
                replace_file(root / entry.name, staged)
            except OSError as error:
                raise _unwritable(error, "make room for it; the next run finishes the write") from None
        if _hash(_content(root, entry.name)) != entry.new:
            raise SyncError(
                "the file does not hold what was written to it",
                where=entry.name,
                fix="look at the disk; the next run finishes the write",
            )
    (journal / _MANIFEST).unlink()  # first, so that a journal half removed is never taken for a whole one
    shutil.rmtree(journal)


def _manifest(journal: Path) -> list[_Entry]:
    try:
        found = [_Entry(**entry) for entry in json.loads((journal / _MANIFEST).read_bytes())]
        if found and all(isinstance(entry.name, str) for entry in found):
            return found
    except (ValueError, TypeError):
        pass
    raise SyncError(
        "the journal of a run that was cut short is not readable",
        where=str(journal / _MANIFEST),
        fix=f"delete {journal} to keep the files as they are, then run again",
    )


def _content(root: Path, name: str) -> bytes | None:
    try:
        return (root / name).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unwritable(error, "clear the way, then run again; nothing was written") from None


def _unwritable(error: OSError, fix: str) -> SyncError:
    return SyncError(
        f"the file can't be written: {error.strerror}",
        where=str(error.filename2 or error.filename or ""),
        fix=fix,
    )


def _hash(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
