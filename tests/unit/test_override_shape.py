"""Entries of override files that are no items of a list: told with the line to write."""

from pathlib import Path

import pytest

from sync.files import schemas
from sync.files.read import read
from sync.files.schemas import kind_of
from sync.files.validate import validate

SCHEMAS = schemas.load(Path(__file__).resolve().parents[2])
OFFERS = "overrides/offers/openrouter.yaml"
CAPABILITIES = "overrides/capabilities.yaml"
DEPRECATIONS = "overrides/deprecations.yaml"
IGNORE = "overrides/ignore.yaml"
PRICED = "- {set: {price: {input: …, output: …}}, reason: …}"


@pytest.mark.parametrize(
    ("name", "entries", "fix"),
    [
        (DEPRECATIONS, " deprecated", "- {state: deprecated, reason: …}"),
        (DEPRECATIONS, " [removed]", "- {state: removed, reason: …}"),
        (DEPRECATIONS, " gone", "- {state: deprecated, reason: …}"),
        (DEPRECATIONS, "\n  state: removed\n  reason: x", "- {state: removed, reason: x}"),
        (CAPABILITIES, " rerank", "- {add: [rerank], reason: …}"),
        (CAPABILITIES, " false", "- {set: {tools: false}, reason: …}"),
        (OFFERS, " {disabled: true, reason: x}", "- {disabled: true, reason: x}"),
        (OFFERS, f" {{disabled: true, reason: {'x' * 200}}}", "- disabled: …"),
        (OFFERS, " {price: {input: 3}}", PRICED),
        (OFFERS, "", PRICED),
        (IGNORE, ' "*:free"', '- {id: "…", reason: …}'),
        (IGNORE, ' {id: "*:free", reason: x}', '- {id: "*:free", reason: x}'),
    ],
)
def test_an_entry_that_is_no_item_of_a_list_is_told_with_the_line_to_write(
    name: str, entries: str, fix: str
) -> None:
    kind = kind_of(name)
    assert kind is not None

    [problem] = validate(read(f"acme/one:{entries}\n", name), kind, SCHEMAS)

    assert (problem.level, problem.rule) == ("error", "schema")
    assert problem.fix == f"write `{fix}`"


def test_what_stands_deeper_keeps_the_words_of_its_schema() -> None:
    text = "acme/one:\n  - {set: {price: 3}, reason: x}\n"

    [problem] = validate(read(text, OFFERS), "override-offers", SCHEMAS)

    assert problem.fix == "write a mapping"
