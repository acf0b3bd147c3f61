"""OpenRouter's surprises, numbered by kind; prices have a file of their own."""

from decimal import Decimal

import pytest

from sync.core.facts import Record
from sync.core.values import Value
from sync.errors import SourceError, UsageError
from sync.sources import registry
from sync.sources.openrouter import ADAPTER, parse
from tests.unit.openrouter_records import Json, architecture, listing, old_record, priced, read, record, why


def capabilities(raw: Json) -> dict[str, Value]:
    units = read(raw).facts.get("capabilities", {})
    assert isinstance(units, dict)
    found: dict[str, Value] = {}
    for name, unit in units.items():
        assert isinstance(unit, dict)
        assert list(unit) == ["value", "from"]
        assert unit["from"] == "api"
        found[name] = unit["value"]
    return found


def test_a_plain_record_becomes_facts_an_offer_and_the_rest() -> None:
    assert read(record()) == Record(
        id="acme/one",
        model="acme/one",
        facts={
            "name": "One",
            "released": "2025-07-01",
            "knowledge_cutoff": "2025-01-31",
            "modalities": {"input": ["text"], "output": ["text"]},
            "limits": {"context": 131072, "max_output": 32000},
            "capabilities": {
                "tools": {"value": True, "from": "api"},
                "json_mode": {"value": False, "from": "api"},
                "structured_outputs": {"value": False, "from": "api"},
                "reasoning": {"value": "none", "from": "api"},
            },
            "description": "Prose of theirs.",
        },
        offer={"price": {"input": Decimal(3), "output": Decimal(15)}},
        more={
            "created": 1_751_328_000,
            "canonical_slug": "acme/one-20260701",
            "hugging_face_id": "acme-ai/One",
            "tokenizer": "Other",
            "moderated": False,
            "parameters": ["max_tokens", "temperature", "tool_choice", "tools"],
        },
    )


def test_5_the_context_is_the_models_and_the_offer_says_only_what_differs() -> None:
    top = {"context_length": 131072, "max_completion_tokens": 65536, "is_moderated": True}

    other = read(record(context_length=262144, top_provider=top))
    equal = read(record(context_length=131072, top_provider=top))

    assert other.facts["limits"] == {"context": 262144, "max_output": 65536}
    assert other.offer["limits"] == {"context": 131072}
    assert "limits" not in equal.offer


def test_5_zero_and_null_limits_are_unknown_and_more_output_than_context_is_let_through() -> None:
    unknown = read(
        record(context_length=0, top_provider={"context_length": None, "max_completion_tokens": 0})
    )
    larger = read(record(context_length=8192, top_provider={"max_completion_tokens": 16384}))

    assert "limits" not in unknown.facts
    assert "limits" not in unknown.offer
    assert larger.facts["limits"] == {"context": 8192, "max_output": 16384}


@pytest.mark.parametrize(
    ("id_", "model"),
    [
        ("z-ai/glm-5.2:free", "z-ai/glm-5.2"),
        ("openai/gpt-5.6-sol-pro:batch", "openai/gpt-5.6-sol-pro"),
        ("Acme/GLM", "Acme/GLM"),
        ("acme", None),
        ("acme/one/two", None),
        ("ac:me/one", None),
        ("acme/one:a:b", None),
    ],
)
def test_6_the_model_is_the_id_without_its_variant(id_: str, model: str | None) -> None:
    assert read(record(id_)).model == model


def test_6_a_moving_alias_is_a_target_and_nothing_else() -> None:
    target = {"slug": "anthropic/claude-opus-5", "name": "Claude Opus 5"}
    raw = record("~anthropic/claude-opus-latest", alias_target=target)

    assert read(raw) == Record(
        id="~anthropic/claude-opus-latest", model=None, alias_of="anthropic/claude-opus-5"
    )


def test_6_an_alias_of_the_days_before_targets_has_neither_model_nor_price() -> None:
    assert read(record("~openai/gpt-latest")) == Record(
        id="~openai/gpt-latest", model=None, more={"created": 1_751_328_000}
    )


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("acme/one", "alias_target is a text, not an object"),
        ({"slug": 5}, "alias_target.slug is a number, not a text"),
        ({"slug": "a/../b"}, "alias_target.slug can't be used: the id has an empty or dot-only path segment"),
        ({"slug": "~acme/latest"}, "alias_target.slug can't be used: the alias leads to itself"),
    ],
)
def test_6_an_alias_with_an_impossible_target_is_quarantined(target: object, said: str) -> None:
    assert why(record("~acme/latest", alias_target=target)) == said


def test_7_variants_share_a_canonical_slug_and_a_batch_price_is_never_derived() -> None:
    base = record("acme/one")
    batch = record("acme/one:batch", pricing={"prompt": "0.000003", "completion": "0.000015"})

    found = listing(base, batch).records

    assert found["acme/one"].more["canonical_slug"] == found["acme/one:batch"].more["canonical_slug"]
    assert found["acme/one:batch"].offer == found["acme/one"].offer


def test_8_what_a_rename_can_be_known_by_is_kept() -> None:
    more = read(record()).more

    assert (more["canonical_slug"], more["hugging_face_id"]) == ("acme/one-20260701", "acme-ai/One")


def test_9_created_is_kept_and_declared_stable_so_that_a_reused_id_shows() -> None:
    assert read(record(created=1_751_328_001)).more["created"] == 1_751_328_001
    assert ADAPTER.created_stable


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("Google: Gemma 4 26B A4B  (free) ", "Gemma 4 26B A4B (free)"),
        ("Mistral Large 2407", "Mistral Large 2407"),
        ("Z.ai: GLM: the second", "GLM: the second"),
        ("GPT:4: x", "GPT:4: x"),
        ("A model that says at great length what it: is", "A model that says at great length what it: is"),
        ("Acme: One\u202e\x00\ud800\n\tTwo", "One Two"),
        ("", None),
        (None, None),
    ],
)
def test_10_a_name_is_trimmed_and_loses_its_author(sent: str | None, name: str | None) -> None:
    assert read(record(name=sent)).facts.get("name") == name


def test_10_a_variant_lends_no_name() -> None:
    assert "name" not in read(record("acme/one:free", name="Acme: One (free)")).facts


def test_11_links_and_benchmarks_are_known_and_never_stored() -> None:
    secret = "do-not-store"
    raw = record(links={"details": secret}, benchmarks={"x": [secret]})

    found = listing(raw)

    assert secret not in repr(found)
    assert found.new_fields == ()


@pytest.mark.parametrize("prose", [None, "", 3, ["x"], "x" * 5001])
def test_11_a_description_that_is_none_costs_nothing(prose: object) -> None:
    assert "description" not in read(record(description=prose)).facts


def test_11_a_description_is_read_as_one_line_for_providers_that_want_it() -> None:
    assert read(record(description="Two\nlines.\u202e")).facts["description"] == "Two lines."


def test_12_lists_are_sets_and_come_in_one_order() -> None:
    raw = record(
        architecture=architecture(
            input_modalities=["video", "holo", "file", "image", "text", "text"],
            output_modalities=["image", "text"],
        ),
        supported_parameters=["tools", "max_tokens", "tools"],
        supported_voices=["nova", "alloy"],
    )

    found = read(raw)

    assert found.facts["modalities"] == {
        "input": ["text", "image", "file", "video", "holo"],
        "output": ["text", "image"],
    }
    assert found.more["parameters"] == ["max_tokens", "tools"]
    assert found.more["voices"] == ["alloy", "nova"]


def test_12_the_order_of_the_list_does_not_matter() -> None:
    one, two = record("acme/one"), record("zeta/two")

    assert listing(two, one) == listing(one, two)
    assert list(listing(two, one).records) == ["acme/one", "zeta/two"]


def test_13_null_the_empty_and_the_absent_all_mean_unknown() -> None:
    keys = record().keys() - {"id", "per_request_limits", "links"}
    absent = {key: value for key, value in record().items() if key not in keys}

    nulls = read(record(**dict.fromkeys(keys)))
    empties = read(
        record(
            **dict.fromkeys(
                [
                    "hugging_face_id",
                    "name",
                    "description",
                    "knowledge_cutoff",
                    "expiration_date",
                    "canonical_slug",
                ],
                "",
            ),
            **{key: {} for key in ("default_parameters", "architecture", "top_provider")},
            **{key: [] for key in ("supported_parameters", "supported_voices")},
            **dict.fromkeys(["created", "context_length"], 0),
            pricing={"prompt": "", "completion": None},
        )
    )

    assert nulls == empties == read(absent) == Record(id="acme/one", model="acme/one")


def test_13_default_parameters_keep_what_is_known_and_1_is_1_point_0() -> None:
    defaults = {
        "top_p": 0.95,
        "temperature": 1.0,
        "top_k": None,
        "presence_penalty": 0,
        "min_p": 0.050000000001,
    }

    found = read(record(default_parameters=defaults)).more["default_parameters"]

    assert repr(found) == (
        "{'min_p': Decimal('0.05'), 'presence_penalty': 0, 'temperature': 1, 'top_p': Decimal('0.95')}"
    )


@pytest.mark.parametrize(
    ("parameters", "reasoning", "expected"),
    [
        (["temperature"], None, "none"),
        (["include_reasoning"], None, "fixed"),
        (["include_reasoning", "reasoning"], {"mandatory": False}, "configurable"),
        (["reasoning_effort"], None, "configurable"),
        (["reasoning"], {"mandatory": True}, "mandatory"),
        (["temperature"], {"mandatory": False, "supported_efforts": ["low"]}, "none"),
        ([], {"mandatory": True}, "mandatory"),
        ([], {"mandatory": False}, None),
        (None, None, None),
    ],
)
def test_14_reasoning_is_told_by_the_parameters_unless_it_is_mandatory(
    parameters: list[str] | None, reasoning: Json | None, expected: str | None
) -> None:
    raw = record(supported_parameters=parameters, reasoning=reasoning)

    assert capabilities(raw).get("reasoning") == expected


def test_14_each_capability_has_its_own_evidence() -> None:
    everything = record(
        supported_parameters=["tools", "structured_outputs", "parallel_tool_calls", "web_search_options"],
        architecture=architecture(output_modalities=["text", "image", "embeddings"]),
    )

    assert list(capabilities(everything).items()) == [
        ("tools", True),
        ("parallel_tools", True),
        ("json_mode", False),
        ("structured_outputs", True),
        ("reasoning", "none"),
        ("image_generation", True),
        ("embeddings", True),
        ("web_search", True),
    ]


def test_14_a_priced_web_search_is_one_and_a_free_one_proves_nothing() -> None:
    assert capabilities(priced(web_search="0.01"))["web_search"] is True
    assert "web_search" not in capabilities(priced(web_search="0"))


def test_15_a_parameter_that_nobody_knows_proves_nothing() -> None:
    misspelt = capabilities(record(supported_parameters=["structured_output", "json_schema"]))

    assert (misspelt["structured_outputs"], misspelt["json_mode"]) == (False, False)


def test_16_an_old_record_is_read_with_what_it_has() -> None:
    found = read(old_record())

    assert found.facts["modalities"] == {"input": ["text", "image"], "output": ["text"]}
    assert "capabilities" not in found.facts
    assert found.offer["price"] == {
        "input": Decimal("0.075"), "output": Decimal("0.3"), "image_input": 40, "per_request": 0,
    }  # fmt: skip


@pytest.mark.parametrize("created", [0, None, 1_000_000_000, 4_200_000_000, 1_751_328_000_000])
def test_17_a_release_in_an_impossible_year_is_unknown(created: int | None) -> None:
    found = read(record(created=created))

    assert "released" not in found.facts
    assert "created" not in found.more


@pytest.mark.parametrize("sent", ["2025-13-01", "March 2025", "2025-01", "", None])
def test_17_a_knowledge_cutoff_that_is_no_date_is_unknown(sent: str | None) -> None:
    assert "knowledge_cutoff" not in read(record(knowledge_cutoff=sent)).facts


@pytest.mark.parametrize(
    ("sent", "ends"),
    [
        ("2026-08-24", "2026-08-24"),
        ("2026-08-24T00:00:00Z", "2026-08-24"),
        ("2098-12-31", None),
        ("9999-01-01", None),
        (None, None),
    ],
)
def test_17_an_announced_end_is_a_date_and_far_away_means_never(sent: str | None, ends: str | None) -> None:
    assert read(record(expiration_date=sent)).offer.get("ends") == ends


def test_20_a_list_that_says_there_is_more_is_refused() -> None:
    with pytest.raises(SourceError) as caught:
        parse({"data": [record()], "has_more": True})

    assert caught.value.rule == "more-pages"


def test_the_adapter_is_found_by_name_and_an_unknown_one_is_told_with_those_there_are() -> None:
    assert registry.adapter("openrouter") is ADAPTER

    with pytest.raises(UsageError, match="no transformer is called 'opnrouter'") as caught:
        registry.adapter("opnrouter")

    assert caught.value.fix == f"use one of: {', '.join(sorted(registry.ADAPTERS))}"
