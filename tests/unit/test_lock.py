"""One writing run at a time, told by whom."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sync.errors import SyncError
from sync.files.lock import locked

HOLDER = """
import sys
from pathlib import Path
from sync.files.lock import locked

with locked(Path(sys.argv[1]), now="2026-08-22 06:00 UTC"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as holder:
        with pytest.raises(SyncError) as error, locked(tmp_path, now="later"):
            pytest.fail("two runs at once")

        assert str(error.value) == (
            f"{tmp_path / '.state' / 'lock'}: the catalog is being written by"
            f" pid {holder.pid} since 2026-08-22 06:00 UTC\n  fix: wait until it ends, then run again"
        )


def test_the_lock_is_free_again_when_its_process_was_killed(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as holder:
        holder.kill()
        holder.wait()

        with locked(tmp_path, now="2026-08-22 07:00 UTC"):
            assert lock_text(tmp_path) == f"pid {os.getpid()} since 2026-08-22 07:00 UTC\n"


def test_a_lock_file_that_nobody_holds_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / ".state").mkdir()
    (tmp_path / ".state" / "lock").write_text("pid 1 since 1970-01-01\n", "utf-8")

    with locked(tmp_path, now="2026-08-22"):
        assert lock_text(tmp_path) == f"pid {os.getpid()} since 2026-08-22\n"


def test_after_a_run_the_lock_names_nobody(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path, now="2026-08-22"):
        raise ZeroDivisionError

    assert lock_text(tmp_path) == ""
    with locked(tmp_path, now="2026-08-23"):
        assert "2026-08-23" in lock_text(tmp_path)


def test_the_lock_is_never_committed(tmp_path: Path) -> None:
    with locked(tmp_path, now="2026-08-22"):
        assert (tmp_path / ".state" / ".gitignore").read_text("utf-8") == "*\n"


def lock_text(root: Path) -> str:
    return (root / ".state" / "lock").read_text("utf-8")


def held_elsewhere(root: Path) -> subprocess.Popen[str]:
    """A process that holds the lock until its input ends."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder
