"""`improbable`: what people hardly mean when they write it, judged by `catalog/rules/improbable.yaml`."""

from pathlib import Path

import pytest

from tests.scratch import OFFERS, ONE, Scratch, scratch
from tests.unit.linting import fixes, found

OURS = "overrides/offers/openrouter.yaml"
RULES = "catalog/rules/improbable.yaml"
RULE = "improbable"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    """acme/one costs $3 / $15 and has a context of 131072; beta/big costs $1 / $2."""
    return scratch(tmp_path)


def of_one(set_: str) -> str:
    return f"acme/one:\n  - {{set: {{{set_}}}, reason: why}}\n"


@pytest.mark.parametrize(
    ("set_", "said"),
    [
        ("price: {input: 2.4, output: 12}", []),
        ("price: {input: 3, output: 15, cache_read: 0.3}", []),
        (
            "price: {input: 0.000003, output: 0.000015}",
            [
                "price.input: 0.000003 for a million tokens is next to nothing",
                "price.output: 0.000015 for a million tokens is next to nothing",
            ],
        ),
        (
            "price: {input: 3, output: 15000000}",
            ["price.output: 15000000 for a million tokens is more than any model costs"],
        ),
        ("price: {input: 3, output: 75}", ["price.output: 75 is 5 times upstream's 15"]),
        ("price: {input: 0.6, output: 15}", ["price.input: 0.6 is 1/5 or less of upstream's 3"]),
        ("price: {input: 0, output: 15}", ["price.input: 0 is 1/5 or less of upstream's 3"]),
        ("price: {input: 14.9, output: 74.9}", []),
        ("price: {input: 0, output: 0}", ["price.input: 0 means free, and upstream asks for money"]),
        ("price: {input: 0, output: 0}, free: confirmed", []),
        ("price: {input: 3, output: 15, per_request: 0.00001}", []),
        (
            "tiers: [{over: 200000, mode: cliff, input: 0.000006}]",
            ["tiers.0.input: 0.000006 for a million tokens is next to nothing"],
        ),
        (
            "windows: [{utc: 01:00-02:00, output: 20000}]",
            ["windows.0.output: 20000 for a million tokens is more than any model costs"],
        ),
        (
            "price: {input: 3, output: 15, currency: EUR}",
            ["price.currency: openrouter's prices are USD, and what isn't decided here stays so"],
        ),
        ("price: {input: 3, output: 15, currency: USD}", []),
        ("limits: {context: 131072}", []),
        ("limits: {context: 200000}", ["limits.context: 200000 is more than the 131072 of acme/one"]),
        ("limits: {context: 16000}, modalities: {input: [text, image]}", []),
        (
            "limits: {context: 8000, max_output: 8001}",
            ["limits.max_output: 8001 is more than the context of 8000"],
        ),
        (
            "limits: {context: 5}",
            ["limits.context: 5 tokens are next to nothing, and upstream says 131072"],
        ),
        ("limits: {context: 2621}", ["limits.context: 2621 is 1/50 or less of upstream's 131072"]),
        ("limits: {context: 2622}", []),
        ("limits: {context: 13107200}", ["limits.context: 13107200 is 100 times upstream's 131072"]),
        ("modalities: {input: [text, vision]}", ["modalities.input: there is no modality 'vision'"]),
    ],
)  # fmt: skip
def test_an_override_that_is_hardly_meant_is_told(catalog: Scratch, set_: str, said: list[str]) -> None:
    catalog.write(OURS, of_one(set_))

    assert found(catalog, RULE) == [f"warning {OURS}:2 acme/one.0.set.{each}" for each in said]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (OFFERS, "{input: 1, output: 2}", "{input: 1.1, output: 2.2}", []),
        (
            OFFERS,
            "{input: 1, output: 2}",
            "{input: 1, output: 0.000002}",
            [f"{OFFERS}:13 beta/big.price.output: 0.000002 for a million tokens is next to nothing"],
        ),
        (
            OFFERS,
            "{input: 1, output: 2}",
            "{input: 0, output: 0}",
            [f"{OFFERS}:13 beta/big.price.input: 0 means free, and upstream asks for money"],
        ),
        (
            ONE,
            "context: 131072",
            "context: 128",
            [f"{ONE}:7 limits.context: 128 is 1/50 or less of upstream's 131072"],
        ),
        (ONE, "context: 131072", "context: 128000", []),
        (
            ONE,
            "input: [text]",
            "input: [text, pictures]",
            [f"{ONE}:6 modalities.input: there is no modality 'pictures'"],
        ),
    ],
)
def test_a_hand_edit_that_is_hardly_meant_is_told(
    catalog: Scratch, name: str, old: str, new: str, said: list[str]
) -> None:
    catalog.edit(name, old, new)

    assert found(catalog, RULE) == [f"warning {each}" for each in said]


def test_a_price_for_one_token_is_told_as_one_for_a_million(catalog: Scratch) -> None:
    catalog.write(OURS, of_one("price: {input: 0.000003, output: 15}"))

    assert fixes(catalog, RULE) == ["write US$ for a million tokens: 3, if 0.000003 is for one token"]


def test_an_override_that_is_over_is_nobodys_mistake_any_more(catalog: Scratch) -> None:
    catalog.write(OURS, of_one("price: {input: 300, output: 1500}").replace("why", "why, until: 2026-08-21"))

    assert found(catalog, RULE) == []


def test_the_examples_are_tests_of_the_thresholds(catalog: Scratch) -> None:
    catalog.edit(RULES, "times: 5}\n", "times: 6}\n")

    assert found(catalog, RULE) == [
        f"error {RULES}:11 examples.4: the rules call this probable",
        f"error {RULES}:13 examples.6: the rules call this probable",
    ]


def test_a_catalog_without_thresholds_for_limits_judges_none(catalog: Scratch) -> None:
    catalog.edit(RULES, "limits: {least: 100, times: 50}", "x_limits: {}")
    catalog.write(OURS, of_one("limits: {context: 5}"))

    assert found(catalog, RULE) == []


def test_without_thresholds_nothing_is_judged(catalog: Scratch) -> None:
    catalog.write(OURS, of_one("price: {input: 300, output: 1500}"))
    (catalog.root / RULES).unlink()

    assert found(catalog, RULE) == []
