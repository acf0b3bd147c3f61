"""Where in its file an override says what it decides, and how a person names that."""

from collections.abc import Sequence

from sync.core.overrides import CAPABILITIES, DEPRECATIONS, IGNORE, Override
from sync.core.values import Doc, Path, Value, get, plain
from sync.lint.subject import Subject


def entry_of(override: Override) -> Path:
    """The path of a whole entry in its file."""
    return override.key, str(override.at)


def place_of(subject: Subject, override: Override, field: Path) -> Path:
    """The path of what an entry says of a field, as close as its file has it."""
    entry = entry_of(override)
    if override.place == IGNORE:
        return *entry, "id"
    said = written(subject, override)
    if override.place == DEPRECATIONS or (field == ("disabled",) and "disabled" in said):
        return *entry, *field
    if override.place == CAPABILITIES:
        return *entry, *_capability(said, field)
    return *entry, "set", *field


def written(subject: Subject, override: Override) -> Doc:
    """An entry as its file spells it."""
    file = subject.catalog.files[override.place]
    listed = file.doc.get(override.key)
    entry = listed[override.at] if isinstance(listed, list) else None
    return entry if isinstance(entry, dict) else {}


def name(field: Path) -> str:
    """The dotted name that reports use."""
    return ".".join(field)


def names(fields: Sequence[Path]) -> str:
    """Several fields in a sentence."""
    told = [name(field) for field in fields]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def shown(value: Value) -> str:
    """A value as a message shows it: a capability bare, nothing as a word."""
    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case dict():
            return f"{{{', '.join(f'{key}: {shown(item)}' for key, item in value.items())}}}"
        case list():
            return f"[{', '.join(map(shown, value))}]"
    return plain(value)


def _capability(said: Doc, field: Path) -> Path:
    """`set` wins over `remove`, and that over `add`; so it is told where it stands."""
    if get(said, ("set", *field[1:])) is not None:
        return "set", *field[1:]
    for key in ("remove", "add"):
        listed = said.get(key)
        if isinstance(listed, list) and field[-1] in listed:
            return key, str(listed.index(field[-1]))
    return "set", *field[1:]
