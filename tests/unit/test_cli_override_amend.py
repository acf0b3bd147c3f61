"""`override set` of what is decided already amends the decision: no tie, and what changes is told."""

import json
from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import TODAY, Scratch, scratch
from tests.unit.test_cli_override import ABLE, BOTH, DECIDED, PRICES, WHY, decide, refused, typed

Capture = pytest.CaptureFixture[str]
LATER = "2026-08-30"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    """Both prices of beta/big are decided."""
    found = scratch(tmp_path)
    assert decide(found, "beta/big", *BOTH, *WHY) == 0
    capsys.readouterr()
    return found


def test_a_new_price_needs_no_reason_and_says_what_it_amends(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", "price.output=1.4", today=LATER) == 0

    assert catalog.read(PRICES) == DECIDED.replace("1.50}}", "1.4}}").replace(TODAY, LATER)
    told = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    assert told[0] == [f"{PRICES}:3: beta/big at openrouter: amended"]
    assert [
        [cell for cell in line if cell][:3]
        for line in told
        if line[1:2] in (["price.input"], ["price.output"])
    ] == [
        ["price.input", "applications see $0.8 as before", "wins over $1 (authority: openrouter,"],
        ["price.output", "$1.5 → $1.4", "applications saw $1.5, see $1.4"],
    ]
    assert catalog.call("check", today=LATER) == 0


def test_another_reason_amends_the_entry_and_makes_no_tie(catalog: Scratch, capsys: Capture) -> None:
    new = ("--reason", "Contract of 2027.", "--until", "2027-12-31", "--source", "https://x.y")

    assert decide(catalog, "beta/big", "price.output=1.4", *new, today=LATER) == 0

    assert catalog.read(PRICES) == (
        DECIDED.replace("1.50}}", "1.4}}")
        .replace("Volume agreement.", "Contract of 2027.")
        .replace(f"    added: {TODAY}\n", "    source: https://x.y\n")
        + f"    added: {LATER}\n    until: 2027-12-31\n"
    )
    told = capsys.readouterr().out
    assert "  reason: Volume agreement. → Contract of 2027.\n" in told
    assert "  source: none → https://x.y\n  until: for good → 2027-12-31\n" in told
    assert "  this holds for price.input, too\n" in told
    assert catalog.call("check", today=LATER) == 0


def test_the_entry_that_wins_is_amended_and_the_others_stay(catalog: Scratch) -> None:
    assert decide(catalog, "beta/big", "price.input=3", "price.output=4", *WHY, "--priority", "200") == 0
    below = catalog.read(PRICES).partition("  - set: {price: {input: 3")[0]

    assert decide(catalog, "beta/big", "price.input=5") == 0

    assert catalog.read(PRICES).startswith(below)
    assert "  - set: {price: {input: 5, output: 4}}\n" in catalog.read(PRICES)


def test_a_higher_priority_makes_an_entry_of_its_own_and_needs_a_reason(
    catalog: Scratch, capsys: Capture
) -> None:
    args = ("beta/big", *BOTH, "--priority", "200")

    code, told = refused(catalog, capsys, "set", *args)

    assert (code, told.splitlines()[0]) == (2, "error: an override needs a reason")
    assert call(typed(told.replace("…", "Else."))) == 0
    assert catalog.read(PRICES).startswith(DECIDED)
    assert catalog.read(PRICES).endswith(f"    reason: Else.\n    priority: 200\n    added: {TODAY}\n")


@pytest.mark.parametrize("more", [["--reason", ""], ["--until", "2026-08-21"]])
def test_an_empty_reason_or_a_day_that_is_over_amends_nothing(
    catalog: Scratch, capsys: Capture, more: list[str]
) -> None:
    assert refused(catalog, capsys, "set", "beta/big", "price.output=1.4", *more)[0] == 2


def test_a_capability_moves_to_the_other_list_of_its_entry(catalog: Scratch) -> None:
    assert decide(catalog, "acme/one", "tools=false", "json_mode=false", *WHY) == 0

    assert decide(catalog, "acme/one", "tools=true") == 0

    assert "  - remove: [json_mode]\n" in catalog.read(ABLE)
    assert "    add: [tools]\n" in catalog.read(ABLE)


def test_a_tie_that_was_written_by_hand_is_told_with_the_field_to_take_back(
    catalog: Scratch, capsys: Capture
) -> None:
    entry = "  - {set: {price: {%s}}, reason: Why}\n"
    notes = "  - {set: {notes: x}, reason: Why}\n"
    catalog.write(PRICES, "beta/big:\n" + entry % "input: 1.1" + entry % "output: 2.1" + notes)

    code, told = refused(catalog, capsys, "set", "beta/big", "price=null", *WHY)

    assert (code, "[override-tie]" in told) == (1, True), told
    back = typed(told)
    assert back[:4] == ["override", "revert", "beta/big", "price"]
    assert call(back) == 0
    assert catalog.read(PRICES) == "beta/big:\n" + notes
    capsys.readouterr()
    assert decide(catalog, "beta/big", "price=null", *WHY) == 0


def test_a_price_of_its_own_is_not_beaten_by_the_lower_decision_that_there_is_none(
    tmp_path: Path, capsys: Capture
) -> None:
    catalog = scratch(tmp_path)
    assert decide(catalog, "acme/two", "price=null", *WHY) == 0
    assert decide(catalog, "acme/two", "price.input=1", "price.output=5", "--priority", "200", *WHY) == 0
    capsys.readouterr()

    assert catalog.call("override", "list", "acme/two", "--provider", "openrouter", "--json") == 0

    rows = json.loads(capsys.readouterr().out)
    assert {row["field"]: row["beaten_by"] for row in rows if row["priority"] == 200} == {
        "price.input": None,
        "price.output": None,
    }
