"""Keeps who only reads from taking a mixture of old and new files for a catalog.

.state/journal/<provider>/manifest.json there ──> some files may be written and others not:
                                                  a run is writing them now, or was cut short

Readers take no lock, since a run holds it while it waits for the network. They look for an
unfinished write before they read and after.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.errors import SyncError

MANIFEST = "manifest.json"


def journals(root: Path) -> list[Path]:
    """The folders of writes that have begun."""
    return sorted(path for path in (root / ".state" / "journal").glob("*") if path.is_dir())


@contextmanager
def reading(root: Path) -> Iterator[None]:
    """Read the catalog's files within. Raises SyncError when they are no whole, before or after."""
    before = _writes(root)
    _require_whole(root)
    yield
    _require_whole(root)
    if _writes(root) != before:
        raise SyncError("a run wrote files while they were read", where=str(root), fix="do it again")


def _writes(root: Path) -> int | None:
    """What differs once another write has begun or ended: the folder of journals has another date."""
    try:
        return (root / ".state" / "journal").stat().st_mtime_ns
    except OSError:
        return None


def _require_whole(root: Path) -> None:
    cut = [journal for journal in journals(root) if (journal / MANIFEST).exists()]
    if not cut:
        return
    from sync.files import lock  # only where something is wrong

    holder = lock.holder(root)
    if holder is not None:
        raise SyncError(
            f"files are being written by {holder}",
            where=str(cut[0]),
            fix="wait until it ends, then do it again",
        )
    raise SyncError(
        "a run was cut short in the middle of its writes; some files are new and some may be old",
        where=str(cut[0]),
        fix="finish it with `python -m sync run`, or offline with `python -m sync fix`; both do it first",
    )
