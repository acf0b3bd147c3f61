"""`hand-edit`: an edit where upstream refreshes, told at its line with the command that settles it."""

import shlex
from pathlib import Path

import pytest

from tests.scratch import ACCEPTED, OFFERS, ONE, PROVIDER, Scratch, priced, records, scratch
from tests.unit.linting import fixes, found

RULE = "hand-edit"
KEPT = "this edit is kept, and every sync will tell it"
ALONE = "beside it is upstream's"
PAIR = "a pair that nobody offered"
GONE = "that somebody took it out is kept, and every sync will tell it"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (OFFERS, "{input: 1, output: 2}", "{input: 1, ouput: 2}"),
        (OFFERS, "{input: 1, output: 2}", "{input: 1, output:2}"),
        (OFFERS, "{input: 1, output: 2}", "{input: 1.5, completion: 2.5}"),
        (OFFERS, "{input: 1, output: 2}", "{input: 1, whatever: 2}"),
        (OFFERS, "price: {input: 1, output: 2}", "price.input: 1\n  price.output: 2"),
        (OFFERS, "price: {input: 1, output: 2}", "prices: {input: 1, output: 2}"),
        (ONE, "  tools: {", "  tols: {"),
        (ONE, "limits: {", "limts: {"),
    ],
)
def test_a_key_that_is_misspelled_took_nothing_out(catalog: Scratch, name: str, old: str, new: str) -> None:
    catalog.edit(name, old, new)

    assert found(catalog, RULE) == []


def test_a_capability_one_level_off_is_not_taken_out(catalog: Scratch) -> None:
    catalog.edit(ONE, "  tools: {value: true, from: api}\n", "")
    assert found(catalog, RULE) != []

    catalog.edit(ONE, "capabilities:", "tools: false\ncapabilities:")
    assert found(catalog, RULE) == []


def test_a_key_of_ones_own_stands_for_nothing(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, x_output: 2}")

    assert found(catalog, RULE) == [f"warning {OFFERS}:13 beta/big.price.output: upstream says 2; {GONE}"]


OVERRIDE = "`python -m sync override set"
WHY = '--reason "…"`'
AT = f"--provider openrouter {WHY}"
MAY_STAY = "nothing, if it is right: no override holds it. To give it up,"


@pytest.mark.parametrize(
    ("name", "old", "new", "said", "fix"),
    [
        (
            OFFERS,
            "{input: 1, output: 2}",
            "{input: 1, output: 2.5}",
            f"13 beta/big.price.output: upstream says 2; {KEPT}; input {ALONE} 1, {PAIR}",
            f"{OVERRIDE} beta/big price.input=1 price.output=2.5 {AT}, then write 2 here again",
        ),
        (
            OFFERS,
            "{input: 1, output: 2}",
            "{input: 1, output: 2, cache_read: 0.1}",
            f"13 beta/big.price.cache_read: upstream says nothing; {KEPT}",
            f"{OVERRIDE} beta/big price.cache_read=0.1 {AT}, then take the key out here",
        ),
        (
            OFFERS,
            "{input: 1, output: 2}",
            "{input: 1}",
            f"13 beta/big.price.output: upstream says 2; {GONE}",
            f"{OVERRIDE} beta/big price.input=1 price.output=null {AT}, then write 2 here again",
        ),
        (
            OFFERS,
            "{input: 1, output: 2}",
            "{input: 1, output: 2}\n  modalities: {input: [text, image]}",
            f"14 beta/big.modalities.input: upstream says nothing; {KEPT}",
            f"{OVERRIDE} beta/big 'modalities.input=[text, image]' {AT}, then take the key out here",
        ),
        (
            ONE,
            "tools: {value: true, from: api}",
            "tools: false",
            f"9 capabilities.tools: upstream says true; {KEPT}",
            f"{OVERRIDE} acme/one tools=false {WHY}, then write true here again",
        ),
        (
            ONE,
            "context: 131072",
            "context: 9000",
            f"7 limits.context: upstream says 131072; {KEPT}",
            f"{MAY_STAY} write 131072 here again",
        ),
        (
            ONE,
            "{input: [text], output: [text]}",
            "{input: [text, image], output: [text]}",
            f"6 modalities.input: upstream says [text]; {KEPT}",
            f"{MAY_STAY} write [text] here again",
        ),
        (ONE, "name: One\n", "", f"1 name: upstream says One; {GONE}", f"{MAY_STAY} write One here again"),
    ],
)
def test_an_edit_is_told_with_the_way_to_settle_it(
    catalog: Scratch, name: str, old: str, new: str, said: str, fix: str
) -> None:
    catalog.edit(name, old, new)

    assert found(catalog, RULE) == [f"warning {name}:{said}"]
    assert fixes(catalog, RULE) == [fix]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (OFFERS, "{input: 1, output: 2}", "{input: 1, output: 2.5}"),
        (OFFERS, "{input: 1, output: 2}", "{output: 2, cache_read: 0.1}"),
        (
            OFFERS,
            "{input: 1, output: 2}",
            "{input: 1, output: 2}\n  tiers: [{over: 9, mode: cliff, input: 2}]",
        ),
        (OFFERS, "{input: 1, output: 2}", "{input: 1, output: 2}\n  modalities: {input: [text, image]}"),
        (ONE, "tools: {value: true, from: api}", "tools: false"),
        (ONE, "reasoning: {value: none, from: api}", "reasoning: fixed"),
    ],
)
def test_the_way_out_can_be_typed_and_ends_the_telling(
    catalog: Scratch, name: str, old: str, new: str
) -> None:
    as_listed = catalog.read(name)
    catalog.edit(name, old, new)

    for fix in fixes(catalog, RULE):
        _, command, _ = fix.split("`")
        assert catalog.call(*shlex.split(command.replace("…", "agreed"))[3:]) == 0
    catalog.write(name, as_listed)

    assert found(catalog, RULE) == []
    assert catalog.call("check") == 0


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (ONE, "tools: {value: true, from: api}", "tools: true"),
        (ONE, "tools: {value: true, from: api}", "tools: {value: true, from: person}"),
        (ONE, "{input: [text], output: [text]}", "{output: [text], input: [text]}"),
        (ONE, "active: false", "active: true\nsummary: Ours.\ndescription: Ours, too.\nx_mine: 1"),
        (OFFERS, "{input: 1, output: 2}", "{input: 1.0, output: 2}"),
        (OFFERS, "{input: 1, output: 2}", "{input: 1, output: 2}\n  disabled: true\n  notes: x"),
        (OFFERS, "  model: beta/big", "  model: beta/big\n  state: stale\n  missing_since: 2026-08-21"),
        (OFFERS, "beta/big:", "acme/ours:\n  model: acme/one\n  price: {input: 7}\nbeta/big:"),
        (PROVIDER, "models_api:", "merge: {never: [price, name]}\nmodels_api:"),
    ],
)  # fmt: skip
def test_what_says_the_same_or_is_a_persons_own_is_no_edit(
    catalog: Scratch, name: str, old: str, new: str
) -> None:
    if name == PROVIDER:
        catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 7, output: 2}")
        catalog.edit(ONE, "name: One", "name: Uno")
    catalog.edit(name, old, new)

    assert found(catalog, RULE) == []


def test_an_emptied_entry_is_told_field_by_field(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "\n  model: beta/big\n  price: {input: 1, output: 2}", "")

    fields = (
        "model: upstream says beta/big",
        "price.input: upstream says 1",
        "price.output: upstream says 2",
    )
    assert found(catalog, RULE) == [f"warning {OFFERS}:11 beta/big.{field}; {GONE}" for field in fields]


def test_an_edit_that_the_next_sync_overwrites_says_so(catalog: Scratch) -> None:
    catalog.edit(PROVIDER, "models_api:", "merge: {always: [price]}\nmodels_api:")
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 7, output: 2}")

    assert found(catalog, RULE) == [
        f"warning {OFFERS}:13 beta/big.price.input: upstream says 1; the next sync writes that here"
    ]


def test_an_edit_under_an_override_has_only_to_be_given_back(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 7, output: 8}")
    catalog.write(
        "overrides/offers/openrouter.yaml",
        "beta/big: [{set: {price: {output: 8}}, priority: 200, reason: x}]\n",
    )

    assert fixes(catalog, RULE) == [
        f"{OVERRIDE} beta/big price.input=7 {AT}, then write 1 here again",
        "an override decides it already: write 2 here again",
    ]


def test_an_id_is_spelled_so_that_a_shell_takes_it(catalog: Scratch) -> None:
    catalog.run([*records(), priced("a/$x;(y)", "0.000001", "0.000002")], today=ACCEPTED)
    catalog.edit(OFFERS, "a/$x;(y)\n  price: {input: 1", "a/$x;(y)\n  price: {input: 7")

    assert fixes(catalog, RULE)[0].startswith(f"{OVERRIDE} 'a/$x;(y)' price.input=7 ")


def test_a_file_that_was_handed_over_waits_for_its_new_speaker(catalog: Scratch) -> None:
    catalog.edit(ONE, "offer: acme/one", "offer: acme/two")

    assert found(catalog, RULE) == []


def test_what_stands_after_a_sync_is_no_edit(catalog: Scratch) -> None:
    listed = [*records()[:-1], priced("beta/big", "0.000004", "0.000005")]
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 7}")

    catalog.run(listed)

    assert found(catalog, RULE) == [
        f"warning {OFFERS}:13 beta/big.price.output: upstream says 5; {KEPT}; input {ALONE} 4, {PAIR}"
    ]


def test_a_pair_that_is_a_persons_whole_is_not_called_half_upstreams(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1.5, output: 2.5}")

    assert found(catalog, RULE) == [
        f"warning {OFFERS}:13 beta/big.price.{side}: upstream says {said}; {KEPT}"
        for side, said in (("input", 1), ("output", 2))
    ]


def test_an_edit_that_is_decided_is_told_as_decided(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 2.5}")
    catalog.edit(ONE, "{context: 131072, max_output: 32000}", "{context: 131072}")
    for id_ in ("beta/big", "acme/one"):
        assert catalog.call("conflicts", "--accept", "mine", id_) == 0

    assert found(catalog, RULE) == [
        f"warning {OFFERS}:13 beta/big.price.output: "
        "upstream says 2; it is decided that this edit stays until upstream moves",
        f"warning {ONE}:7 limits.max_output: "
        "upstream says 32000; it is decided that it stays out until upstream moves",
    ]
    for fix in fixes(catalog, RULE):
        said, command, more = fix.split("`")
        assert (said, more) == ("nothing until then; ", " gives it up")
        assert catalog.call(*shlex.split(command.replace("…", "agreed"))[3:]) == 0
    assert found(catalog, RULE) == []
