"""Checks documents against their schemas and says what is wrong in words, with file and line.

Schemas leave keys open; what they don't know is `sync.files.unknown_keys`' concern. Decimals
count as numbers.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from sync.core.values import Doc
from sync.errors import Problem
from sync.files import spelling, wanted
from sync.files.flow_slips import close
from sync.files.override_shape import dashed, misshapen
from sync.files.read import Document, line_of
from sync.files.schemas import Kind, Schemas
from sync.files.unknown_keys import knows_file, unknown_keys
from sync.files.verdicts import verdicts

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_MESSAGES = {
    "uniqueItems": ("an item stands here twice", "take one of the two out"),
    "minItems": ("the list is empty", "add an item"),
    "minProperties": ("nothing is written here", "write what it shall say, or take it out"),
}
_FORMS = {
    wanted.DAY: "2026-08-22",
    r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$": '"16:00-01:00"',
    r"^[A-Z]{3}$": "USD",
    r"^https?://": "https://example.com/page",
    r"^https://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~/?&=#%+-]*)?$": "https://example.com/pricing",
    r"^https://|^http://(127\.|localhost|\[::1\])": "https://example.com/v1/models",
    r"^[A-Z][A-Z0-9_]*$": "EXAMPLE_API_KEY, the name of an environment variable",
    r"^[A-Za-z0-9-]+$": "x-api-key",
    r"^[a-z0-9][a-z0-9-]*$": "sonnet-4-5",
    r"^[^\s<>\"'`|{}^\\]+$": "lab/model-1.5",
}
"""What a pattern of the schemas means, by example."""


def validate(document: Document, kind: Kind, schemas: Schemas) -> list[Problem]:
    """Every problem of a file that reads well, warnings too."""
    split = dashed(document, kind, schemas)
    told = {problem.path for problem in split}
    unknown = list(unknown_keys(document, kind, schemas, told))
    problems = []
    for error in _errors(document, kind, schemas):
        if _is_told(error, unknown) or not told.isdisjoint(map(str, list(error.absolute_path)[:1])):
            continue
        twin = _misspelled(error, unknown)
        if twin is not None:  # one slip: a key that is missing, for it is spelled otherwise
            unknown = [each for each in unknown if each.path != twin.path]
        problems.append(twin or _problem(document, kind, schemas, error))
    problems += [*split, *unknown]
    # jsonschema names each missing key in an error of its own; `_words` names them all.
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.line or 0, problem.path))


def is_fine(name: str, doc: Doc, kind: Kind, schemas: Schemas) -> bool:
    """Whether `validate` has nothing to say of a file with these values; asked in much less time.

    False decides nothing: what there is to be said is for `validate`, which needs places, too.
    """
    return (
        verdicts(schemas).are_valid(kind, doc)
        and knows_file(schemas, kind, doc)
        and not dashed(Document(name, doc, None, ()), kind, schemas)
    )


def _is_told(error: "ValidationError", unknown: Iterable[Problem]) -> bool:
    """Whether an error follows from an unknown key, so that what mends that one mends it, too."""
    path, value = _path(error), cast(Any, error.instance)
    told = {problem.path for problem in unknown if problem.level == "error"}
    keys = [key for key in value if f"{path}.{key}" in told] if isinstance(value, dict) else []
    match str(error.validator):
        case "anyOf":  # what an entry decides is under the key that nobody knows
            return bool(keys)
        case "type":  # a list without brackets; or what goes into it stands beside it
            above = path.rpartition(".")[0]
            return path in told or (value is None and any(each.startswith(f"{above}.") for each in told))
        case "required":
            missing = [name for name in cast("list[str]", error.validator_value) if name not in value]
            return any(_stands_for(key, name) for key in keys for name in missing)
    return False


def _misspelled(error: "ValidationError", unknown: Iterable[Problem]) -> Problem | None:
    """The one problem that a missing key makes together with an unknown one that stands for it."""
    if error.validator != "required":
        return None
    value, above = cast("dict[str, Any]", error.instance), _path(error)
    missing = [str(key) for key in cast("list[str]", error.validator_value) if key not in value]
    for key in value if len(missing) == 1 else ():
        for each in unknown:
            if each.path == f"{above}.{key}".lstrip(".") and _stands_for(key, missing[0]):
                what = f"the key {missing[0]} is missing, and this version does not know {key}"
                fix = f"write {missing[0]} instead of {key}"
                return replace(each, message=what, fix=fix, rule="schema", level="error")
    return None


def _stands_for(key: str, name: str) -> bool:
    return name in spelling.synonyms(key) or name in close(key, [name])


def _path(error: "ValidationError") -> str:
    return ".".join(map(str, error.absolute_path))


def _errors(document: Document, kind: Kind, schemas: Schemas) -> Iterable["ValidationError"]:
    return schemas.validator(kind).iter_errors(cast(Any, document.mapping()))


def _problem(document: Document, kind: Kind, schemas: Schemas, error: "ValidationError") -> Problem:
    error = _meant(error)
    path = tuple(str(part) for part in error.absolute_path)
    shape = (
        misshapen(document, kind, schemas, path, cast(Any, error.instance))
        if error.validator == "type"
        else None
    )
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
            every = [value] if isinstance(value, str) else [str(item) for item in value]
            types = [item for item in every if item != "null"]
            meant = wanted.spelled(every, cast(Any, error.instance))
            return f"{said}is not {_article(types)}", f"write {meant or _article(types)}"
        case "minItems" if "null" in cast("dict[str, Any]", error.schema).get("type", ()):
            return "the list is empty", "write null, which takes away what stands there, or add an item"
        case "enum":
            medium = spelling.MEDIA.get(str(error.instance)) if "tools" in value else None
            if medium:
                fix = f"name {medium} in `modalities: {{input: [text, {medium}]}}` of the model's own file"
                return f"{said}is a medium and no capability", fix
            allowed = ", ".join(str(item) for item in value if item is not None)
            return f"{said}is not one of {allowed}", f"write one of {allowed}"
        case "minimum" | "maximum":
            bound = "less than" if rule == "minimum" else "more than"
            return (
                f"{said}is {bound} {value}",
                f"write a number from {value}" if rule == "minimum" else f"write at most {value}",
            )
        case "pattern":
            day = wanted.day(str(error.instance)) if value == wanted.DAY else None
            if day:
                return f"{said}is not a day as YYYY-MM-DD", f"write {day}"
            if value == wanted.REASON:
                return f"{said}says no reason", "say why, for example `reason: Volume agreement 2026`"
            form = _FORMS.get(value, f"text that matches {value}")
            return f"{said}does not have the right form", f"write for example {form}"
        case "required":
            missing = [str(key) for key in value if key not in cast(Any, error.instance)]
            keys, verb = ("the key", "is") if len(missing) == 1 else ("the keys", "are")
            return f"{keys} {', '.join(missing)} {verb} missing", f"add {', '.join(missing)}"
    return _MESSAGES.get(rule, (error.message, "see the schema's description of this key"))


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
