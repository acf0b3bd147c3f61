"""What `override` refuses: each message says what to type, or in which file to write."""

from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import ONE, Scratch, scratch
from tests.unit.test_cli_override import WHY, decide, refused, typed

Capture = pytest.CaptureFixture[str]
IGNORED = "overrides/ignore.yaml"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


@pytest.mark.parametrize(
    ("args", "fix"),
    [
        (["acme/one", "active=true"], f"write `active: true` in {ONE}; nobody else writes there"),
        (["acme/one:free", "summary=Ours"], f"write `summary: Ours` in {ONE}; nobody else writes there"),
        (["acme/one", "defaults.temperature=1"], f"write `defaults: {{temperature: 1}}` in {ONE}; nobody"),
        (["acme/one", "name=One"], f"write `name: One` in {ONE}; the sync keeps what you write there"),
        (["beta/big", "ignore=true"], "did you mean disabled=true, which hides an offer? Ids that shall "),
        (
            ["beta/*", "disabled=true"],
            "name one id; those that shall stay outside go by pattern, in overrides/ignore.yaml:\n"
            '    openrouter:\n      - {id: "beta/*", reason: "…"}\n',
        ),
        (["beta/big", "disable=true"], "did you mean disabled?"),
        (["beta/big", "visible=false"], "did you mean disabled=true, which hides an offer?"),
        (["beta/big", "disabled=yes"], 'write true, or "yes" in quotes if you mean the word'),
        (["beta/big", "state="], "write a value behind the =, or state=null to take away what stands there"),
        (["acme/one:free", "state=hidden"], "write one of listed, stale, deprecated, removed"),
        (["beta/big", "qwerty=1"], "use one of alias_of, code_execution, "),
        (["acme/one", "capabilities=tools"], "write for example tools=true"),
        (["beta/big", "price.input=1,5"], "write price.input=1.5"),
        (["beta/big", "price.input=$3"], "write price.input=3"),
        (["beta/big", "price.input=1e3"], 'write price.input=1000, or "1e3" in quotes'),
        (["beta/big", "price.input=012"], 'write price.input=12, or "012" in quotes if it is no number'),
        (["beta/big", "price.input=cheap"], "write a number, for example price.input=2.4"),
        (["beta/big", "limits.context=128k"], "write limits.context=128000"),
    ],
)
def test_a_refusal_says_what_to_write(catalog: Scratch, capsys: Capture, args: list[str], fix: str) -> None:
    _, told = refused(catalog, capsys, "set", *args, *WHY)

    assert f"  fix: {fix}" in told


@pytest.mark.parametrize(
    "wrong",
    [
        "price=3",
        "tiers=5",
        "tiers=[{over: 3}]",
        "windows=1",
        "limits=1000",
        "modalities=text",
        "modalities.input=text",
    ],
)
def test_an_example_of_a_list_or_a_map_can_be_typed_as_it_stands(
    catalog: Scratch, capsys: Capture, wrong: str
) -> None:
    _, told = refused(catalog, capsys, "set", "beta/big", wrong, *WHY)

    example = told.partition(", for example '")[2].partition("'\n")[0]
    assert example.partition("=")[0] == wrong.partition("=")[0]
    assert decide(catalog, "beta/big", example, *WHY) == 0


def test_all_the_fields_that_there_are_fit_on_a_screen(catalog: Scratch, capsys: Capture) -> None:
    _, told = refused(catalog, capsys, "set", "beta/big", "qwerty=1", *WHY)

    assert max(map(len, told.splitlines())) < 110


def test_a_price_for_one_token_is_told_before_it_is_believed(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "beta/big", "price.input=0.000001", "price.output=0.000002", *WHY) == 0

    told = capsys.readouterr().out
    assert (
        "0.000001 for a million tokens is next to nothing [improbable]\n  fix: write US$ for a million"
        in told
    )


# -- patterns of ids that are kept out -------------------------------------------------------


@pytest.fixture
def kept_out(catalog: Scratch) -> Scratch:
    entries = '  - {id: "*:free", reason: Not ours}\n  - {id: x/y, reason: Nor that}\n'
    catalog.write(IGNORED, f"openrouter:\n{entries}")
    return catalog


def test_a_pattern_is_taken_back_by_its_name(kept_out: Scratch, capsys: Capture) -> None:
    assert kept_out.call("override", "revert", "*:free") == 0

    assert kept_out.read(IGNORED) == "openrouter:\n  - {id: x/y, reason: Nor that}\n"
    assert capsys.readouterr().out == (
        f"{IGNORED}:2: *:free at openrouter: taken back\n"
        "  state  deprecated  1 of 1 offers that fit are no longer kept out\n"
    )
    assert kept_out.call("override", "revert", "X/Y") == 0
    assert "no offer of the catalog fits it\n" in capsys.readouterr().out
    assert kept_out.read(IGNORED) == ""


def test_an_id_that_a_pattern_keeps_out_says_which_to_take_back(kept_out: Scratch, capsys: Capture) -> None:
    code, told = refused(kept_out, capsys, "revert", "acme/one:free")

    assert (code, f"the pattern *:free of {IGNORED} keeps it out: " in told) == (2, True)
    root = ["--root", str(kept_out.root)]
    assert call([*typed(told), *root]) == 0
    assert "*:free" not in kept_out.read(IGNORED)


def test_a_pattern_has_no_date_to_renew(kept_out: Scratch, capsys: Capture) -> None:
    code, told = refused(kept_out, capsys, "refresh", "*:free")

    assert (code, f"edit it in {IGNORED}" in told) == (2, True)
