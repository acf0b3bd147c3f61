"""Kills a run at its every step: `python -m tests.unit.killing FOLDER EARLIER ARG…` says what is there then.

    FOLDER/before ──copy──> FOLDER/work ──run, killed at step k──> a copy is healed: which files are new?
                                        └─run again, undisturbed─> is it what one run alone makes?

A process of its own, with no thread, forks a child for each step. A step is what changes a disk
below the catalog: a file opened for writing, a content half written, a rename, a removal, a new
folder, the lock. (A content whole and not yet in its place is what is there before its rename.)
EARLIER is a step at which a run before was killed already, and only its healing is cut short;
empty for none.
The first line of output names the files of a run that nobody kills, each further one is a step.
"""

import contextlib
import fcntl
import io
import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sync.cli.main import call
from sync.errors import SyncError
from sync.files import journal, lock
from sync.files.unfinished import reading
from tests.scratch import Scratch, Tree

_PATHS = {"open": 0, "os.rename": 1, "os.remove": 0, "os.rmdir": 0, "os.mkdir": 0, "os.truncate": 0}
"""Where each event of Python's audit has the path that it is about."""
_WRITING = os.O_WRONLY | os.O_RDWR
_NEVER = 10**6


class Steps:
    """Counts the steps of this process below a folder, and kills it before the last-th is done."""

    def __init__(self, root: Path, last: int) -> None:
        self.root, self.last, self.told = str(root), last, list[str]()
        flock = fcntl.flock

        def fsync_or_die(file: int) -> None:  # a kill is no power cut: what is written is written
            if stat.S_ISREG(os.fstat(file).st_mode):
                self.step("half written", lambda: os.ftruncate(file, os.fstat(file).st_size // 2))

        def flock_or_die(file: int, operation: int) -> None:
            flock(file, operation)
            self.step("locked")

        os.fsync, fcntl.flock = fsync_or_die, flock_or_die  # type: ignore[assignment]
        sys.addaudithook(self._audit)

    def step(self, what: str, at_last: Callable[[], None] = lambda: None) -> None:
        self.told.append(what)
        if len(self.told) == self.last:
            at_last()
            os.kill(os.getpid(), signal.SIGKILL)

    def _audit(self, event: str, args: tuple[object, ...]) -> None:
        if event not in _PATHS or (event == "open" and not (isinstance(args[2], int) and args[2] & _WRITING)):
            return
        path = args[_PATHS[event]]
        if not isinstance(path, str | os.PathLike) or (event == "os.mkdir" and Path(path).exists()):
            return
        name = os.fspath(path)
        if not name.startswith("/") or name.startswith(self.root):  # a tree is removed by bare names
            self.step(f"{event} {name.removeprefix(self.root)}")


def undisturbed(args: Sequence[str]) -> int:
    """Run in this process, without a word; the exit code."""
    silence = io.StringIO()
    with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
        return call(args)


def run(root: Path, args: Sequence[str], last: int) -> list[str]:
    """Run in a child that is killed before its last-th step; all its steps where it never came to that."""
    ours, its = os.pipe()
    child = os.fork()
    if child == 0:
        steps = Steps(root, last)
        code = undisturbed(args)
        os.write(its, json.dumps(steps.told).encode())
        os._exit(code)
    os.close(its)
    with os.fdopen(ours, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    assert status == (0 if last == _NEVER else signal.SIGKILL), (last, status)
    return [str(step) for step in json.loads(told or "[]")]


def fresh(folder: Path, name: str, to: str) -> Scratch:
    """A copy of a catalog in the place of another."""
    shutil.rmtree(folder / to, ignore_errors=True)
    shutil.copytree(folder / name, folder / to)
    return Scratch(folder / to)


def files(tree: Tree) -> Tree:
    """What is committed."""
    return {name: raw for name, raw in tree.items() if not name.startswith((".state/", ".backup/"))}


def ended(catalog: Scratch) -> Tree:
    """Everything but the backups, of which a run that is repeated may make a second one."""
    return {name: raw for name, raw in catalog.tree().items() if not name.startswith(".backup/2")}


def changed(one: Tree, other: Tree) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def healed(folder: Path) -> Tree:
    """What is committed once a write that was begun is finished or dropped, and no more."""
    catalog = fresh(folder, "work", "healed")
    with lock.locked(catalog.root, now="later"):
        journal.heal(catalog.root)
    return files(catalog.tree())


def may_be_read(root: Path) -> bool:
    try:
        with reading(root):
            return True
    except SyncError:
        return False


def saved(catalog: Scratch, before: Tree, after: Tree) -> bool:
    """Whether there is no backup yet, or one of every file that the run changes."""
    held = {
        name.split("/", 2)[2]: raw for name, raw in catalog.tree().items() if name.startswith(".backup/2")
    }
    return held in ({}, {name: before[name] for name in changed(before, after) if name in before})


def killed(
    folder: Path, args: Sequence[str], steps: Sequence[str], after: Tree
) -> Iterator[dict[str, object]]:
    """What is there after each step at which the run was killed."""
    before = files(Scratch(folder / "before").tree())
    for at, step in enumerate(steps, 1):
        catalog = fresh(folder, "before", "work")
        run(catalog.root, args, at)
        whole = healed(folder)
        told = {
            "step": f"{at} {step}",
            "changed": changed(before, files(catalog.tree())),
            "healed": changed(before, whole),
            "to come": changed(files(after), whole),
            "readable": may_be_read(catalog.root),
            "saved": saved(catalog, before, files(after)),
        }
        code = undisturbed(args)
        yield {**told, "code": code, "differs": changed(after, ended(catalog))}


def main(folder: Path, earlier: str, args: Sequence[str]) -> None:
    os.fsync = lambda file: None  # type: ignore[assignment]
    fresh(folder, "before", "work")
    undisturbed(args)  # what is imported now, no child has to
    work = fresh(folder, "before", "work")
    steps = run(work.root, args, _NEVER)
    after = ended(work)
    print(json.dumps(changed(files(Scratch(folder / "before").tree()), files(after))))
    if earlier:
        run(fresh(folder, "before", "work").root, args, steps.index(earlier) + 1)
        fresh(folder, "work", "before")
        steps = run(folder / "work", args, _NEVER)
        steps = steps[: [step.startswith("os.rmdir ") for step in steps].index(True) + 1]
    for told in killed(folder, args, steps, after):
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
