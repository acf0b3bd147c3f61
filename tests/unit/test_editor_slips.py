"""Slips of people who write catalog files in an editor: each is told once, and what is advised mends it."""

from pathlib import Path

import pytest

from sync.errors import Problem
from sync.files import schemas, wanted
from sync.files.read import read
from sync.files.schemas import kind_of
from sync.files.validate import validate

SCHEMAS = schemas.load(Path(__file__).resolve().parents[2])
OFFERS = "overrides/offers/openrouter.yaml"
CAPABILITIES = "overrides/capabilities.yaml"
DEPRECATIONS = "overrides/deprecations.yaml"
PRICES = "catalog/offers/openrouter.yaml"
DECISIONS = "catalog/rules/decisions.yaml"
MODEL = "catalog/models/acme/one.yaml"


def problems(name: str, text: str) -> list[Problem]:
    """All problems of a file."""
    document, kind = read(text, name), kind_of(name)
    assert kind is not None
    return list(document.problems) or validate(document, kind, SCHEMAS)


def fix(name: str, text: str) -> str:
    """How to mend the one problem of a file, an error."""
    [problem] = problems(name, text)
    assert problem.level == "error"
    return problem.fix


def line(said: str) -> str:
    """What stands between the first backquotes: the line to write."""
    return said.split("`")[1]


def entry(*lines: str) -> str:
    return "acme/one:\n  - " + "\n    ".join((*lines, "reason: agreed")) + "\n"


@pytest.mark.parametrize("word", ["end", "expires", "valid_until", "Valid-Until"])
def test_another_word_for_the_end_of_a_decision_is_until_beside_set(word: str) -> None:
    wrong = f"{word}: 2027-12-31"

    assert fix(OFFERS, entry("disabled: true", wrong)) == "write `until: 2027-12-31`"
    assert problems(OFFERS, entry("disabled: true", "until: 2027-12-31")) == []


def test_the_end_of_an_offer_and_that_of_a_decision_are_both_named_where_either_may_be_meant() -> None:
    assert fix(OFFERS, entry("set: {end: 2027-12-31}")).startswith("write `ends` if the offer ends then, or")
    assert fix(DEPRECATIONS, entry("state: removed", "end: 2027-12-31")).startswith(
        "write `ends` if the model"
    )


def test_a_reason_by_another_name_is_not_called_missing() -> None:
    text = "acme/one:\n  - {disabled: true, why: agreed}\n"

    assert fix(OFFERS, text) == "write `reason: agreed`"
    assert problems(OFFERS, text.replace("why: agreed", line(fix(OFFERS, text)))) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("price.input: 2.2, price.output: 11", "price: {input: 2.2, output: 11}"),
        ("price.input=2.2, price.output=11", "price: {input: 2.2, output: 11}"),
        ("input: 2.2, output: 11", "price: {input: 2.2, output: 11}"),
        ("prompt: 2.2, completion: 11", "price: {input: 2.2, output: 11}"),
    ],
)
def test_keys_that_belong_under_one_are_told_once_with_all_of_them(wrong: str, right: str) -> None:
    text = entry(f"set: {{{wrong}, tiers: null}}")

    assert fix(OFFERS, text) == f"write `{right}`"
    assert problems(OFFERS, text.replace(wrong, right)) == []


def test_an_entry_without_set_is_told_once_with_all_that_belongs_under_it() -> None:
    told = fix(OFFERS, entry("price: {input: 2}", "tiers: null"))

    assert told == "write `set: {price: {input: 2}, tiers: null}`"
    assert problems(OFFERS, entry(line(told))) == []


def test_a_set_that_holds_nothing_is_told_with_what_stands_beside_it() -> None:
    told = fix(OFFERS, entry("set:", "price: {input: 2}", "tiers: null"))

    assert told == "write `set: {price: {input: 2}, tiers: null}`, in place of `set:` at line 2, too"


@pytest.mark.parametrize(
    ("capabilities", "told"),
    [
        ("\n  tools: true", "put `parallel_tools: false` under `capabilities:` at line 2"),
        (" {tools: true}", "put `parallel_tools: false` into the braces of `capabilities` at line 2"),
        (
            " {parallel_tools: true}",
            "put `parallel_tools: false` into the braces of `capabilities` at line 2 "
            "in place of what it says",
        ),
    ],
)
def test_what_belongs_under_a_key_that_is_there_goes_there(capabilities: str, told: str) -> None:
    text = f"name: One\ncapabilities:{capabilities}\nparallel_tools: false\n"

    assert fix(MODEL, text) == f"{told}; or call it x_parallel_tools if it is your own"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("completion: 1.4", "output: 1.4"),
        ("output = 1.4", "output: 1.4"),
        ("cached_input: 1.4", "cache_read: 1.4"),
        ("cache: 1.4", "cache_read: 1.4"),
    ],
)
def test_a_price_by_another_name_is_an_error_with_the_name_of_ours(wrong: str, right: str) -> None:
    text = f"acme/one:\n  price: {{input: 0.5, {wrong}}}\n"

    assert fix(PRICES, text).startswith(f"write `{right}`")
    assert problems(PRICES, text.replace(wrong, right)) == []


def test_a_price_under_two_names_is_to_be_told_once() -> None:
    assert fix(PRICES, "acme/one:\n  price: {input: 1, prompt: 2}\n").startswith("input stands here, too")


def test_the_provider_of_a_file_is_no_key_in_it() -> None:
    told = fix(OFFERS, "openrouter:\n  acme/one:\n    - {disabled: true, reason: agreed}\n")

    assert told == "take the line `openrouter:` out, and move what stands below it 2 blanks to the left"


@pytest.mark.parametrize("reason", ["…", "...", '"  "', '""', "2027-12-31", "-…-"])
def test_a_reason_says_something(reason: str) -> None:
    told = fix(OFFERS, f"acme/one:\n  - {{disabled: true, reason: {reason}}}\n")

    assert told == "say why, for example `reason: Volume agreement 2026`"


@pytest.mark.parametrize("reason", ["x", "ticket 4", "Vereinbart…", "合同", '"a\\nb"'])
def test_any_words_are_a_reason(reason: str) -> None:
    assert problems(OFFERS, f"acme/one:\n  - {{disabled: true, reason: {reason}}}\n") == []


def test_prices_are_sent_to_the_files_of_offers() -> None:
    model = "authority: {provider: groq, offer: acme/one}\nprice: {input: 1, output: 2}\n"

    assert "write it in catalog/offers/groq.yaml" in fix(MODEL, model)
    assert "in overrides/offers/<provider>.yaml" in fix(CAPABILITIES, entry("set: {price: {input: 1}}"))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("capabilities.parallel_tools: false", "set: {parallel_tools: false}"),
        ("set: {capabilities.parallel_tools: false}", "parallel_tools: false"),
    ],
)
def test_a_dotted_capability_is_told_as_its_file_nests_it(wrong: str, right: str) -> None:
    assert fix(CAPABILITIES, entry(wrong)) == f"write `{right}`"


def test_seeing_is_no_capability_but_a_medium() -> None:
    for name, text in (
        (MODEL, "capabilities: {vision: true}\n"),
        (CAPABILITIES, entry("set: {vision: true}")),
        (CAPABILITIES, entry("add: [vision]")),
    ):
        assert "name image in `modalities: {input: [text, image]}`" in fix(name, text)


def test_a_list_without_brackets_is_told_once_and_whole() -> None:
    text = "modalities: {input: text, image, file, output: [text]}\n"

    assert fix(MODEL, text) == "write input: [text, image, file]"
    assert fix(MODEL, "modalities: {input: text}\n") == "write [text]"


@pytest.mark.parametrize("word", ["none", "nothing", "None"])
def test_nothing_is_written_as_null(word: str) -> None:
    assert fix(OFFERS, entry(f"set: {{tiers: {word}}}")) == "write null"


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("31.12.2027", "2027-12-31"),
        ("12/31/2027", "2027-12-31"),
        ("3/4/2027", "2027-04-03 or 2027-03-04"),
        ("3.4.2027", "2027-04-03"),
        ("2027-02", "2027-02-28"),
        ("2027/1/5", "2027-01-05"),
        ("99.99.2027", None),
        ("soon", None),
    ],
)
def test_a_day_in_another_order_is_told_as_a_catalog_writes_it(word: str, day: str | None) -> None:
    assert wanted.day(word) == day
    assert (
        fix(OFFERS, entry("disabled: true", f"until: {word}")) == f"write {day or 'for example 2026-08-22'}"
    )


def test_an_entry_without_a_dash_is_told_how_to_get_one() -> None:
    lines = ["set: {price: {input: 2, output: 3}, tiers: null}", f"reason: {'agreed ' * 12}"]
    told = fix(OFFERS, "acme/one:\n  " + "\n  ".join(lines) + "\n")

    assert told == "write `- ` before the first line of the entry, and two more blanks before its others"
    assert problems(OFFERS, "acme/one:\n  - " + "\n    ".join(lines) + "\n") == []


def test_a_dash_before_each_line_of_an_entry_is_told_once() -> None:
    text = "acme/one:\n  - disabled: true\n  - until: 2027-12-31\n  - reason: agreed\n"

    assert fix(OFFERS, text).startswith("write one dash for an entry")
    assert problems(OFFERS, text.replace("- ", "  ").replace("  disabled", "- disabled")) == []


def test_an_id_that_begins_as_another_is_looked_at_alone() -> None:
    dashes = "acme/one-3:\n  - disabled: true\n  - reason: agreed\n"
    told = problems(OFFERS, f"{dashes}acme/one-3.5:\n  - {{disabled: true, untill: 2027-12-31, reason: 1}}\n")

    assert [problem.path for problem in told] == [
        "acme/one-3",
        "acme/one-3.5.0.reason",
        "acme/one-3.5.0.untill",
    ]


def test_of_two_mappings_with_one_key_both_are_kept() -> None:
    assert (
        fix(PRICES, "a/b:\n  price: {input: 1}\n  price: {output: 1}\n") == "put the keys of both under one"
    )
    assert fix(PRICES, "a/b:\n  notes: x\n  notes: y\n") == "keep the one that is meant"


def test_what_is_true_or_false_is_never_a_text() -> None:
    assert fix(OFFERS, entry("disabled: False")) == "write false"
    assert fix(MODEL, "capabilities: {tools: Yes}\n") == "write true"
    assert fix(CAPABILITIES, entry("set: {tools: No}")) == "write false"
    assert fix(DECISIONS, "decisions:\n  - {decide: yes}\n") == "write accept, reject or open"
    assert fix(PRICES, "a/b: {free: Yes}\n") == "write confirmed, or take it out"
    assert fix(MODEL, "summary: No\n") == 'write false, or "No" in quotes if you mean the word'


def test_no_tiers_are_null_and_no_empty_list() -> None:
    assert fix(OFFERS, entry("set: {tiers: []}")).startswith("write null, which takes away")
    assert problems(OFFERS, entry("set: {tiers: null}")) == []
