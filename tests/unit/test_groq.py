"""Groq's list in both of its shapes, with records written by hand (facts of 2026-07-13)."""

from decimal import Decimal

import pytest

from sync.core.facts import Listing, Record
from sync.core.values import Value, get
from sync.core.zeros import billed, telling
from sync.errors import SourceError
from sync.sources.groq import ADAPTER
from sync.sources.payload import decode
from tests.upstream import groq
from tests.upstream.groq import Model, chat, listed

ONE = chat("acme/one", 1754408224, "Acme", ("0.00000015", "0.0000006", "0.000000075"))
"""A model that takes and makes text."""


def read(*models: Model) -> Listing:
    return ADAPTER.parse(decode(groq.body(models), where="test"))


def one(**changes: object) -> Record:
    """The one record, otherwise like `ONE`."""
    found = read(ONE | changes)
    assert found.quarantined == ()
    return found.records["acme/one"]


def can(record: Record) -> dict[str, Value]:
    capabilities = record.facts.get("capabilities", {})
    assert isinstance(capabilities, dict)
    return {name: get(capability, ("value",)) for name, capability in capabilities.items()}


@pytest.fixture(scope="module")
def found() -> Listing:
    return read(*groq.LIST)


def test_every_kind_of_record_is_read(found: Listing) -> None:
    assert list(found.records) == sorted(model["id"] for model in groq.LIST)
    assert (found.fetched, found.quarantined, found.new_fields) == (6, (), ())


def test_a_record_says_all_that_groq_says(found: Listing) -> None:
    assert found.records["openai/gpt-oss-120b"] == Record(
        id="openai/gpt-oss-120b",
        model=None,
        facts={
            "name": "GPT OSS 120B",
            "released": "2025-08-05",
            "modalities": {"input": ["text"], "output": ["text"]},
            "limits": {"context": 131072, "max_output": 65536},
            "capabilities": {
                name: {"value": True, "from": "api"} for name in ("tools", "json_mode", "structured_outputs")
            },
        },
        offer={
            "price": {
                "input": Decimal("0.15"),
                "output": Decimal("0.6"),
                "cache_read": Decimal("0.075"),
                "image_input": Decimal(0),
                "per_request": Decimal(0),
            }
        },
        more={
            "created": 1754408224,
            "hugging_face_id": "openai/gpt-oss-120b",
            "owned_by": "OpenAI",
            "parameters": [*sorted(groq.SAMPLING)],
            "features": ["json_mode", "reasoning", "structured_outputs", "tools"],
        },
    )


def test_a_zero_beside_a_price_is_not_billed_apart(found: Listing) -> None:
    record = billed(found.records["llama-3.3-70b-versatile"])

    assert list(telling(record.offer)) == []
    assert record.offer["price"] == {
        "input": Decimal("0.59"),
        "output": Decimal("0.79"),
        "cache_read": Decimal("0.295"),
    }


def test_the_shape_of_january_says_less_and_reads_as_well() -> None:
    found = read(*groq.OLD)

    assert (found.new_fields, found.quarantined) == ((), ())
    assert found.records["openai/gpt-oss-120b"] == Record(
        id="openai/gpt-oss-120b",
        model=None,
        facts={"released": "2025-08-05", "limits": {"context": 131072, "max_output": 65536}},
        more={"created": 1754408224, "owned_by": "OpenAI"},
    )


def test_both_names_of_a_limit_are_read() -> None:
    old = one(context_length=None, max_output_length=None, context_window=8192, max_completion_tokens=512)
    new = one(context_length=8192, max_output_length=512, context_window=None, max_completion_tokens=None)

    assert old.facts["limits"] == new.facts["limits"] == {"context": 8192, "max_output": 512}


def test_speech_is_audio_and_a_transcription_is_text(found: Listing) -> None:
    speech, whisper = found.records["canopylabs/orpheus-v1-english"], found.records["whisper-large-v3"]

    assert speech.facts["modalities"] == {"input": ["text"], "output": ["audio"]}
    assert whisper.facts["modalities"] == {"input": ["audio"], "output": ["text"]}
    assert (can(speech), can(whisper)) == ({}, {"transcription": True})


def test_a_price_for_a_character_is_no_price_for_a_token(found: Listing) -> None:
    assert found.records["canopylabs/orpheus-v1-english"].offer == {}


def test_a_feature_missing_from_a_list_that_was_sent_is_a_no() -> None:
    assert can(one(supported_features=["json_mode"])) == {
        "tools": False,
        "json_mode": True,
        "structured_outputs": False,
    }


@pytest.mark.parametrize("nothing", [None, []])
def test_a_list_of_features_that_was_not_sent_says_nothing(nothing: object) -> None:
    assert can(one(supported_features=nothing)) == {}


def test_that_a_model_reasons_does_not_say_whether_it_can_be_told_not_to() -> None:
    found = one(supported_features=["reasoning", "tools"])

    assert "reasoning" not in can(found)
    assert found.more["features"] == ["reasoning", "tools"]


def test_what_is_not_active_is_left_out_and_counted() -> None:
    found = read(ONE, ONE | {"id": "acme/two", "active": False, "context_length": "broken"})

    assert list(found.records) == ["acme/one"]
    assert (found.fetched, found.quarantined) == (2, ())


def test_a_date_that_stands_on_models_of_other_years_releases_none_of_them() -> None:
    found = one(created=1693721698)

    assert "released" not in found.facts
    assert found.more["created"] == 1693721698
    assert ADAPTER.created_stable


def test_a_name_that_is_the_id_again_is_no_name(found: Listing) -> None:
    assert "name" not in found.records["qwen/qwen3.6-27b"].facts
    assert found.records["groq/compound"].facts["name"] == "Compound"


def test_what_groq_adds_one_day_is_reported() -> None:
    found = read(listed("a/b", 1754408224, "Acme", 1, 1, sparkle=1, pricing={"prompt": "0.1", "video": "1"}))

    assert found.new_fields == ("pricing.video", "sparkle")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"pricing": {"prompt": 1.5e-07}}, "pricing.prompt is a fraction, not a text"),
        ({"pricing": {"prompt": "-1", "completion": "-1"}}, "pricing.prompt is negative"),
        ({"pricing": {"prompt": "NaN"}}, "pricing.prompt is not a finite decimal number"),
        ({"pricing": []}, "pricing is a list, not an object"),
        ({"active": "yes"}, "active is a text, not true or false"),
        ({"created": "2025-08-05"}, "created is a text, not a whole number"),
        ({"context_length": "131072"}, "context_length is a text, not a whole number"),
        ({"supported_features": "tools"}, "supported_features is a text, not a list"),
        ({"output_modalities": [5]}, "output_modalities holds something other than texts"),
        ({"owned_by": "x" * 201}, "owned_by is longer than 200 characters"),
    ],
)
def test_a_wrong_value_quarantines_its_record_and_names_the_field(
    changes: dict[str, object], what: str
) -> None:
    found = read(ONE | changes, *groq.LIST)

    assert [(each.id, each.why) for each in found.quarantined] == [("acme/one", what)]
    assert len(found.records) == 6


def test_what_is_no_list_is_refused() -> None:
    bodies: list[object] = [{"error": {"message": "Invalid API Key"}}, {"object": "list"}, [], "x"]
    for body in bodies:
        with pytest.raises(SourceError):
            ADAPTER.parse(body)
