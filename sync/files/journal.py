"""Writes several files as one: all of them or none, whenever the process may end.

    1 stage    every new content goes to .state/journal/<provider>/<n>
    2 commit   manifest.json is renamed into place: from here on the write has happened
    3 apply    each content is moved over its file, in the manifest's order, and read back
    4 forget   the journal is removed

A run begins with `heal`: a journal with a manifest is applied to its end, one without is
dropped. So a crash before step 2 leaves the old files, one after it the new ones.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.errors import SyncError
from sync.files.state import folder, replace_file


@dataclass(frozen=True, slots=True)
class Write:
    """One file to be written: its name below the root, what it held (None: it is new), what it shall hold."""

    name: str
    old: bytes | None
    new: bytes


def commit(root: Path, provider: str, writes: Sequence[Write]) -> None:
    """Write all files or none. Raises SyncError, with nothing written, when a file isn't what was read."""
    if not writes:
        return
    for write in writes:
        if _content(root / write.name) != write.old:
            raise SyncError(
                "the file was changed while the run worked",
                where=write.name,
                fix="run again; nothing was written",
            )
    journal = folder(root) / "journal" / provider
    shutil.rmtree(journal, ignore_errors=True)
    for number, write in enumerate(writes):
        replace_file(journal / str(number), write.new)
    manifest = [{"name": write.name, "sha256": _hash(write.new)} for write in writes]
    replace_file(journal / "manifest.json", json.dumps(manifest).encode("utf-8"))
    _apply(root, journal)


def heal(root: Path) -> list[str]:
    """Finish what a crashed run had committed, drop what it had not; the providers that were finished."""
    healed = []
    for journal in sorted((root / ".state" / "journal").glob("*")):
        if (journal / "manifest.json").exists():
            _apply(root, journal)
            healed.append(journal.name)
        else:
            shutil.rmtree(journal)
    return healed


def _apply(root: Path, journal: Path) -> None:
    for number, entry in enumerate(json.loads((journal / "manifest.json").read_bytes())):
        target = root / entry["name"]
        staged = _content(journal / str(number))
        if staged is not None:
            replace_file(target, staged)
        if _hash(_content(target) or b"") != entry["sha256"]:
            raise SyncError(
                "the file does not hold what was written to it",
                where=entry["name"],
                fix="look at the disk; the next run finishes the write",
            )
    shutil.rmtree(journal)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
