"""`override-redundant`: what another override says too, what upstream says too, and what says nothing."""

import shlex
from pathlib import Path

import pytest

from sync.files import shelf, store
from tests.scratch import ACCEPTED, BASE, OFFERS, ONE, Scratch, priced, records, scratch
from tests.unit.linting import fixes, found

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
BOTH = "price.input and price.output"
AS_HIGH = "alike, as high and as long at least"
MOVES = "now; this stays when upstream moves"


@pytest.mark.parametrize(
    ("bodies", "said"),
    [
        # of two that say the same, the one that loses
        ([OTHER, f"{OTHER}, priority: 200"], [f"2 acme/one.0: line 3 decides {BOTH} {AS_HIGH}"]),
        ([OTHER, OTHER], [f"3 acme/one.1: line 2 decides {BOTH} {AS_HIGH}"]),
        ([SAME, f"{SAME}, priority: 200"], [f"2 acme/one.0: line 3 decides {BOTH} {AS_HIGH}",
                                            f"3 acme/one.1: upstream says the same of {BOTH} {MOVES}"]),
        # that it is for longer counts, and that it is higher
        ([OTHER, f"{OTHER}, priority: 200, until: 2026-12-31"], []),
        ([f"{OTHER}, until: 2026-12-31", f"{OTHER}, priority: 200"],
         [f"2 acme/one.0: line 3 decides {BOTH} {AS_HIGH}"]),
        ([f"{OTHER}, until: 2026-12-30", f"{OTHER}, until: 2026-12-31"],
         [f"2 acme/one.0: line 3 decides {BOTH} {AS_HIGH}"]),
        ([f"{OTHER}, until: 2026-08-21", OTHER], []),
        ([OTHER, f"{OTHER}, until: 2026-08-21, priority: 200"], []),
        # one that would step into its place must come next
        ([f"{OTHER}, until: 2026-12-30", "set: {price: {input: 7}}", f"{OTHER}, until: 2026-12-31"], []),
        ([f"{OTHER}, until: 2026-12-30", "set: {price: null}", f"{OTHER}, until: 2026-12-31"], []),
        ([f"{OTHER}, until: 2026-12-30", "set: {limits: {context: 7}}", f"{OTHER}, until: 2026-12-31"],
         [f"2 acme/one.0: line 4 decides {BOTH} {AS_HIGH}"]),
        # one that a person must mend may come to say something else
        ([f"{OTHER}, until: 2026-12-30", f"{OTHER}, until: soon, priority: 200"], []),
        # each field, by whichever entry
        ([OTHER, "set: {price: {input: 2}}, priority: 200"], []),
        (["set: {price: {input: 2, output: 9}}", "set: {price: {input: 2}}, priority: 200",
          "set: {price: {output: 9}}, priority: 200"],
         [f"2 acme/one.0: lines 3 and 4 decide {BOTH} {AS_HIGH}"]),
        (["set: {price: {input: null}}", "set: {price: null}, priority: 200"], []),
        # beaten for good, but by another value: somebody must look
        ([SAME, f"{OTHER}, priority: 200"], []),
    ],
)  # fmt: skip
def test_what_another_override_says_as_well_is_found(
    catalog: Scratch, bodies: list[str], said: list[str]
) -> None:
    catalog.write(OURS, entries(*bodies))

    assert found(catalog, RULE) == [f"warning {OURS}:{each}" for each in said]


@pytest.mark.parametrize(
    ("bodies", "fields"),
    [
        ([SAME], BOTH),
        ([f"{SAME}, until: 2026-08-22"], BOTH),
        ([f"{SAME}, until: 2026-08-21"], None),
        ([OTHER], None),
        (["set: {price: {input: 3}, limits: {max_output: 9}}"], None),
        (["set: {tiers: null}"], "tiers"),
        (["set: {price: null}"], None),
        (["disabled: false"], None),
        # what gives upstream's value back while another would change it
        ([f"{SAME}, priority: 200", OTHER], None),
        ([f"{SAME}, priority: 200", f"{OTHER}, until: 2026-08-21"], BOTH),
    ],
)
def test_what_upstream_says_as_well_may_be_a_pin(
    catalog: Scratch, bodies: list[str], fields: str | None
) -> None:
    catalog.write(OURS, entries(*bodies))

    told = f"warning {OURS}:2 acme/one.0: upstream says the same of {fields} {MOVES}"
    assert found(catalog, RULE) == ([told] if fields else [])


def test_an_entry_that_decides_nothing_is_an_error(catalog: Scratch) -> None:
    catalog.write(OURS, entries("set: {}", "set: {}"))

    assert found(catalog, RULE) == [
        f"error {OURS}:{at + 2} acme/one.{at}: it decides nothing" for at in (0, 1)
    ]


def test_what_agrees_with_a_hand_edit_only_is_what_keeps_it(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 1.4}")
    catalog.write(OURS, "beta/big: [{set: {price: {output: 1.4}}, reason: x}]\n")

    assert found(catalog, RULE) == []


@pytest.mark.parametrize(
    ("capability", "body", "agrees"),
    [
        ("tools: {value: true, from: api}", "add: [tools]", True),
        ("tools: true", "set: {tools: {value: true}}", True),
        ("tools: {value: true, from: heuristic}", "add: [tools]", False),
        ("tools: {value: true, from: api}", "remove: [tools]", False),
        ("tools: {value: true, from: api}", "set: {tools: null}", False),
        ("tools: {value: true, from: api}", "set: {web_search: null}", True),
        ("x_none: 1", "set: {tools: null}", False),
        ("tools: {value: true, from: api}", "add: [tools, rerank]", False),
    ],
)
def test_a_capability_is_judged_by_its_value_and_a_guess_is_worth_confirming(
    catalog: Scratch, capability: str, body: str, agrees: bool
) -> None:
    catalog.edit(ONE, "tools: {value: true, from: api}", capability)
    catalog.write(CAPABILITIES, entries(body))

    assert bool(found(catalog, RULE)) == agrees


@pytest.mark.parametrize(
    ("name", "bodies"),
    [
        (OURS, [SAME]),
        (OURS, [f"{SAME}, priority: 200", "set: {price: {input: 7, output: 8}}, until: 2026-08-21"]),
        (OURS, ["set: {tiers: null}"]),
        (CAPABILITIES, ["add: [tools]", "remove: [rerank]"]),
    ],
)
def test_the_command_takes_back_that_decision_and_no_other(
    catalog: Scratch, name: str, bodies: list[str]
) -> None:
    catalog.write(name, entries(*bodies))
    [fix] = fixes(catalog, RULE)
    said, command, _ = fix.split("`")
    left = list(shelf.overrides(store.load(catalog.root)))[1:]

    assert said == "keep it on purpose, or "
    assert catalog.call(*shlex.split(command)[3:]) == 0

    now = list(shelf.overrides(store.load(catalog.root)))
    assert [(each.values, each.until) for each in now] == [(each.values, each.until) for each in left]


def test_where_no_command_takes_back_just_that_none_is_told(catalog: Scratch) -> None:
    catalog.write(OURS, entries(SAME, f"{OTHER}, until: 2026-08-21"))

    assert fixes(catalog, RULE) == ["keep it on purpose, or take it out here"]


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
        f"warning {OURS}:3 acme/one:free.1: upstream says the same of limits.max_output {MOVES}"
    ]


def test_patterns_that_keep_ids_out_are_never_duplicates_and_stand_in_for_none(catalog: Scratch) -> None:
    catalog.write("overrides/ignore.yaml", 'openrouter: [{id: "*", reason: x}, {id: "*", reason: x}]\n')
    catalog.write(OURS, "beta/big: [{set: {state: deprecated}, reason: x}]\n")

    assert found(catalog, RULE) == []


def test_without_a_merge_base_that_can_be_read_nothing_is_known(catalog: Scratch) -> None:
    catalog.write(OURS, entries(SAME))
    catalog.write(BASE, "{}{\n")

    assert found(catalog, RULE) == []
