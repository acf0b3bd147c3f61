"""`make bench`: measure everything, or the rows that --only names, and print one table."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench import growth, in_process, machine, processes, shown
from tests.bench.in_process import Made
from tests.bench.ratios import Measured, Row, measure
from tests.bench.shipped import Shipped

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
SMALL, LARGE = 3000, 20000
IN_PROCESS, PROCESSES = 5, 11
"""Pairs for each row, where nobody asks for another number."""


def main(args: Sequence[str] | None = None) -> int:
    """The command: 0 also where a target is missed; that is for people to judge."""
    asked = _parser().parse_args(args)
    with tempfile.TemporaryDirectory(prefix="modelbook-bench-") as folder:
        chosen = [pair for pair in _rows(Path(folder), asked) if _fits(pair[0], asked.only)]
        if not chosen:
            print(
                f"error: no row is called {asked.only!r}\n  fix: leave --only out, and look", file=sys.stderr
            )
            return 2
        measured = [_told(row, rounds) for row, rounds in chosen]
    about = machine.about()
    print("\n".join(["", *(f"{name}: {value}" for name, value in about.items()), "", shown.table(measured)]))
    if asked.json is not None:
        page = json.dumps(shown.as_json(measured, about), indent=2, ensure_ascii=False)
        asked.json.write_text(page + "\n", "utf-8")
    if asked.write:
        PAGE.write_text(shown.page(measured, about), "utf-8")
        print(f"\nwritten: {PAGE}")
    return 0


def _rows(folder: Path, asked: argparse.Namespace) -> list[tuple[Row, int]]:
    """Every row with how many pairs it gets; catalogs are made when a row first needs one."""
    small, large = Made(folder, SMALL), Made(folder, LARGE, whole=False)
    inside = [*in_process.rows(small, slow=asked.slow), *growth.rows(small, large)]
    outside = processes.rows(Shipped(folder))
    return [
        *((row, asked.rounds or IN_PROCESS) for row in inside),
        *((row, asked.rounds or PROCESSES) for row in outside),
    ]


def _fits(row: Row, only: str | None) -> bool:
    return only is None or only.casefold() in f"{row.name} | {row.against}".casefold()


def _told(row: Row, rounds: int) -> Measured:
    """Measure a row; who waits sees which."""
    if sys.stderr.isatty():
        print(f"{row.name} …", file=sys.stderr, flush=True)
    return measure(row, rounds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure ratios.")
    parser.add_argument("--only", metavar="NAME", help="only rows with this in their first two columns")
    parser.add_argument("--rounds", type=int, metavar="N", help="pairs for each row that isn't slow")
    parser.add_argument("--slow", action="store_true", help="ruamel.yaml gets all files, and no sample")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON, too")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
