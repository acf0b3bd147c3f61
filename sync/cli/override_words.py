"""What an override makes of its fields, in words: what applications see, and what it wins over."""

from collections.abc import Sequence

from sync.cli.columns import shorter
from sync.cli.speaker import speaker
from sync.core.book import Book
from sync.core.fields import Field
from sync.core.ladder import Rung
from sync.core.overrides import Override
from sync.core.seen import INHERITED, UNSEEN, Verdict, seen, verdicts
from sync.core.values import Doc, Path, Value, get, same
from sync.files import override_files
from sync.files.store import Catalog
from sync.report.escape import REASON, plain
from sync.report.values import field_value

_LONGEST = 40
_LISTED = ("tiers", "windows")


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
    return {path: _moved(path, was, now) for path in override.values}


def amended(was: Override | None, now: Override) -> tuple[dict[Path, str], list[str]]:
    """What an entry says now that it didn't: `old → new` of its fields, and a line for each word about it."""
    if was is None:
        return {}, []
    fields = {}
    for path, value in now.values.items():
        old, field = _said_before(was, path), ".".join(path)
        if not same(old, value) or path not in was.values:
            fields[path] = f"{shown(field, old)} → {shown(field, value)}"
    about = [
        f"{name}: {plain(old or none, REASON)} → {plain(new or none, REASON)}"
        for name, old, new, none in (
            ("reason", was.reason, now.reason, "none"),
            ("source", was.source, now.source, "none"),
            ("until", was.until, now.until, "for good"),
        )
        if old != new
    ]
    others = [".".join(path) for path in now.values if path not in fields]
    if about and others and fields:
        about.append(f"this holds for {', '.join(others)}, too")
    return fields, about


def _said_before(was: Override, path: Path) -> Value:
    held = next((each for each in was.values if path[: len(each)] == each), None)
    return None if held is None else get(was.values[held], path[len(held) :])


def won_over(each: Verdict, places: override_files.Places) -> str:
    """What an override wins over, or what beats it."""
    if each.beaten is not None:
        place = places.get(override_files.entry_of(each.beaten), each.beaten.place)
        return f"beaten by priority {each.beaten.priority} at {plain(place)}"
    if _is_nothing(each.over) and each.value is None:
        return "there is nothing to take away"
    if _is_nothing(each.over):
        if each.below is None:
            return "nobody else says anything of it"
        return f"without it there is nothing ({_whose(each.below, each.id)})"
    if same(_meant(each.path, each.value), _meant(each.path, each.over)):
        return f"says the same as {below(each)}"
    return f"wins over {below(each)}"


def upstreams(each: Verdict) -> str:
    """What upstream says of a field now."""
    return f"upstream says {shown(each.field, each.authority.value if each.authority else None)}"


def below(each: Verdict) -> str:
    """What holds without the override, and who says so."""
    told = f"the {each.field} " if each.path[0] in _LISTED and not _is_nothing(each.over) else ""
    told += shown(each.field, each.over)
    if each.below is not None:
        return f"{told} ({_whose(each.below, each.id)})"
    inherits = len(each.path) > 1 and each.path[0] in (*INHERITED, "limits")
    return f"{told} (its model's)" if inherits and not _is_nothing(each.over) else told


def shown(field: str, value: Value) -> str:
    """A value in a cell of a table; `explain` shows the whole of a long one."""
    return shorter(_text(field, value), _LONGEST)


def _text(field: str, value: Value) -> str:
    return "nothing" if _is_nothing(value) else field_value(field, value, plain)


def _moved(path: Path, was: Doc, now: Doc) -> str:
    if path == ("disabled",):
        shown_before, shown_now = was.get("visible") is True, now.get("visible") is True
        if shown_before == shown_now:
            return f"applications {'' if shown_now else 'do not '}see it as before"
        return f"applications {'saw it, no longer do' if shown_before else 'see it again'}"
    if path[0] in UNSEEN:
        return "applications see none of it"
    field, old, new = ".".join(path), _meant(path, get(was, path)), _meant(path, get(now, path))
    if same(old, new):
        return f"applications see {shown(field, new)} as before"
    return f"applications saw {shown(field, old)}, see {shown(field, new)}"


def _meant(path: Path, value: Value) -> Value:
    """A value without what makes no difference to anybody: whose it is, and the order of a set."""
    if path[0] == "capabilities" and isinstance(value, dict) and "value" in value:
        value = value["value"]
    if path[0] == "capabilities" and value == "unknown":
        return None
    if path[0] == "modalities" and isinstance(value, list):
        return [*sorted(map(str, value))]
    return None if _is_nothing(value) else value


def _is_nothing(value: Value) -> bool:
    return value is None or value in ([], {})


def _whose(rung: Rung, id_: str) -> str:
    if rung.override is not None:
        return f"override of priority {rung.override.priority}"
    return plain(speaker(rung, id_))
