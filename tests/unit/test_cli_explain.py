"""`explain`: the whole ladder of any field, and who stands on it."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from sync.cli.currency import currencies, in_currency
from sync.core.ladder import Explained, Rung
from tests.scratch import ACCEPTED, OFFERS, ONE, PROVIDER, Scratch, scratch
from tests.unit.openrouter_records import record

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def second_provider(catalog: Scratch, *listed: object) -> None:
    """Another provider that speaks the same dialect and lists the same ids."""
    catalog.write("catalog/providers/other.yaml", catalog.read(PROVIDER))
    path = catalog.payload(listed)
    assert catalog.call("run", "--from-file", f"other={path}", today=ACCEPTED) == 0


def test_a_field_that_nobody_edited_has_one_rung(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("explain", "acme/two") == 0

    told = capsys.readouterr().out.splitlines()
    said = f"authority: openrouter, {ACCEPTED}"
    assert max(map(len, told)) <= 100
    told = [line for line in told if not line.startswith(" " * 34)]  # what is wrapped
    assert [line.split(maxsplit=1)[0] for line in told if line.startswith("  ")] == [
        "name",
        "authority",
        "released",
        "knowledge_cutoff",
        "modalities.input",
        "modalities.output",
        "limits.context",
        "limits.max_output",
        "capabilities.tools",
        "capabilities.json_mode",
        "capabilities.structured_outputs",
        "capabilities.reasoning",
        "active",
        "created",
        "canonical_slug",
        "hugging_face_id",
        "tokenizer",
        "moderated",
        "parameters",
        "model",
        "price.input",
        "price.output",
    ]
    assert (told[0], told[1]) == ("model acme/two", f"  {'name':<31}   {'Two':<29}  {said}")
    others = [line.split() for line in told if line.startswith("  ") and not line.endswith(said)]
    assert others == [["active", "no", "default:", "new", "models", "arrive", "so"]]
    assert "offer acme/two at openrouter" in told


def test_a_hand_edit_stands_above_upstream(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 1.5}")

    assert catalog.call("explain", "beta/big", "price.output") == 0

    assert capsys.readouterr().out == (
        "offer beta/big at openrouter\n"
        "  price.output → $1.5  hand edit\n"
        "                 $2    "
        f"authority: openrouter, {ACCEPTED}\n"
    )


def test_a_value_that_was_taken_out_is_a_rung_too(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "limits: {context: 131072, max_output: 32000}\n", "limits: {context: 131072}\n")

    assert catalog.call("explain", "acme/one", "limits.max_output") == 0

    assert capsys.readouterr().out == (
        "model acme/one\n"
        "  limits.max_output → –       hand edit (taken out)\n"
        "                      32,000  "
        f"authority: openrouter, {ACCEPTED}\n"
    )


def test_who_made_the_edit_is_told_where_git_knows(catalog: Scratch, capsys: Capture) -> None:
    def git(*words: str) -> str:
        who = ["-c", "user.name=Maria", "-c", "user.email=maria@example.com"]
        done = subprocess.run(
            ["git", *who, *words], cwd=catalog.root, check=True, capture_output=True, text=True
        )
        return done.stdout

    git("init", "--quiet")
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 1.5}")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Our price", "--date", "2026-07-02T12:00:00Z")

    assert catalog.call("explain", "beta/big", "price.output", "--json") == 0

    [told] = json.loads(capsys.readouterr().out)
    assert told["rungs"][0]["by"]["who"] == "Maria"
    assert told["rungs"][0]["by"]["commit"] == git("rev-parse", "HEAD").strip()


def test_another_source_stands_below_the_authority(catalog: Scratch, capsys: Capture) -> None:
    second_provider(catalog, record("acme/one", context_length=64000))
    catalog.edit(ONE, "context: 131072", "context: 100000")
    capsys.readouterr()

    assert catalog.call("explain", "acme/one", "limits.context", "--provider", "other", "--json") == 0

    of_model, of_offer = json.loads(capsys.readouterr().out)
    assert (of_offer["place"], of_offer["provider"], of_offer["value"]) == ("offer", "other", 131072)
    assert of_model == {
        "place": "model",
        "id": "acme/one",
        "provider": None,
        "field": "limits.context",
        "value": 100000,
        "rungs": [
            {
                "source": "hand edit",
                "value": 100000,
                "who": "",
                "as_of": None,
                "by": None,
            },
            {
                "source": "authority",
                "value": 131072,
                "who": "openrouter acme/one",
                "as_of": ACCEPTED,
                "by": None,
            },
            {
                "source": "other source",
                "value": 64000,
                "who": "other acme/one",
                "as_of": ACCEPTED,
                "by": None,
            },
        ],
    }


def test_an_id_of_two_providers_needs_one(catalog: Scratch, capsys: Capture) -> None:
    second_provider(catalog, record("acme/one"))
    capsys.readouterr()

    assert catalog.call("explain", "acme/one") == 2

    assert capsys.readouterr() == (
        "",
        "error: acme/one is an id of openrouter, other\n  fix: say which one with --provider\n",
    )
    assert catalog.call("explain", "acme/one", "price.input", "--provider", "other") == 0
    assert capsys.readouterr().out.startswith("offer acme/one at other\n  price.input   $3 ")
    assert catalog.call("explain", "acme/one", "name") == 0  # which no offer has
    assert capsys.readouterr().out.startswith("model acme/one\n  name → One ")


def test_an_amount_is_in_the_currency_that_holds_and_upstreams_in_its_own(
    catalog: Scratch, capsys: Capture
) -> None:
    own = "acme/two:\n  model: acme/two\n  price: {input: 3, output: 15"
    catalog.edit(OFFERS, own, f"{own.replace('input: 3', 'input: 2')}, currency: EUR")

    assert catalog.call("explain", "acme/two", "price.input") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [" ".join(line.split()) for line in lines[1:]] == [
        "price.input → 2 EUR hand edit",
        f"$3 authority: openrouter, {ACCEPTED}",
    ]
    assert catalog.call("explain", "acme/two", "price.output") == 0
    assert " 15 EUR " in capsys.readouterr().out


def test_a_currency_is_a_text_and_no_template() -> None:
    said = Rung(source="authority", value="EUR\n\\1")
    each = Explained(place="offer", id="a/b", provider="x", path=("price", "currency"), rungs=(said,))

    shown = in_currency("$3", currencies([each]), replace(each, path=("price", "input")), said)
    assert shown == "3 EUR\\u000A\\1"


def test_case_does_not_matter_to_find_an_id(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("explain", "Acme/ONE", "name") == 0

    assert capsys.readouterr().out.startswith("model acme/one\n")


def test_a_model_goes_by_the_alias_that_people_gave_it_too(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("explain", "acme/one", "price") == 0
    own = capsys.readouterr().out
    catalog.write(ONE, f"{catalog.read(ONE)}alias: first\n")

    assert catalog.call("explain", "First", "price") == 0

    assert capsys.readouterr().out == own


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["acme/on"], "there is no model or offer 'acme/on'\n  fix: did you mean acme/one, acme/two"),
        (["zzz"], "there is no model or offer 'zzz'\n  fix: mend the spelling; ids look like lab/model\n"),
        (["acme/one", "tiers"], "nobody says anything about 'tiers' of acme/one\n  fix: see all fields: "),
        (["acme/one", "qwerty"], "acme/one has no field 'qwerty'\n  fix: see all fields: explain acme/one"),
        (["acme/one", "prise"], "acme/one has no field 'prise'\n  fix: did you mean price"),
        (["acme/one", "price.inptu"], "acme/one has no field 'price.inptu'\n  fix: did you mean price.input"),
        (["acme/one", "context"], "acme/one has no field 'context'\n  fix: did you mean limits.context?"),
        (
            ["acme/one", "paralel"],
            "acme/one has no field 'paralel'\n  fix: did you mean capabilities.parallel_tools",
        ),
        (
            ["acme/one", "--provider", "nope"],
            "there is no price list of 'nope'\n  fix: use one of openrouter\n",
        ),
    ],
)
def test_what_nobody_knows_ends_with_2_and_a_way_on(
    catalog: Scratch, capsys: Capture, args: list[str], said: str
) -> None:
    assert catalog.call("explain", *args) == 2

    assert capsys.readouterr().err.startswith(f"error: {said}")


def test_what_stands_in_no_file_is_explained_too(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("explain", "acme/one", "tokenizer") == 0

    assert "Other" in capsys.readouterr().out


def test_a_persons_own_field_is_a_hand_edit(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: true\nsummary: Ours.")

    assert catalog.call("explain", "acme/one", "summary", "--json") == 0

    [told] = json.loads(capsys.readouterr().out)
    assert [(rung["source"], rung["value"]) for rung in told["rungs"]] == [("hand edit", "Ours.")]


def test_a_capability_of_a_model_and_of_an_offer_is_found_by_its_own_name(
    catalog: Scratch, capsys: Capture
) -> None:
    decision = ["tools=false", "--provider", "openrouter", "--reason", "Seen to fail."]
    assert catalog.call("override", "set", "acme/one", *decision) == 0
    capsys.readouterr()

    assert catalog.call("explain", "acme/one", "tools", "--json") == 0

    told = [(each["place"], each["field"]) for each in json.loads(capsys.readouterr().out)]
    assert told == [("model", "capabilities.tools"), ("offer", "capabilities.tools")]


def test_a_long_reason_is_wrapped_and_machines_get_it_whole(catalog: Scratch, capsys: Capture) -> None:
    reason = " ".join(["Agreed-with-the-lab"] * 12)
    assert catalog.call("override", "set", "acme/one", "disabled=true", "--reason", reason) == 0
    capsys.readouterr()

    assert catalog.call("explain", "acme/one", "disabled") == 0
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 100
    assert told.count("Agreed-with-the-lab") == 12

    assert catalog.call("explain", "acme/one", "disabled", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["rungs"][0]["reason"] == reason
