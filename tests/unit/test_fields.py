"""Ownership is read from the schemas: the real ones, whole, so that a change of theirs is seen here."""

import json
from pathlib import Path

import pytest

from sync.core.fields import DYNAMIC, Field, Fields, Strategy, fields, under
from sync.core.values import Doc
from sync.files.schemas import Kind, load

ROOT = Path(__file__).parents[2]
SCHEMAS = load(ROOT)

PRICES = (
    "input", "output", "cache_read", "cache_write", "cache_write_1h", "reasoning", "image_input",
    "image_output", "audio_input", "audio_cache_read", "audio_output", "per_request", "per_search",
    "per_image", "per_second", "per_song", "dynamic", "currency",
)  # fmt: skip
LIMITS = ("context", "max_input", "max_output")
CAPABILITIES = (
    "tools", "parallel_tools", "json_mode", "structured_outputs", "reasoning", "image_generation",
    "embeddings", "rerank", "transcription", "web_search", "code_execution", "file_search", "computer_use",
)  # fmt: skip
SHARED = [
    *(f"limits.{name} refresh" for name in LIMITS),
    "modalities.input refresh set",
    "modalities.output refresh set",
    *(f"capabilities.{name} refresh by value" for name in CAPABILITIES),
]

OFFERS = [
    "model refresh",
    "alias_of refresh",
    *(f"price.{name} refresh" for name in PRICES),
    "tiers refresh",
    "windows refresh",
    *SHARED,
    "ends refresh",
    "state refresh",
    "missing_since refresh",
]
MODEL = [
    "name refresh",
    "authority refresh",
    "released refresh",
    "knowledge_cutoff refresh",
    "modalities.input refresh set",
    "modalities.output refresh set",
    *(f"limits.{name} refresh" for name in LIMITS),
    *(f"capabilities.{name} refresh by value" for name in CAPABILITIES),
    "description fill",
]


@pytest.mark.parametrize(("kind", "expected"), [("offers", OFFERS), ("model", MODEL)])
def test_the_shipped_schemas_give_upstream_exactly_these_fields(kind: Kind, expected: list[str]) -> None:
    assert [told(each) for each in SCHEMAS.fields(kind)] == expected


@pytest.mark.parametrize("kind", ["offers", "model"])
def test_every_property_of_the_shipped_schemas_has_an_owner(kind: Kind) -> None:
    assert list(unowned(SCHEMAS.entry(kind), "")) == []


def test_what_update_dynamic_refreshes_are_fields_of_the_shipped_schemas() -> None:
    tops = {each.path[0] for kind in ("offers", "model") for each in SCHEMAS.fields(kind)}

    assert tops >= DYNAMIC


def test_a_field_of_a_person_is_none_of_ours_and_neither_is_what_is_in_it() -> None:
    schema: Doc = json.loads("""{"properties": {
        "mine": {"x-owner": "person", "x-merge": "keep", "properties": {
            "deep": {"x-owner": "upstream", "x-merge": "refresh"}}},
        "open": true,
        "container": {"properties": {
            "theirs": {"x-owner": "upstream", "x-merge": "union", "uniqueItems": true}}}
    }}""")

    assert fields(schema) == (Field(path=("container", "theirs"), mode="union", is_set=True),)


def test_a_schema_without_properties_has_no_fields() -> None:
    assert fields({"type": "string"}) == ()


@pytest.mark.parametrize(
    ("strategy", "always", "never", "modes"),
    [
        ("preserve_manual", "", "", "refresh refresh fill"),
        ("fill_undefined", "", "", "fill fill fill"),
        ("update_dynamic", "", "", "refresh fill fill"),
        ("full_replace", "", "", "replace replace replace"),
        ("preserve_manual", "name", "", "refresh replace fill"),
        ("preserve_manual", "price", "", "replace refresh fill"),
        ("preserve_manual", "price.input", "", "replace refresh fill"),
        ("fill_undefined", "price.input", "", "replace fill fill"),
        ("full_replace", "", "price", "keep replace replace"),
        ("preserve_manual", "name", "name", "refresh keep fill"),
    ],
)
def test_a_providers_policy_gives_price_name_and_description_their_modes(
    strategy: Strategy, always: str, never: str, modes: str
) -> None:
    own = Fields(
        [
            Field(path=("price", "input"), mode="refresh"),
            Field(path=("name",), mode="refresh"),
            Field(path=("description",), mode="fill"),
        ]
    )

    policy = under(own, strategy, frozenset(always.split()), frozenset(never.split()))

    assert [each.name for each in policy] == ["price.input", "name", "description"]
    assert " ".join(each.mode for each in policy) == modes


def test_a_policy_changes_modes_and_nothing_else() -> None:
    one = Field(path=("modalities", "input"), mode="refresh", is_set=True, agree="value")

    assert under(Fields([one]), "full_replace", frozenset(), frozenset()) == (
        Field(path=("modalities", "input"), mode="replace", is_set=True, agree="value"),
    )


def test_a_moving_alias_moves_under_update_dynamic() -> None:
    one = Field(path=("alias_of",), mode="refresh")

    [alias] = under(Fields([one]), "update_dynamic", frozenset(), frozenset())

    assert alias.mode == "refresh"


def told(field: Field) -> str:
    more = (" set" if field.is_set else "") + (f" by {field.agree}" if field.agree else "")
    return f"{field.name} {field.mode}{more}"


def unowned(schema: Doc, path: str) -> list[str]:
    found: list[str] = []
    properties = schema.get("properties")
    for name, part in properties.items() if isinstance(properties, dict) else ():
        assert isinstance(part, dict)
        if "x-owner" not in part:
            found += unowned(part, f"{path}{name}.") if "properties" in part else [f"{path}{name}"]
    return found
