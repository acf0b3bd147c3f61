"""Each rule of `check` by example: what it finds, where, and what it lets pass."""

import shutil
from pathlib import Path

import pytest

from sync.cli.shared import checkout
from sync.files import store
from sync.lint import RULES
from tests.scratch import OFFERS, ONE, PROVIDER, Scratch, scratch
from tests.unit.linting import found, line


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    """With the shipped rules and all the providers that they speak of."""
    found = scratch(tmp_path)
    for name in ("catalog/providers", "catalog/rules"):
        shutil.copytree(checkout() / name, found.root / name, dirs_exist_ok=True)
    return found


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_sound_catalog_breaks_no_rule(catalog: Scratch, rule: str) -> None:
    assert found(catalog, rule) == []


ENTRY = "beta/big:\n  model: beta/big\n"


@pytest.mark.parametrize(
    ("rule", "name", "old", "new", "said"),
    [
        ("alias", OFFERS, ENTRY, '"~a/b":\n  alias_of: beta/big\n' + ENTRY, []),
        (
            "alias",
            OFFERS,
            ENTRY,
            '"~a/b":\n  alias_of: a/b\n' + ENTRY,
            [f"warning {OFFERS}:12 ~a/b.alias_of: the alias leads to a/b, which is not in this price list"],
        ),
        (
            "alias",
            OFFERS,
            ENTRY,
            '"~a/b":\n  alias_of: beta/big\n  price: {input: 1}\n' + ENTRY,
            [f"warning {OFFERS}:13 ~a/b.price: an alias has no price of its own"],
        ),
        (
            "alias",
            OFFERS,
            ENTRY,
            '"~a/b":\n  alias_of: "~a/c"\n"~a/c":\n  alias_of: "~a/b"\n' + ENTRY,
            [
                f"error {OFFERS}:12 ~a/b.alias_of: the alias leads back to itself: ~a/b → ~a/c → ~a/b",
                f"error {OFFERS}:14 ~a/c.alias_of: the alias leads back to itself: ~a/c → ~a/b → ~a/c",
            ],
        ),
        (
            "collision",
            OFFERS,
            ENTRY,
            "Acme/Two:\n  model: acme/two\n" + ENTRY,
            [f"warning {OFFERS}:11 Acme/Two: differs only in case from acme/two"],
        ),
        ("collision", ONE, "active: false", "active: false\nid: acme/uno", []),
        (
            "collision",
            ONE,
            "active: false",
            "active: false\nid: ACME/two",
            ["warning catalog/models/acme/two.yaml:1: differs only in case from ACME/two"],
        ),
        ("file-name", ONE, "active: false", "active: false\nid: acme/one", []),
        (
            "file-name",
            ONE,
            "active: false",
            "active: false\nid: acme/uno",
            [f"error {ONE}:16 id: the file of acme/uno has another name"],
        ),
        ("free-variant", OFFERS, "{input: 1, output: 2}", "{input: 0, output: 0}", []),
        ("free-variant", OFFERS, "{input: 0, output: 0}", "{input: 0}", []),
        (
            "free-variant",
            OFFERS,
            "{input: 0, output: 0}",
            "{input: 0, output: 0.5}",
            [f"warning {OFFERS}:7 acme/one:free.price: an offer called :free has a price above 0"],
        ),
        ("key-order", OFFERS, ENTRY, ENTRY.replace("big:", "big/x:"), []),
        (
            "key-order",
            OFFERS,
            "acme/one:\n",
            "zeta/last:\nacme/one:\n",
            [f"warning {OFFERS}:3 acme/one: stands behind zeta/last"],
        ),
        ("header", ONE, "# yaml-language-server: ", "# ours\n\n# yaml-language-server: ", []),
        ("header", ONE, "=../../../schemas/", "=./../../../schemas/", []),
        ("header", ONE, "=../../../schemas/", "=https://example.com/", []),
        ("header", ONE, "# yaml-language-server: ", "# ", [f"warning {ONE}:1: names no schema"]),
        (
            "header",
            ONE,
            "=../../../schemas/model",
            "=../../../schemas/offers",
            [f"warning {ONE}:1: names another schema, ../../../schemas/offers.schema.json"],
        ),
        ("max-output", ONE, "max_output: 32000", "max_output: 131072", []),
        ("max-output", ONE, "{context: 131072, max_output: 32000}", "{max_output: 32000}", []),
        (
            "max-output",
            ONE,
            "max_output: 32000",
            "max_output: 131073",
            [f"warning {ONE}:7 limits.max_output: 131073 is more than the context of 131072"],
        ),
        ("model-link", OFFERS, "model: beta/big", "model:", []),
        (
            "model-link",
            OFFERS,
            "model: beta/big",
            "model: beta/small",
            [f"error {OFFERS}:12 beta/big.model: there is no model beta/small"],
        ),
        (
            "model-link",
            ONE,
            "offer: acme/one",
            "offer: acme/uno",
            [f"warning {ONE}:3 authority: openrouter has no offer acme/uno"],
        ),
        (
            "model-link",
            ONE,
            "provider: openrouter",
            "provider: other",
            [f"warning {ONE}:3 authority: other has no offer acme/one"],
        ),
        (
            "offer-id",
            OFFERS,
            ENTRY,
            '"beta/b\\tig":\n  model: beta/big\n',
            [f"error {OFFERS}:11 beta/b\tig: the id holds the character U+0009"],
        ),
        ("provider", PROVIDER, "models_api:", "merge: {always: [price], never: [limits]}\nmodels_api:", []),
        (
            "provider",
            PROVIDER,
            "models_api:",
            "merge: {always: [prices], never: [limits.contxt]}\nmodels_api:",
            [
                f"error {PROVIDER}:6 merge.always.0: the sync writes no field 'prices'",
                f"error {PROVIDER}:6 merge.never.0: the sync writes no field 'limits.contxt'",
            ],
        ),
        (
            "provider",
            PROVIDER,
            "transformer: openrouter",
            "transformer: oprouter",
            [f"error {PROVIDER}:11 models_api.endpoints.0.transformer: no transformer is called 'oprouter'"],
        ),
        (
            "price-tier",
            "catalog/rules/price-tiers.yaml",
            "{name: pro, from: 5}",
            "{name: pro, from: 0.5}",
            [
                "error catalog/rules/price-tiers.yaml:7 tiers.2: pro begins before standard",
                "error catalog/rules/price-tiers.yaml:11 examples.1: the rules make this pro",
                "error catalog/rules/price-tiers.yaml:12 examples.2: the rules make this pro",
                "error catalog/rules/price-tiers.yaml:13 examples.3: the rules make this pro",
            ],
        ),
        (
            "price-tier",
            "catalog/rules/price-tiers.yaml",
            "{input: 150, tier: premium}",
            "{input: 0, tier: free}\n  - {input: 150, tier: pro}",
            ["error catalog/rules/price-tiers.yaml:18 examples.8: the rules make this premium"],
        ),
    ],
)  # fmt: skip
def test_a_rule_finds_its_kind_and_nothing_else(
    catalog: Scratch, rule: str, name: str, old: str, new: str, said: list[str]
) -> None:
    catalog.edit(name, old, new)

    assert found(catalog, rule) == said


@pytest.mark.parametrize(
    "name",
    [
        "catalog/offers/openrouter.yml",
        "catalog/offers/sub/openrouter.yaml",
        "catalog/providers/other.yml",
        "catalog/models/acme/three.yml",
        "catalog/lists/top.yml",
        "overrides/offers/openrouter.yml",
    ],
)
def test_a_file_that_nobody_reads_is_found(catalog: Scratch, name: str) -> None:
    catalog.write(name, "{}\n")

    problems = store.load(catalog.root).problems

    assert [line(problem) for problem in problems] == [
        f"error {name}: no command reads a file of this name here"
    ]


@pytest.mark.parametrize(
    ("id_", "why"),
    [
        ("acme/../uno", "the id has an empty or dot-only path segment"),
        ("acme", "a model's id is lab/model"),
    ],
)
def test_an_id_that_can_be_no_model_is_found(catalog: Scratch, id_: str, why: str) -> None:
    catalog.write(ONE, catalog.read(ONE) + f"id: {id_}\n")

    problems = store.load(catalog.root).problems

    assert [line(problem) for problem in problems] == [f"error {ONE}:1: {why}"]


def test_a_providers_name_fits_into_a_file_name(catalog: Scratch) -> None:
    catalog.write("catalog/providers/my.Own.yaml", catalog.read(PROVIDER))

    assert found(catalog, "provider") == [
        "error catalog/providers/my.Own.yaml:1: 'my.Own' can't be a provider's name"
    ]


def test_rules_of_another_shape_than_the_schemas_are_no_crash(catalog: Scratch) -> None:
    catalog.write(
        "catalog/rules/price-tiers.yaml", "tiers: [3, {name: x}, {from: 2}]\nexamples: [{input: a}, 3]\n"
    )
    catalog.write(PROVIDER, "models_api: {endpoints: [3, {}]}\nmerge: {always: 3, never: [3]}\n")
    catalog.write(OFFERS, "a/b: 3\nc/d: [x]\ne/f: {model: 3, price: x, alias_of: 3}\n")
    catalog.write(ONE, "id: 3\nlimits: x\nauthority: {provider: [a]}\n")
    catalog.write("catalog/lists/pins.yaml", "models: [{rank: 1}]\n")

    for rule in RULES:
        found(catalog, rule)
