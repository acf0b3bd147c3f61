"""What costs a record, and what is only reported: ids, wrong values, keys that nobody told us about."""

import pytest

from tests.unit.openrouter_records import Json, architecture, listing, priced, read, record, tier, why


def test_29_an_id_that_a_recorder_mangled_is_quarantined() -> None:
    found = listing(record("openai/chatgpt-4o-la<GPUSTACK_API_KEY>"), record())

    assert list(found.records) == ["acme/one"]
    assert [(one.id, one.why) for one in found.quarantined] == [
        ("openai/chatgpt-4o-la<GPUSTACK_API_KEY>", "the id holds the character U+003C")
    ]
    assert found.fetched == 2


def test_of_an_id_listed_twice_the_first_is_used() -> None:
    found = listing(record(name="First"), record(name="Second"))

    assert found.records["acme/one"].facts["name"] == "First"
    assert [(one.id, one.why) for one in found.quarantined] == [
        ("acme/one", "listed twice; the first is used")
    ]


def test_a_record_without_a_usable_id_never_stands_for_another_one() -> None:
    found = listing(record("acme/one "), record("acme/\u202eone"), record(""), record("a" * 300), record(5),
                    {"name": "x"}, [], "acme/one", record())  # fmt: skip

    assert list(found.records) == ["acme/one"]
    assert sorted((one.id, one.why) for one in found.quarantined) == [
        ("#2", "the id is empty"),
        ("#4", "id is not a text"),
        ("#5", "id is not a text"),
        ("#6", "the record is not an object"),
        ("#7", "the record is not an object"),
        ("'" + "a" * 79, "the id is longer than 200 characters"),
        ("'acme/\\u202eone'", "the id holds the character U+202E"),
        ("'acme/one '", "the id holds the character U+0020"),
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (priced(prompt=0.000003), "pricing.prompt is a fraction, not a text"),
        (priced(prompt=3), "pricing.prompt is a number, not a text"),
        (priced(prompt=True), "pricing.prompt is true or false, not a text"),
        (priced(prompt=["1"]), "pricing.prompt is a list, not a text"),
        (priced(prompt="NaN"), "pricing.prompt is not a finite decimal number"),
        (priced(prompt="Infinity"), "pricing.prompt is not a finite decimal number"),
        (priced(prompt="$3"), "pricing.prompt is not a finite decimal number"),
        (priced(prompt="٣"), "pricing.prompt is not a finite decimal number"),
        (priced(prompt="1e99999999"), "pricing.prompt is not a finite decimal number"),
        (priced(prompt="0." + "0" * 200 + "1"), "pricing.prompt is not a finite decimal number"),
        (priced(prompt="0.0000000000000009"), "pricing.prompt is below 1e-9 or above 1e9 US$ per million"),
        (priced(prompt="1001"), "pricing.prompt is below 1e-9 or above 1e9 US$ per million"),
        (priced(web_search="1e10"), "pricing.web_search is below 1e-9 or above 1e9 US$ per million"),
        (record(pricing=[]), "pricing is a list, not an object"),
        (record(context_length="131072"), "context_length is a text, not a whole number"),
        (record(context_length=131072.0), "context_length is a fraction, not a whole number"),
        (record(context_length=True), "context_length is true or false, not a whole number"),
        (record(context_length=-1), "context_length is negative"),
        (record(context_length=10**16), "context_length is absurdly large"),
        (record(top_provider={"context_length": -5}), "top_provider.context_length is negative"),
        (record(reasoning={"mandatory": 1}), "reasoning.mandatory is a number, not true or false"),
        (record(supported_parameters="tools"), "supported_parameters is a text, not a list"),
        (record(supported_parameters=["tools", 1]), "supported_parameters holds something other than texts"),
        (record(default_parameters={"top_p": "1"}), "default_parameters.top_p is a text, not a number"),
        (record(default_parameters={"seed": 1e20}), "default_parameters.seed is of an absurd size"),
        (record(name=5), "name is a number, not a text"),
        (record(name="x" * 201), "name is longer than 200 characters"),
        (record(expiration_date="soon"), "expiration_date is no date (YYYY-MM-DD)"),
        (record(expiration_date=20260824), "expiration_date is a number, not a text"),
        (record(benchmarks={"x": float("nan")}), "the record holds a number that is none or absurdly long"),
    ],
)  # fmt: skip
def test_a_wrong_value_quarantines_its_record_and_names_the_field(raw: Json, said: str) -> None:
    assert why(raw) == said


def test_a_record_may_nest_thirty_levels_and_no_more() -> None:
    def nested(levels: int) -> Json:
        node: Json = {}
        for _ in range(levels - 2):
            node = {"deeper": node}
        return record(benchmarks=node)

    assert read(nested(30))
    assert why(nested(31)) == "the record is nested deeper than 30 levels"


def test_keys_that_nobody_told_us_about_are_reported_once_and_change_nothing() -> None:
    raw = record(
        sparkle=1,
        architecture=architecture(quantization="fp8"),
        pricing={"prompt": "0.000003", "completion": "0.000015", "video": "1",
                 "overrides": [tier(9, "1", "1", thinking="2")]},
        default_parameters={"stop": ["x"]},
        reasoning={"mandatory": False, "budget": 5},
    )  # fmt: skip

    found = listing(raw, record("acme/two", sparkle=2), [])

    assert found.new_fields == (
        "architecture.quantization",
        "default_parameters.stop",
        "pricing.overrides.thinking",
        "pricing.video",
        "reasoning.budget",
        "sparkle",
    )
    assert found.records["acme/one"].facts == read(record()).facts
    assert "tiers" in found.records["acme/one"].offer


def test_hostile_keys_are_not_repeated() -> None:
    keys = {f"key{number:03}": 1 for number in range(60)} | {"x" * 81: 1, "a\nb": 1, "\u202e": 1}

    found = listing(record(**keys))

    assert found.new_fields == tuple(f"key{number:03}" for number in range(50))
