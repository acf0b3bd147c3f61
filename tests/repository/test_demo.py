"""`make demo` plays to its end on the shipped catalog, which grows and may lose what an act stands on."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_demo_plays_to_its_end() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("no file changed\n") == 2
    assert "\n  #1 sync(openrouter): 1 new, 1 price up, " in done.stdout
    assert "nothing was written to the forge\n" in done.stdout
    assert "so the sync leaves it alone.**" in done.stdout
    assert done.stdout.endswith("the checkout is untouched\n")
