"""What an override makes of its fields, in words: what applications see, and what it wins over."""

from collections.abc import Sequence

from sync.core.book import Book
from sync.core.fields import Field
from sync.core.ladder import Rung
from sync.core.overrides import Override
from sync.core.seen import Verdict, seen, verdicts
from sync.core.values import Path, Value, get, same
from sync.files import override_files
from sync.files.store import Catalog
from sync.report.escape import REASON, plain
from sync.report.values import field_value

_LONGEST = 40


def of(catalog: Catalog, book: Book, override: Override) -> list[Verdict]:
    """What an override makes of its fields today."""
    return verdicts(book, override, fields_of(catalog, override))


def fields_of(catalog: Catalog, override: Override) -> Sequence[Field]:
    """The fields of the kind of entry that an override is about."""
    return catalog.schemas.fields("model" if override.provider is None else "offers")


def head(override: Override, places: override_files.Places) -> str:
    """Where an override stands, and what it is about."""
    at = f" at {override.provider}" if override.provider else ""
    return f"{plain(places[override_files.entry_of(override)], REASON)}: {plain(override.id)}{at}"


def seen_by_applications(before: Book, after: Book, override: Override) -> dict[Path, str]:
    """For each field of an override what applications saw of it before, and see after a change."""
    was, now = (seen(book, override.provider, override.id) for book in (before, after))
    return {path: _moved(".".join(path), get(was, path), get(now, path)) for path in override.values}


def won_over(each: Verdict, places: override_files.Places) -> str:
    """What an override wins over, or what beats it."""
    if each.beaten is not None:
        place = places.get(override_files.entry_of(each.beaten), each.beaten.place)
        return f"beaten by priority {each.beaten.priority} at {plain(place)}"
    if _text(each.field, each.value) == _text(each.field, each.over):
        return f"says the same as {below(each)}"
    return f"wins over {below(each)}"


def upstreams(each: Verdict) -> str:
    """What upstream says of a field now."""
    return f"upstream says {shown(each.field, each.authority.value if each.authority else None)}"


def below(each: Verdict) -> str:
    """What holds without the override, and who says so."""
    if each.below is None:
        return shown(each.field, each.over)
    return f"{shown(each.field, each.over)} ({_whose(each.below)})"


def shown(field: str, value: Value) -> str:
    """A value in a cell of a table; `explain` shows the whole of a long one."""
    text = _text(field, value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _text(field: str, value: Value) -> str:
    return "nothing" if value is None else field_value(field, value, plain)


def _moved(field: str, was: Value, now: Value) -> str:
    if same(was, now):
        return f"applications see {shown(field, now)} as before"
    return f"applications saw {shown(field, was)}, see {shown(field, now)}"


def _whose(rung: Rung) -> str:
    if rung.override is not None:
        return f"override of priority {rung.override.priority}"
    words = (f"{rung.source}: {rung.who}" if rung.who else rung.source, rung.as_of)
    return plain(", ".join(word for word in words if word))
