"""Unknown keys: found however deep they stand, with what was probably meant; an error where people decide."""

from pathlib import Path

import pytest

from sync.files import schemas
from sync.files.read import read
from sync.files.schemas import Kind, kind_of
from sync.files.validate import validate

HERE = Path(__file__).resolve().parents[2]
SCHEMAS = schemas.load(HERE)
OFFERS = "overrides/offers/openrouter.yaml"
CAPABILITIES = "overrides/capabilities.yaml"
DEPRECATIONS = "overrides/deprecations.yaml"
IGNORE = "overrides/ignore.yaml"
PRICES = "catalog/offers/openrouter.yaml"
MODEL = "catalog/models/acme/one.yaml"


def told(name: str, text: str) -> list[tuple[str, str, str]]:
    """The level, path and fix of each problem of a file; all are unknown keys."""
    kind: Kind | None = kind_of(name)
    assert kind is not None
    problems = validate(read(text, name), kind, SCHEMAS)
    assert {problem.rule for problem in problems} <= {"unknown-key"}, problems
    return [(problem.level, problem.path, problem.fix) for problem in problems]


def of_one(entry: str) -> str:
    return f"acme/one:\n  - {{{entry}, reason: why}}\n"


@pytest.mark.parametrize(
    ("name", "entry", "path", "fix"),
    [
        (OFFERS, "disabled: true, untill: 2026-12-31", "untill", "did you mean until?"),
        (OFFERS, "disabled: true, Until: 2026-12-31", "Until", "did you mean until?"),
        (OFFERS, "set: {price.input: 1}", "set.price.input", "write `price: {input: 1}`"),
        (OFFERS, "set: {prise: 1}", "set.prise", "did you mean price?"),
        (OFFERS, "set: {tools: false}", "set.tools", "write `capabilities: {tools: false}`"),
        (OFFERS, "set: {until: 2026-12-31}", "set.until", "write until beside `set`, not in it"),
        (OFFERS, "disabled: true, price: {input: 1}", "price", "write `set: {price: {input: 1}}`"),
        (OFFERS, "set: {capabilities: {tols: true}}", "set.capabilities.tols", "did you mean tools?"),
        (OFFERS, "set: {capabilities: {vison: true}}", "set.capabilities.vison", "mend the spelling (known"),
        (
            OFFERS,
            "set: {tiers: [{over: 1, mode: cliff, inptu: 3}]}",
            "set.tiers.0.inptu",
            "did you mean input?",
        ),
        (
            OFFERS,
            "set: {capabilities: {tools: {value: true, frm: api}}}",
            "set.capabilities.tools.frm",
            "did you mean from?",
        ),
        (CAPABILITIES, "ad: [tools], add: [rerank]", "ad", "did you mean add?"),
        (CAPABILITIES, "tools: true, add: [rerank]", "tools", "write `set: {tools: true}`"),
        (DEPRECATIONS, "state: removed, replacedby: acme/two", "replacedby", "did you mean replaced_by?"),
        (IGNORE, "id: acme/one, priority: 200", "priority", "mend the spelling (known here: id, reason,"),
    ],
)
def test_an_unknown_key_of_an_override_is_an_error_that_says_what_was_meant(
    name: str, entry: str, path: str, fix: str
) -> None:
    [(level, where, said)] = told(name, of_one(entry))

    assert (level, where) == ("error", f"acme/one.0.{path}")
    assert said.startswith(fix)


def test_a_key_of_ones_own_may_stand_anywhere() -> None:
    entry = "x_ticket: 7, set: {x_ours: {a: 1}, price: {x_net: 2}, tiers: [{over: 1, mode: cliff, x_a: 1}]}"

    assert told(OFFERS, of_one(entry)) == []


@pytest.mark.parametrize(
    ("name", "text", "level", "path", "fix"),
    [
        (PRICES, "acme/one:\n  nots: x\n", "warning", "acme/one.nots", "did you mean notes?"),
        (PRICES, "price:\n  vat: x\n", "warning", "price.vat", "mend the spelling"),
        (PRICES, "acme/one:\n  price: {vat: 3}\n", "error", "acme/one.price.vat", "mend the spelling"),
        (PRICES, "acme/one:\n  price: {ouput: 3}\n", "error", "acme/one.price.ouput", "did you mean output?"),
        (PRICES, "acme/one:\n  prices: {input: 3}\n", "error", "acme/one.prices", "did you mean price?"),
        (
            PRICES,
            "acme/one:\n  windows: [{utc: 01:00-02:00, inptu: 3}]\n",
            "error",
            "acme/one.windows.0.inptu",
            "did you mean input?",
        ),
        (
            PRICES,
            "acme/one:\n  price: {input: 3, output:15}\n",
            "error",
            "acme/one.price.output:15",
            "write `output: 15`",
        ),
        (MODEL, "summry: x\n", "warning", "summry", "did you mean summary?"),
        (MODEL, "limits: {contxt: 3}\n", "error", "limits.contxt", "did you mean context?"),
        (
            MODEL,
            "capabilities:\n  paralel_tools: true\n",
            "error",
            "capabilities.paralel_tools",
            "did you mean parallel_tools?",
        ),
    ],
)
def test_in_the_catalog_a_slip_that_loses_a_number_is_an_error_and_any_other_a_warning(
    name: str, text: str, level: str, path: str, fix: str
) -> None:
    [(rank, where, said)] = told(name, text)

    assert (rank, where) == (level, path)
    assert said.startswith(fix)


@pytest.mark.parametrize("key", ["nots", "ouput"])
def test_in_the_catalog_a_key_may_be_its_authors_own(key: str) -> None:
    [(_, _, said)] = told(PRICES, f"acme/one:\n  price: {{{key}: 3}}\n")

    assert said.endswith(f"; or call it x_{key} if it is your own")


@pytest.mark.parametrize(
    ("name", "entry", "path", "fix"),
    [
        (DEPRECATIONS, "set: {state: removed}", "set", "write `state: removed` without `set` around it"),
        (
            CAPABILITIES,
            "set: {capabilities: {tools: false}}",
            "set.capabilities",
            "write `tools: false` without `capabilities` around it",
        ),
        (CAPABILITIES, "capabilities: {tools: false}", "capabilities", "write `set: {tools: false}`"),
    ],
)
def test_what_stands_one_level_off_is_told_once_with_the_line_to_write(
    name: str, entry: str, path: str, fix: str
) -> None:
    assert told(name, of_one(entry)) == [("error", f"acme/one.0.{path}", fix)]


def test_a_key_without_a_value_on_a_line_of_its_own_is_no_comma() -> None:
    text = "acme/one:\n  - disabled: true\n    reason: why\n    untill:\n"

    assert told(OFFERS, text) == [("error", "acme/one.0.untill", "did you mean until?")]


@pytest.mark.parametrize("value", ["always", "true"])
def test_of_a_choice_the_values_are_named_and_not_null(value: str) -> None:
    text = of_one(f"set: {{capabilities: {{reasoning: {value}}}}}")
    [problem] = validate(read(text, OFFERS), "override-offers", SCHEMAS)

    assert problem.fix == "write one of none, fixed, configurable, mandatory"


@pytest.mark.parametrize(
    ("entry", "valid"),
    [
        ("until: 2026-12-31, added: 2026-08-22, source: https://example.com", True),
        ("until: soon", False),
        ("added: today", False),
        ("source: a colleague", False),
    ],
)
def test_what_is_ignored_ends_on_a_day_and_has_a_source(entry: str, valid: bool) -> None:
    problems = validate(read(of_one(f"id: acme/one, {entry}"), IGNORE), "ignore", SCHEMAS)

    assert (problems == []) is valid


def test_a_model_file_says_something() -> None:
    for text in ("", "# nothing\n", "{}\n"):
        [problem] = validate(read(text, "catalog/models/acme/one.yaml"), "model", SCHEMAS)
        assert (problem.level, problem.message) == ("error", "nothing is written here")
