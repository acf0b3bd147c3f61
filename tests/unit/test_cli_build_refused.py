"""`build` writes nothing that `check` calls an error; what older revisions hold still can be compared."""

from pathlib import Path

import pytest

from tests.scratch import OFFERS, Scratch, scratch

Capture = pytest.CaptureFixture[str]
OURS = "overrides/offers/openrouter.yaml"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def of_one(entry: str) -> str:
    return f"acme/one:\n  - {{{entry}, reason: why}}\n"


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        (OURS, of_one("set: {price: {input: 2}}"), "override-one-sided"),
        (OURS, of_one("set: {prise: 2}"), "unknown-key"),
        (OURS, of_one("set: {}"), "override-redundant"),
        (OURS, of_one("set: {disabled: true}, disabled: false"), "override-both"),
        (OURS, of_one("disabled: true") + "  - {disabled: true, reason: y}\n", "override-tie"),
        (OURS, of_one("disabled: true").replace("acme", "acne"), "override-unknown"),
        ("overrides/capability.yaml", of_one("add: [tools]"), "stray-file"),
        (OFFERS, "acme/one:\n  model: acme/none\n", "model-link"),
    ],
)
def test_what_check_calls_an_error_is_not_built(
    catalog: Scratch, capsys: Capture, name: str, text: str, rule: str
) -> None:
    catalog.write(name, text)
    out = catalog.root.parent / "build"

    assert catalog.call("check") == 1
    checked = capsys.readouterr().out
    assert catalog.call("build", "--out", str(out)) == 1

    refused = capsys.readouterr().err
    assert f"[{rule}]" in refused
    assert all(line in checked for line in refused.splitlines() if line.endswith("]"))
    assert not out.exists()


def test_a_warning_is_built(catalog: Scratch) -> None:
    catalog.write(OURS, of_one("set: {price: {input: 300, output: 15}}, until: 2026-08-22"))

    assert catalog.call("build", "--out", str(catalog.root.parent / "build")) == 0


def test_a_catalog_with_errors_of_its_overrides_is_compared_and_refreshed(
    catalog: Scratch, tmp_path: Path
) -> None:
    before = scratch(tmp_path / "before")
    for each in (before, catalog):
        each.write(OURS, of_one("set: {prise: 2, price: {input: 2}}"))

    assert catalog.call("diff", str(before.root), str(catalog.root)) == 0
    assert catalog.run() == 0


def test_an_override_that_makes_an_alias_lead_to_itself_is_refused(catalog: Scratch, capsys: Capture) -> None:
    told = catalog.call("override", "set", "acme/two", "alias_of=acme/two", "--reason", "why")

    assert told == 1
    assert "the alias leads back to itself: acme/two → acme/two [alias]" in capsys.readouterr().err


def test_rules_with_an_example_that_fails_are_not_compiled(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(
        "catalog/rules/heuristics.yaml",
        "heuristics:\n  - {match: zz, capabilities: {tools: true}, examples: {fits: [a], not: []}}\n",
    )

    assert catalog.call("build", "--out", str(catalog.root.parent / "build")) == 1
    assert "[rule-example]" in capsys.readouterr().err


def test_what_is_built_does_not_lie_among_the_catalogs_own_files(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("build", "--out", str(catalog.root / "overrides")) == 2
    assert "this is in the catalog's own overrides/" in capsys.readouterr().err
    assert not (catalog.root / "overrides/manifest.json").exists()
