"""What a run and a check cost beside reading the same YAML files with PyYAML or ruamel.yaml, in one process.

Timed is the whole command as `python -m sync` calls it, its output too: every file is read, the
record of what was found valid is there, as after any first run. Payloads come from files that the
operating system has in memory. Each measured run begins with the same tree.
"""

import contextlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from sync.cli.main import call
from tests.bench import tree
from tests.bench.generate import PERCENTS, TODAY, generate
from tests.bench.made_up import LARGEST, PROVIDERS
from tests.bench.ratios import Row, Take, stopwatch

CSAFE, RUAMEL = "PyYAML CSafeLoader, the same files", "ruamel load + dump, the same files"
SAMPLE = 300
"""Model files that ruamel.yaml is measured with, where not with all."""
_TOLD = ("added", "changes", "lifecycle", "base_moved", "ended", "withdrawn", "quarantined")


@dataclass(frozen=True)
class Made:
    """A made-up catalog of so many models, made when it is first needed.

    Of a `whole` one every provider's list is proven, and there are lists with changes.
    """

    folder: Path
    models: int
    whole: bool = True

    @cached_property
    def kept(self) -> tree.Tree:
        """The catalog and what it holds, once a run over it has proven to change nothing."""
        root = self.folder / f"{self.models}"
        generate(root, self.models, percents=PERCENTS if self.whole else ())
        made = tree.kept(root)
        prove_no_change(made, self.arguments("payloads", *(PROVIDERS if self.whole else (LARGEST,))))
        for percent in PERCENTS if self.whole else ():
            prove_changes(made, self.arguments(f"changed-{percent}", LARGEST), self.models * percent // 100)
        return made

    @cached_property
    def yaml_files(self) -> list[Path]:
        return [self.kept.root / name for name in sorted(self.kept.files) if name.endswith(".yaml")]

    def arguments(self, folder: str, *providers: str) -> list[str]:
        root = self.folder / f"{self.models}"
        pairs = [f"--from-file={name}={root / folder / name}.json" for name in providers]
        return ["run", "--root", str(root), "--today", str(TODAY), *pairs]

    def run(self, folder: str, *providers: str) -> float:
        """Seconds of a run over the tree as it was made."""
        self.kept.restore()
        return command(self.arguments(folder, *providers))

    def first_run(self) -> float:
        """Seconds of a run that has to find every file valid first."""
        self.kept.restore()
        (self.kept.root / ".state/checked").unlink()
        return command(self.arguments("payloads", LARGEST))

    def check(self) -> float:
        self.kept.restore()
        return command(["check", "--root", str(self.kept.root), "--today", str(TODAY)])

    def csafe(self) -> float:
        """Seconds that PyYAML's C loader takes to read every YAML file, one after the other."""
        paths = self.yaml_files
        with stopwatch() as spent:
            for path in paths:
                yaml.load(path.read_bytes(), yaml.CSafeLoader)
        return spent[0]

    def ruamel(self, *, every: bool) -> float:
        """Seconds that a round trip of every YAML file takes; of a sample, scaled by its bytes."""
        models = [path for path in self.yaml_files if "models" in path.parts]
        others = sorted(set(self.yaml_files) - {*models}, key=lambda path: path.stat().st_size)
        small = [path for path in others if "offers" not in path.parts]
        offers = [path for path in others if "offers" in path.parts]
        if every:
            return round_trips(self.yaml_files)
        some = models[:: max(len(models) // SAMPLE, 1)]
        return sum(
            round_trips(sample) * size(whole) / size(sample)
            for sample, whole in ((some, models), (offers[:1], offers), (small, small))
        )


def rows(made: Made, *, slow: bool = False) -> list[Row]:
    """The rows over a made-up catalog; `slow`: ruamel.yaml gets all of the files."""
    n = f"{made.models:,} models"
    ruamel = RUAMEL if slow else f"{RUAMEL} (scaled from {SAMPLE} models)"

    def row(name: str, target: float | None, work: Take, rounds: int | None = None) -> Row:
        return Row(
            name=f"{name}, {n}", against=CSAFE, target=target, work=work, beside=made.csafe, rounds=rounds
        )

    return [
        row("run, no change, largest provider", 0.6, lambda: made.run("payloads", LARGEST)),
        row("run, no change, ten providers", 0.7, lambda: made.run("payloads", *PROVIDERS)),
        row("run, 1 % changed, largest", 0.7, lambda: made.run("changed-1", LARGEST)),
        row("run, 10 % changed, largest", 1.6, lambda: made.run("changed-10", LARGEST)),
        row("check", 2.3, made.check, 3),
        row("run, no change, largest, without .state", None, made.first_run, 3),
        Row(
            name=f"run, no change, largest provider, {n}",
            against=ruamel,
            target=1 / 40,
            work=lambda: made.run("payloads", LARGEST),
            beside=lambda: made.ruamel(every=slow),
            rounds=3,
        ),
    ]


def command(arguments: Sequence[str]) -> float:
    """Seconds of one command; the bench ends where it fails."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), stopwatch() as spent:
        code = call(arguments)
    if code != 0:
        raise SystemExit(f"error: {' '.join(arguments)} ended with {code}\n{out.getvalue()}")
    return spent[0]


def prove_no_change(made: tree.Tree, arguments: Sequence[str]) -> None:
    """A run reads whole lists, tells of nothing and leaves every byte, of what it remembers too."""
    for run in told(made, arguments):
        said = [key for key in _TOLD if run[key]]
        if said or run["fetched"] != run["unchanged"]:
            raise SystemExit(f"error: the list of {run['provider']} is not without a change: {said}")
    if tree.contents(made.root) != made.files:
        raise SystemExit("error: a run without a change has changed files")


def prove_changes(made: tree.Tree, arguments: Sequence[str], count: int) -> None:
    """A run writes what so many offers changed: nothing of it waits."""
    for run in told(made, arguments):
        written = len(run["added"]) + len(run["updated"])
        if written != count:
            raise SystemExit(f"error: {written} of {count} changes of {run['provider']} were written")
    made.restore()


def told(made: tree.Tree, arguments: Sequence[str]) -> list[dict[str, Any]]:
    """What a run's report says of each provider."""
    page = made.root / "told.json"
    command([*arguments, "--report-json", str(page)])
    runs: list[dict[str, Any]] = json.loads(page.read_text("utf-8"))["runs"]
    page.unlink()
    return runs


def round_trips(paths: Sequence[Path]) -> float:
    from ruamel.yaml import YAML

    with stopwatch() as spent:
        for path in paths:
            round_trip = YAML()
            round_trip.dump(round_trip.load(path.read_bytes()), io.BytesIO())
    return spent[0]


def size(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths)
