"""The committed catalog is what the recorded payloads say, byte for byte, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import unavailable

pytestmark = pytest.mark.xdist_group("shipped catalog")

HERE = Path(__file__).resolve().parents[2]
OFFERS = "catalog/offers/openrouter.yaml"
MADE = ("catalog/models", "catalog/offers", "catalog/upstream")


@pytest.fixture(scope="module")
def made_again(replay_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make catalog` makes of the payloads from 2026-07-13 on."""
    if not (HERE / OFFERS).exists():
        pytest.skip(f"{OFFERS} does not exist yet")
    if not (replay_data / "openrouter").is_dir():
        unavailable("replay", f"{replay_data}/openrouter is not a directory")
    root = tmp_path_factory.mktemp("made-again")
    command = ["--data", replay_data, "--from", "2026-07-13", "--root", root]
    done = subprocess.run(
        [sys.executable, "-m", "sync.replay", *map(str, command)],
        cwd=HERE,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    return root


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for name in MADE
        for path in sorted((root / name).rglob("*"))
        if path.is_file() and path.name != ".gitkeep"
    }


def test_the_recorded_payloads_make_the_committed_catalog_again(made_again: Path) -> None:
    shipped, again = files(HERE), files(made_again)

    assert sorted(again) == sorted(shipped)
    assert [name for name in again if again[name] != shipped[name]] == []


def test_the_catalog_holds_every_offer_and_its_model(made_again: Path) -> None:
    offers = [
        line for line in (made_again / OFFERS).read_text("utf-8").splitlines() if line[:1] not in ("#", " ")
    ]
    models = list((made_again / "catalog/models").glob("*/*.yaml"))

    assert len(offers) == 424  # 421 are listed on 2026-08-22, and 3 went since 2026-08-16
    assert len(models) >= 337
