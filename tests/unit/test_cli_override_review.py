"""`override revert`, `refresh` and `list`: decisions that are there already."""

import json
import shlex
from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import ACCEPTED, OFFERS, TODAY, Scratch, priced, records, scratch
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


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


# -- revert ----------------------------------------------------------------------------------


def test_all_decisions_about_an_id_are_taken_back(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "acme/one", "tools=false", "price.input=4", "price.output=5", *WHY) == 0
    capsys.readouterr()

    assert catalog.call("override", "revert", "ACME/one") == 0

    assert capsys.readouterr().out == (
        f"{ABLE}:3: acme/one: taken back\n"
        "  capabilities.tools  no  applications saw no, see yes\n"
        f"{PRICES}:3: acme/one at openrouter: taken back\n"
        "  price.input   $4  applications saw $4, see $3\n"
        "  price.output  $5  applications saw $5, see $15\n"
    )
    assert catalog.read(PRICES) == DECIDED.partition("beta/big")[0]
    assert catalog.call("check") == 0


def test_one_field_or_one_priority_is_taken_back_and_of_a_pair_both(
    catalog: Scratch, capsys: Capture
) -> None:
    assert decide(catalog, "beta/big", *BOTH, "notes=x", *WHY) == 0
    assert decide(catalog, "beta/big", *BOTH, "--reason", "Else.", "--priority", "200") == 0

    assert catalog.call("override", "revert", "beta/big", "price", "--priority", "200") == 0
    assert catalog.call("override", "revert", "beta/big", "notes") == 0
    assert catalog.read(PRICES) == DECIDED
    capsys.readouterr()

    code, told = refused(catalog, capsys, "revert", "beta/big", "price.output")
    assert (code, "half a pair of prices" in told) == (2, True)
    assert call(typed(told)) == 0
    assert catalog.read(PRICES) == DECIDED.partition("beta/big")[0]


def test_a_revert_of_the_prices_tells_of_the_tiers_that_stay_away(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(OFFERS, "acme/one:free:", "  tiers: [{over: 9, mode: cliff, input: 6}]\nacme/one:free:")
    assert decide(catalog, "acme/one", "price.input=2", "price.output=9", "tiers=null", *WHY) == 0
    capsys.readouterr()

    assert catalog.call("override", "revert", "acme/one", "price") == 0

    told = capsys.readouterr().out
    assert f"\nnote: {PRICES}:3 acme/one.0.set.tiers: tiers are taken away" in told
    back = told.partition("`python -m sync ")[2].partition("`")[0]
    assert call([*shlex.split(back), "--root", str(catalog.root)]) == 0
    assert catalog.read(PRICES) == DECIDED.partition("beta/big")[0]


def test_what_was_decided_of_an_offer_that_is_gone_can_be_taken_back(catalog: Scratch) -> None:
    catalog.write(PRICES, "gone/one:\n  - {disabled: true, reason: Why}\n")

    assert catalog.call("override", "revert", "gone/one") == 0

    assert catalog.read(PRICES) == ""


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["acme/two"], "no override is about acme/two\n  fix: see what is decided: "),
        (["beta/big", "--provider", "nope"], "no override is about beta/big at nope"),
        (["beta/big", "--priority", "300"], "no override is about beta/big with priority 300"),
        (
            ["beta/big", "tools"],
            "no override of beta/big decides tools\n  fix: what is decided: price.input, ",
        ),
    ],
)
def test_what_is_not_decided_cannot_be_taken_back(
    catalog: Scratch, capsys: Capture, args: list[str], said: str
) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0

    code, told = refused(catalog, capsys, "revert", *args)

    assert (code, said in told) == (2, True), told


def test_decisions_at_two_providers_need_one(catalog: Scratch, capsys: Capture) -> None:
    second_provider(catalog, record("acme/one"))
    for provider in ("openrouter", "other"):
        assert decide(catalog, "acme/one", "notes=x", "--provider", provider, *WHY) == 0

    assert refused(catalog, capsys, "revert", "acme/one") == (
        2,
        "error: acme/one is an id of openrouter, other\n  fix: say which one with --provider\n",
    )
    assert catalog.call("override", "revert", "acme/one", "--provider", "other") == 0
    assert catalog.call("override", "revert", "acme/one") == 0


# -- refresh ---------------------------------------------------------------------------------


def test_a_look_at_what_upstream_says_now_renews_the_date_and_nothing_else(
    catalog: Scratch, capsys: Capture
) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0
    catalog.edit(PRICES, TODAY, f"{TODAY}   # signed")
    assert catalog.run([*records()[:3], priced("beta/big", "0.000001", "0.0000015")], today="2026-08-29") == 0
    capsys.readouterr()

    assert catalog.call("override", "refresh", "beta/big", today="2026-08-30") == 0

    assert catalog.read(PRICES) == DECIDED.replace(TODAY, "2026-08-30   # signed")
    authority = "(authority: openrouter, 2026-08-29)"
    assert capsys.readouterr().out == (
        f"{PRICES}:3: beta/big at openrouter: looked at again (last {TODAY})\n"
        f"  price.input   $0.8  upstream says $1    wins over $1 {authority}\n"
        f"  price.output  $1.5  upstream says $1.5  says the same as $1.5 {authority}\n"
    )


def test_a_look_twice_on_one_day_writes_once(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0
    before = catalog.tracked()
    capsys.readouterr()

    assert catalog.call("override", "refresh", "beta/big", "price.input") == 0

    assert catalog.tracked() == before
    assert capsys.readouterr().out.startswith(
        f"{PRICES}:3: beta/big at openrouter: looked at today already\n"
    )


def test_an_end_is_moved_and_what_has_expired_needs_one(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY, "--until", "2026-08-31") == 0
    later = "2026-09-01"

    code, told = refused(catalog, capsys, "refresh", "beta/big", "--today", later)
    assert (code, "it held until 2026-08-31 and no longer does" in told) == (2, True)
    assert catalog.call("override", "refresh", "beta/big", "--until", "2026-12-31", today=later) == 0

    assert catalog.read(PRICES) == DECIDED.replace(TODAY, later) + "    until: 2026-12-31\n"
    assert refused(catalog, capsys, "refresh", "beta/big", "--until", "2026-08-01")[0] == 2


def test_what_has_expired_stays_so_beside_what_is_looked_at(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", "notes=x", *WHY, "--until", "2026-08-31") == 0
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0
    capsys.readouterr()

    assert catalog.call("override", "refresh", "beta/big", today="2026-09-01") == 0

    heads = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert heads[0].endswith(": held until 2026-08-31; it holds again with --until")
    assert heads[1].endswith(f": looked at again (last {TODAY})")


def test_an_expired_rival_does_not_come_back(catalog: Scratch, capsys: Capture) -> None:
    entry = "  - {set: {price: {input: 0.8, output: 1.5}}, reason: x%s}\n"
    catalog.write(PRICES, "beta/big:\n" + entry % f", until: {TODAY}" + entry % "")
    later = ("--today", "2026-09-01")

    code, told = refused(catalog, capsys, "refresh", "beta/big", "--until", "2026-12-31", *later)

    assert (code, "[override-tie]" in told) == (1, True)


# -- list ------------------------------------------------------------------------------------


@pytest.fixture
def decided(catalog: Scratch, capsys: Capture) -> Scratch:
    assert decide(catalog, "beta/big", *BOTH, *WHY, "--until", "2026-08-23", "--source", "https://x.y") == 0
    assert decide(catalog, "acme/one", "tools=false", "--reason", "Seen to fail.") == 0
    assert decide(catalog, "acme/two", "notes=x", *WHY, "--until", "2026-08-21", today=ACCEPTED) == 0
    catalog.write("overrides/ignore.yaml", 'openrouter:\n  - {id: "*:batch", reason: Not ours}\n')
    capsys.readouterr()
    return catalog


def test_every_decision_in_force_says_where_why_how_long_and_what_it_wins_over(
    decided: Scratch, capsys: Capture
) -> None:
    assert decided.call("override", "list") == 0

    authority = f"(authority: openrouter, {ACCEPTED})"
    assert capsys.readouterr().out == (
        f"{ABLE}:3: acme/one\n"
        "  Seen to fail. (for good)\n"
        f"    capabilities.tools  no  wins over yes {authority}\n"
        "overrides/ignore.yaml:2: *:batch at openrouter\n"
        "  Not ours (for good)\n"
        "    state  deprecated  every id that fits\n"
        f"{PRICES}:8: beta/big at openrouter\n"
        "  Volume agreement. (until 2026-08-23, 1 day left)\n"
        f"    price.input   $0.8  wins over $1 {authority}\n"
        f"    price.output  $1.5  wins over $2 {authority}\n"
        "1 more has ended: python -m sync override list --all\n"
    )


def test_expired_decisions_come_with_all_and_are_marked(decided: Scratch, capsys: Capture) -> None:
    assert decided.call("override", "list", "acme/two") == 0
    assert capsys.readouterr().out == (
        "nothing is decided\n1 has ended: python -m sync override list --all\n"
    )

    assert decided.call("override", "list", "acme/two", "--all") == 0

    told = capsys.readouterr().out
    assert ("2026-08-21, expired" in told, "has ended" in told) == (True, False)


def test_the_list_is_there_for_machines(decided: Scratch, capsys: Capture) -> None:
    assert decided.call("override", "list", "beta/big", "--provider", "openrouter", "--json") == 0

    first, second = json.loads(capsys.readouterr().out)
    assert first == {
        "id": "beta/big",
        "place": "offer",
        "provider": "openrouter",
        "field": "price.input",
        "value": "0.8",
        "over": "1",
        "over_source": "authority",
        "beaten_by": None,
        "priority": 100,
        "added": TODAY,
        "until": "2026-08-23",
        "days_left": 1,
        "expired": False,
        "reason": "Volume agreement.",
        "link": "https://x.y",
        "where": f"{PRICES}:8",
    }
    assert (second["field"], second["value"]) == ("price.output", "1.50")


def test_a_pattern_is_listed_for_the_ids_that_it_fits(decided: Scratch, capsys: Capture) -> None:
    assert decided.call("override", "list", "beta/big:BATCH", "--json") == 0

    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ["*:batch"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["beta/bag"], "there is no model or offer 'beta/bag'\n  fix: did you mean beta/big"),
        (["--provider", "nope"], "there is no price list of 'nope'\n  fix: use one of openrouter"),
    ],
)
def test_what_nobody_knows_has_no_list(decided: Scratch, capsys: Capture, args: list[str], said: str) -> None:
    code, told = refused(decided, capsys, "list", *args)

    assert (code, said in told) == (2, True), told


def test_texts_of_files_cannot_move_the_cursor(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(PRICES, 'beta/big:\n  - {set: {notes: "\\e[2J"}, reason: "two\\nlines\\e[2J"}\n')

    assert catalog.call("override", "list") == 0

    told = capsys.readouterr().out
    assert len(told.splitlines()) == 3
    assert all(line.isprintable() for line in told.splitlines())


def test_a_day_that_no_calendar_has_ends_no_command(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(PRICES, 'beta/big:\n  - {disabled: true, reason: Why, until: "2027-02-31"}\n')

    assert catalog.call("override", "list") == 0

    assert "2027-02-31" in capsys.readouterr().out
