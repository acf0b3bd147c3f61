"""Checks documents against their schemas and says what is wrong in words, with file and line.

Schemas leave keys open; what they don't know is `sync.files.unknown_keys`' concern. Decimals
count as numbers.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from sync.errors import Problem
from sync.files import commas
from sync.files.override_shape import misshapen
from sync.files.read import Document, line_of
from sync.files.schemas import Kind, Schemas
from sync.files.unknown_keys import unknown_keys

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_MESSAGES = {
    "uniqueItems": ("an item stands here twice", "take one of the two out"),
    "minItems": ("the list is empty", "add an item"),
    "minProperties": ("nothing is written here", "write what it shall say, or take it out"),
}
_FORMS = {
    r"^\d{4}-\d{2}-\d{2}$": "2026-08-22",
    r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$": '"16:00-01:00"',
    r"^[A-Z]{3}$": "USD",
    r"^https?://": "https://example.com/page",
    r"^https://|^http://(127\.|localhost|\[::1\])": "https://example.com/v1/models",
    r"^[A-Z][A-Z0-9_]*$": "EXAMPLE_API_KEY, the name of an environment variable",
    r"^[A-Za-z0-9-]+$": "x-api-key",
    r"^[a-z0-9][a-z0-9-]*$": "sonnet-4-5",
    r"^[^\s<>\"'`|{}^\\]+$": "lab/model-1.5",
}
"""What a pattern of the schemas means, by example."""


def validate(document: Document, kind: Kind, schemas: Schemas) -> list[Problem]:
    """Every problem of a file that reads well, warnings too."""
    unknown = list(unknown_keys(document, kind, schemas))
    beside = {problem.path.rpartition(".")[0] for problem in unknown if problem.level == "error"}
    problems = [
        _problem(document, kind, schemas, error)
        for error in _errors(document, kind, schemas)
        # What an entry decides is under the key that nobody knows, and told there.
        if error.validator != "anyOf" or ".".join(map(str, error.absolute_path)) not in beside
    ]
    problems += unknown
    # jsonschema names each missing key in an error of its own; `_words` names them all.
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.line or 0, problem.path))


def _errors(document: Document, kind: Kind, schemas: Schemas) -> Iterable["ValidationError"]:
    return schemas.validator(kind).iter_errors(cast(Any, document.mapping()))


def _problem(document: Document, kind: Kind, schemas: Schemas, error: "ValidationError") -> Problem:
    error = _meant(error)
    path = tuple(str(part) for part in error.absolute_path)
    shape = misshapen(kind, schemas, path, cast(Any, error.instance)) if error.validator == "type" else None
    message, fix = shape or _words(error)
    return Problem(
        file=document.name,
        line=line_of(document.root, path) or 1,
        path=".".join(path),
        message=message,
        rule="schema",
        fix=fix,
    )


def _meant(error: "ValidationError") -> "ValidationError":
    """Of several choices, none of which fits, the one that was probably meant: nobody means null."""
    from jsonschema.exceptions import best_match

    while error.context:
        told = [each for each in error.context if each.validator_value != "null"]
        inner = best_match(told or error.context)
        if inner is None or inner is error:
            break
        error = inner
    return error


def _words(error: "ValidationError") -> tuple[str, str]:
    rule, value = str(error.validator), cast(Any, error.validator_value)
    said = f"{_shown(error.instance)} "
    match rule:
        case "type":
            types = [value] if isinstance(value, str) else [str(item) for item in value if item != "null"]
            return (
                f"{said}is not {_article(types)}",
                f"write {_number(types, error.instance) or _article(types)}",
            )
        case "enum":
            allowed = ", ".join(str(item) for item in value if item is not None)
            return f"{said}is not one of {allowed}", f"write one of {allowed}"
        case "minimum" | "maximum":
            bound = "less than" if rule == "minimum" else "more than"
            return (
                f"{said}is {bound} {value}",
                f"write a number from {value}" if rule == "minimum" else f"write at most {value}",
            )
        case "pattern":
            form = _FORMS.get(value, f"text that matches {value}")
            return f"{said}does not have the right form", f"write for example {form}"
        case "required":
            missing = [str(key) for key in value if key not in cast(Any, error.instance)]
            keys, verb = ("the key", "is") if len(missing) == 1 else ("the keys", "are")
            return f"{keys} {', '.join(missing)} {verb} missing", f"add {', '.join(missing)}"
    return _MESSAGES.get(rule, (error.message, "see the schema's description of this key"))


def _number(types: list[str], instance: object) -> str | None:
    """A number that a comma made a text."""
    is_wanted = isinstance(instance, str) and not {"number", "integer"}.isdisjoint(types)
    return commas.number(str(instance)) if is_wanted else None


def _article(types: list[str]) -> str:
    words = {
        "object": "a mapping",
        "array": "a list",
        "string": "text",
        "integer": "a whole number",
        "number": "a number",
    }
    return " or ".join(words.get(name, "true or false" if name == "boolean" else name) for name in types)


def _shown(value: object) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case str():
            return f'"{value[:60]}"'
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
    return "null" if value is None else str(value)
