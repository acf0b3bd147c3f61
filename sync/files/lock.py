"""One writing run at a time: the lock says which process holds it and since when.

    .state/lock   {"pid": 4711, "since": "2026-08-22 06:00:00 UTC", "host": "ci-3", "started": "8f3a…:1234"}

The operating system drops the lock with its process, so what a lock file says that nobody
holds is stale, and it is taken over. The text is the second witness, for disks that know no
locks and for who only looks: a process is the one that is named when it is alive and began
when the text says (pids are used again). Of another machine's process nothing can be known
from here; it is believed for an hour.
"""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from sync.errors import SyncError
from sync.files.state import folder

_BELIEVED = 3600
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that took the lock; `started` tells it from another of the same pid (None: unknown)."""

    pid: int
    since: str
    host: str
    started: str | None

    def __str__(self) -> str:
        here = "" if self.host == socket.gethostname() else f" on {self.host}"
        return f"pid {self.pid}{here} since {self.since}"


@contextmanager
def locked(root: Path, *, now: str) -> Iterator[None]:
    """Hold the catalog's lock; raises SyncError that names the holder when another run has it.

    `now` is the time that is written for others to read.
    """
    path = folder(root) / "lock"
    with path.open("a+b") as file:
        free = _take(file)
        _refuse(path, _said(file), free=free)
        _say(file, Holder(os.getpid(), now, socket.gethostname(), _started(os.getpid())))
        try:
            yield
        finally:
            file.truncate(0)


def holder(root: Path) -> str | None:
    """Who works with the lock now, as far as can be known without taking it; None: nobody."""
    path = root / ".state" / "lock"
    try:
        with path.open("rb") as file:
            said, age = _said(file), _age(file)
    except OSError:
        return None
    if said is None or not (_lives(said) or _may_live(said, age)):
        return None
    return f"{said}{_ago(age)}"


def _take(file: BinaryIO) -> bool:
    """Take the lock; whether nobody has it, as far as the disk knows."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # a disk that knows no locks: what the file says is all there is
    return True


def _refuse(path: Path, said: Holder | None, *, free: bool) -> None:
    """Raise SyncError where another process has, or may have, the lock."""
    age = time.time() - path.stat().st_mtime
    if not free or (said is not None and _lives(said)):
        # A process may have taken it and not said so yet: what stands there is then its predecessor's.
        known = said is not None and (_lives(said) or _may_live(said, age))
        raise SyncError(
            f"the catalog is being written by {said}{_ago(age)}"
            if known
            else "the catalog is being written by another run, whose name can't be read",
            where=str(path),
            fix="wait until it ends, then run again",
        )
    if said is not None and _may_live(said, age):
        raise SyncError(
            f"the catalog may be being written by {said}{_ago(age)}; this machine can't see that process",
            where=str(path),
            fix="wait until it ends, or delete this file if it was killed; then run again",
        )


def _said(file: BinaryIO) -> Holder | None:
    """Who a lock file names; None where it is empty or no sense can be made of it."""
    file.seek(0)
    with suppress(ValueError, TypeError, RecursionError):
        said = Holder(**json.loads(file.read(_LONGEST)))
        texts = isinstance(said.since, str) and isinstance(said.host, str)
        if texts and type(said.pid) is int and said.pid > 0 and isinstance(said.started, str | None):
            return said
    return None


def _say(file: BinaryIO, who: Holder) -> None:
    file.truncate(0)
    file.write((json.dumps(asdict(who)) + "\n").encode("ascii"))
    file.flush()


def _lives(said: Holder) -> bool:
    """Whether the very process that is named is alive on this machine."""
    if said.host != socket.gethostname():
        return False
    started = _started(said.pid)
    if started is not None or Path("/proc/self/stat").exists():
        return started is not None and started == said.started
    try:
        os.kill(said.pid, 0)  # no signal; asks whether it is there
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _may_live(said: Holder, age: float) -> bool:
    """Whether a process of another machine can still be at work; no run takes an hour."""
    return said.host != socket.gethostname() and age < _BELIEVED


def _started(pid: int) -> str | None:
    """When a living process began, in ticks since which boot; None where that can't be known."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    ended = state in (b"Z", b"X") or len(fields) < 19  # killed, and its parent hasn't asked yet
    return None if ended else f"{boot}:{fields[18].decode('ascii', 'replace')}"


def _age(file: BinaryIO) -> float:
    return time.time() - os.fstat(file.fileno()).st_mtime


def _ago(age: float) -> str:
    """`, 5 minutes ago`; nothing below a minute."""
    minutes = int(age // 60)
    if minutes < 1:
        return ""
    return f", {'1 minute' if minutes == 1 else f'{minutes} minutes'} ago"
