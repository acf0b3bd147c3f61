"""Each rule over override files by example: what it finds, where, and what it lets pass."""

from pathlib import Path

import pytest

from sync.lint import RULES
from tests.scratch import BASE, OFFERS, ONE, Scratch, scratch
from tests.unit.linting import fixes, found

OURS = "overrides/offers/openrouter.yaml"
CAPABILITIES = "overrides/capabilities.yaml"
DEPRECATIONS = "overrides/deprecations.yaml"
IGNORE = "overrides/ignore.yaml"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def of_one(*entries: str) -> str:
    """A file with entries for acme/one, the first of them on line 2."""
    return "acme/one:\n" + "".join(f"  - {{{entry}, reason: why}}\n" for entry in entries)


IN, BOTH, OUT = "set: {price: {input: 2.4}}", "set: {price: {input: 2.4, output: 12}}", "set: {price: null}"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (OURS, of_one(BOTH, f"{IN}, priority: 101"), []),
        (OURS, of_one(f"{BOTH}, until: 2026-08-21", IN), []),
        (OURS, of_one(BOTH, "set: {limits: {context: 9}}"), []),
        (OURS, of_one(BOTH) + "acme/two:\n" + of_one(BOTH).partition("\n")[2], []),
        (
            OURS,
            of_one(f"{BOTH}, until: 2026-08-22", IN),
            ["3 acme/one.1.set.price.input: line 2 decides price.input, too, and both have priority 100"],
        ),
        (
            OURS,
            of_one(BOTH, f"{OUT}, priority: 100"),
            ["3 acme/one.1.set.price: line 2 decides price, too, and both have priority 100"],
        ),
        (
            CAPABILITIES,
            of_one(
                "add: [web_search]", "remove: [tools, web_search]", "set: {web_search: null}, priority: 7"
            ),
            [
                "3 acme/one.1.remove.1: "
                "line 2 decides capabilities.web_search, too, and both have priority 100"
            ],
        ),
        (
            DEPRECATIONS,
            of_one("state: deprecated", "state: removed", "ends: 2026-12-31"),
            ["3 acme/one.1.state: line 2 decides state, too, and both have priority 100"],
        ),
        (IGNORE, 'openrouter:\n  - {id: "acme/*", reason: x}\n  - {id: "*", reason: x}\n', []),
    ],
)
def test_of_two_overrides_of_a_field_one_must_win(
    catalog: Scratch, name: str, text: str, said: list[str]
) -> None:
    catalog.write(name, text)

    assert found(catalog, "override-tie") == [f"error {name}:{each}" for each in said]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (CAPABILITIES, of_one("add: [tools], remove: [web_search], set: {tools: true, rerank: false}"), []),
        (
            CAPABILITIES,
            of_one("add: [tools, rerank], remove: [tools]", "remove: [rerank], set: {rerank: {value: true}}"),
            [
                "2 acme/one.0.remove.0: tools stands in `add` of the same entry, too, with another value",
                "3 acme/one.1.set.rerank: "
                "rerank stands in `remove` of the same entry, too, with another value",
            ],
        ),
        (OURS, of_one("set: {disabled: true}, disabled: true"), []),
        (
            OURS,
            of_one("set: {disabled: true}, disabled: false"),
            ["2 acme/one.0.disabled: disabled stands in `set` of the same entry, too, with another value"],
        ),
    ],
)
def test_an_entry_does_not_contradict_itself(catalog: Scratch, name: str, text: str, said: list[str]) -> None:
    catalog.write(name, text)

    assert found(catalog, "override-both") == [f"error {name}:{each}" for each in said]


ALONE = "a pair that nobody offered"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (of_one(BOTH), []),
        (of_one(OUT), []),
        (of_one(f"{IN}, until: 2026-08-21"), []),
        (of_one(IN, f"{BOTH}, priority: 200"), []),
        (of_one(IN, "set: {price: {output: 12}}, priority: 200"), []),
        (of_one(f"{IN}, priority: 200", OUT), []),
        (of_one("set: {price: {input: null, output: null}}"), []),
        (
            of_one("set: {price: {input: null}}"),
            [
                "2 acme/one.0.set.price.input: "
                f"input alone is taken away: output stays 15 as in {OFFERS}, {ALONE}"
            ],
        ),
        (of_one("set: {price: {cache_read: 0.3}}"), []),
        (of_one(IN), [f"2 acme/one.0.set.price.input: input alone: output stays 15 as in {OFFERS}, {ALONE}"]),
        (
            "acme/one:free:\n  - {set: {price: {output: 1}}, reason: x}\n",
            [f"2 acme/one:free.0.set.price.output: output alone: input stays 0 as in {OFFERS}, {ALONE}"],
        ),
        ("acme/three:\n  - {set: {price: {output: 1}}, reason: x}\n", []),
    ],
)
def test_an_override_brings_both_prices_or_none(catalog: Scratch, text: str, said: list[str]) -> None:
    catalog.write(OURS, text)

    assert found(catalog, "override-one-sided") == [f"error {OURS}:{each}" for each in said]


def test_the_other_price_may_be_one_by_hand_and_the_fix_spells_both(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 2.50}")
    catalog.write(OURS, "beta/big:\n  - {set: {price: {input: 0.9}}, reason: x}\n")

    assert fixes(catalog, "override-one-sided") == ["write both, such as `price: {input: 0.9, output: 2.50}`"]


def test_one_price_is_enough_where_the_other_is_not_known(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1}")
    catalog.write(OURS, "beta/big:\n  - {set: {price: {input: 0.9}}, reason: x}\n")

    assert found(catalog, "override-one-sided") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (of_one(IN), []),
        (of_one("set: {price: {input: 2, output: 9}, tiers: null, windows: []}"), []),
        (of_one(BOTH, "set: {tiers: null, windows: null}"), []),
        (of_one("set: {tiers: [{over: 5, mode: cliff, input: 3}]}"), []),
        (of_one("set: {price: null, tiers: null}"), []),
        (of_one("set: {price: {cache_read: 1}}"), []),
        (of_one(f"{BOTH[:-1]}, teirs: null}}"), []),  # told as a key that nobody knows
        (of_one("set: {price.input: 2, price.output: 9, tiers: null}"), []),
        (of_one(BOTH), ["2 acme/one.0.set.price: tiers and windows stay as in"]),
        (of_one(f"{BOTH[:-1]}, tiers: null}}"), ["2 acme/one.0.set.price: windows stay as in"]),
        ("acme/two:\n  - {set: {price: {input: 2, output: 9}}, reason: x}\n", []),
    ],
)  # fmt: skip
def test_tiers_and_windows_do_not_stay_behind_a_new_price(
    catalog: Scratch, text: str, said: list[str]
) -> None:
    more = (
        '  tiers: [{over: 9, mode: cliff, input: 6, output: 30}]\n  windows: [{utc: "1:00-2:00", input: 1}]\n'
    )
    catalog.edit(OFFERS, "acme/one:free:", f"{more}acme/one:free:")
    catalog.write(OURS, text)

    told = [f"warning {OURS}:{each} {OFFERS}, at the prices that this replaces" for each in said]
    assert found(catalog, "override-partial") == told


@pytest.mark.parametrize("decided", ["tiers: null", "tiers: [], price: {cache_read: 1}"])
def test_tiers_are_not_taken_away_from_under_the_prices_that_they_go_with(
    catalog: Scratch, decided: str
) -> None:
    catalog.edit(OFFERS, "acme/one:free:", "  tiers: [{over: 9, mode: cliff, input: 6}]\nacme/one:free:")
    catalog.write(OURS, of_one(f"set: {{{decided}}}"))

    assert found(catalog, "override-partial") == [
        f"warning {OURS}:2 acme/one.0.set.tiers: tiers are taken away, and the prices stay as in {OFFERS}, "
        "where tiers go with them"
    ]
    assert fixes(catalog, "override-partial") == [
        "take that back: `python -m sync override revert acme/one tiers --provider openrouter`, "
        "or decide both prices, too"
    ]


@pytest.mark.parametrize(
    ("rule", "dates", "said"),
    [
        ("override-expired", "until: 2026-08-23, added: 2026-08-22", []),
        (
            "override-expired",
            "until: 2026-08-22",
            ["2 acme/one.0.until: it ends today: from tomorrow on it no longer holds"],
        ),
        (
            "override-expired",
            "until: 2026-08-21",
            ["2 acme/one.0.until: it held until 2026-08-21 and no longer does"],
        ),
        ("override-expired", "until: 12/31/2027", []),
        ("override-early", "added: soon", []),
        ("override-early", "until: 2026-08-23, added: 2026-08-22", []),
        (
            "override-early",
            "added: 2026-08-23",
            ["2 acme/one.0.added: it holds already, not only from 2026-08-23 on"],
        ),
    ],
)
def test_an_override_speaks_up_from_its_last_day_on(
    catalog: Scratch, rule: str, dates: str, said: list[str]
) -> None:
    catalog.write(OURS, of_one(f"{BOTH}, {dates}"))

    assert found(catalog, rule) == [f"warning {OURS}:{each}" for each in said]


def test_rules_over_overrides_need_no_merge_base_that_can_be_read(catalog: Scratch) -> None:
    catalog.write(BASE, "{\n")
    catalog.edit(ONE, "context: 131072", "context: 9")
    catalog.write(OURS, of_one(IN, IN, "set: {price: {input: 3, output: 15}}"))

    told = {rule: len(found(catalog, rule)) for rule in RULES}

    assert (told["override-tie"], told["override-one-sided"]) == (3, 0)
    assert (told["hand-edit"], told["override-redundant"]) == (0, 0)
