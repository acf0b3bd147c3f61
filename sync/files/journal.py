"""Writes several files as one: all of them or none, whenever the process may end.

    1 stage    every new content goes to .state/journal/<provider>/<n>
    2 commit   manifest.json is renamed into place: from here on the write has happened
    3 apply    each content is moved over its file, in the manifest's order, and read back; a file
               that shall go is removed
    4 forget   the manifest is removed, then the journal

A run begins with `heal`: a journal with a manifest is applied to its end, one without is
dropped. So a crash before step 2 leaves the old files, one after it the new ones; who only
reads is told in between (see unfinished.py). What a person did to one of the files in
between is never overwritten. Each step is on the disk before the next one begins. A manifest
may name only what commands write as one (`may_write`), whoever wrote it: not what says whom to
send a key, nor what is run.
"""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shlex import join

from sync.core.values import Doc
from sync.errors import SyncError
from sync.files.state import folder, replace_file
from sync.files.unfinished import MANIFEST, journals

_PART = r"(?!\.)[^/\\\x00-\x1f]+"
_PLACES = re.compile(
    rf"catalog/models/{_PART}/{_PART}\.yaml|catalog/(offers|lists)/{_PART}\.yaml|catalog/redirects\.yaml"
    rf"|catalog/(upstream|history)/{_PART}\.jsonl|overrides/(offers/)?{_PART}\.yaml"
)


@dataclass(frozen=True, slots=True)
class Write:
    """One file to be written: its name below the root, what it held (None: it is new), and what it
    shall hold (None: it shall go).

    said  what the new content was read as, where that was done
    """

    name: str
    old: bytes | None
    new: bytes | None
    said: Doc | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the manifest: a file, and the hashes of what it held and shall hold."""

    name: str
    old: str | None
    new: str | None


def may_write(name: str) -> bool:
    """Whether a write of several files may hold this one, by its name below the root."""
    return _PLACES.fullmatch(name) is not None


def commit(root: Path, provider: str, writes: Sequence[Write]) -> None:
    """Write all files or none. Raises SyncError, with nothing written, when a file isn't what was read."""
    if not writes:
        return
    if not all(may_write(write.name) for write in writes):
        raise ValueError("heal would not finish it")
    journal = folder(root) / "journal" / provider
    if (journal / MANIFEST).exists():
        raise SyncError(
            "an earlier write isn't finished", where=str(journal), fix="run again; that finishes it"
        )
    for write in writes:
        _require_unchanged(root, write, "run again; nothing was written")
    shutil.rmtree(journal, ignore_errors=True)
    try:
        _stage(root, journal, writes)
    except OSError as error:
        _forget(journal)
        raise _unwritable(error, "make room for it, then run again; nothing was written") from None
    _apply(root, journal)


def alone(root: Path, name: str, old: bytes, new: bytes) -> None:
    """Write one file of any name, by itself. Raises SyncError when it isn't what was read."""
    path = root / name
    _require_unchanged(root, Write(name, old, new), "run again; this file was not written")
    mode = path.stat().st_mode
    try:
        replace_file(path, new)
        path.chmod(mode)
    except OSError as error:
        raise _unwritable(error, "make room for it, then run again; this file was not written") from None


def heal(root: Path) -> list[str]:
    """Finish what a crashed run had committed, drop what it had not; the providers that were finished.

    Only for who holds the lock.
    """
    healed = []
    for journal in journals(root):
        if (journal / MANIFEST).exists():
            _apply(root, journal)
            healed.append(journal.name)
        else:
            _forget(journal)
    _sweep(root)
    return healed


def _require_unchanged(root: Path, write: Write, fix: str) -> None:
    if _content(root, write.name) != write.old:
        raise SyncError("the file was changed while the run worked", where=write.name, fix=fix)


def _stage(root: Path, journal: Path, writes: Sequence[Write]) -> None:
    for number, write in enumerate(writes):
        (root / write.name).parent.mkdir(parents=True, exist_ok=True)
        if write.new is not None:
            replace_file(journal / str(number), write.new)
            if write.old is not None:
                shutil.copymode(root / write.name, journal / str(number))
    manifest = [{"name": w.name, "old": _hash(w.old), "new": _hash(w.new)} for w in writes]
    replace_file(journal / MANIFEST, json.dumps(manifest).encode("utf-8"))
    _to_disk(root, [journal])


def _apply(root: Path, journal: Path) -> None:
    """Do what the manifest says. Raises SyncError before a file is touched that isn't what it was."""
    entries = _manifest(journal)
    now = [_hash(_content(root, entry.name)) for entry in entries]
    for entry, is_now in zip(entries, now, strict=True):
        if is_now not in (entry.old, entry.new):
            done = [each.name for each, its in zip(entries, now, strict=True) if its == each.new != each.old]
            raise _changed_since(journal, entry, done)
    left = [
        (journal / str(number), entry) for number, entry in enumerate(entries) if now[number] != entry.new
    ]
    for staged, entry in left:
        if entry.new is not None and _hash(_content(journal, staged.name)) != entry.new:
            raise _unreadable(journal, staged)
    for staged, entry in left:
        try:
            _put(root / entry.name, staged, entry)
        except OSError as error:
            raise _unwritable(error, "make room for it; the next run finishes the write") from None
        if _hash(_content(root, entry.name)) != entry.new:
            raise SyncError(
                "the file does not hold what was written to it",
                where=entry.name,
                fix="look at the disk; the next run finishes the write",
            )
    for entry in entries:
        if entry.new is None:
            with suppress(OSError):  # something else lies there
                (root / entry.name).parent.rmdir()
    _to_disk(root, {(root / entry.name).parent for entry in entries})
    _forget(journal)


def _changed_since(journal: Path, entry: _Entry, done: Sequence[str]) -> SyncError:
    """The error of a file that is neither what it was nor what it shall be; `done` are those that are new."""
    fix = f"delete {journal} to keep the files as they are, then run again"
    if done:  # half of a write, which the next command would take for a person's
        back = f"git stash push --include-untracked -- {join(done)}"
        fix = f"put back what it had written, {back}, delete {journal}, then run again"
    what = "the file was changed after a run was cut short in the middle of its writes"
    return SyncError(what, where=entry.name, fix=fix)


def _put(path: Path, staged: Path, entry: _Entry) -> None:
    """Move a content over its file, so that no half of it ever lies beside the file; or remove the file."""
    if entry.new is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        staged.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        replace_file(path, staged.read_bytes())  # .state is another disk


def _forget(journal: Path) -> None:
    """Remove a journal: its manifest first, so that one half removed is never taken for a whole one."""
    if (journal / MANIFEST).exists():
        (journal / MANIFEST).unlink()
    shutil.rmtree(journal, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove what processes that were killed left of files that they were writing."""
    for path in (*root.glob(".state/**/.*.tmp"), *root.glob(".backup/.*.tmp")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _to_disk(root: Path, folders: Iterable[Path]) -> None:
    """Have the names in these folders, and those folders' own, survive a power cut."""
    every = {each for place in folders for each in (place, *place.parents) if each.is_relative_to(root)}
    for place in sorted(every):
        with suppress(OSError):  # gone with its last file, or a disk that can't promise it
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _manifest(journal: Path) -> list[_Entry]:
    try:
        found = [_Entry(**entry) for entry in json.loads((journal / MANIFEST).read_bytes())]
        if found and all(isinstance(entry.name, str) and may_write(entry.name) for entry in found):
            return found
    except (ValueError, TypeError, RecursionError):
        pass
    raise _unreadable(journal, journal / MANIFEST)


def _unreadable(journal: Path, what: Path) -> SyncError:
    return SyncError(
        "the journal of a run that was cut short is not readable",
        where=str(what),
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
