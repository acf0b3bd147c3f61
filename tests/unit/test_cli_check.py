"""`check`: every problem of every file at once, with file, line and fix."""

import json
from pathlib import Path

import pytest

from tests.scratch import BASE, OFFERS, ONE, PROVIDER, Scratch, scratch

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def test_a_sound_catalog_has_nothing_to_say(catalog: Scratch, capsys: Capture) -> None:
    before = catalog.tree()

    assert catalog.call("check") == 0

    assert capsys.readouterr() == ("13 files checked: 0 errors, 0 warnings\n", "")
    assert catalog.tree() == before


def test_everything_that_is_wrong_is_told_at_once(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: 0")
    catalog.edit("catalog/models/beta/big.yaml", "name: Big", "name: Big\nname: Bigger")
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: -1, output: 2, inptu: 3}")
    catalog.write(BASE, catalog.read(BASE) + "{}\n")

    assert catalog.call("check") == 1

    assert capsys.readouterr().out == (
        "catalog/models/acme/one.yaml:15 active: 0 is not true or false [schema]\n"
        "  fix: write true or false\n"
        "catalog/models/beta/big.yaml:3 name: the key stands here twice [duplicate-key]\n"
        "  fix: keep the one that is meant\n"
        "catalog/offers/openrouter.yaml:13 beta/big.price.inptu: "
        "this version does not know the key [unknown-key]\n"
        "  fix: did you mean input?; or call it x_inptu if it is your own\n"
        "catalog/offers/openrouter.yaml:13 beta/big.price.input: -1 is less than 0 [schema]\n"
        "  fix: write a number from 0\n"
        "catalog/upstream/openrouter.jsonl:6: a record without an id [upstream]\n"
        "  fix: this file is the sync's own: "
        "restore it with `git checkout -- catalog/upstream/openrouter.jsonl`\n"
        "12 files checked: 5 errors, 0 warnings\n"
    )


def test_a_warning_is_no_failure(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: false\nx_mine: 1\nactiv: true")

    assert catalog.call("check") == 0

    assert capsys.readouterr().out == (
        "catalog/models/acme/one.yaml:17 activ: this version does not know the key (warning) [unknown-key]\n"
        "  fix: did you mean active?; or call it x_activ if it is your own\n"
        "13 files checked: 0 errors, 1 warning\n"
    )


def test_machines_get_the_fields_of_a_problem(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: 0")

    assert catalog.call("check", "--json") == 1

    assert json.loads(capsys.readouterr().out) == {
        "problems": [
            {
                "file": "catalog/models/acme/one.yaml",
                "line": 15,
                "path": "active",
                "message": "0 is not true or false",
                "rule": "schema",
                "level": "error",
                "fix": "write true or false",
            }
        ]
    }


@pytest.mark.parametrize(
    ("old", "new", "said", "fix"),
    [
        ("released: 2025-07-01", "released: soon", '"soon" does not have the right form', "2026-08-22"),
        ("active: false", "alias: Sonnet 4", '"Sonnet 4" does not have the right form', "sonnet-4-5"),
        ("input: [text]", "input: [text, text]", "an item stands here twice", "take one of the two out"),
        ("value: none", "value: some", '"some" is not one of none, fixed, configurable, mandatory', "one of"),
        ("{value: none, from: api}", "{from: api}", "the key value is missing", "add value"),
        ("{context: 131072, ", "{context: 0, x_", "0 is less than 1", "write a number from 1"),
        ("name: One", "name: [One]", "a list is not text", "write text"),
    ],
)
def test_a_schema_speaks_in_words(
    catalog: Scratch, capsys: Capture, old: str, new: str, said: str, fix: str
) -> None:
    catalog.edit(ONE, old, new)

    assert catalog.call("check") == 1

    problem, mend, *_, count = capsys.readouterr().out.splitlines()
    assert problem.endswith(f": {said} [schema]")
    assert mend.startswith("  fix: ") and fix in mend
    assert count.startswith("13 files checked: 1 error, ")


def test_missing_keys_are_named_together(catalog: Scratch, capsys: Capture) -> None:
    header = catalog.read(PROVIDER).partition("\n")[0]
    catalog.write("catalog/providers/other.yaml", f"{header}\nhomepage: https://example.com\n")

    assert catalog.call("check") == 1

    assert capsys.readouterr().out == (
        "catalog/providers/other.yaml:1: the keys name, models_api are missing [schema]\n"
        "  fix: add name, models_api\n"
        "14 files checked: 1 error, 0 warnings\n"
    )


@pytest.mark.parametrize("url", ["http://openrouter.ai/models", "https://openrouter.ai/a)b", "openrouter.ai"])
def test_a_page_of_prices_is_an_https_address_that_can_be_linked(
    catalog: Scratch, capsys: Capture, url: str
) -> None:
    catalog.edit(PROVIDER, "https://openrouter.ai/models\n", f"{url}\n")

    assert catalog.call("check") == 1

    told = capsys.readouterr().out
    assert f'{PROVIDER}:4 pricing_url: "{url}" does not have the right form [schema]' in told
    assert "fix: write for example https://example.com/pricing\n" in told


def test_a_message_can_not_move_the_cursor(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "name: One", 'name: One\n"\\e[2Kx": 1')

    assert catalog.call("check") == 0

    assert "\\u001b[2Kx: this version does not know the key" in capsys.readouterr().out


def test_what_follows_from_an_unreadable_file_is_not_told(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(OFFERS, "- not a mapping\n")
    catalog.write(ONE, b"\xff")

    assert catalog.call("check") == 1

    told = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  ")]
    assert told == [
        "catalog/models/acme/one.yaml:1: not UTF-8 [encoding]",
        "catalog/offers/openrouter.yaml:1: the file does not hold a mapping [yaml]",
        "11 files checked: 2 errors, 0 warnings",
    ]


def test_paths_narrow_what_is_told_to_their_problems(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: 0")
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: -1, output: 2}")

    codes = [
        catalog.call("check", *paths) for paths in ((ONE,), ("catalog/models", "README.md"), (PROVIDER,))
    ]

    told = capsys.readouterr().out
    assert codes == [1, 1, 0]
    assert told.count(f"{ONE}:15 active: ") == 2 and OFFERS not in told
    assert [line for line in told.splitlines() if "checked" in line] == [
        "1 file checked: 1 error, 0 warnings",
        "3 files checked: 1 error, 0 warnings",
        "1 file checked: 0 errors, 0 warnings",
    ]


def test_paths_narrow_the_json_too(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: 0")

    assert catalog.call("check", "--json", OFFERS) == 0

    assert json.loads(capsys.readouterr().out) == {"problems": []}


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_path_where_there_is_nothing_is_a_slip(catalog: Scratch, capsys: Capture, command: str) -> None:
    before = catalog.tracked()

    assert catalog.call(command, ONE, "catalog/offers/openruoter.yaml") == 2

    assert "there is no file 'catalog/offers/openruoter.yaml'" in capsys.readouterr().err
    assert catalog.tracked() == before


def test_a_path_outside_of_the_catalog_means_nothing_and_is_told(
    catalog: Scratch, capsys: Capture, tmp_path: Path
) -> None:
    catalog.edit(ONE, "active: false", "active: 0")
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.touch()

    codes = [catalog.call("check", str(path)) for path in (elsewhere, catalog.root / "schemas")]

    assert codes == [0, 0]
    told = capsys.readouterr()
    assert told.out == "0 files checked: 0 errors, 0 warnings\n" * 2
    assert told.err == "".join(
        f"{path}: not of the catalog, so there is nothing to check\n"
        for path in (elsewhere, catalog.root / "schemas")
    )
