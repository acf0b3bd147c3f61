"""No edit of a person is ever lost: the promise of the whole, tried on whole catalogs.

    a list ──run──> catalog ──edits by hand──> catalog ──another list, two days──> catalog ──run──> the same

Every edited value is still there, every comment too; every line that holds nothing that
upstream changed is the same, byte by byte; what nobody edited is what upstream says now.
"""

import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path as File
from random import Random

from hypothesis import given, note
from hypothesis import strategies as st

from sync.cli.main import call
from sync.core.values import Doc, Path, Value
from sync.files.read import read
from tests.property.expected import merged, same_fields, units, untouched, values
from tests.property.hands import Hand
from tests.property.lists import LISTS, moved
from tests.unit.openrouter_records import Json

ROOT = File(__file__).parents[2]
OFFERS = "catalog/offers/openrouter.yaml"
MACHINES = frozenset(
    {
        "catalog/upstream/openrouter.jsonl",
        "catalog/upstream/openrouter.held.jsonl",
        "catalog/history/openrouter.jsonl",
    }
)
"""Files that nobody edits by hand."""

MEMORY = File("/dev/shm")  # noqa: S108  a sync waits for the disk; here, where there is one, it needn't
Tree = dict[str, bytes]

_PROVIDER = "catalog/providers/openrouter.yaml"
PROVIDER: Tree = {_PROVIDER: (ROOT / _PROVIDER).read_bytes()}


@given(st.integers(0, len(LISTS) - 1), st.integers(0, 2**32), st.integers(0, 2**32))
def test_no_edit_is_lost_and_no_byte_changes_that_need_not(which: int, hand: int, day: int) -> None:
    base = first_run(which)
    mine, comments = edited(base, Random(hand))  # noqa: S311
    now, gone = moved(LISTS[which], Random(day))  # noqa: S311
    new = run_on({}, [*now, *gone])
    missed: set[Path] = {(str(each["id"]),) for each in gone}

    with catalog(mine) as root:
        sync(root, now, "2026-08-22")  # a person lets pass what is held; what settles waits a day
        sync(root, now, "2026-08-23")
        after = files(root)
        sync(root, now, "2026-08-23")
        again = files(root)

    try:
        for name in sorted({*base, *mine, *new, *after} - MACHINES):
            check_file(name, base.get(name), mine.get(name), new.get(name), after.get(name), missed)
            for comment in comments.get(name, ()):
                assert comment in text(after[name]), f"{name} lost {comment!r}"
        assert again == after
    except AssertionError:
        for name in sorted(mine.keys() - MACHINES):
            note(f"--- {name}, by hand\n{text(mine[name])}\n--- {name}, after\n{text(after.get(name))}")
        raise


def check_file(
    name: str,
    base: bytes | None,
    mine: bytes | None,
    new: bytes | None,
    after: bytes | None,
    missed: set[Path],
) -> None:
    """One file: its values are the merge's, its other lines are a person's."""
    if mine is None:
        assert after == (new if base is None else None), name
        return
    assert after is not None, name
    said = {
        "base": entries(name, base, ours=True),
        "mine": entries(name, mine, ours=False),
        "new": entries(name, new, ours=True),
        "after": entries(name, after, ours=False),
    }
    for key in said["new"].keys() & missed:
        said["new"][key] |= {"state": "stale", "missing_since": "2026-08-22"}
    changed: set[Path] = set()
    for key in sorted({*said["base"], *said["mine"], *said["new"], *said["after"]}):
        ours, found = said["mine"].get(key), said["after"].get(key)
        wanted = merged(said["base"].get(key), ours, said["new"].get(key))
        assert (found is None) == (wanted is None), f"{name} {key}"
        assert same_fields(units(found or {}), wanted or {}) == [], f"{name} {key}"
        before, fields = units(ours or {}), units(found or {})
        moves = {path for path in {*before, *fields} if same_fields(only(before, path), only(fields, path))}
        changed |= {(*key, *path) for path in moves} if ours is not None or not moves else {key}
    if not changed:
        assert after == mine, name
        return
    assert_in_order(untouched(text(mine), changed, values(text(after))), text(after).splitlines())
    assert mine.count(b"\r\n") == 0 or after.count(b"\n") == after.count(b"\r\n"), f"{name} mixes line ends"


def entries(name: str, raw: bytes | None, *, ours: bool) -> dict[Path, Doc]:
    """The entries of a price list by id; a model's file is one entry without a key.

    What nobody's hand was in is read by our own reader, which is fast.
    """
    doc = read(text(raw), name).mapping() if ours else values(text(raw))
    if name != OFFERS:
        return {} if raw is None else {(): doc}
    return {(key,): entry for key, entry in doc.items() if isinstance(entry, dict)}


def only(fields: dict[Path, Value], path: Path) -> dict[Path, Value]:
    return {path: fields[path]} if path in fields else {}


def assert_in_order(lines: list[str], among: list[str]) -> None:
    """Every one of `lines` stands in `among`, in the same order; a comment may stand further out."""
    rest = iter(among)
    for line in lines:
        assert any(line == other or _is_comment(line, other) for other in rest), f"{line!r} was changed"


def _is_comment(line: str, other: str) -> bool:
    """Below a text no comment may stand further in than its key: it would be a part of the text."""
    return line.lstrip().startswith("#") and other.lstrip() == line.lstrip() and len(other) < len(line)


def edited(base: Tree, random: Random) -> tuple[Tree, dict[str, list[str]]]:
    """The catalog after a person's edits, and the comments they wrote into each file."""
    mine, comments = dict(base), dict[str, list[str]]()
    for name in sorted(base):
        hand = Hand(random)
        kind = random.choice(("as it is", "lines", "lines", "rewritten", "rewritten", "deleted"))
        if name in MACHINES or kind == "as it is":
            continue
        if kind == "deleted" and name != OFFERS:
            del mine[name]
        elif kind == "lines":
            mine[name] = hand.in_lines(text(base[name])).encode()
        else:
            mine[name] = hand.rewritten(values(text(base[name])), keyed=name == OFFERS).encode()
        comments[name] = [comment for comment in hand.comments if comment in text(mine[name])]
    return mine, comments


@cache
def first_run(which: int) -> Tree:
    """The catalog that a list makes; shared by all examples that begin with it."""
    return run_on({}, [*LISTS[which]])


def run_on(tree: Tree, records: list[Json]) -> Tree:
    with catalog(tree) as root:
        sync(root, records, "2026-08-21")
        return files(root)


@contextmanager
def catalog(tree: Tree) -> Iterator[File]:
    """A folder with these files; schemas and the provider's file are the repository's."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        root = File(folder)
        (root / "schemas").symlink_to(ROOT / "schemas", target_is_directory=True)
        for name, raw in (tree | PROVIDER).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(raw)
        yield root


def sync(root: File, records: list[Json], today: str) -> None:
    """The real command line, in this process."""
    payload, said = root / "list.json", io.StringIO()
    payload.write_text(json.dumps({"data": records}), "utf-8")
    with redirect_stdout(said), redirect_stderr(said):
        flags = ("--from-file", f"openrouter={payload}", "--include-held")
        code = call(["run", "--root", str(root), "--today", today, *flags])
    assert code == 0, said.getvalue()


def files(root: File) -> Tree:
    """The files below `catalog/` that a sync may write."""
    paths = [File(folder) / name for folder, _, names in os.walk(root / "catalog") for name in names]
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {name: raw for name, raw in found.items() if name not in PROVIDER}


def text(raw: bytes | None) -> str:
    return "" if raw is None else raw.decode()
