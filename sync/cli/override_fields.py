"""The fields that `override set` was given, by the file that decides each; and what can't be decided there.

FIELD=VALUE … ──> {(file, key): {path: value}}
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync.core import decidable
from sync.core.book import Book
from sync.core.decidable import Fields, Named
from sync.core.entries import overlap
from sync.core.values import Doc, Path, Value, get, put
from sync.errors import Problem, UsageError
from sync.files import render, typed
from sync.files.schemas import Kind, Schemas
from sync.files.store import Catalog

Values = Mapping[tuple[str, str], Mapping[Path, Value]]
"""What is decided, by the file and its key."""

_EXAMPLES = {
    "price": "{input: 3, output: 15}",
    "tiers": "[{over: 200000, mode: cliff, input: 6, output: 22.5}]",
    "windows": '[{utc: "16:30-00:30", input: 0.5, output: 2}]',
    "limits": "{context: 128000, max_output: 32000}",
    "modalities": "{input: [text, image], output: [text]}",
    "modalities.input": "[text, image]",
    "modalities.output": "[text]",
}
_NUMBERS = {"price": "2.4", "limits": "128000"}
_NOTHING = ("none", "nothing", "nil", "n/a", "-")
"""What people write for null."""
_NOBODYS = ("id", "authority")
"""Keys of a model's file that aren't a person's to write."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed to know about an id and its fields."""

    catalog: Catalog
    book: Book
    what: Named

    @property
    def model(self) -> str | None:
        """The model that the id is, or that its offers are of."""
        if self.what.model is not None:
            return self.what.model
        for provider, offer in self.what.offers.items():
            model = get(self.book.offers[provider].get(offer), ("model",))
            if isinstance(model, str) and model in self.book.models:
                return model
        return None


def fields_of(schemas: Schemas) -> Fields:
    """The fields that can be decided in this catalog."""

    def entry(kind: Kind) -> Doc:
        if not schemas.knows(kind):
            fix = "copy schemas/ from a new catalog: python -m sync init DIR"
            raise UsageError(f"the catalog has no schema {kind}.schema.json", fix=fix)
        items = schemas.entry(kind).get("items")
        return items if isinstance(items, dict) else {}

    return decidable.fields(
        entry("override-offers"), entry("override-capabilities"), entry("override-deprecations")
    )


def read(assignments: tuple[str, ...]) -> dict[str, Value]:
    """{field: value} of what was typed. Raises UsageError for what can't be read."""
    values: dict[str, Value] = {}
    for text in assignments:
        field, equals, value = text.partition("=")
        if not equals or not field:
            raise UsageError(f"{text!a} is not FIELD=VALUE", fix="write for example price.input=2.4")
        if field in values:
            raise UsageError(f"{field} is decided twice", fix="keep the one that is meant")
        values[field] = typed.value(field, value)
    return values


def by_file(values: Mapping[str, Value], known: Known) -> Values:
    """What was typed, by file and key. Raises UsageError for what the id hasn't."""
    fields = fields_of(known.catalog.schemas)
    wanted: dict[tuple[str, str], dict[Path, Value]] = {}
    for field, value in values.items():
        _refuse_files_own(field, value, fields, known)
        parts = list(_parts(fields.path(field), value))
        if not parts:
            raise UsageError(f"{field} decides nothing", fix=f"write {field}=null to take all of it away")
        for path, part in parts:
            name = ".".join(path)
            decided = wanted.setdefault(decidable.place_of(name, path, known.what, fields), {})
            if any(overlap(path, other) for other in decided):
                raise UsageError(f"{name} is decided twice", fix="keep the one that is meant")
            decided[path] = part
    return wanted


def with_example(problem: Problem, field: str, assignments: tuple[str, ...]) -> str:
    """The fix of what a schema says about a field, with what to type."""
    said = {name: text for name, _, text in (each.partition("=") for each in assignments)}
    top = field.partition(".")[0]
    is_number = top in _NUMBERS and field.count(".") == 1
    number = typed.meant_number(said.get(field, "")) if is_number else None
    if number is not None and number != said[field]:
        return f"write {field}={number}"
    name = field if field in _EXAMPLES else top
    if name in (*_EXAMPLES, "ends") and said.get(field, "").strip().lower() in _NOTHING:
        return f"write {field}=null, which takes away what stands there"
    if name not in _EXAMPLES:
        return problem.fix
    if is_number:
        return f"{problem.fix}, for example {field}={_NUMBERS[top]}"
    return f"{problem.fix}, for example {shlex.quote(f'{name}={_EXAMPLES[name]}')}"


def _refuse_files_own(field: str, value: Value, fields: Fields, known: Known) -> None:
    """Raise UsageError for a field that stands in a file of the catalog and nowhere else."""
    path, model = tuple(field.split(".")), known.model
    of_files = get(known.catalog.schemas.of("model"), ("properties",))
    if model is None or fields.knows(fields.path(field)) or not isinstance(of_files, dict):
        return
    if path[0] not in of_files or path[0] in _NOBODYS:
        return
    owner = get(of_files, (path[0], "x-owner"))
    stays = "nobody else writes there" if owner == "person" else "the sync keeps what you write there"
    doc: Doc = {}
    put(doc, path, value)
    line = f"{path[0]}: {render.inline(doc.get(path[0]))}"
    raise UsageError(
        f"{field} is not for overrides: it stands in the model's own file",
        fix=f"write `{line}` in {known.catalog.models[model].name}; {stays}",
    )


def _parts(path: Path, value: Value) -> Iterator[tuple[Path, Value]]:
    """The fields that a map of several decides; a capability is one, and goes into a file bare."""
    if path == ("capabilities",) and not isinstance(value, dict | None):
        raise UsageError("capabilities are decided one by one", fix="write for example tools=true")
    if path[:1] == ("capabilities",) and len(path) == 2:
        yield path, value["value"] if isinstance(value, dict) and "value" in value else value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts((*path, key), item)
    else:
        yield path, value
