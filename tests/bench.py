"""`make bench`: how long whole processes take, as ratios to processes that only import.

    A  the command          A B A B …, each a process of its own, side by side in one run
    B  python -c "import …"

Wall and CPU time of each process; the medians, and the median of the ratios of the pairs
with their smallest and largest. A ratio holds on any machine, a time on none.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sync.files import jsonl
from tests.upstream import openrouter

HERE = Path(__file__).resolve().parents[1]
BASE = "catalog/upstream/openrouter.jsonl"
FIVE = "import requests, ruamel.yaml, jsonschema, deepdiff, click"
CLICK = "import click"
WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A command, what it is measured against, and the ratio that it shall not pass."""

    name: str
    command: Sequence[str]
    against: str
    target: float


@dataclass(frozen=True, slots=True)
class Times:
    """Medians in milliseconds of the command and of the imports, and the ratios of the pairs."""

    command: float
    imports: float
    ratio: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One row's outcome."""

    name: str
    against: str
    target: float
    wall: Times
    cpu: Times

    @property
    def verdict(self) -> str:
        return "" if self.wall.ratio <= self.target else "over its target"


def main(args: Sequence[str] | None = None) -> int:
    """The command: print the table; 1 when a command fails, 0 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure whole processes.")
    parser.add_argument("--rounds", type=int, default=15, help="pairs for each row, 11 or more")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON, too")
    asked = parser.parse_args(args)
    rounds = max(11, asked.rounds)
    with scratch() as (root, payload):
        prove_no_change(root, payload)
        measured = [measure(row, rounds, root) for row in rows(root, payload)]
    print(
        f"{rounds} pairs for each row after {WARM_UP} to warm up; medians; Python {sys.version.split()[0]}\n"
    )
    table(measured)
    if asked.json is not None:
        found = [asdict(one) | {"verdict": one.verdict or "met"} for one in measured]
        asked.json.write_text(json.dumps({"rounds": rounds, "rows": found}, indent=2) + "\n", "utf-8")
    return 0


def rows(root: Path, payload: Path) -> list[Row]:
    day = as_of(root)
    here = ["--root", str(root), "--today", day]
    an_id = min(jsonl.read((root / BASE).read_bytes(), BASE).records)
    return [
        Row("run, nothing changed", ["run", *here, "--from-file", f"openrouter={payload}"], FIVE, 1.5),
        Row("--help", ["--help"], CLICK, 1.3),
        Row("check", ["check", *here], FIVE, 2.5),
        Row("explain ID", ["explain", an_id, *here], CLICK, 2.6),
        Row("status", ["status", *here], CLICK, 2.6),
    ]


@contextmanager
def scratch() -> Iterator[tuple[Path, Path]]:
    """A copy of the shipped catalog, and a payload that says what its merge base says."""
    with tempfile.TemporaryDirectory(prefix="modelbook-bench-") as folder:
        root = Path(folder) / "catalog"
        for name in ("catalog", "overrides", "schemas"):
            if (HERE / name).exists():
                shutil.copytree(HERE / name, root / name)
        payload = Path(folder) / "openrouter.json"
        payload.write_bytes(openrouter.body(openrouter.models(openrouter.read(root / BASE))))
        yield root, payload


def prove_no_change(root: Path, payload: Path) -> None:
    """Run it twice: neither changes a file, and the second has everything checked already."""
    before = contents(root)
    told = Path(f"{payload}.told")
    for _ in range(2):
        command = ["run", "--root", str(root), "--today", as_of(root), "--from-file", f"openrouter={payload}"]
        process([sys.executable, "-m", "sync", *command, "--report-json", str(told)])
        run = json.loads(told.read_text("utf-8"))["runs"][0]
        records = len((root / BASE).read_text("utf-8").splitlines()) - 1
        if contents(root) != before or run["added"] or run["changes"] or run["fetched"] != records:
            raise SystemExit("error: the payload made of the merge base is not without a change")


def as_of(root: Path) -> str:
    return str(jsonl.read((root / BASE).read_bytes(), BASE).as_of)


def contents(root: Path) -> dict[str, bytes]:
    paths = (path for name in ("catalog", "overrides", "schemas") for path in (root / name).rglob("*"))
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def measure(row: Row, rounds: int, root: Path) -> Measured:
    a, b = [sys.executable, "-m", "sync", *row.command], [sys.executable, "-c", row.against]
    for _ in range(WARM_UP):
        process(a), process(b)
    pairs = [(process(a), process(b)) for _ in range(rounds)]
    wall, cpu = ([(one[kind], other[kind]) for one, other in pairs] for kind in (0, 1))
    return Measured(row.name, row.against, row.target, times(wall), times(cpu))


def times(pairs: Sequence[tuple[float, float]]) -> Times:
    ratios = [one / other for one, other in pairs]
    first, second = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    return Times(first, second, statistics.median(ratios), min(ratios), max(ratios))


def process(command: Sequence[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one process; the bench ends where it fails."""
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    spent, start = cpu(), time.perf_counter()
    done = subprocess.run(command, cwd=HERE, env=environ, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, cpu()
    if done.returncode != 0:
        raise SystemExit(
            f"error: {' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return wall, after - spent


def cpu() -> float:
    """CPU seconds of all child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(measured: Sequence[Measured]) -> None:
    heads = ("command", "against", "wall", "", "ratio", "min–max", "CPU ratio", "min–max", "target", "")
    lines = [heads, *map(cells, measured)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    for line in lines:
        left = [cell.ljust(width) for cell, width in zip(line[:2], widths, strict=False)]
        right = [cell.rjust(width) for cell, width in zip(line[2:9], widths[2:9], strict=True)]
        print("  ".join([*left, *right, line[9]]).rstrip())


def cells(one: Measured) -> tuple[str, ...]:
    def spread(times: Times) -> str:
        return f"{times.lowest:.2f}–{times.highest:.2f}"

    return (
        one.name,
        one.against.removeprefix("import ") if one.against == CLICK else "the five imports",
        f"{one.wall.command:.0f} ms",
        f"{one.wall.imports:.0f} ms",
        f"{one.wall.ratio:.2f}",
        spread(one.wall),
        f"{one.cpu.ratio:.2f}",
        spread(one.cpu),
        f"{one.target}",
        one.verdict,
    )


if __name__ == "__main__":
    sys.exit(main())
