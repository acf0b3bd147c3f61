"""A schema with what it refers to put in its place, for who only asks whether a value is valid.

    {"$ref": "common.schema.json#/$defs/money", "description": …}  ─>  {"type": …, "minimum": 0, …}

What says nothing about validity is left out, and parts that say the same are one object, so that
what one of them accepts is known of all. A schema with a keyword that isn't known here, or that
refers to itself, is not put together: None. jsonschema's words are never made of these.
"""

import json
from collections.abc import Mapping
from typing import cast

from sync.core.values import Doc, Value

Part = bool | dict[str, Value]
"""A schema, or true or false in its place."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SILENT = frozenset({"$comment", "$defs", "default", "description", "examples", "format", "title"})
"""Keywords by which jsonschema refuses nothing; `format` is checked only where that is asked for."""
_PLAIN = frozenset(
    {
        "const",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
        "required",
        "type",
        "uniqueItems",
    }
)
_OF_A_SCHEMA = frozenset({"additionalProperties", "else", "if", "items", "not", "propertyNames", "then"})
_OF_A_LIST = frozenset({"allOf", "anyOf", "oneOf"})
_OF_A_MAPPING = frozenset({"patternProperties", "properties"})


class _UnknownError(Exception):
    """Something that only jsonschema itself can tell the meaning of."""


class Inlined:
    """The schemas of one catalog, each put together when it is first asked for."""

    def __init__(self, docs: Mapping[str, Doc]) -> None:
        self._docs = docs
        # What a reference means depends on the names that files give themselves.
        self._are_plain = all(
            doc.get("$id", name) == name and doc.get("$schema", _DRAFT) == _DRAFT
            for name, doc in docs.items()
        )
        self._made: dict[str, Part] = {}
        self._targets: dict[tuple[str, str], Part | None] = {}

    def of(self, name: str) -> Part | None:
        """The schema in the file `name`; None where it can't be put together."""
        try:
            return self._target(name, "") if self._are_plain else None
        except (_UnknownError, RecursionError):
            return None

    def _target(self, name: str, pointer: str) -> Part:
        place = name, pointer
        if place not in self._targets:
            self._targets[place] = None  # until it is made; what refers to itself finds this
            self._targets[place] = self._part(name, self._at(name, pointer))
        found = self._targets[place]
        if found is None:
            raise _UnknownError(place)
        return found

    def _at(self, name: str, pointer: str) -> Value:
        """What a reference leads to; a schema file without what it says of itself."""
        doc = self._docs.get(name, {})
        node: Value = {key: part for key, part in doc.items() if key not in ("$id", "$schema")}
        first, *keys = pointer.split("/")
        if first or not doc or set(pointer) & {"~", "%"}:
            raise _UnknownError(pointer)
        for key in keys:
            if not isinstance(node, dict) or "$id" in node:
                raise _UnknownError(pointer)
            node = node.get(key)
        return node

    def _part(self, name: str, node: Value) -> Part:
        if isinstance(node, bool):
            return node
        if not isinstance(node, dict):
            raise _UnknownError(name)
        made = {
            keyword: self._value(name, keyword, value)
            for keyword, value in node.items()
            if keyword not in _SILENT and not keyword.startswith("x-") and keyword != "$ref"
        }
        reference = node.get("$ref")
        if isinstance(reference, str):
            file, _, pointer = reference.partition("#")
            target = self._target(file or name, pointer)
            if not made:
                return target
            made["allOf"] = [target, *cast("list[Value]", made.get("allOf", []))]
        elif "$ref" in node:
            raise _UnknownError(name)
        return self._made.setdefault(json.dumps(made, sort_keys=True), made)

    def _value(self, name: str, keyword: str, value: Value) -> Value:
        """What a keyword says, with all that is below it in its place."""
        if keyword in _PLAIN:
            return value
        if keyword in _OF_A_SCHEMA:
            return self._part(name, value)
        if keyword in _OF_A_LIST and isinstance(value, list):
            return [self._part(name, each) for each in value]
        if keyword in _OF_A_MAPPING and isinstance(value, dict):
            return {key: self._part(name, each) for key, each in value.items()}
        raise _UnknownError(keyword)
