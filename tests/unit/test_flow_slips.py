"""Commas too many and blanks too few inside `{…}`, and numbers that commas split, anywhere."""

from pathlib import Path

import pytest

from sync.files import commas, schemas
from sync.files.read import read
from sync.files.schemas import kind_of
from sync.files.validate import validate

SCHEMAS = schemas.load(Path(__file__).resolve().parents[2])
OFFERS = "overrides/offers/openrouter.yaml"
IGNORE = "overrides/ignore.yaml"
PRICES = "catalog/offers/openrouter.yaml"


def told(name: str, text: str) -> list[tuple[str, str]]:
    """The path and fix of each problem of a file; all are errors."""
    document, kind = read(text, name), kind_of(name)
    assert kind is not None
    problems = document.problems or validate(document, kind, SCHEMAS)
    assert {problem.level for problem in problems} <= {"error"}
    return [(problem.path, problem.fix) for problem in problems]


def of_one(entry: str) -> str:
    return f"acme/one:\n  - {{{entry}, reason: why}}\n"


@pytest.mark.parametrize(
    ("text", "path", "fix"),
    [
        (of_one("disabled: true").replace("why", "Volume, contract 7"), "contract 7", '"Volume, contract 7"'),
        (of_one("disabled: true").replace("why", "a, b 1, c"), "b 1", '"a, b 1, c"'),
        (of_one("disabled: true").replace("why", "a, until 2026"), "until 2026", '"a, until 2026"'),
    ],
)
def test_a_comma_that_ends_a_reason_is_told_once_with_the_whole_text(text: str, path: str, fix: str) -> None:
    problems = validate(read(text, OFFERS), "override-offers", SCHEMAS)

    assert [(problem.level, problem.path) for problem in problems] == [("error", f"acme/one.0.{path}")]
    assert problems[0].message.startswith("a comma ended the text of reason")
    assert problems[0].fix == f"put the text in quotes: reason: {fix}"


@pytest.mark.parametrize(
    ("name", "entry", "key", "fix"),
    [
        (OFFERS, "disabled: true, reason: Volume, until:2027-12-31", "until", "until: 2027-12-31"),
        (OFFERS, "disabled: true, reason: Volume, untill:2027-12-31", "untill", "until: 2027-12-31"),
        (OFFERS, "disabled: true, until:2027-12-31, reason: Volume", "until", "until: 2027-12-31"),
        (IGNORE, 'reason: "kept out", id: "*/*:free", until:2027-01-01', "until", "until: 2027-01-01"),
        (
            IGNORE,
            'id: "*/*:free", reason: x, source:https://a.example',
            "source",
            "source: https://a.example",
        ),
    ],
)
def test_a_blank_that_is_missing_behind_a_colon_is_told_as_that(
    name: str, entry: str, key: str, fix: str
) -> None:
    [(path, said)] = told(name, f"acme/one:\n  - {{{entry}}}\n")

    assert path.startswith(f"acme/one.0.{key}:")
    assert said == f"write `{fix}`"


def test_a_text_in_quotes_is_ended_by_no_comma() -> None:
    [(path, fix)] = told(IGNORE, 'openrouter:\n  - {reason: why, id: "*:nitro", Routing}\n')

    assert path == "openrouter.0.Routing"
    assert fix.startswith("mend the spelling")


def test_behind_a_missing_blank_the_text_in_front_of_it_is_still_told_whole() -> None:
    entry = "disabled: true, reason: Volume, contract 7, until:2027-12-31"

    assert told(OFFERS, f"acme/one:\n  - {{{entry}}}\n") == [
        ("acme/one.0.contract 7", 'put the text in quotes: reason: "Volume, contract 7"'),
        ("acme/one.0.until:2027-12-31", "write `until: 2027-12-31`"),
    ]


def test_a_key_without_a_value_in_front_does_not_hide_another() -> None:
    text = "acme/one:\n  - {reason: why, set: {price: {input: 1}, tiers: null, nonsense}}\n"

    assert [path for path, _ in told(OFFERS, text)] == ["acme/one.0.set.nonsense"]


@pytest.mark.parametrize(
    ("price", "path", "fix"),
    [
        ("{input: 0.5, output: 1,4}", "acme/one.price", "write output: 1.4"),
        ("{input: 0.5, output: 1, 4}", "acme/one.price", "write output: 1.4"),
        ("{input: 0.5, output: 1,000,000}", "acme/one.price", "write output: 1000000"),
        ("{input: 0.5, output: 1,400}", "acme/one.price", "write output: 1400 or 1.400"),
        ('{input: 0.5, output: 1, "4"}', "acme/one.price.4", "write output: 1.4"),
        ("\n    output: 1,4", "acme/one.price.output", "write 1.4"),
        ("{4: 1}", "acme/one.price", "write the key in double quotes"),
        ('{output: "1",4}', "acme/one.price", "write the key in double quotes"),
    ],
)
def test_a_number_that_a_comma_splits_is_told_with_the_one_that_was_meant(
    price: str, path: str, fix: str
) -> None:
    [(where, said)] = told(PRICES, f"acme/one:\n  price: {price}\n")

    assert (where, said) == (path, fix)


@pytest.mark.parametrize("word", ["1", "1.5,2", "1,,2", "1,4,5", "a,b", "1,4 ", ""])
def test_what_is_no_number_with_commas_is_none(word: str) -> None:
    assert commas.number(word) is None


def test_a_zero_in_front_leaves_no_doubt_what_the_comma_means() -> None:
    assert commas.number("0,125") == "0.125"
