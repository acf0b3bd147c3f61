"""JSON that a run nobody trusts left behind, such as the checks of a fork's pull request: read whole, or not.

    bytes ──small enough?──> text ──strict JSON──> shallow enough? ──schema──> the document

Whoever opens the pull request can have its run write anything. So a link is no file, a key stands once,
a number is one that can be written out, and what is allowed is in a schema of this engine, not of theirs.
"""

import json
import math
import os
import stat
from pathlib import Path
from typing import Any

from sync.errors import SyncError

MOST_BYTES = 2 * 1024 * 1024
DEEPEST = 24
"""How far lists and maps are nested at most."""
_DIGITS = 40
_FIX = "look at the run that made it; nothing was done with it"


def read(path: Path, schema: Path) -> Any:
    """The document. Raises SyncError for what isn't what the schema says, without its own words."""
    raw = _bytes(path)
    if len(raw) > MOST_BYTES:
        raise refused(path, f"it is longer than {MOST_BYTES:,} bytes")
    try:
        doc = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except (ValueError, RecursionError):
        raise refused(path, "it is no strict JSON") from None
    if _is_deep(doc):
        raise refused(path, f"it is nested deeper than {DEEPEST} levels")
    where = _unlike(doc, schema)
    if where is not None:
        raise refused(path, f"it is not what {schema.name} says: {where}")
    return doc


def refused(path: Path, what: str) -> SyncError:
    """Why a file isn't believed."""
    return SyncError(what, where=str(path), fix=_FIX)


def _bytes(path: Path) -> bytes:
    """At most one more than may be."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        what = f"it can't be opened: {error.strerror}"
        raise SyncError(what, where=str(path), fix="name the file that diff --json was written to") from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise refused(path, "it is no plain file")
    with os.fdopen(number, "rb") as file:
        return file.read(MOST_BYTES + 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _constant(text: str) -> None:
    raise ValueError(text)


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError("too long")
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if len(text) > _DIGITS or not math.isfinite(number):
        raise ValueError("too long or too large")
    return number


def _is_deep(doc: Any) -> bool:
    level = [doc]
    for _ in range(DEEPEST):
        nested = [each for each in level if isinstance(each, list | dict)]
        level = [item for each in nested for item in (each.values() if isinstance(each, dict) else each)]
    return any(isinstance(each, list | dict) for each in level)


def _unlike(doc: Any, schema: Path) -> str | None:
    """Where the document isn't as it should be, in names of the schema alone; None where it is."""
    from jsonschema import Draft202012Validator

    found = next(Draft202012Validator(json.loads(schema.read_text("utf-8"))).iter_errors(doc), None)
    if found is None:
        return None
    top = found.absolute_path[0] if found.absolute_path else None
    return f"{top if isinstance(top, str) and top.isascii() else 'the whole'} ({found.validator})"
