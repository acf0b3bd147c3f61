"""How long a decision holds: an end is taken out, one that is over is brought back and not begun anew."""

from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import TODAY, Scratch, scratch
from tests.unit.test_cli_override import BOTH, DECIDED, PRICES, WHY, decide, refused, typed

Capture = pytest.CaptureFixture[str]
LATER = "2027-08-01"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    """Both prices of beta/big are decided until a day."""
    found = scratch(tmp_path)
    assert decide(found, "beta/big", *BOTH, "notes=x", *WHY, "--until", "2027-06-30") == 0
    capsys.readouterr()
    return found


ENDING = DECIDED.replace("1.50}}", "1.50}, notes: x}") + "    until: 2027-06-30\n"


@pytest.mark.parametrize("more", [(), ("--reason", "New contract.")])
def test_a_renewal_after_the_end_brings_the_whole_entry_back(
    catalog: Scratch, capsys: Capture, more: tuple[str, ...]
) -> None:
    new = ("price.input=0.7", "price.output=1.4")

    code, told = refused(catalog, capsys, "set", "beta/big", *new, *more, "--today", LATER)

    assert (code, catalog.read(PRICES)) == (2, ENDING)
    assert told.startswith(
        f"error: the entry at {PRICES}:3 decided this and ended on 2027-06-30: "
        "price.input, price.output, notes (Volume agreement.)\n"
        "  fix: bring it back, then amend it: python -m sync override refresh beta/big "
    )
    first, _, second = told.partition("\n  or take it out, then decide anew: ")
    back = [word.replace("YYYY-MM-DD", "2028-06-30") for word in typed(first)]
    assert call(back) == 0
    assert decide(catalog, "beta/big", *new, today=LATER) == 0
    assert catalog.read(PRICES) == ENDING.replace("2027-06-30", "2028-06-30").replace(TODAY, LATER).replace(
        "{input: 0.8, output: 1.50}", "{input: 0.7, output: 1.4}"
    )
    assert "override revert beta/big price.input price.output notes " in second


def test_an_ended_entry_can_be_taken_out_and_another_field_decided_beside_it(catalog: Scratch) -> None:
    assert decide(catalog, "beta/big", "limits.context=9", *WHY, today=LATER) == 0
    assert catalog.read(PRICES).startswith(ENDING)

    assert catalog.call("override", "revert", "beta/big", "price", "notes", today=LATER) == 0
    assert decide(catalog, "beta/big", *BOTH, *WHY, today=LATER) == 0


def test_an_end_is_taken_out_by_set_and_by_refresh(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", "price.output=1.4", "--until", "none") == 0

    assert catalog.read(PRICES) == ENDING.replace("1.50", "1.4").replace("    until: 2027-06-30\n", "")
    assert "  until: 2027-06-30 → for good\n" in capsys.readouterr().out
    catalog.write(PRICES, ENDING)

    assert catalog.call("override", "refresh", "beta/big", "--until", "none", today=LATER) == 0

    assert catalog.read(PRICES) == ENDING.replace(TODAY, LATER).replace("    until: 2027-06-30\n", "")
    assert "holds for good\n" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["set", "refresh"])
def test_a_word_that_is_no_day_is_refused_with_the_one_that_takes_the_end_out(
    catalog: Scratch, capsys: Capture, command: str
) -> None:
    fields = BOTH if command == "set" else ()

    _, told = refused(catalog, capsys, command, "beta/big", *fields, "--until", "null")

    assert "  fix: write it as YYYY-MM-DD, or --until none to take the end out\n" in told


def test_a_new_end_alone_is_a_renewal(catalog: Scratch, capsys: Capture) -> None:
    code, told = refused(catalog, capsys, "set", "beta/big", "--until", "2028-01-01")

    assert (code, told.splitlines()[0]) == (2, "error: FIELD=VALUE is missing")
    assert call(typed(told)) == 0
    assert catalog.read(PRICES) == ENDING.replace("2027-06-30", "2028-01-01")
    assert "price.input=2.4" in refused(catalog, capsys, "set", "beta/big")[1]


def test_what_a_decision_hid_is_shown_again_by_taking_it_back(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "acme/two", "disabled=true", "--reason", "Too dear.") == 0

    code, told = refused(catalog, capsys, "set", "acme/two", "disabled=false")

    assert (code, "nothing but this decision hides acme/two: Too dear.\n  fix: take it back: " in told) == (
        2,
        True,
    )
    assert call(typed(told)) == 0
    assert catalog.read(PRICES) == ENDING


def test_what_the_price_list_hides_as_well_can_be_shown_against_it(catalog: Scratch) -> None:
    catalog.edit(
        "catalog/offers/openrouter.yaml", "  model: acme/two\n", "  model: acme/two\n  disabled: true\n"
    )
    assert decide(catalog, "acme/two", "disabled=true", "--reason", "Too dear.") == 0

    assert decide(catalog, "acme/two", "disabled=false", "--reason", "Shown.") == 0
