"""One writing run at a time, told by whom."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sync.errors import SyncError
from sync.files.lock import holder, locked

HOLDER = """
import sys
from pathlib import Path
from sync.files.lock import locked

with locked(Path(sys.argv[1]), now="2026-08-22 06:00 UTC"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as other:
        with pytest.raises(SyncError) as error, locked(tmp_path, now="later"):
            pytest.fail("two runs at once")

        assert str(error.value) == (
            f"{tmp_path / '.state' / 'lock'}: the catalog is being written by"
            f" pid {other.pid} since 2026-08-22 06:00 UTC\n  fix: wait until it ends, then run again"
        )


def test_the_lock_is_free_again_when_its_process_was_killed(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as other:
        other.kill()
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # it is dead and not yet forgotten
        assert said(tmp_path)["pid"] == other.pid
        assert holder(tmp_path) is None

        with locked(tmp_path, now="2026-08-22 07:00 UTC"):
            assert (said(tmp_path)["pid"], said(tmp_path)["since"]) == (os.getpid(), "2026-08-22 07:00 UTC")


def test_the_age_is_told_from_a_minute_on(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as other:
        aged(tmp_path, minutes=5)

        assert holder(tmp_path) == f"pid {other.pid} since 2026-08-22 06:00 UTC, 5 minutes ago"
        with pytest.raises(SyncError, match="06:00 UTC, 5 minutes ago\n"), locked(tmp_path, now="later"):
            pytest.fail("two runs at once")


def test_a_pid_that_is_used_again_is_not_who_was_killed(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as other:
        living = said(tmp_path)
    other.wait()
    with held_elsewhere(tmp_path / "x") as other:
        write(tmp_path, {**living, "pid": other.pid})

        with locked(tmp_path, now="later"):
            assert said(tmp_path)["pid"] == os.getpid()


def test_where_the_disk_knows_no_locks_the_text_is_believed(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as other:
        living = said(tmp_path)
        (tmp_path / ".state" / "lock").unlink()  # nobody has locked the next one
        write(tmp_path, living)

        with pytest.raises(SyncError, match=f"written by pid {other.pid} since"), locked(tmp_path, now="x"):
            pytest.fail("two runs at once")
        assert said(tmp_path) == living


def test_another_machine_is_believed_for_an_hour(tmp_path: Path) -> None:
    write(tmp_path, ELSEWHERE)
    aged(tmp_path, minutes=59)

    with pytest.raises(SyncError) as error, locked(tmp_path, now="later"):
        pytest.fail("two runs at once")

    assert str(error.value) == (
        f"{tmp_path / '.state' / 'lock'}: the catalog may be being written by pid 4711 on elsewhere.example"
        " since 2026-08-22 06:00 UTC, 59 minutes ago; this machine can't see that process\n"
        "  fix: wait until it ends, or delete this file if it was killed; then run again"
    )
    assert said(tmp_path) == ELSEWHERE
    aged(tmp_path, minutes=61)
    with locked(tmp_path, now="later"):
        assert said(tmp_path)["host"] == socket.gethostname()


DAMAGED = [
    b"",
    b"pid 1 since 1970-01-01\n",
    b"{",
    b"\xff\x00" * 5_000,
    b"[" * 5_000,
    b"[1]",
    b"{}",
    json.dumps({**{"pid": 1, "since": "x", "host": "y", "started": None}, "more": 1}).encode(),
    json.dumps({"pid": "1", "since": "x", "host": socket.gethostname(), "started": None}).encode(),
    json.dumps({"pid": -1, "since": "x", "host": socket.gethostname(), "started": None}).encode(),
]


@pytest.mark.parametrize("text", DAMAGED, ids=lambda text: repr(text[:20]))
def test_a_damaged_lock_that_nobody_holds_is_taken_over(tmp_path: Path, text: bytes) -> None:
    write(tmp_path, text)
    assert holder(tmp_path) is None

    with locked(tmp_path, now="2026-08-22"):
        assert said(tmp_path)["pid"] == os.getpid()


@pytest.mark.parametrize("text", DAMAGED, ids=lambda text: repr(text[:20]))
def test_a_damaged_lock_that_somebody_holds_is_respected(tmp_path: Path, text: bytes) -> None:
    write(tmp_path, text)
    with (tmp_path / ".state" / "lock").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)

        with pytest.raises(SyncError) as error, locked(tmp_path, now="later"):
            pytest.fail("two runs at once")

    assert error.value.what == "the catalog is being written by another run, whose name can't be read"
    assert (tmp_path / ".state" / "lock").read_bytes() == text


def test_after_a_run_the_lock_names_nobody(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path, now="2026-08-22"):
        raise ZeroDivisionError

    assert (tmp_path / ".state" / "lock").read_bytes() == b""
    assert holder(tmp_path) is None
    with locked(tmp_path, now="2026-08-23"):
        assert said(tmp_path)["since"] == "2026-08-23"


def test_the_lock_is_never_committed(tmp_path: Path) -> None:
    with locked(tmp_path, now="2026-08-22"):
        assert (tmp_path / ".state" / ".gitignore").read_text("utf-8") == "*\n"


ELSEWHERE = {"pid": 4711, "since": "2026-08-22 06:00 UTC", "host": "elsewhere.example", "started": None}


def said(root: Path) -> dict[str, object]:
    found = json.loads((root / ".state" / "lock").read_bytes())
    assert isinstance(found, dict)
    return found


def write(root: Path, text: bytes | dict[str, object]) -> None:
    """Leave a lock file that no process has locked."""
    (root / ".state").mkdir(exist_ok=True)
    raw = text if isinstance(text, bytes) else json.dumps(text).encode()
    (root / ".state" / "lock").write_bytes(raw)


def aged(root: Path, *, minutes: int) -> None:
    then = time.time() - 60 * minutes - 1
    os.utime(root / ".state" / "lock", (then, then))


def held_elsewhere(root: Path) -> subprocess.Popen[str]:
    """A process that holds the lock until its input ends."""
    root.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process
