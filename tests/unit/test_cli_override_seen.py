"""`override set` says what applications saw and see: the same as `diff` says of the two catalogs."""

import json
import subprocess
from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import OFFERS, TODAY, Scratch, scratch
from tests.unit.openrouter_records import record
from tests.unit.test_cli_override import WHY, decide, refused, second_provider, typed

Capture = pytest.CaptureFixture[str]
AT = ("--provider", "openrouter")


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    """A catalog whose state is committed, with a second provider and an alias."""
    found = scratch(tmp_path)
    second_provider(found, record("acme/one", context_length=64000))
    found.write(OFFERS, found.read(OFFERS) + '"~acme/latest":\n  alias_of: acme/one\n')
    commit(found)
    capsys.readouterr()
    return found


def commit(catalog: Scratch) -> None:
    who = ["-c", "user.name=Maria", "-c", "user.email=maria@example.com"]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "all"]):
        subprocess.run(["git", *who, *words], cwd=catalog.root, check=True, capture_output=True)


def differences(catalog: Scratch, capsys: Capture) -> list[tuple[object, ...]]:
    """(offer, field, old, new) of what `diff HEAD` lists."""
    capsys.readouterr()
    assert catalog.call("diff", "HEAD", "--json") == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    return [(each["offer"], each["field"], each["old"], each["new"]) for each in changes if each["model"]]


@pytest.mark.parametrize(
    ("args", "told", "listed"),
    [
        (
            ["acme/one", "limits.context=1000", *AT],
            "limits.context  applications saw 131,072, see 1,000  wins over 131,072 (its model's)",
            [("acme/one", "limits.context", 131072, 1000)],
        ),
        (
            ["acme/one", "tools=false", *AT],
            "capabilities.tools  applications saw yes, see no  wins over yes (its model's)",
            [("acme/one", "capabilities.tools", True, False)],
        ),
        (
            ["acme/one:free", "modalities.input=[text, image]"],
            "modalities.input  applications saw text, see image, text  wins over text (its model's)",
            [("acme/one:free", "modalities.input", ["text"], ["image", "text"])],
        ),
        (
            ["acme/one:free", "modalities.input=[text]"],
            "modalities.input  applications see text as before  says the same as text (its model's)",
            [],
        ),
        (
            ["acme/one:free", "limits=null"],
            "limits  applications saw context 131,072, max_output",
            [
                ("acme/one:free", "limits.context", 131072, None),
                ("acme/one:free", "limits.max_output", 32000, None),
            ],
        ),
        (
            ["acme/one", "disabled=true", *AT],
            "disabled  applications saw it, no longer do  nobody else says anything of it",
            [("acme/one", "visible", True, False)],
        ),
        (
            ["acme/two", "replaced_by=~acme/latest"],
            "replaced_by  applications saw nothing, see acme/one  nobody else says anything of it",
            [(None, "replaced_by", None, "acme/one")],
        ),
        (["acme/one", "notes=x", *AT], "notes  applications see none of it  nobody else says", []),
        (
            ["acme/one", "price.per_song=null", *AT],
            "applications see nothing as before  there is nothing",
            [],
        ),
    ],
)
def test_what_is_told_is_what_diff_says(
    catalog: Scratch, capsys: Capture, args: list[str], told: str, listed: list[tuple[object, ...]]
) -> None:
    assert decide(catalog, *args, *WHY) == 0

    assert told in capsys.readouterr().out
    assert differences(catalog, capsys) == listed


def test_the_models_state_is_what_its_offers_make_it(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, "acme/two", "state=deprecated", *WHY) == 0

    assert "state  applications saw listed, see deprecated  wins over listed\n" in capsys.readouterr().out
    assert (None, "state", "listed", "deprecated") in differences(catalog, capsys)


def test_what_wins_over_tiers_reads_well(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(
        OFFERS,
        "price: {input: 1, output: 2}",
        "price: {input: 1, output: 2}\n  tiers: [{over: 9, mode: cliff, input: 5}]",
    )

    assert decide(catalog, "beta/big", "tiers=null", *WHY) == 0

    assert "wins over the tiers over 9: mode cliff" in capsys.readouterr().out


def test_of_an_alias_only_where_it_leads_can_be_decided(catalog: Scratch, capsys: Capture) -> None:
    code, told = refused(catalog, capsys, "set", "~acme/latest", "price.input=1", "price.output=2", *WHY)

    assert (code, "~acme/latest is an alias" in told, "leads to acme/one" in told) == (2, True, True)
    assert typed(told)[2] == "acme/one"
    assert call([*typed(told), *AT]) == 0
    assert decide(catalog, "~acme/latest", "alias_of=acme/two", *WHY) == 0


def test_an_entry_without_a_date_has_no_last_look(catalog: Scratch, capsys: Capture) -> None:
    catalog.write("overrides/offers/openrouter.yaml", "beta/big:\n  - {disabled: true, reason: Why}\n")

    assert catalog.call("override", "refresh", "beta/big") == 0

    assert "looked at again (it had no date)\n" in capsys.readouterr().out
    assert f"added: {TODAY}" in catalog.read("overrides/offers/openrouter.yaml")


def test_what_a_person_took_out_is_told_as_such(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(OFFERS, "price: {input: 1, output: 2}", "price: {input: 1}")

    assert decide(catalog, "beta/big", "price.input=3", "price.output=4", *WHY) == 0

    assert "saw nothing, see $4  without it there is nothing (hand edit)\n" in capsys.readouterr().out
