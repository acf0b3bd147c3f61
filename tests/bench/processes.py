"""Whole processes over the shipped catalog, beside processes that only import what such commands need."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.bench.ratios import Row, stopwatch
from tests.bench.shipped import CHANGED, Shipped

HERE = Path(__file__).resolve().parents[2]
CLICK, JSON, FIVE = "import click", "import json", "import the five packages"
PACKAGES = "import requests, ruamel.yaml, jsonschema, deepdiff, click"
READ = "import sys, modelbook; modelbook.load(sys.argv[1]).get(sys.argv[2])"

Command = Callable[[], Sequence[str]]


def rows(shipped: Shipped) -> list[Row]:
    """The rows of the commands, and of the reader's first answer."""
    sync = [sys.executable, "-m", "sync"]

    def row(name: str, target: float | None, arguments: Command, against: str) -> Row:
        def work() -> float:
            shipped.kept.restore()
            return process([*sync, *arguments()])

        return Row(name=name, against=against, target=target, work=work, beside=python(against), warm_up=1)

    return [
        row("--help", 1.3, lambda: ["--help"], CLICK),
        row("run --from-file, no change", 1.2, lambda: shipped.arguments("same"), FIVE),
        row(f"run --from-file, {CHANGED} changed", 2, lambda: shipped.arguments("other"), FIVE),
        row("check", 2.5, lambda: ["check", *shipped.here()], FIVE),
        row("explain ID", 2.6, lambda: ["explain", shipped.an_id(), *shipped.here()], CLICK),
        row("status", 2.6, lambda: ["status", *shipped.here()], CLICK),
        Row(
            name="modelbook, first answer",
            against=JSON,
            target=None,
            work=lambda: process([sys.executable, "-c", READ, str(shipped.built), shipped.an_id()]),
            beside=python(JSON),
            warm_up=1,
        ),
    ]


def python(imports: str) -> Callable[[], float]:
    """A process that imports, and nothing else."""
    code = PACKAGES if imports == FIVE else imports
    return lambda: process([sys.executable, "-c", code])


def process(command: Sequence[str]) -> float:
    """Seconds of one process."""
    known = environ()
    with stopwatch() as spent:
        run(command, known)
    return spent[0]


def environ() -> dict[str, str]:
    """This one's, with compiled modules kept as they usually are."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def run(command: Sequence[str], known: Mapping[str, str]) -> str:
    """What a process said; the bench ends where it fails."""
    done = subprocess.run(command, cwd=HERE, env=known, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = f"{done.stdout}{done.stderr}"
        raise SystemExit(f"error: {' '.join(command)} ended with {done.returncode}\n{said}")
    return done.stdout
