"""What a run without a change costs where there are many more models: time for each of them, and memory."""

import sys
from collections.abc import Callable

from tests.bench.in_process import Made
from tests.bench.made_up import LARGEST
from tests.bench.processes import environ, run
from tests.bench.ratios import Row

MEMORY = 300.0
"""MB that a run may need."""

_PEAK = """
import re, sys
from sync.cli.main import call
code = call(sys.argv[1:])
told = open("/proc/self/status").read()
print("peak", re.search(r"VmHWM:\\s+(\\d+) kB", told)[1])
sys.exit(code)
"""


def rows(small: Made, large: Made) -> list[Row]:
    """The rows that need both catalogs."""

    def each(made: Made) -> Callable[[], float]:
        return lambda: made.run("payloads", LARGEST) / made.models

    return [
        Row(
            name=f"run, no change, largest provider, {large.models:,} models",
            against=f"the same, {small.models:,} models",
            target=1.2,
            work=each(large),
            beside=each(small),
            unit="ms a model",
            rounds=3,
        ),
        Row(
            name=f"peak memory of that run, {large.models:,} models",
            against=f"{MEMORY:.0f} MB",
            target=1,
            work=lambda: peak(large),
            beside=lambda: MEMORY,
            unit="MB",
            rounds=1,
        ),
    ]


def peak(made: Made) -> float:
    """MB that a process needed at most for the run; a child's own, not what it had before `exec`."""
    made.kept.restore()
    out = run([sys.executable, "-c", _PEAK, *made.arguments("payloads", LARGEST)], environ())
    return int(out.rpartition("peak ")[2]) / 1024
