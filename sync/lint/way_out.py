"""What to do about an edit by hand where the sync refreshes, spelled so that it can be typed.

python -m sync override set acme/one price.input=3 price.output=12 --provider openrouter --reason "…"

A line that the schema of override files would refuse is not proposed.
"""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sync.core.book import Book
from sync.core.entries import with_field
from sync.core.fields import Field
from sync.core.overrides import CAPABILITIES, OFFERS, Override, winners
from sync.core.values import Doc, Path, Value, get, same
from sync.errors import UsageError
from sync.files.schemas import Schemas, kind_of
from sync.lint.places import name

PAIR: dict[Path, Path] = {("price", "input"): ("price", "output"), ("price", "output"): ("price", "input")}


def of_offer(book: Book, schemas: Schemas, offer: tuple[str, str], field: Field, upstream: Value) -> str:
    """What to do about a field of an offer, given as (provider, id)."""
    provider, id_ = offer
    overrides = book.overrides.of_offer(provider, id_)
    entry = book.offers.get(provider, {}).get(id_)
    words = [id_, "--provider", provider]
    return _way_out(schemas, f"{OFFERS}{provider}.yaml", words, field, entry, overrides, upstream)


def of_model(book: Book, schemas: Schemas, model: str, field: Field, upstream: Value) -> str:
    """What to do about a field of a model."""
    if field.path[0] != "capabilities":
        return _may_stay(field, upstream)
    mine, overrides = book.models.get(model), book.overrides.of_model(model)
    return _way_out(schemas, CAPABILITIES, [model], field, mine, overrides, upstream)


def give_back(upstream: Value) -> str:
    """How a field says again what upstream says."""
    from sync.files.render import inline

    return "take the key out here" if upstream is None else f"write {inline(_bare(upstream))} here again"


def _may_stay(field: Field, upstream: Value) -> str:
    if field.mode == "replace":
        return f"{give_back(upstream)}, or have `merge` in the provider's file let it stay"
    return f"nothing, if it is right: no override holds it. To give it up, {give_back(upstream)}"


def _way_out(
    schemas: Schemas,
    place: str,
    words: Sequence[str],
    field: Field,
    mine: Value,
    overrides: Sequence[Override],
    upstream: Value,
) -> str:
    decided = winners(overrides)
    if _is_decided(field.path, decided):
        return f"an override decides it already: {give_back(upstream)}"
    fields = [field.path]
    pair = PAIR.get(field.path)
    # One price alone would make a pair with whatever upstream asks for the other.
    if pair and get(mine, pair) is not None and not _is_decided(pair, decided):
        fields = sorted([field.path, pair])
    command = _command(schemas, place, words, {each: _bare(get(mine, each)) for each in fields})
    return f"`{command}`, then {give_back(upstream)}" if command else _may_stay(field, upstream)


def _command(schemas: Schemas, place: str, words: Sequence[str], values: Mapping[Path, Value]) -> str | None:
    """The line to type; None where it could not be read back, or the file would not be valid."""
    if not _is_valid(schemas, place, values):
        return None
    assignments = []
    for field, value in values.items():
        # A model's capability goes by its own name.
        assignment = _assignment(field[-1] if place == CAPABILITIES else name(field), value)
        if assignment is None:
            return None
        assignments.append(assignment)
    id_, *options = words
    told, more = shlex.join([id_, *assignments]), f'{shlex.join(options)} --reason "…"'.lstrip()
    # An id that begins as an option does must come behind `--`.
    words = (more, "--", told) if id_.startswith("-") else (told, more)
    return " ".join(("python -m sync override set", *words))


def _assignment(field: str, value: Value) -> str | None:
    """`price.input=3`; None for a value that can't be typed."""
    from sync.files import typed
    from sync.files.render import inline

    spelled = inline(value)
    try:
        is_read_back = "`" not in spelled and same(typed.value(field, spelled), value)
    except UsageError:
        return None
    return f"{field}={spelled}" if is_read_back else None


def _is_valid(schemas: Schemas, place: str, values: Mapping[Path, Value]) -> bool:
    kind = kind_of(place)
    if kind is None or not schemas.knows(kind):
        return False
    entry: Doc = {"reason": "said with the command"}
    for field, value in values.items():
        entry = with_field(place, entry, field, value)
    return bool(schemas.validator(kind, entry=True).is_valid(cast(Any, [entry])))


def _is_decided(field: Path, decided: Mapping[Path, Override]) -> bool:
    return any(path == field[: len(path)] for path in decided)


def _bare(value: Value) -> Value:
    """A capability without where it comes from."""
    return value["value"] if isinstance(value, dict) and "value" in value else value
