"""A run that is killed, wherever that may be: no provider's files are a mixture, and the next run heals."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.scratch import ACCEPTED, TODAY, Scratch, priced, records, scratch
from tests.unit.openrouter_records import record
from tests.unit.running import add_provider, anybody_brings_models, own, payloads

FILES = {
    "openrouter": {
        "catalog/models/acme/two.yaml",
        "catalog/models/gamma/new.yaml",
        "catalog/offers/openrouter.yaml",
        "catalog/upstream/openrouter.jsonl",
        "catalog/upstream/openrouter.held.jsonl",
        "catalog/history/openrouter.jsonl",
    },
    "other": {
        "catalog/models/other/new.yaml",
        "catalog/offers/other.yaml",
        "catalog/upstream/other.jsonl",
        "catalog/history/other.jsonl",
    },
}
"""What the run writes."""

NEWS: dict[str, list[object]] = {
    "openrouter": [
        priced("acme/one", "0.000004", "0.000015"),
        priced("acme/one:free", "0", "0"),
        record("acme/two", name="Acme: Two B"),
        priced("beta/big", "0", "0", name="Beta: Big"),
        priced("gamma/new", "0.000001", "0.000002"),
    ],
    "other": [priced("other/one", "0.000002", "0.000002"), priced("other/new", "0.000001", "0.000002")],
}
"""A price moves, another drops to zero and is held, a name changes, a model comes, an offer goes."""


@dataclass(frozen=True)
class Killings:
    """A catalog, and what there was after a run on it was killed at each of its steps."""

    catalog: Scratch
    steps: list[dict[str, Any]]

    def all_or_none(self) -> list[str]:
        """Steps after which healing leaves a provider's files neither all old nor all new."""
        return [
            step["step"]
            for step in self.steps
            for names in FILES.values()
            if {*step["healed"]} & names not in (set(), names)
        ]


def killings(folder: Path, earlier: str = "") -> Killings:
    """Kill the run at its every step; with `earlier` only at those that heal a run killed there."""
    catalog = scratch(folder)
    add_provider(catalog, "other")
    anybody_brings_models(catalog)
    first = payloads(catalog, openrouter=list(records()), other=own("other"))
    assert catalog.call("run", "--from-dir", first, today=ACCEPTED) == 0
    news = payloads(catalog, **NEWS)
    catalog.root.rename(folder / "before")
    args = ["run", "--root", str(folder / "work"), "--today", TODAY, "--from-dir", news, "--backup"]
    told = subprocess.run(
        [sys.executable, "-m", "tests.unit.killing", str(folder), earlier, *args],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    written, *steps = map(json.loads, told.splitlines())
    assert set(written) == set[str]().union(*FILES.values())
    return Killings(catalog, steps)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Killings:
    return killings(tmp_path_factory.mktemp("killed"))


def test_every_file_was_about_to_be_put_into_its_place_when_a_run_was_killed(run: Killings) -> None:
    moved = {step["step"].partition(" os.rename /")[2] for step in run.steps}

    assert moved >= set[str]().union(*FILES.values())


def test_what_was_begun_is_finished_or_dropped_and_never_half_done(run: Killings) -> None:
    assert run.all_or_none() == []
    assert {len(step["healed"]) for step in run.steps} == {0, 6, 10}


def test_a_second_run_makes_what_one_alone_makes_and_leaves_nothing_behind(run: Killings) -> None:
    assert [step for step in run.steps if step["code"] or step["differs"]] == []


def test_only_a_whole_catalog_is_read(run: Killings) -> None:
    mixtures = [step for step in run.steps if len(step["changed"]) not in (0, 6, 10)]

    assert len(mixtures) == 8  # between the first and the last file of six, and of four
    assert [step["step"] for step in mixtures if step["readable"]] == []
    assert run.steps[0]["readable"]
    assert run.steps[-1]["readable"]


def test_a_backup_is_whole_or_is_not_there(run: Killings) -> None:
    assert [step["step"] for step in run.steps if not step["saved"]] == []


def test_a_run_that_heals_may_be_killed_as_well(tmp_path: Path) -> None:
    again = killings(tmp_path, earlier="os.rename /catalog/offers/openrouter.yaml")

    assert [step for step in again.steps if step["code"] or step["differs"]] == []
    assert {frozenset(step["to come"]) for step in again.steps} == {frozenset(FILES["other"])}
    assert again.steps[-1]["step"].endswith(" os.rmdir /.state/journal/openrouter")
