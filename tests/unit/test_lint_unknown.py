"""`override-unknown`: what override files name and the catalog doesn't have, and what was probably meant."""

from pathlib import Path

import pytest

from sync.lint import RULES
from tests.scratch import OFFERS, ONE, PROVIDER, Scratch, scratch
from tests.unit.linting import fixes, found

OURS = "overrides/offers/openrouter.yaml"
CAPABILITIES = "overrides/capabilities.yaml"
DEPRECATIONS = "overrides/deprecations.yaml"
IGNORE = "overrides/ignore.yaml"
RULE = "override-unknown"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    found = scratch(tmp_path)
    found.write("overrides/README.md", "# not looked at\n")
    return found


@pytest.mark.parametrize(
    ("name", "text", "said", "fix"),
    [
        (
            OURS,
            "acme/tow: [{disabled: true, reason: x}]\n",
            "1 acme/tow: openrouter has no offer acme/tow",
            "did you mean acme/two or acme/one or ~acme/latest?",
        ),
        (
            OURS,
            "openrouter: [{disabled: true, reason: x}]\n",
            "1 openrouter: openrouter has no offer openrouter",
            "write the id of an offer: the whole file is about openrouter",
        ),
        (
            OURS,
            "ACME/one: [{disabled: true, reason: x}]\n",
            "1 ACME/one: openrouter has no offer ACME/one",
            "did you mean acme/one?",
        ),
        (
            OURS,
            "nothing-like-it: [{disabled: true, reason: x}]\n",
            "1 nothing-like-it: openrouter has no offer nothing-like-it",
            "mend the spelling, or take the entry out",
        ),
        (
            OURS,
            "acme/one:\n  - set: {model: acme/on}\n    reason: x\n",
            "2 acme/one.0.set.model: there is no model acme/on",
            "did you mean acme/one or acme/two?",
        ),
        (
            OURS,
            "acme/one:\n  - set: {alias_of: acme/three}\n    reason: x\n",
            "2 acme/one.0.set.alias_of: there is no offer acme/three",
            "name an offer of the same price list",
        ),
        (
            "overrides/offers/openruoter.yaml",
            "acme/one: [{disabled: true, reason: x}]\n",
            "1: there is no provider openruoter",
            "did you mean openrouter?",
        ),
        (
            CAPABILITIES,
            "acme/thre: [{add: [tools], reason: x}]\nacme/two: [{add: [tools], reason: x}]\n",
            "1 acme/thre: there is no model acme/thre",
            "did you mean acme/two or acme/one?",
        ),
        (
            CAPABILITIES,
            "acme/one:free: [{add: [tools], reason: x}]\n",
            "1 acme/one:free: there is no model acme/one:free",
            f"acme/one:free is an offer of openrouter: correct it in {OURS}",
        ),
        (
            DEPRECATIONS,
            "beta/big: [{replaced_by: beta/bigger, reason: x}]\n",
            "1 beta/big.0.replaced_by: beta/bigger leads to no model",
            "name a model that has a file",
        ),
        (
            DEPRECATIONS,
            "acme/one: [{replaced_by: acme/one, reason: x}]\n",
            "1 acme/one.0.replaced_by: acme/one leads to no other model",
            "did you mean acme/two?",
        ),
        (
            DEPRECATIONS,
            'acme/one: [{replaced_by: "~acme/latest", reason: x}]\n',
            "1 acme/one.0.replaced_by: ~acme/latest leads to no model",
            "did you mean acme/two?",
        ),
        (
            IGNORE,
            'openrooter: [{id: "*", reason: x}]\n',
            "1 openrooter: there is no provider openrooter",
            "did you mean openrouter?",
        ),
    ],
)
def test_what_is_not_there_is_told_with_what_was_probably_meant(
    catalog: Scratch, name: str, text: str, said: str, fix: str
) -> None:
    catalog.edit(OFFERS, "beta/big:", '"~acme/latest":\n  alias_of: acme/one\nbeta/big:')
    catalog.write(name, text)

    assert found(catalog, RULE) == [f"error {name}:{said}"]
    assert fixes(catalog, RULE) == [fix]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (OURS, "acme/one:free: [{set: {model: acme/two, alias_of: beta/big}, reason: x}]\n"),
        (CAPABILITIES, "acme/one: [{add: [tools], reason: x}]\n"),
        (DEPRECATIONS, "acme/one: [{replaced_by: acme/two, reason: x}, {state: removed, reason: x}]\n"),
        (DEPRECATIONS, 'acme/one: [{replaced_by: "~acme/newest", reason: x}]\n'),
        (IGNORE, 'openrouter: [{id: ACME/one, reason: x}, {id: "*:free", reason: x}]\nsoon: []\n'),
        ("overrides/offers/soon.yaml", ""),
    ],
)
def test_what_is_there_is_no_problem(catalog: Scratch, name: str, text: str) -> None:
    aliases = '"~acme/latest":\n  alias_of: acme/two:free\n"~acme/newest":\n  alias_of: "~acme/latest"\n'
    catalog.edit(OFFERS, "acme/two:", f"acme/two:free:\n  model: acme/two\n{aliases}acme/two:")
    catalog.write("catalog/providers/soon.yaml", catalog.read(PROVIDER))
    catalog.write(name, text)

    assert found(catalog, RULE) == []


@pytest.mark.parametrize(
    ("pattern", "said", "fix"),
    [
        ("acme/tow", "openrouter has no such offer now", "did you mean acme/two or acme/one?"),
        ("acme/t?w", "it fits none of openrouter's offers now", "check the spelling."),
        ("*", "it fits every offer of openrouter", "name what shall stay outside"),
        ("*/*", "it fits every offer of openrouter", "name what shall stay outside"),
        ("ACME/*", None, ""),
        ("beta/big", None, ""),
    ],
)
def test_what_is_ignored_is_something_and_not_everything(
    catalog: Scratch, pattern: str, said: str | None, fix: str
) -> None:
    catalog.write(IGNORE, f'openrouter:\n  - {{id: "{pattern}", reason: x}}\n')

    assert found(catalog, RULE) == ([f"warning {IGNORE}:2 openrouter.0.id: {said}"] if said else [])
    assert all(each.startswith(fix) for each in fixes(catalog, RULE))


def test_a_lab_is_no_provider_and_its_offers_are_somewhere(catalog: Scratch) -> None:
    catalog.write("overrides/offers/acme.yaml", "acme/one: [{disabled: true, reason: x}]\n")

    assert found(catalog, RULE) == ["error overrides/offers/acme.yaml:1: there is no provider acme"]
    assert fixes(catalog, RULE) == [f"write this into {OURS}: its ids are offered there"]


def test_what_is_no_list_of_entries_is_told_as_that_alone(catalog: Scratch) -> None:
    catalog.write(OURS, "openrouter:\n  acme/one:\n    - {disabled: true, reason: x}\n")

    assert found(catalog, RULE) == []


def test_a_provider_without_a_price_list_has_nothing_to_correct_yet(catalog: Scratch) -> None:
    catalog.write("catalog/providers/soon.yaml", catalog.read(PROVIDER))
    catalog.write("overrides/offers/soon.yaml", "acme/one: [{disabled: true, reason: x}]\n")

    assert found(catalog, RULE) == [
        "error overrides/offers/soon.yaml:1 acme/one: there is no price list catalog/offers/soon.yaml yet"
    ]


def test_of_a_file_that_can_not_be_read_nothing_is_missed(catalog: Scratch) -> None:
    catalog.write(OFFERS, "{")
    catalog.write(ONE, "{")
    catalog.write("overrides/offers/soon.yaml", "acme/one: [{disabled: true, reason: x}]\n")
    catalog.write("catalog/providers/soon.yaml", "{")
    catalog.write(OURS, "acme/none: [{disabled: true, reason: x}]\n")
    catalog.write(CAPABILITIES, "acme/one: [{add: [tools], reason: x}]\n")
    catalog.write(DEPRECATIONS, "acme/two: [{replaced_by: acme/one, reason: x}]\n")

    told = found(catalog, RULE)

    assert told == [
        "error overrides/offers/soon.yaml:1 acme/one: there is no price list catalog/offers/soon.yaml yet"
    ]


def test_override_files_of_another_shape_than_their_schemas_are_no_crash(catalog: Scratch) -> None:
    entries = "[3, {set: 3}, {set: {price: 3, limits: [x]}, until: soon, priority: x}, {add: x, until: 3}]"
    for name in (OURS, CAPABILITIES, DEPRECATIONS, IGNORE):
        catalog.write(name, f"acme/one: {entries}\nopenrouter: {entries}\nacme/two: x\n")
    catalog.write(DEPRECATIONS, "acme/one: [{replaced_by: [x]}, {state: {}}]\n")

    for rule in RULES:
        found(catalog, rule)
