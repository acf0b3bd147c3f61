"""Which fields a kind of file has and who owns each: read from its JSON Schema, nowhere else.

    "x-owner": "upstream" | "person"                 who may write it
    "x-merge": "refresh" | "fill" | "union" | "keep" how upstream's news enter
    "x-agree": "value"                               two units agree when this part of them does

A property with an owner is one field, however much it holds (a capability, a tier list); one
without is a container and its properties are fields. An array of unique items is a set.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

from sync.core.values import Doc, Path, Value, same

Mode = Literal["refresh", "fill", "union", "keep", "replace"]
Strategy = Literal["preserve_manual", "fill_undefined", "update_dynamic", "full_replace"]

DYNAMIC = frozenset({"price", "tiers", "windows", "limits", "alias_of", "ends", "state", "missing_since"})
"""What the strategy `update_dynamic` still refreshes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind of file, by its path inside the entry."""

    path: Path
    mode: Mode
    is_set: bool = False
    agree: str | None = None

    @property
    def name(self) -> str:
        """The dotted name that reports use."""
        return ".".join(self.path)

    def same(self, a: Value, b: Value) -> bool:
        """Whether two values are equal as this field sees them."""
        return same(a, b, as_set=self.is_set)

    def agrees(self, a: Value, b: Value) -> bool:
        """Whether two values say the same, whoever says it."""
        if self.agree is None:
            return self.same(a, b)
        return same(_part(a, self.agree), _part(b, self.agree))


class Fields(tuple[Field, ...]):
    """The upstream-owned fields of a kind of entry, in the schema's order."""

    @cached_property
    def tops(self) -> frozenset[str]:
        """The top-level keys under which they stand."""
        return frozenset(field.path[0] for field in self)


def fields(schema: Doc) -> Fields:
    """The upstream-owned fields of an entry with this schema."""
    return Fields(_walk(schema, ()))


def under(policy_fields: Fields, strategy: Strategy, always: frozenset[str], never: frozenset[str]) -> Fields:
    """The fields with the modes that a provider's own merge policy gives them."""
    return Fields(
        Field(
            path=field.path,
            mode=_mode(field, strategy, always, never),
            is_set=field.is_set,
            agree=field.agree,
        )
        for field in policy_fields
    )


def _mode(field: Field, strategy: Strategy, always: frozenset[str], never: frozenset[str]) -> Mode:
    names = {".".join(field.path[:depth]) for depth in range(1, len(field.path) + 1)}
    if names & never:
        return "keep"
    if names & always or strategy == "full_replace":
        return "replace"
    if strategy == "fill_undefined" or (strategy == "update_dynamic" and field.path[0] not in DYNAMIC):
        return "fill"
    return field.mode


def _walk(schema: Doc, path: Path) -> Iterator[Field]:
    properties = schema.get("properties")
    for name, part in properties.items() if isinstance(properties, Mapping) else ():
        if not isinstance(part, dict):
            continue
        owner = part.get("x-owner")
        if owner == "upstream":
            agree = part.get("x-agree")
            yield Field(
                path=(*path, name),
                mode=cast(Mode, part["x-merge"]),
                is_set=part.get("uniqueItems") is True,
                agree=str(agree) if agree else None,
            )
        elif owner is None:
            yield from _walk(part, (*path, name))


def _part(value: Value, name: str) -> Value:
    return value.get(name) if isinstance(value, dict) else value
