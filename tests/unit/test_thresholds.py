"""What guards go by: thresholds that would guard nothing and lines that were broken are errors."""

import json
from pathlib import Path

import pytest

from sync.files.rules import guards_of
from sync.files.store import load
from tests.scratch import PROVIDER, Scratch, scratch
from tests.unit.holding import HELD, HISTORY, Capture, guarded
from tests.unit.running import errors

GUARDS = "catalog/rules/guards.yaml"
HEADER = "# yaml-language-server: $schema=../../schemas/guards.schema.json\n"
LINE = {
    "id": "acme/one", "field": "price", "old": {"input": 3, "output": 15}, "new": {"input": 30},
    "why": "price-move", "first": "2026-08-22", "since": "2026-08-22",
}  # fmt: skip
ENTRY = {
    "id": "acme/one", "field": "price.input", "old": 3, "new": 4,
    "seen": "2026-08-21", "after": None, "accepted": "2026-08-21",
}  # fmt: skip


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def check(catalog: Scratch, capsys: Capture) -> str:
    """What `check` says of a catalog with an error."""
    capsys.readouterr()
    assert catalog.call("check") == 1
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("{price-move: {factor: 0}}", "price-move.factor: 0 is less than 2"),
        ("{price-move: {factor: x}}", 'price-move.factor: "x" is not a whole number'),
        ("{price-move: {days: -3}}", "price-move.days: -3 is less than 0"),
        ("{price-move: {days: 999999999999}}", "price-move.days: 999999999999 is more than 3650"),
        ("{mass-removal: {days: 0}}", "mass-removal.days: 0 is less than 1"),
        (
            "{price-move: {fctor: 7}}",
            "no threshold of this rule has this name [guards]\n  fix: did you mean fac",
        ),
        (
            "{hold: {price-move: {factor: 7}}}",
            "fix: write `price-move: {factor: 7}` without `hold` around it",
        ),
        (
            "{zero-unconfirmed: {days: 3}}",
            "[guards]\n  fix: use one of bad-ids, shrink, growth, unit, blanked,",
        ),
        (
            "{shrink: 30}",
            "guards.shrink: 30 is not a mapping [schema]\n  fix: write `shrink: {…}` with thresh",
        ),
        ("[shrink]", "known are bad-ids, shrink, "),
    ],
)
def test_a_threshold_of_a_provider_that_guards_nothing_is_an_error(
    catalog: Scratch, capsys: Capture, rules: str, words: str
) -> None:
    guarded(catalog, rules)
    line = catalog.read(PROVIDER).count("\n")

    told = check(catalog, capsys)

    assert f"{PROVIDER}:{line} guards" in told
    assert words in told
    assert all(len(each) <= 110 for each in told.splitlines())
    assert catalog.run() == 1
    assert f"{PROVIDER}:{line} guards" in errors(capsys)


def test_a_provider_may_lay_one_threshold_over_a_rule(catalog: Scratch) -> None:
    guarded(catalog, "{shrink: {percent: 30}, price-move: {days: 9}}")
    (catalog.root / "schemas/guards.schema.json").unlink()  # an older catalog has none

    assert catalog.call("check") == 0
    assert catalog.run() == 0


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("hold:\n  price-move: {days: 6}\n", "hold.price-move: the key factor is missing"),
        ("hold:\n  mass-removal: {percent: 5, count: 5}\n", "hold.mass-removal: the key days is missing"),
        ("hold:\n  price-moves: {factor: 5}\n", "hold.price-moves: no rule with thresholds has this name"),
        ("refuse:\n  price-move: {factor: 5}\n", "refuse.price-move: no rule with thresholds has this name"),
        ("hold:\n  unit: {factor: 5}\n", "fix: use one of price-move, price-vanished, mass-removal\n"),
    ],
)
def test_a_rule_without_what_it_needs_is_an_error(
    catalog: Scratch, capsys: Capture, rules: str, words: str
) -> None:
    catalog.write(GUARDS, HEADER + rules)

    told = check(catalog, capsys)

    assert f"{GUARDS}:3 " in told
    assert words in told
    assert catalog.run() == 1


def test_a_wait_without_end_of_an_older_schema_is_one_that_a_calendar_holds(catalog: Scratch) -> None:
    endless = {"days": 10**12, "percent": 0, "count": 0, "x_why": 3}

    found = guards_of(load(catalog.root), {"mass-removal": {**endless}})["mass-removal"]

    assert (found.days, found.percent, found.count) == (3650, 0, 0)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (HELD, json.dumps(LINE)[:-9], "not JSON"),
        (HELD, json.dumps(LINE | {"field": "capabilities"}), "'capabilities' is no field that can wait"),
        (HELD, json.dumps(LINE | {"new": "thirty"}), "'thirty' is no value of price"),
        (HELD, json.dumps(LINE | {"new": {"input": "3"}}), "'3' is no value of price.input"),
        (HELD, json.dumps(LINE | {"why": "because"}), "'because' is no reason to wait"),
        (HELD, json.dumps(LINE | {"id": 5}), "the id is no text"),
        (HELD, json.dumps({"why": "restless"}), "the key id is missing"),
        (HELD, json.dumps(LINE | {"stated": {"model": 3}}), "stated is not {model: …, offer: …} of a limit"),
        (HISTORY, "{}", "the key id is missing"),
        (HISTORY, json.dumps(ENTRY)[:-9], "not JSON"),
        (HISTORY, json.dumps(ENTRY | {"field": "capabilities.tools"}), "is no field that is dated"),
        (HISTORY, json.dumps(ENTRY | {"new": [3]}), "'[3]' is no value of price.input"),
        (HISTORY, json.dumps(ENTRY | {"seen": "x"}), "Invalid isoformat string"),
    ],
)
def test_a_broken_line_of_what_waits_or_of_the_history_is_an_error(
    catalog: Scratch, capsys: Capture, name: str, text: str, words: str
) -> None:
    first = json.dumps(LINE | {"id": "acme/a"} if name == HELD else ENTRY)
    catalog.write(name, f"{first}\n{text}\n")

    told = check(catalog, capsys)

    assert f"{name}:2: " in told
    assert words in told
    assert f"fix: this file is the sync's own: restore it with `git checkout -- {name}`" in told


def test_a_run_tells_a_broken_history_on_one_line_with_its_fix(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(HISTORY, "[1]\n[2]\n")

    assert catalog.run() == 3

    told = capsys.readouterr().out.splitlines()
    assert told[1:3] == [
        f"  ! failed: {HISTORY}:1: not a JSON object, and 1 more broken line [upstream]",
        f"    fix: this file is the sync's own: restore it with `git checkout -- {HISTORY}`",
    ]
