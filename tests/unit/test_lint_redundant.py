"""`override-redundant`: overrides of what holds anyway, today and until they end."""

from pathlib import Path

import pytest

from tests.scratch import ACCEPTED, BASE, OFFERS, ONE, Scratch, priced, records, scratch
from tests.unit.linting import found

OURS = "overrides/offers/openrouter.yaml"
CAPABILITIES = "overrides/capabilities.yaml"
RULE = "override-redundant"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def entries(*bodies: str) -> str:
    """A file with entries for acme/one at $3 / $15, the first of them on line 2."""
    return "acme/one:\n" + "".join(f"  - {{{body}, reason: why}}\n" for body in bodies)


SAME = "set: {price: {input: 3.0, output: 15}}"
OTHER = "set: {price: {input: 2, output: 15}}"
BOTH = "without it price.input and price.output are the same"


@pytest.mark.parametrize(
    ("bodies", "said"),
    [
        ([SAME], [f"2 acme/one.0: {BOTH}"]),
        ([f"{SAME}, until: 2026-08-22"], [f"2 acme/one.0: {BOTH}"]),
        ([f"{SAME}, until: 2026-08-21"], []),
        ([OTHER], []),
        (["set: {price: {input: 3}, limits: {max_output: 9}}"], []),
        (["set: {tiers: null}"], ["2 acme/one.0: without it tiers is the same"]),
        (["set: {price: null}"], []),
        (["disabled: false"], []),
        (["set: {}"], ["2 acme/one.0: it decides nothing"]),
        # of two that say the same, the one that loses
        ([OTHER, f"{OTHER}, priority: 200"], [f"2 acme/one.0: {BOTH}"]),
        ([OTHER, OTHER], [f"3 acme/one.1: {BOTH}"]),
        # beaten for now, or for good: it says something else, so somebody must look
        ([SAME, f"{OTHER}, priority: 200, until: 2026-12-31"], []),
        ([SAME, f"{OTHER}, priority: 200"], []),
        # the other one ends earlier, and then this one counts
        ([OTHER, f"{OTHER}, priority: 200, until: 2026-12-31"], [f"3 acme/one.1: {BOTH}"]),
        ([f"{OTHER}, until: 2026-12-31", f"{OTHER}, priority: 200"], [f"2 acme/one.0: {BOTH}"]),
        ([f"{OTHER}, until: 2026-12-30", f"{OTHER}, until: 2026-12-31"], [f"2 acme/one.0: {BOTH}"]),
        # what gives upstream's value back while another would change it
        ([f"{SAME}, priority: 200", f"{OTHER}, until: 2026-12-31"], []),
        ([f"{SAME}, priority: 200", f"{OTHER}, until: 2026-08-21"], [f"2 acme/one.0: {BOTH}"]),
        ([f"{SAME}, until: soon", OTHER], []),
        (
            ["set: {price: null}, priority: 200", "set: {price: {input: null}}"],
            ["3 acme/one.1: without it price.input is the same"],
        ),
    ],
)  # fmt: skip
def test_an_override_of_what_holds_anyway_is_found(
    catalog: Scratch, bodies: list[str], said: list[str]
) -> None:
    catalog.write(OURS, entries(*bodies))

    assert found(catalog, RULE) == [f"warning {OURS}:{each}" for each in said]


@pytest.mark.parametrize(
    ("capability", "body", "redundant"),
    [
        ("tools: {value: true, from: api}", "add: [tools]", True),
        ("tools: true", "set: {tools: {value: true}}", True),
        ("tools: {value: true, from: heuristic}", "add: [tools]", False),
        ("tools: {value: true, from: api}", "remove: [tools]", False),
        ("tools: {value: true, from: api}", "set: {tools: null}", False),
        ("x_none: 1", "set: {tools: null}", True),
        ("tools: {value: true, from: api}", "add: [tools, rerank]", False),
    ],
)
def test_a_capability_is_judged_by_its_value_and_a_guess_is_worth_confirming(
    catalog: Scratch, capability: str, body: str, redundant: bool
) -> None:
    catalog.edit(ONE, "tools: {value: true, from: api}", capability)
    catalog.write(CAPABILITIES, entries(body))

    assert bool(found(catalog, RULE)) == redundant


def test_what_upstream_listed_before_a_person_took_it_out_is_a_change(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1}")
    catalog.write(OURS, "beta/big: [{set: {price: {output: 2}}, reason: x}]\n")

    assert found(catalog, RULE) == []


def test_a_limit_that_its_model_would_lower_is_a_change(catalog: Scratch) -> None:
    top = {"context_length": 200000, "max_completion_tokens": 8, "is_moderated": False}
    free = priced("acme/one:free", "0", "0", top_provider=top)
    catalog.run([*(each for each in records() if each["id"] != free["id"]), free], today=ACCEPTED)
    limits = "set: {limits: {context: 200000}}", "set: {limits: {max_output: 8}}"
    catalog.write(OURS, entries(*limits).replace("acme/one:", "acme/one:free:"))

    assert found(catalog, RULE) == [
        f"warning {OURS}:3 acme/one:free.1: without it limits.max_output is the same"
    ]


def test_patterns_that_keep_ids_out_are_never_redundant_and_are_looked_at(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "  model: beta/big", "  model: beta/big\n  state: deprecated")
    catalog.write("overrides/ignore.yaml", 'openrouter: [{id: "beta/*", reason: x}]\n')
    catalog.write(
        OURS,
        "".join(f"{id_}: [{{set: {{state: deprecated}}, reason: x}}]\n" for id_ in ("acme/one", "beta/big")),
    )

    assert found(catalog, RULE) == [f"warning {OURS}:2 beta/big.0: without it state is the same"]


def test_without_a_merge_base_that_can_be_read_nothing_is_known(catalog: Scratch) -> None:
    catalog.write(OURS, entries(SAME))
    catalog.write(BASE, "{}{\n")

    assert found(catalog, RULE) == []
