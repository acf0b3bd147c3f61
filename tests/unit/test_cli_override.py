"""`override set`: what a person decides beside the files, and what is refused."""

import json
import shlex
from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import ACCEPTED, OFFERS, PROVIDER, TODAY, Scratch, scratch
from tests.unit.openrouter_records import record

Capture = pytest.CaptureFixture[str]

PRICES, ABLE, ENDING = (
    "overrides/offers/openrouter.yaml",
    "overrides/capabilities.yaml",
    "overrides/deprecations.yaml",
)
WHY = ("--reason", "Volume agreement.")
BOTH = ("price.input=0.8", "price.output=1.50")
DECIDED = f"""\
# yaml-language-server: $schema=../../schemas/override-offers.schema.json
beta/big:
  - set: {{price: {{input: 0.8, output: 1.50}}}}
    reason: Volume agreement.
    added: {TODAY}
"""


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def decide(catalog: Scratch, id_: str, *args: str, today: str = TODAY) -> int:
    return catalog.call("override", "set", id_, *args, today=today)


def second_provider(catalog: Scratch, *listed: object) -> None:
    """Another provider that lists the same ids."""
    catalog.write("catalog/providers/other.yaml", catalog.read(PROVIDER))
    path = catalog.payload(listed)
    assert catalog.call("run", "--from-file", f"other={path}", today=ACCEPTED) == 0


def written(catalog: Scratch) -> set[str]:
    return {name for name in catalog.tracked() if name.startswith("overrides/") and name.endswith(".yaml")}


# -- set -------------------------------------------------------------------------------------


def test_a_decision_is_written_and_told_with_what_it_wins_over(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0

    assert catalog.read(PRICES) == DECIDED
    authority = f"(authority: openrouter, {ACCEPTED})"
    assert capsys.readouterr() == (
        f"{PRICES}:3: beta/big at openrouter\n"
        f"  price.input   applications saw $1, see $0.8  wins over $1 {authority}\n"
        f"  price.output  applications saw $2, see $1.5  wins over $2 {authority}\n",
        "",
    )
    assert catalog.call("check") == 0


def test_applications_get_what_was_decided(catalog: Scratch, tmp_path: Path) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0
    assert decide(catalog, "acme/one", "tools=false", "limits.context=1000", "state=stale", *WHY) == 0

    assert catalog.call("build", "--out", str(tmp_path / "built")) == 0

    lines = (tmp_path / "built/catalog.jsonl").read_text("utf-8").splitlines()
    models = {name: json.loads(text) for name, _, text in (line.partition("\t") for line in lines)}
    assert models["beta/big"]["offers"][0]["price"] == {"input": "0.8", "output": "1.50"}
    assert models["acme/one"]["capabilities"]["tools"] == {"value": False, "from": "override"}
    assert models["acme/one"]["state"] == "stale"
    assert models["acme/one"]["offers"][0]["limits"]["context"] == 1000


def test_the_same_decision_twice_writes_nothing_the_second_time(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0
    before = catalog.tracked()
    capsys.readouterr()

    assert decide(catalog, "BETA/Big", *BOTH, *WHY, today="2026-09-30") == 0

    assert catalog.tracked() == before
    assert capsys.readouterr().out.startswith(f"{PRICES}:3: beta/big at openrouter: says so already\n")


def test_a_new_value_of_the_same_decision_is_changed_where_it_stands(catalog: Scratch) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0
    catalog.edit(PRICES, "1.50}}", "1.50}}   # signed by Ann")

    assert decide(catalog, "beta/big", "price.output=1.4", *WHY, today="2026-08-30") == 0

    assert catalog.read(PRICES) == DECIDED.replace("1.50}}", "1.4}}   # signed by Ann").replace(
        TODAY, "2026-08-30"
    )


def test_fields_go_to_the_file_that_decides_them(catalog: Scratch) -> None:
    fields = (
        "tools=true",
        "capabilities.json_mode=null",
        "reasoning=fixed",
        "disabled=true",
        "ends=2026-12-31",
    )

    assert decide(catalog, "acme/one", *fields, *WHY) == 0

    about = f"    reason: Volume agreement.\n    added: {TODAY}\n"
    assert catalog.read(ABLE) == (
        "# yaml-language-server: $schema=../schemas/override-capabilities.schema.json\n"
        "acme/one:\n  - add: [tools]\n    set: {json_mode: null, reasoning: fixed}\n" + about
    )
    assert catalog.read(PRICES).endswith("acme/one:\n  - disabled: true\n" + about)
    assert catalog.read(ENDING).endswith("acme/one:\n  - ends: 2026-12-31\n" + about)


def test_with_a_provider_a_capability_and_a_state_are_the_offers(catalog: Scratch) -> None:
    fields = ("tools=false", "state=stale", "--provider", "openrouter")

    assert decide(catalog, "acme/one", *fields, *WHY) == 0

    assert written(catalog) == {PRICES}
    assert "  - set: {capabilities: {tools: false}, state: stale}\n" in catalog.read(PRICES)


def test_lists_and_maps_are_typed_in_flow_style(catalog: Scratch) -> None:
    tiers = "tiers=[{over: 200000, mode: cliff, input: 6, output: 22.5}]"

    assert (
        decide(
            catalog, "beta/big", "price={input: 3, output: 12}", tiers, "modalities.input=[text, image]", *WHY
        )
        == 0
    )

    tier = "{over: 200000, mode: cliff, input: 6, output: 22.5}"
    whole = f"{{price: {{input: 3, output: 12}}, tiers: [{tier}], modalities: {{input: [text, image]}}}}"
    assert f"  - set: {whole}\n" in catalog.read(PRICES)


def test_other_lines_keep_their_bytes_and_line_ends(catalog: Scratch) -> None:
    mine = "# ours\r\n\r\nacme/two:   # both\r\n- {disabled: true, reason: 'Why'}\r\n"
    catalog.write(PRICES, mine)

    assert decide(catalog, "beta/big", *BOTH, *WHY) == 0

    lines = DECIDED.partition("\n")[2].replace("\n", "\r\n")
    assert catalog.tree()[PRICES].decode() == mine + lines


def test_the_higher_priority_wins_and_the_lower_says_that_it_is_beaten(
    catalog: Scratch, capsys: Capture
) -> None:
    assert decide(catalog, "beta/big", *BOTH, *WHY, "--priority", "200") == 0
    capsys.readouterr()

    low = ("--reason", "Else.", "--priority", "100")
    assert decide(catalog, "beta/big", "price.input=9", "price.output=9", *low) == 0

    assert capsys.readouterr().out == (
        f"{PRICES}:7: beta/big at openrouter\n"
        f"  price.input   applications see $0.8 as before  beaten by priority 200 at\n{' ' * 49}{PRICES}:3\n"
        f"  price.output  applications see $1.5 as before  beaten by priority 200 at\n{' ' * 49}{PRICES}:3\n"
    )


def test_what_check_would_warn_of_is_told_and_written(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", "price.input=1", "price.output=2", *WHY) == 0

    told = capsys.readouterr().out
    assert "applications see $1 as before  says the same as $1 (authority" in told
    assert f"warning: {PRICES}:3 beta/big.0: " in told
    assert written(catalog) == {PRICES}


# -- what is refused -------------------------------------------------------------------------


def refused(catalog: Scratch, capsys: Capture, *args: str) -> tuple[int, str]:
    before = catalog.tracked()
    capsys.readouterr()
    code = catalog.call("override", *args)
    told = capsys.readouterr()
    assert catalog.tracked() == before
    assert told.out == ""
    assert "  fix: " in told.err
    return code, told.err


def typed(told: str) -> list[str]:
    """The command that a fix shows."""
    line = next(line for line in told.splitlines() if "python -m sync " in line)
    return shlex.split(line.partition("python -m sync ")[2])


def test_without_a_reason_the_whole_line_to_type_is_shown(catalog: Scratch, capsys: Capture) -> None:
    args = ("beta/big", *BOTH, "--until", "2026-12-31", "--source", "https://x.y/a b")

    code, told = refused(catalog, capsys, "set", *args)

    assert (code, told.startswith("error: an override needs a reason\n  fix: say why: ")) == (2, True)
    assert refused(catalog, capsys, "set", *args, "--reason", " ")[0] == 2
    assert call(typed(told)) == 2, "its reason is a stand-in"
    assert call(typed(told.replace("…", WHY[1]))) == 0
    assert '    source: "https://x.y/a b"\n' in catalog.read(PRICES)


def test_one_side_of_a_price_is_refused_with_the_line_that_sets_both(
    catalog: Scratch, capsys: Capture
) -> None:
    code, told = refused(catalog, capsys, "set", "beta/big", "price.output=1.5", *WHY)

    assert code == 1
    assert told.startswith(f"{PRICES} price.output: output alone: input stays 1 as in {OFFERS}, ")
    assert call(typed(told)) == 0
    assert "{price: {input: 1, output: 1.5}}" in catalog.read(PRICES)
    assert decide(catalog, "beta/big", "price.output=1.4", *WHY) == 0


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["beta/big", "price.input=-1"], 1, f"{PRICES} price.input: -1 is less than 0 [schema]"),
        (["beta/big", "price.input=cheap"], 1, f'{PRICES} price.input: "cheap" is not a number [schema]'),
        (["beta/big", "limits.context=1.5"], 1, "limits.context: 1.5 is not a whole number"),
        (["beta/big", "ends=soon"], 1, "does not have the right form"),
        (["acme/one", "tools=maybe"], 1, f"{ABLE} tools: "),
        (["acme/one", "reasoning=true"], 1, "reasoning: true is not "),
        (["acme/one", "replaced_by=acme/zero"], 1, "acme/zero leads to no model"),
        (["beta/big", "notes=x", "--priority", "99"], 1, f"{PRICES} priority: 99 is less than 100"),
        (["beta/big", "notes=x", "--source", "mail"], 1, f"{PRICES} source: "),
        (
            ["beta/big", "price.imput=1"],
            2,
            "there is no field 'price.imput'\n  fix: did you mean price.input",
        ),
        (["beta/big", "zzz=1"], 2, "there is no field 'zzz'\n  fix: use one of "),
        (
            ["beta/big", "price.input=yes"],
            2,
            "'price.input=yes' can't be read: 'yes' looks like a truth value",
        ),
        (["beta/big", "price={}"], 2, "price decides nothing"),
        (["beta/big", "price.input"], 2, "'price.input' is not FIELD=VALUE"),
        (["beta/big", "=3"], 2, "'=3' is not FIELD=VALUE"),
        (["beta/big", "free=confirmed", "free=confirmed"], 2, "free is decided twice"),
        (["beta/big", "price=null", "price.input=3"], 2, "price.input is decided twice"),
        (["beta/big", "notes=x", "--until", "2026-8-1"], 2, "--until '2026-8-1' is not a date"),
        (["beta/big", "notes=x", "--until", "2026-08-21"], 2, "--until 2026-08-21 is before 2026-08-22"),
        (["beta/big", "notes=x", "--provider", "nope"], 2, "there is no price list of 'nope'"),
        (["beta/bag", "notes=x"], 2, "there is no model or offer 'beta/bag'\n  fix: did you mean beta/big"),
        (["zzz\x1b[2J", "notes=x"], 2, "holds what can't be seen"),
        (
            ["acme/one:free", "replaced_by=acme/two"],
            2,
            "replaced_by is a model's field, and acme/one:free is",
        ),
        (["acme/one", "replaced_by=acme/two", "--provider", "openrouter"], 2, "fix: leave --provider out"),
    ],
)
def test_what_would_break_something_is_refused_with_a_way_on(
    catalog: Scratch, capsys: Capture, args: list[str], code: int, said: str
) -> None:
    found, told = refused(catalog, capsys, "set", *args, *WHY)

    assert (found, said in told) == (code, True), told


@pytest.mark.parametrize("reason", ["two\nlines", "\x1b[2J", "\udcff"])
def test_a_reason_is_one_visible_line(catalog: Scratch, capsys: Capture, reason: str) -> None:
    assert refused(catalog, capsys, "set", "beta/big", "notes=x", "--reason", reason)[0] == 2


def test_an_id_of_two_providers_needs_one_where_an_offer_is_meant(catalog: Scratch, capsys: Capture) -> None:
    second_provider(catalog, record("acme/one"), record("own/name"))

    code, told = refused(catalog, capsys, "set", "acme/one", "notes=x", *WHY)

    assert (code, told) == (
        2,
        "error: acme/one is an id of openrouter, other\n  fix: say which one with --provider\n",
    )
    assert decide(catalog, "acme/one", "notes=x", "--provider", "other", *WHY) == 0
    assert written(catalog) == {"overrides/offers/other.yaml"}
    assert decide(catalog, "acme/one", "tools=false", *WHY) == 0  # a model's, so nothing is in doubt


def test_an_offers_field_of_a_model_names_its_offers(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(OFFERS, "beta/big:\n", "beta/big-2:\n")

    code, told = refused(catalog, capsys, "set", "beta/big", *BOTH, *WHY)

    assert code == 2
    assert told == (
        "error: price.input is an offer's field, and beta/big is a model\n"
        "  fix: name one of its offers: beta/big-2 --provider openrouter\n"
    )


def test_entries_that_cannot_be_changed_in_place_are_left_alone(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(PRICES, "beta/big:\n  - disabled: true\n    reason: [broken\n")

    code, _ = refused(catalog, capsys, "set", "beta/big", *BOTH, *WHY)

    assert code == 1


def test_a_catalog_of_before_these_files_says_what_it_lacks(catalog: Scratch, capsys: Capture) -> None:
    (catalog.root / "schemas/override-capabilities.schema.json").unlink()

    code, told = refused(catalog, capsys, "set", "beta/big", *BOTH, *WHY)

    assert (code, "no schema override-capabilities.schema.json" in told) == (2, True)
