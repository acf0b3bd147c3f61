"""Slips that YAML and file systems swallow: files that nobody reads, comments and zeros."""

from pathlib import Path

import pytest

from tests.scratch import OFFERS, ONE, Scratch, scratch
from tests.unit.linting import fixes, found

OURS = "overrides/offers/openrouter.yaml"
ENTRY = "acme/one: [{disabled: true, reason: x}]\n"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("capability.yaml", "capabilities.yaml"),
        ("capabilities.yml", "capabilities.yaml"),
        ("Capabilities.YAML", "capabilities.yaml"),
        ("ignored.yaml", "ignore.yaml"),
        ("deprecation.yaml", "deprecations.yaml"),
        ("openrouter.yaml", "offers/openrouter.yaml"),
        ("offer/openrouter.yaml", "offers/openrouter.yaml"),
        ("openrouter/offers.yaml", "offers/openrouter.yaml"),
        ("quite-another.json", None),
    ],
)
def test_an_override_file_that_nobody_reads_is_an_error(
    catalog: Scratch, name: str, meant: str | None
) -> None:
    catalog.write(f"overrides/{name}", ENTRY)

    assert found(catalog, "stray-file") == [f"error overrides/{name}: no command reads a file of this name"]
    fix = (
        f"rename it: did you mean overrides/{meant}?" if meant else "docs/format.md names the files there are"
    )
    assert fixes(catalog, "stray-file") == [fix]


def test_a_file_of_the_catalog_that_nobody_reads_is_a_warning(catalog: Scratch) -> None:
    catalog.write("catalog/rules/autority.yaml", "authority: []\n")
    catalog.write("overrides/README.md", "# told by nobody\n")
    catalog.write(OURS, ENTRY)

    assert found(catalog, "stray-file") == [
        "warning catalog/rules/autority.yaml: no command reads a file of this name"
    ]


@pytest.mark.parametrize(
    ("entry", "comment"),
    [
        ("  - disabled: true\n    reason: see ticket #4\n", "#4"),
        ("  - disabled: true\n    reason: see ticket #4 of 2026   \n", "#4 of 2026"),
        ('  - disabled: true\n    reason: "see ticket #4"\n', None),
        ('  - disabled: true\n    reason: "see ticket"  # 4\n', None),
        ("  - disabled: true\n    reason: see ticket#4\n", None),
        ("  - disabled: true  # for now\n    # until the contract ends\n    reason: see ticket\n", None),
        ("  - {disabled: true, reason: see ticket}  # 4\n", None),
    ],
)
def test_a_comment_behind_a_reason_may_be_the_rest_of_it(
    catalog: Scratch, entry: str, comment: str | None
) -> None:
    catalog.write(OURS, f"acme/one:\n{entry}")

    told = [
        f"warning {OURS}:3 acme/one.0.reason: the reason ends before `{comment}`, which is read as a comment"
    ]
    assert found(catalog, "override-cut") == (told if comment else [])
    assert all(f'reason: "see ticket {comment}"' in fix for fix in fixes(catalog, "override-cut"))


@pytest.mark.parametrize("name", ["overrides/offers.yaml", "overrides/Offers.yml", "catalog/providers.yaml"])
def test_of_one_file_where_each_provider_has_its_own_the_folder_is_named(catalog: Scratch, name: str) -> None:
    catalog.write(name, ENTRY)

    folder = name.rpartition(".")[0].lower()
    assert fixes(catalog, "stray-file") == [
        f"write each provider's part into a file of its own: {folder}/<provider>.yaml"
    ]


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        ("summary: Good #1 coder, cheap", "#1 coder, cheap"),
        ("notes: asked in #help", "#help"),
        ("summary: Good  # one of the first", None),
        ("summary: Good  ## first", None),
        ('summary: "Good #1 coder"', None),
        ("summary: Good#1", None),
        ("tags: [a, b] #1", None),
        ("summary: >-\n  Good #1 coder", None),
    ],
)
def test_a_text_that_ends_before_a_number_sign_is_told(
    catalog: Scratch, line: str, comment: str | None
) -> None:
    catalog.edit(ONE, "active: false", f"active: false\n{line}")

    told = [f"the text ends before `{comment}`, which is read as a comment"] if comment else []
    assert [each.partition(": ")[2] for each in found(catalog, "text-cut")] == told
    assert all(
        f'{comment}"; behind the # of a comment put a blank' in fix for fix in fixes(catalog, "text-cut")
    )


def test_a_note_in_a_price_list_that_ends_before_a_number_sign_is_told(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 2}\n  notes: see #4")

    assert found(catalog, "text-cut") == [
        f"warning {OFFERS}:14 beta/big.notes: the text ends before `#4`, which is read as a comment"
    ]


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("{input: 012, output: 2}", "012 is 12"),
        ("{input: 1, output: 00.5}", "00.5 is 0.5"),
        ("{input: 0.5, output: 0}", None),
        ("{input: 1, output: 2}\n  notes: '012'", None),
        ("{input: 1, output: 2}\n  notes: order 012", None),
        ("{input: 1, output: 2}\n  ends: 2026-09-01", None),
    ],
)
def test_a_zero_in_front_of_a_number_is_told(catalog: Scratch, price: str, said: str | None) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", price)

    told = [f"warning {OFFERS}:13: {said} here and another number for some readers of YAML"]
    assert found(catalog, "leading-zero") == (told if said else [])
