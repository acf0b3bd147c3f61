"""The committed catalog is what the recorded payloads say, byte for byte, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sync.core.guards.why import SETTLES
from sync.files import store
from sync.files.decision_list import decisions
from tests.conftest import unavailable

pytestmark = pytest.mark.xdist_group("shipped catalog")

HERE = Path(__file__).resolve().parents[2]
OFFERS = "catalog/offers/openrouter.yaml"
MADE = ("catalog/models", "catalog/offers", "catalog/upstream", "catalog/history")


@pytest.fixture(scope="module")
def made_again(replay_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make catalog` makes of all recorded payloads, decisions and what people wrote."""
    if not (HERE / OFFERS).exists():
        pytest.skip(f"{OFFERS} does not exist yet")
    if not (replay_data / "openrouter").is_dir():
        unavailable("replay", f"{replay_data}/openrouter is not a directory")
    root = tmp_path_factory.mktemp("made-again")
    for name in ("catalog", "overrides", "schemas"):
        shutil.copytree(HERE / name, root / name)
    command = ["--data", replay_data, "--root", root]
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


@pytest.mark.slow
def test_the_recorded_payloads_make_the_committed_catalog_again(made_again: Path) -> None:
    shipped, again = files(HERE), files(made_again)

    assert sorted(again) == sorted(shipped)
    assert [name for name in again if again[name] != shipped[name]] == []


@pytest.mark.slow
def test_the_catalog_holds_every_offer_and_its_model(made_again: Path) -> None:
    offers = [
        line for line in (made_again / OFFERS).read_text("utf-8").splitlines() if line[:1] not in ("#", " ")
    ]
    models = list((made_again / "catalog/models").glob("*/*.yaml"))
    known = store.load(made_again).models

    assert len(offers) == 576  # 421 are listed on 2026-08-22, and 155 were listed before
    assert len(models) == len(known) > 337


def test_what_is_held_at_the_end_is_what_the_decisions_leave_open() -> None:
    held = {
        (path.name.removesuffix(".held.jsonl"), line["id"], line["field"])
        for path in (HERE / "catalog/upstream").glob("*.held.jsonl")
        for line in map(json.loads, path.read_text("utf-8").splitlines())
        if line["why"] not in SETTLES
    }

    assert held == {(each.provider, each.id, each.field) for each in decisions(HERE) if each.decide == "open"}
