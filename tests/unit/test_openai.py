"""OpenAI-compatible lists: every spelling of what they may say, and nothing that they don't."""

import json
from typing import Any

import pytest

from sync.core.facts import Listing, Record
from sync.core.values import get
from sync.errors import SourceError
from sync.sources.openai import ADAPTER
from sync.sources.payload import decode
from sync.sources.prices import Unit
from tests.hostile import HOSTILE
from tests.upstream import openai

Json = dict[str, Any]
BARE = Record(id="acme/one", model=None)


def read(*listed: object, unit: Unit | None = None) -> Listing:
    """What a body with these records becomes, through the same door as a real one."""
    return ADAPTER.read(decode(json.dumps({"data": listed}).encode(), where="test"), unit)


def one(**said: object) -> Record:
    """The record that says this of itself."""
    found = read(openai.listed("acme/one") | said)
    assert found.quarantined == ()
    return found.records["acme/one"]


def why(**said: object) -> str:
    """Why the record that says this can't be used."""
    found = read(openai.listed("acme/one") | said)
    assert found.records == {}
    return found.quarantined[0].why


def test_a_list_that_only_proves_existence_says_nothing_else() -> None:
    found = ADAPTER.parse(decode(openai.body(openai.LIST), where="test"))

    ids = ("gpt-4.1", "o4-mini", "text-embedding-3-large", "whisper-1")
    assert found.records == {id_: Record(id=id_, model=None) for id_ in ids}
    assert (found.new_fields, found.quarantined) == ((), ())
    assert not ADAPTER.authoritative


def test_both_envelopes_and_both_keys_of_an_id_are_read() -> None:
    bodies = [
        {"object": "list", "data": [{"id": "a/b"}]},
        [{"id": "a/b"}],
        [{"model": "a/b"}],
        [{"id": "", "model": "a/b"}],
        [{"id": "a/b", "model": "something else"}],
    ]

    assert [list(ADAPTER.parse(body).records) for body in bodies] == [["a/b"]] * 5


@pytest.mark.parametrize(
    "body", [{}, {"models": []}, {"data": None}, {"data": {"id": "x"}}, "x", 5, None, [], {"data": []}]
)
def test_what_is_no_list_is_refused(body: object) -> None:
    with pytest.raises(SourceError) as refused:
        ADAPTER.parse(body)

    assert refused.value.rule in ("not-a-list", "empty")


def test_fine_tunes_of_the_account_are_counted_and_named_nowhere() -> None:
    private = [
        openai.listed("ft:gpt-4o:acme-inc::1"),
        {"model": "FT:mistral:acme-inc:2", "context_length": "broken", "secret": 1},
        openai.listed("ft:gpt-4o:acme inc <3>", codename="x"),
    ]

    found = read(openai.listed("gpt-4o"), *private)

    assert list(found.records) == ["gpt-4o"]
    assert (found.fetched, found.quarantined, found.new_fields) == (4, (), ())


def test_created_is_never_a_release_date() -> None:
    assert one(created=1_754_408_224) == one(created=0) == one(created="now") == BARE
    assert not ADAPTER.created_stable


@pytest.mark.parametrize(
    ("key", "limit"),
    [
        ("context_length", "context"),
        ("context_window", "context"),
        ("max_context_length", "context"),
        ("context_size", "context"),
        ("max_model_len", "context"),
        ("max_input_tokens", "max_input"),
        ("max_completion_tokens", "max_output"),
        ("max_output_tokens", "max_output"),
        ("max_output_length", "max_output"),
        ("max_tokens", "max_output"),
    ],
)
def test_a_limit_is_read_by_each_of_its_names(key: str, limit: str) -> None:
    assert one(**{key: 131072}).facts == {"limits": {limit: 131072}}
    assert one(**{key: 0}).facts == one(**{key: None}).facts == {}


def test_of_two_names_for_a_limit_the_first_that_is_known_counts() -> None:
    found = one(context_length=0, context_window=32768, max_output_tokens=4096, max_tokens=32768)

    assert found.facts["limits"] == {"context": 32768, "max_output": 4096}


@pytest.mark.parametrize(
    ("key", "capability"),
    [
        ("supports_tools", "tools"),
        ("supports_function_calling", "tools"),
        ("function_calling", "tools"),
        ("supports_parallel_function_calling", "parallel_tools"),
        ("supports_json_output", "json_mode"),
        ("response_format", "json_mode"),
        ("supports_response_schema", "structured_outputs"),
        ("supports_computer_use", "computer_use"),
        ("supports_web_search", "web_search"),
    ],
)
@pytest.mark.parametrize("value", [True, False])
def test_a_flag_says_yes_or_no(key: str, capability: str, value: bool) -> None:
    assert one(**{key: value}).facts == {"capabilities": {capability: {"value": value, "from": "api"}}}
    assert one(**{key: None}).facts == {}


@pytest.mark.parametrize("key", ["supports_vision", "vision", "supports_image_input", "supports_image_in"])
def test_who_sees_images_reads_them(key: str) -> None:
    assert one(**{key: True}).facts == {"modalities": {"input": ["text", "image"]}}
    assert one(**{key: False}).facts == {}


def test_a_list_of_modalities_says_more_than_a_flag() -> None:
    found = one(vision=True, input_modalities=["PDF", "text", "audio"], output_modalities=["image", "text"])

    assert found.facts["modalities"] == {"input": ["text", "file", "audio"], "output": ["text", "image"]}
    assert found.facts["capabilities"] == {"image_generation": {"value": True, "from": "api"}}
    assert one(supported_input_modalities=["text"]).facts == {"modalities": {"input": ["text"]}}


def test_capabilities_are_read_as_names_with_a_value_and_as_names_alone() -> None:
    mapping = one(capabilities={"function_calling": True, "vision": True, "embeddings": False, "ocr": None})
    names = one(capabilities=["tool-calling", "streaming"])
    features = one(supported_features=["json_mode", "structured_outputs", "logprobs"])

    assert values(mapping) == {"tools": True, "embeddings": False}
    assert mapping.facts["modalities"] == {"input": ["text", "image"]}
    assert values(names) == {"tools": True}
    assert values(features) == {"json_mode": True, "structured_outputs": True}


def test_capabilities_of_another_shape_are_told_and_not_guessed() -> None:
    nested = openai.listed("acme/one", capabilities={"family": "x", "supports": {"tool_calls": True}})
    strange = openai.listed("acme/two", capabilities={"juggling": True, "function_calling": True})

    found = read(nested, strange, openai.listed("acme/three", capabilities="all"))

    assert found.records["acme/one"].facts == found.records["acme/three"].facts == {}
    assert values(found.records["acme/two"]) == {"tools": True}
    assert found.new_fields == ("capabilities.family", "capabilities.juggling", "capabilities.supports")


def test_that_it_reasons_does_not_say_how_and_that_it_does_not_is_clear() -> None:
    assert one(supports_reasoning=True).facts == one(capabilities={"reasoning": True}).facts == {}
    assert values(one(supports_reasoning=False)) == {"reasoning": "none"}


def test_the_first_word_on_a_capability_counts() -> None:
    assert values(one(supports_tools=False, capabilities={"function_calling": True})) == {"tools": False}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"name": "Acme One"}, "Acme One"),
        ({"display_name": "Acme One"}, "Acme One"),
        ({"name": None, "display_name": " Acme\n  One\u202e "}, "Acme One"),
        ({"name": "acme/one"}, None),
        ({"name": "Acme/One", "display_name": "Uno"}, None),
    ],
)
def test_a_name_is_one_line_and_more_than_the_id(said: Json, name: str | None) -> None:
    assert one(**said).facts.get("name") == name


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_of_a_stranger_breaks_out_of_its_line(text: str) -> None:
    found = read(openai.listed("acme/one", name=text), openai.listed(text, name=text), {text: text})

    names = [str(record.facts.get("name", "")) for record in found.records.values()]
    assert all(name.isprintable() for name in [*names, *found.records, *found.new_fields])
    assert all(each.id.isprintable() for each in found.quarantined)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"context_length": "131072"}, "context_length is a text, not a whole number"),
        ({"context_window": -1}, "context_window is negative"),
        ({"max_tokens": 10**16}, "max_tokens is absurdly large"),
        ({"max_model_len": 4096.5}, "max_model_len is a fraction, not a whole number"),
        ({"context_length": float("nan")}, "the record holds a number that is none or absurdly long"),
        ({"max_tokens": float("inf")}, "the record holds a number that is none or absurdly long"),
        ({"supports_tools": "yes"}, "supports_tools is a text, not true or false"),
        ({"input_modalities": "text"}, "input_modalities is a text, not a list"),
        ({"supported_features": [1]}, "supported_features holds something other than texts"),
        ({"name": 5}, "name is a number, not a text"),
        ({"pricing": "free"}, "pricing is a text, not an object"),
    ],
)
def test_a_wrong_value_quarantines_its_record_and_names_the_field(said: Json, what: str) -> None:
    assert why(**said) == what


def test_a_record_nested_forty_deep_costs_itself_only() -> None:
    node: Json = {}
    for _ in range(40):
        node = {"deeper": node}

    found = read(openai.listed("acme/one", metadata=node), openai.listed("acme/two"))

    assert list(found.records) == ["acme/two"]
    assert found.quarantined[0].why == "the record is nested deeper than 30 levels"


def test_null_everywhere_is_nothing_known() -> None:
    keys = (
        "object", "created", "owned_by", "name", "display_name", "description", "context_length",
        "max_tokens", "supports_tools", "vision", "capabilities", "supported_features",
        "input_modalities", "output_modalities", "pricing",
    )  # fmt: skip

    assert one(**dict.fromkeys(keys)) == BARE


def test_keys_that_nobody_told_us_about_are_reported_and_harmless() -> None:
    found = read(openai.listed("acme/one", sparkle=1, metadata={"context_length": 5}))

    assert found.new_fields == ("metadata", "sparkle")
    assert found.records["acme/one"] == BARE


def values(record: Record) -> Json:
    """Its capabilities by their values."""
    capabilities = record.facts.get("capabilities", {})
    assert isinstance(capabilities, dict)
    return {name: get(capability, ("value",)) for name, capability in capabilities.items()}
