"""What an application installs: the reader alone, without a dependency."""

import email
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import modelbook

ROOT = Path(__file__).parents[2]
BUILD = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built in a copy of the tree, without a network."""
    folder = tmp_path_factory.mktemp("packaging")
    tree, out = folder / "tree", folder / "dist"
    tree.mkdir()
    out.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    for name in ("modelbook", "sync"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-c", BUILD, str(out)]
    done = subprocess.run(build, cwd=tree, check=True, capture_output=True, text=True, timeout=120)
    return out / done.stdout.splitlines()[-1]


def test_the_wheel_holds_the_reader_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]

    own = {path.relative_to(ROOT).as_posix() for path in (ROOT / "modelbook").iterdir() if path.is_file()}
    assert set(names) == own
    assert "modelbook/py.typed" in names


def test_the_reader_needs_nothing(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = email.message_from_bytes(archive.read(name))

    assert [need for need in told.get_all("Requires-Dist", []) if "extra ==" not in need] == []
    assert set(told.get_all("Provides-Extra", [])) == {"sync", "dev"}
    assert told["Requires-Python"] == ">=3.11"


def test_the_unpacked_wheel_works_without_site_packages(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import modelbook; "
        "print(modelbook.__file__, sorted(modelbook.__all__))"
    )

    done = subprocess.run(
        [sys.executable, "-S", "-I", "-W", "error", "-c", program, str(tmp_path)],
        cwd=tmp_path,
        env={"PATH": os.environ.get("PATH", "")},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout == f"{tmp_path}/modelbook/__init__.py {modelbook.__all__}\n"
