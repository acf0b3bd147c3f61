"""`override`: what was typed in the wrong place is refused with the line that was meant."""

from pathlib import Path

import pytest

from sync.cli.main import call
from sync.core.decide import says_why
from tests.scratch import TODAY, Scratch, scratch
from tests.unit.openrouter_records import record
from tests.unit.test_cli_override import (
    ABLE,
    BOTH,
    DECIDED,
    PRICES,
    WHY,
    decide,
    refused,
    second_provider,
    typed,
)

Capture = pytest.CaptureFixture[str]
UNTIL = "2027-06-30"
ENDING = f"{DECIDED}    until: {UNTIL}\n"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def follow(catalog: Scratch, told: str) -> int:
    """Type what a fix shows; only where that is about the test's own catalog."""
    line = typed(told)
    assert str(catalog.root) in line
    return call(line)


# -- an end and a reason in the wrong place --------------------------------------------------


@pytest.mark.parametrize(
    "end", [["--end", UNTIL], [f"--expires={UNTIL}"], [f"until={UNTIL}"], [f"end={UNTIL}"], ["--ends", UNTIL]]
)
def test_an_end_by_another_name_goes_behind_until(catalog: Scratch, capsys: Capture, end: list[str]) -> None:
    code, told = refused(catalog, capsys, "set", "beta/big", *BOTH, *WHY, *end)

    assert (code, "  fix: write --until: " in told) == (2, True)
    assert ("a field: ends=YYYY-MM-DD" in told) == ("--end" in end[0] or "end=" in end[0])
    assert follow(catalog, told) == 0
    assert catalog.read(PRICES) == ENDING


def test_an_end_of_a_renewal_goes_behind_until(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0

    assert follow(catalog, refused(catalog, capsys, "refresh", "beta/big", f"until={UNTIL}")[1]) == 0

    assert catalog.read(PRICES) == ENDING


def test_what_is_about_the_decision_is_an_option(catalog: Scratch, capsys: Capture) -> None:
    said = ["why=Volume agreement.", f"expires={UNTIL}", "provider=openrouter"]

    code, told = refused(catalog, capsys, "set", "beta/big", *BOTH, *said)

    assert (code, told.startswith("error: why is not a field: ")) == (2, True)
    assert follow(catalog, told) == 0
    assert catalog.read(PRICES) == ENDING


def test_an_option_that_is_said_twice_is_not_guessed(catalog: Scratch, capsys: Capture) -> None:
    args = ("beta/big", *BOTH, *WHY, f"until={UNTIL}", "--until", "2028-01-01")

    assert refused(catalog, capsys, "set", *args) == (
        2,
        "error: until is said twice\n  fix: keep the one that is meant, as --until\n",
    )


@pytest.mark.parametrize(
    "line",
    [
        ["beta/big", *BOTH, "--reason", "Volume", "agreement.", "--until", UNTIL],
        ["beta/big", "--until", UNTIL, "--reason=Volume", "agreement.", *BOTH],
        ["--until", UNTIL, "--reason", "Volume", "agreement.", "beta/big", *BOTH],
    ],
)
def test_a_reason_without_quotes_is_put_into_them(catalog: Scratch, capsys: Capture, line: list[str]) -> None:
    code, told = refused(catalog, capsys, "set", *line)

    assert (code, "fix: put the whole reason in quotes: " in told) == (2, True)
    assert follow(catalog, told) == 0
    assert catalog.read(PRICES) == ENDING


def test_a_field_without_a_value_is_not_taken_for_a_reason(catalog: Scratch, capsys: Capture) -> None:
    _, told = refused(catalog, capsys, "set", "beta/big", "price.input", "2.2", "--reason", "Deal")

    assert told == "error: 'price.input' is not FIELD=VALUE\n  fix: write for example price.input=2.4\n"


@pytest.mark.parametrize("reason", ["…", "...", " ", "-", "???", UNTIL, f"{UNTIL}.", "31.12.2027", "2027-12"])
def test_what_says_nothing_is_no_reason(catalog: Scratch, capsys: Capture, reason: str) -> None:
    code, told = refused(catalog, capsys, "set", "beta/big", *BOTH, "--reason", reason)

    assert (code, told.startswith("error: an override needs a reason")) == (2, True)
    assert refused(catalog, capsys, *typed(told)[1:])[0] == 2, (
        "what is pasted as it stands is refused as well"
    )


@pytest.mark.parametrize("reason", ["Deal", "#4711", "合同", "until 2027-06-30", "0.8 is paid"])
def test_a_word_or_a_number_is_a_reason(reason: str) -> None:
    assert says_why(reason)


def test_a_day_as_a_reason_is_taken_for_the_end(catalog: Scratch, capsys: Capture) -> None:
    _, told = refused(catalog, capsys, "set", "beta/big", *BOTH, "--reason", UNTIL)

    assert follow(catalog, told.replace("…", WHY[1])) == 0
    assert catalog.read(PRICES) == ENDING


# -- a value for null, a provider that is a lab ----------------------------------------------


@pytest.mark.parametrize("field", ["tiers", "price", "limits.context", "ends"])
def test_none_is_written_null(catalog: Scratch, capsys: Capture, field: str) -> None:
    about = ("--provider", "openrouter", *WHY)

    _, told = refused(catalog, capsys, "set", "beta/big", f"{field}=none", *about)

    assert f"  fix: write {field}=null, which takes away what stands there\n" in told
    assert decide(catalog, "beta/big", f"{field}=null", *about) == 0


def test_a_lab_has_no_price_list_and_the_lists_with_the_id_are_named(
    catalog: Scratch, capsys: Capture
) -> None:
    line = ("set", "acme/one", *BOTH, *WHY, "--provider", "acme")

    told = "error: there is no price list of 'acme', which is a lab\n  fix: use "
    one = f"{told}--provider openrouter, which lists acme/one, or leave --provider out\n"
    assert refused(catalog, capsys, *line) == (2, one)
    assert decide(catalog, *line[1:-2]) == 0

    _, listed = refused(catalog, capsys, "list", "--provider", "acme")
    assert listed.endswith("  fix: use one of openrouter, or leave --provider out\n")

    second_provider(catalog, record("acme/one"))
    several = f"{told}one of those which list acme/one: openrouter, other\n"
    assert refused(catalog, capsys, *line) == (2, several)


def test_what_is_decided_of_another_provider_says_of_which(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0

    _, told = refused(catalog, capsys, "revert", "beta/big", "--provider", "beta")

    assert "leave --provider out, or name what is meant: decisions are about openrouter\n" in told
    assert catalog.call("override", "revert", "beta/big") == 0


# -- another command is meant ----------------------------------------------------------------


@pytest.mark.parametrize("words", [["add"], ["amend"], []])
def test_a_command_by_another_name_is_told_with_the_line(
    catalog: Scratch, capsys: Capture, words: list[str]
) -> None:
    code, told = refused(catalog, capsys, *words, "beta/big", *BOTH, *WHY)

    assert code == 2
    assert follow(catalog, told) == 0
    assert catalog.read(PRICES) == DECIDED


def test_the_catalog_and_the_day_that_stand_above_the_command_stay(catalog: Scratch, capsys: Capture) -> None:
    above = ("--root", str(catalog.root), "--today", TODAY)

    assert call([*above, "override", "set", "acme/one", "tools=false", f"until={UNTIL}", *WHY]) == 2

    assert follow(catalog, capsys.readouterr().err) == 0
    assert catalog.read(ABLE).endswith(f"    added: {TODAY}\n    until: {UNTIL}\n")


def test_a_value_is_not_for_refresh_or_revert(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", "price.input=3", "price.output=4", *WHY) == 0

    assert follow(catalog, refused(catalog, capsys, "refresh", "beta/big", *BOTH)[1]) == 0
    assert catalog.read(PRICES) == DECIDED

    assert follow(catalog, refused(catalog, capsys, "revert", "beta/big", *BOTH)[1]) == 0
    assert catalog.read(PRICES) == DECIDED.partition("beta/big")[0]


def test_an_end_is_taken_back_and_the_decision_stays(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY, "--until", UNTIL) == 0

    code, told = refused(catalog, capsys, "revert", "beta/big", "until")

    assert (code, "fix: to let the decision hold for good: " in told) == (2, True)
    assert follow(catalog, told) == 0
    assert catalog.read(PRICES) == DECIDED
