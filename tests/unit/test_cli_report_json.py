"""`run --report-json`: the whole object for a small day on which everything happens."""

import json
from pathlib import Path

import pytest

from tests.scratch import OFFERS, Scratch, priced, scratch
from tests.unit.openrouter_records import record

PROMISED = [
    "provider", "status", "reason", "rule", "as_of", "fetched", "unchanged", "added", "updated", "missing",
    "returned", "quarantined", "changes", "held", "standing", "settling", "ended", "kept", "conflicts",
    "adopt", "lifecycle", "aliases", "new_fields", "free", "paid",
]  # fmt: skip
"""The promised fields in this order; what a run tells beyond that stands behind them."""


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def test_everything_that_happened_is_told_in_the_promised_fields(catalog: Scratch, tmp_path: Path) -> None:
    before = "acme/two:\n  model: acme/two\n  price: {input: 3, "
    catalog.edit(OFFERS, before, before.replace("3", "2.5"))
    catalog.edit("catalog/models/acme/two.yaml", "context: 131072", "context: 64000")
    report = tmp_path / "report.json"
    listed = [
        priced("acme/one", "0.00000355", "0.000015", context_length=200000, energy_class="A"),
        priced("acme/one:free", "0", "0", context_length=200000),
        priced("acme/two", "0.000004", "0.000015", name="Acme: Two"),
        priced("gamma/new", "0.000001", "0.000002", name="Gamma: New"),
        record("gamma/bad", context_length=-5),
    ]

    assert catalog.run(listed, "--report-json", str(report)) == 0

    told = json.loads(report.read_text("utf-8"))
    [run] = told["runs"]
    assert list(told) == ["today", "runs", "problems"]
    assert list(run)[: len(PROMISED)] == PROMISED
    assert {name: run[name] for name in PROMISED} == EXPECTED
    assert (told["today"], told["problems"]) == ("2026-08-22", [])


EXPECTED: dict[str, object] = {
    "provider": "openrouter",
    "status": "ok",
    "reason": None,
    "rule": None,
    "as_of": "2026-08-22",
    "fetched": 5,
    "unchanged": 1,
    "added": ["gamma/new"],
    "updated": ["acme/one", "acme/one:free"],
    "missing": ["beta/big"],
    "returned": [],
    "quarantined": [{"id": "gamma/bad", "why": "context_length is negative"}],
    "changes": [
        {
            "id": "acme/one",
            "field": "price.input",
            "old": "3",
            "new": "3.55",
            "place": "offer",
            "model": "acme/one",
        },
        {
            "id": "acme/one",
            "field": "limits.context",
            "old": None,
            "new": 131072,
            "place": "offer",
            "model": "acme/one",
        },
        {
            "id": "acme/one:free",
            "field": "limits.context",
            "old": None,
            "new": 131072,
            "place": "offer",
            "model": "acme/one",
        },
        {
            "id": "beta/big",
            "field": "state",
            "old": None,
            "new": "stale",
            "place": "offer",
            "model": "beta/big",
        },
        {
            "id": "beta/big",
            "field": "missing_since",
            "old": None,
            "new": "2026-08-22",
            "place": "offer",
            "model": "beta/big",
        },
        {
            "id": "acme/one",
            "field": "limits.context",
            "old": 131072,
            "new": 200000,
            "place": "model",
            "model": "acme/one",
        },
    ],
    "held": [],
    "standing": 0,
    "settling": [],
    "ended": [],
    "kept": [
        {
            "id": "acme/two",
            "field": "limits.context",
            "mine": 64000,
            "upstream": 131072,
            "place": "model",
            "model": "acme/two",
            "by": None,
        }
    ],
    "conflicts": [
        {
            "id": "acme/two",
            "field": "price.input",
            "mine": "2.5",
            "was": "3",
            "upstream": "4",
            "place": "offer",
            "model": "acme/two",
            "by": None,
            "risky": None,
        }
    ],
    "adopt": [],
    "lifecycle": [{"id": "beta/big", "from": "listed", "to": "stale", "since": "2026-08-22"}],
    "aliases": [],
    "new_fields": ["energy_class"],
    "free": 1,
    "paid": 3,
}


def test_a_run_that_failed_has_all_fields_too(catalog: Scratch, tmp_path: Path) -> None:
    report = tmp_path / "report.json"

    assert catalog.run([], "--report-json", str(report)) == 3

    [run] = json.loads(report.read_text("utf-8"))["runs"]
    assert list(run)[: len(PROMISED)] == PROMISED
    assert [run[name] for name in ("status", "rule", "as_of", "fetched", "added", "kept")] == [
        "refused", "empty", "2026-08-21", 0, [], [],
    ]  # fmt: skip


def test_a_run_of_some_models_only_says_so(catalog: Scratch, tmp_path: Path) -> None:
    told = []
    for more in ((), ("--model", "acme/one")):
        report = tmp_path / f"report-{len(more)}.json"
        assert catalog.run(None, *more, "--report-json", str(report)) == 0
        told.append(json.loads(report.read_text("utf-8")).get("limited"))

    assert told == [None, True]
