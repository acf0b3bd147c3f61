"""Verdicts that are remembered: jsonschema's own, of a schema with all that it refers to in its place."""

from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from sync.core.values import Doc, Value
from sync.files import checks, schemas, store
from sync.files.inlined import Inlined
from sync.files.read import Document
from sync.files.schemas import KINDS, Schemas
from sync.files.store import File
from sync.files.validate import is_fine
from sync.files.verdicts import Verdicts
from tests.scratch import ONE, scratch

HERE = Path(__file__).resolve().parents[2]
SCHEMAS = schemas.load(HERE)
ENTRY: Value = {"properties": {"disabled": {}, "reason": {}}}
MONEY: Value = {"type": ["number", "null"], "minimum": 0}
VALUES: list[Value] = [
    *cast("list[Value]", [None, True, False, 0, 1, -1, 7, Decimal("0.5"), Decimal(1), Decimal(-1)]),
    *cast("list[Value]", ["", "a", "1", [], {}, [1], [1, 1], [True, 1], [[]], {"a": 1}, {"a": -1}]),
    *cast("list[Value]", [{"a": True}, {"a": None}, {"a": {"a": -1}}, {"b": 1}, {"b": "x"}, {"x_": -1}]),
    *cast("list[Value]", [{"a": 1, "b": -1}, {"a": [{"a": -1}]}, {"a": [{"a": 1}]}]),
]


def verdicts_of(**docs: Doc) -> Verdicts:
    return Verdicts(Schemas({f"{name}.schema.json": doc for name, doc in docs.items()}))


def plain_verdict(schema: Doc, value: Value) -> bool:
    """What jsonschema says of the value, with the reference to `list.schema.json` looked up by it."""
    resources = [
        (name, DRAFT202012.create_resource(cast(Any, doc)))
        for name, doc in (("model.schema.json", schema), ("list.schema.json", {"$defs": {"money": MONEY}}))
    ]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft202012Validator(schema, registry=registry).is_valid(cast(Any, value))


def test_every_schema_that_is_shipped_can_be_put_together() -> None:
    inlined = Inlined(SCHEMAS.docs)

    assert [kind for _, kind in KINDS if inlined.of(f"{kind}.schema.json") is None] == []


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "list.schema.json#/$defs/money", "description": "a price"}}},
        {"properties": {"a": {"$ref": "list.schema.json#/$defs/money", "type": "integer"}}},
        {"additionalProperties": {"$ref": "list.schema.json#/$defs/money"}},
        {"additionalProperties": False, "properties": {"a": True}},
        {"additionalProperties": MONEY, "patternProperties": {"^x_": {}}, "properties": {"b": {}}},
        {"additionalProperties": MONEY, "properties": {"b": False}},
        {"properties": {"a": {"const": 1}, "b": {"const": True}}},
        {"properties": {"a": {"enum": [True, "1"]}}, "items": {"enum": [1]}},
        {"items": {"type": "integer"}, "uniqueItems": True, "minItems": 1},
        {"items": False},
        {"$defs": {"n": MONEY}, "anyOf": [{"$ref": "#/$defs/n"}, {"type": "object", "required": ["a"]}]},
        {"allOf": [{"type": "object"}], "$ref": "#/$defs/one", "$defs": {"one": {"minProperties": 1}}},
        {"if": {"type": "object"}, "then": {"properties": {"a": MONEY}}, "else": {"not": {"type": "array"}}},
        {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "propertyNames": {"maxLength": 1}},
        {"properties": {"a": {"items": {"properties": {"a": MONEY}}}}},
    ],
)
def test_a_verdict_is_what_jsonschema_says_the_first_time_and_every_other(schema: Doc) -> None:
    known = verdicts_of(model=schema, list={"$defs": {"money": MONEY}})
    said = [plain_verdict(schema, value) for value in VALUES]

    assert [known.are_valid("model", value) for value in VALUES] == said
    assert [known.are_valid("model", value) for value in reversed(VALUES)] == said[::-1]


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        *(("minimum", 1), ("maximum", 0), ("exclusiveMinimum", 1), ("exclusiveMaximum", 0)),
        *(("multipleOf", 2), ("minLength", 1), ("maxLength", 0), ("pattern", "b"), ("minItems", 1)),
        *(("maxItems", 0), ("minProperties", 2), ("maxProperties", 0), ("required", ["c"])),
        *(("uniqueItems", True), ("type", ["null"]), ("enum", [1]), ("const", 1)),
        ("propertyNames", {"const": "a"}),
    ],
)
def test_each_keyword_refuses_what_it_does_in_jsonschema(keyword: str, value: Value) -> None:
    known = verdicts_of(model={"properties": {"a": {keyword: value}}})
    said = [plain_verdict({keyword: value}, each) for each in VALUES]

    assert [known.are_valid("model", {"a": each}) for each in VALUES] == said
    assert {*said} == {True, False}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "#"}}},
        {"$ref": "#/$defs/nobody"},
        {"$ref": "nobody.schema.json"},
        {"$ref": "#/$defs/a~1b", "$defs": {"a/b": {}}},
        {"$ref": "#anchor", "$defs": {"a": {"$anchor": "anchor"}}},
        {"unevaluatedProperties": False},
        {"properties": {"a": {"$id": "other.schema.json"}}},
        {"$id": "other.schema.json"},
        {"$schema": "http://json-schema.org/draft-07/schema#"},
        {"items": [{}]},
        {"a-keyword-of-next-year": 1},
    ],
)
def test_nothing_is_said_to_be_valid_of_a_schema_that_cannot_be_put_together(schema: Doc) -> None:
    assert not verdicts_of(model=schema).are_valid("model", {})


def test_true_that_was_valid_does_not_make_1_valid() -> None:
    known = verdicts_of(model={"properties": {"a": {"type": "boolean"}}})

    assert known.are_valid("model", {"a": True})
    assert not known.are_valid("model", {"a": 1})
    assert not known.are_valid("model", {"a": "True"})


def test_what_is_valid_in_one_place_is_not_in_another() -> None:
    known = verdicts_of(model={"properties": {"a": MONEY, "b": {"type": "string"}}})

    assert known.are_valid("model", {"a": 1})
    assert not known.are_valid("model", {"b": 1})


def test_when_no_more_is_remembered_verdicts_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.files.verdicts.MOST", 1)
    known = verdicts_of(model={"properties": {"a": MONEY}})

    assert [known.are_valid("model", {"a": price}) for price in (1, 2, -1, 2, "2")] == [
        *(True, True, False, True, False)
    ]


def test_an_entry_with_a_dash_on_each_line_is_not_fine_in_whatever_schema() -> None:
    loose = Schemas({"override-offers.schema.json": {"additionalProperties": {"items": ENTRY}}})
    doc: Doc = {"acme/one": [{"disabled": True}, {"reason": "why"}]}

    assert not is_fine("overrides/offers/acme.yaml", doc, "override-offers", loose)


def test_only_a_file_with_a_problem_is_read_again_for_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = scratch(tmp_path)
    catalog.edit(ONE, "name:", "nmae: One\nname:")
    loaded, names, reading = store.load(catalog.root), [], File.document

    def read_again(file: File) -> Document:
        names.append(file.name)
        return reading(file)

    monkeypatch.setattr(File, "document", read_again)

    assert [problem.path for problem in checks.everything(loaded)] == ["nmae"]
    assert names == [ONE]
