"""One writing run at a time: the lock says whose pid holds it and since when.

The operating system drops the lock with its process, so a lock file that nobody holds is
stale and is simply taken over; its text is for people.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.errors import SyncError
from sync.files.state import folder


@contextmanager
def locked(root: Path, *, now: str) -> Iterator[None]:
    """Hold the catalog's lock; raises SyncError that names the holder when another run has it.

    `now` is the time that is written for others to read.
    """
    path = folder(root) / "lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "another run"
            raise SyncError(
                f"the catalog is being written by {holder}",
                where=str(path),
                fix="wait until it ends, then run again",
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"pid {os.getpid()} since {now}\n")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()
