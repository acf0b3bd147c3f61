"""The hooks for pre-commit do what they say, run as pre-commit runs them: from the folder of a catalog.

pre-commit makes a virtual environment inside a checkout of this repository; `.venv` is one.
"""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.scratch import ONE, Scratch, scratch

HERE = Path(__file__).resolve().parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((HERE / ".pre-commit-hooks.yaml").read_text("utf-8"))}

pytestmark = pytest.mark.skipif(
    Path(sys.prefix).parent != HERE, reason="the environment of these tests is not in the checkout"
)


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def hook(catalog: Scratch, name: str) -> subprocess.CompletedProcess[str]:
    program, *words = shlex.split(HOOKS[name]["entry"])
    assert program == "python"
    return subprocess.run(
        [sys.executable, *words], cwd=catalog.root, capture_output=True, text=True, check=False
    )


def test_a_sound_catalog_passes_the_check(catalog: Scratch) -> None:
    assert hook(catalog, "check").returncode == 0


def test_a_broken_file_fails_the_check_with_its_line(catalog: Scratch) -> None:
    catalog.edit(ONE, "active: false", "active: maybe")

    done = hook(catalog, "check")

    assert done.returncode == 1
    assert f"{ONE}:" in done.stdout and "active" in done.stdout


def test_the_fixer_gives_a_file_the_line_that_names_its_schema_and_says_so(catalog: Scratch) -> None:
    before = catalog.read(ONE)
    header, *rest = before.splitlines(keepends=True)
    assert "$schema" in header
    catalog.write(ONE, "".join(rest))

    done = hook(catalog, "fix")

    assert catalog.read(ONE) == before
    assert ONE in done.stdout


@pytest.mark.parametrize("name", ["check", "fix"])
def test_a_hook_looks_at_the_whole_catalog_whatever_is_staged(name: str) -> None:
    assert HOOKS[name]["pass_filenames"] is False
