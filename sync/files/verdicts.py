"""Whether values are valid, and no more: jsonschema's own verdicts, each asked for once.

    value of a key ──seen before at a part that says the same?──> valid
                   └── no ──> jsonschema ── valid ──> remembered
                                         └── not ───> False: `sync.files.validate` says why

A catalog says few things many times: `{value: true, from: api}`, a price, a state. Only what
jsonschema found valid is remembered.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from sync.core.values import Value
from sync.files.inlined import Inlined, Part
from sync.files.patterns import pattern
from sync.files.schemas import Kind, Schemas

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    Errors = Iterator[ValidationError]

MOST = 200_000
"""So many verdicts are remembered; a catalog of 20,000 models needs no more."""
_INNER = "an inner value is not valid"


class Verdicts:
    """What is known of the values of one catalog's schemas."""

    def __init__(self, schemas: Schemas) -> None:
        self._inlined = Inlined(schemas.docs)
        self._validators: dict[int, Validator] = {}
        self._valid: set[tuple[int, str]] = set()
        self._engine: Validator = _engine(self)

    def are_valid(self, kind: Kind, value: Value) -> bool:
        """Whether a file's values are valid; False also where only jsonschema's own schema can tell."""
        part = self._inlined.of(f"{kind}.schema.json")
        return part is not None and self.fits(part, value)

    def fits(self, part: Part, value: Value) -> bool:
        """Whether a value is valid at a part of a schema."""
        if isinstance(part, bool):
            return part
        validator = self._validators.get(id(part))
        if validator is None:
            # It holds the part, so that no other one ever has its id.
            validator = self._validators[id(part)] = self._engine.evolve(schema=part)
        return bool(validator.is_valid(value))  # type: ignore[arg-type]

    def fits_again(self, part: Part, value: Value) -> bool:
        """The same of a value that may have been there before."""
        key = id(part), repr(value)
        if key in self._valid:
            return True
        fits = self.fits(part, value)
        if fits and len(self._valid) < MOST:
            self._valid.add(key)
        return fits


@cache
def verdicts(schemas: Schemas) -> Verdicts:
    """What is known of these schemas' values, in this process."""
    return Verdicts(schemas)


def _engine(known: Verdicts) -> "Validator":
    """jsonschema's validator, which asks `known` about what stands inside a mapping or a list."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    others = Draft202012Validator.VALIDATORS["additionalProperties"]

    def properties(_: object, parts: dict[str, Part], value: Value, __: object) -> "Errors":
        if isinstance(value, dict) and not all(
            known.fits_again(parts[key], inner) for key, inner in value.items() if key in parts
        ):
            yield ValidationError(_INNER)

    def items(_: object, part: Part, value: Value, __: object) -> "Errors":
        if isinstance(value, list) and not all(known.fits_again(part, inner) for inner in value):
            yield ValidationError(_INNER)

    def additional(validator: object, part: Part, value: Value, schema: dict[str, Any]) -> "Errors":
        if not isinstance(value, dict) or "patternProperties" in schema or isinstance(part, bool):
            yield from others(validator, part, value, schema)
        else:
            named = schema.get("properties", ())
            if not all(known.fits(part, inner) for key, inner in value.items() if key not in named):
                yield ValidationError(_INNER)

    keywords = {
        "properties": properties,
        "items": items,
        "additionalProperties": additional,
        "pattern": pattern,
    }
    engine: type[Validator] = extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
    return engine({})
