"""Families: what an id stands for, whom that yields to, and where applications and people see it."""

import json
from pathlib import Path

import pytest

import modelbook
from sync.core.families import Families, families, require_patterns
from sync.core.values import Doc
from sync.files import rules, store
from tests.scratch import ONE, Scratch, scratch
from tests.unit.linting import found

Capture = pytest.CaptureFixture[str]
HERE = Path(__file__).resolve().parents[2]
RULES = "catalog/rules/families.yaml"
HEADER = "# yaml-language-server: $schema=../../schemas/families.schema.json\nfamilies:\n"
LINE = "  - {match: 'acme/(one|two)(-.*)?', family: acme-\\1, examples: {fits: {acme/one: acme-one}}}\n"
ACME = families(
    {
        "families": [
            {"match": "acme/one-pro", "family": "one-pro"},
            {"match": r"acme/one(?:-(\d))?.*", "family": r"one-\1"},
            {"match": "beta/.*", "family": "beta"},
        ]
    }
)


@pytest.fixture(scope="module")
def shipped() -> Families:
    return rules.families_of(store.load(HERE))


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    made = scratch(tmp_path)
    made.write(RULES, HEADER + LINE)
    capsys.readouterr()
    return made


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("acme/one-pro", "one-pro"),
        ("acme/one-4.5", "one-4"),
        ("ACME/One-4", "one-4"),
        ("beta/any", "beta"),
        ("gamma/one-pro", None),
        ("one-pro", None),
    ],
)
def test_the_first_line_that_fits_the_whole_id_names_the_family(model: str, family: str | None) -> None:
    assert ACME.of(model) == family


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("openai/gpt-5.2", "gpt-5.2"),
        ("openai/gpt-5.2-chat", "gpt-5.2"),
        ("openai/gpt-5.2-pro", "gpt-5.2"),
        ("openai/o3-pro-2025-06-10", "o3-pro"),
        ("anthropic/claude-sonnet-4.5", "claude-4.5"),
        ("anthropic/claude-opus-4.5", "claude-4.5"),
        ("anthropic/claude-sonnet-4", "claude-4"),
        ("anthropic/claude-opus-4", "claude-4"),
        ("anthropic/claude-opus-4.6", "claude-4.6"),
        ("anthropic/claude-sonnet-6", "claude-6"),
        ("google/gemini-3-pro-preview", "gemini-3"),
        ("x-ai/grok-4.1-fast", "grok-4"),
        ("meta-llama/llama-4-scout", "llama-4"),
        ("openai/gpt-chat-latest", None),
        ("anthropic/claude-sonnet-4-5", None),
    ],
)
def test_the_shipped_rules_know_these_families(shipped: Families, model: str, family: str | None) -> None:
    assert shipped.of(model) == family


def test_most_shipped_models_have_a_family_and_its_name_is_a_slug(shipped: Families) -> None:
    names = [shipped.of(model) for model in store.load(HERE).models]

    assert sum(name is not None for name in names) > 0.75 * len(names)
    assert all(name == name.lower() and name[-1].isalnum() for name in names if name)


def test_applications_see_the_rules_family_until_a_person_names_another(
    catalog: Scratch, tmp_path: Path
) -> None:
    catalog.edit(ONE, "active: false\n", "active: false\nfamily: ours\n")
    before = catalog.tracked()

    assert catalog.call("build", "--out", str(tmp_path / "built")) == 0

    book = modelbook.load(tmp_path / "built")
    seen = {model.id: model.raw.get("family") for model in book}
    assert seen == {"acme/one": "ours", "acme/two": "acme-two", "beta/big": None}
    assert catalog.tracked() == before


def test_explain_shows_the_rule_as_the_lowest_rung(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("explain", "acme/one", "family", "--json") == 0
    [alone] = json.loads(capsys.readouterr().out)
    catalog.edit(ONE, "active: false\n", "active: false\nfamily: ours\n")
    assert catalog.call("explain", "acme/one", "family", "--json") == 0
    [outweighed] = json.loads(capsys.readouterr().out)

    rule = {"source": "heuristic", "value": "acme-one", "who": RULES, "as_of": None, "by": None}
    assert (alone["value"], alone["rungs"]) == ("acme-one", [rule])
    assert outweighed["value"] == "ours"
    assert [rung["source"] for rung in outweighed["rungs"]] == ["hand edit", "heuristic"]
    assert outweighed["rungs"][1] == rule


def test_a_model_without_a_family_has_no_row_of_it(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("explain", "beta/big", "--json") == 0

    assert "family" not in {each["field"] for each in json.loads(capsys.readouterr().out)}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"match": "acme/(", "family": "a"}, "'acme/(' is no pattern"),
        ({"match": "acme/(a)", "family": r"a-\2"}, "names group 2, 'acme/(a)' has 1"),
    ],
)
def test_what_can_be_no_pattern_is_named_and_fits_nothing(line: Doc, why: str) -> None:
    doc: Doc = {"families": [line]}

    with pytest.raises(ValueError, match=r".") as error:
        require_patterns(doc)

    assert why in str(error.value)
    assert families(doc).of("acme/a") is None


def test_a_bad_pattern_is_checks_to_tell_and_nothing_is_built(
    catalog: Scratch, tmp_path: Path, capsys: Capture
) -> None:
    lines = ("match: 'acme/(', family: a", r"match: acme/o.*, family: a-\1", "match: 'beta/[', family: b")
    more = "".join(f"  - {{{line}, examples: {{fits: {{acme/one: a}}}}}}\n" for line in lines)
    catalog.write(RULES, HEADER + more)

    assert catalog.call("check") == 1
    out = capsys.readouterr().out
    assert f"{RULES}:3 families.0.match: 'acme/(' is no pattern" in out
    assert f"{RULES}:4 families.1.match: 'a-\\\\1' names group 1, 'acme/o.*' has 0" in out
    assert f"{RULES}:5 families.2.match: 'beta/[' is no pattern" in out
    assert "3 errors" in out
    assert catalog.call("build", "--out", str(tmp_path / "built")) == 1
    assert catalog.call("explain", "acme/one") == 0


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("famly: a", "famly: the key family is missing, and this version does not know famly [schema]"),
        ("family: [a]", "family: a list is not text [schema]"),
        ("family: a, macth: b", "macth: this version does not know the key (warning) [unknown-key]"),
    ],
)
def test_a_slip_in_a_line_is_told_and_not_once_more_by_each_of_its_examples(
    catalog: Scratch, slip: str, said: str, capsys: Capture
) -> None:
    line = f"  - {{match: acme/.+, {slip}, examples: {{fits: {{acme/one: a, acme/two: a}}}}}}\n"
    catalog.write(RULES, HEADER + line)

    catalog.call("check")

    first, *_, count = [line for line in capsys.readouterr().out.splitlines() if "fix: " not in line]
    assert first == f"{RULES}:3 families.0.{said}"
    assert count.endswith("checked: 1 error, 0 warnings" if "schema" in said else "0 errors, 1 warning")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", []),
        (
            "  - {match: acme/one, family: one, examples: {fits: {acme/one: one, acme/two: acme-two}}}\n",
            [
                "4 families.1.examples.fits.acme/one: the rules put acme/one into acme-one",
                "4 families.1.examples.fits.acme/two: another line decides acme/two",
            ],
        ),
        (
            "  - {match: beta/.+, family: b, examples: {fits: {beta/big: b, zeta/x: b}, not: [beta/x]}}\n",
            [
                "4 families.1.examples.fits.zeta/x: the rules put zeta/x into no family",
                "4 families.1.examples.not.0: this line decides beta/x",
            ],
        ),
        ("  - {match: beta/.+, family: beta, examples: {fits: {beta/x: beta}, not: [acme/one]}}\n", []),
    ],
)
def test_each_example_is_decided_by_its_own_line_as_it_says(
    catalog: Scratch, more: str, said: list[str]
) -> None:
    catalog.write(RULES, HEADER + LINE + more)

    assert found(catalog, "rule-example") == [f"error {RULES}:{each}" for each in said]
