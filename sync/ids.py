"""Ids and the file names they get.

    id            anthropic/claude-sonnet-4.5      z-ai/GLM:con
    file name     anthropic/claude-sonnet-4.5      z-ai/=47=4c=4d=3acon

A file name is a slug: lower-case letters, digits, `.`, `_` and `-` stand for themselves,
every other byte is `=hh`. So a slug is legal on every file system, two ids that differ
only in case get names that differ in more, and the id can be read back.
"""

import re

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789._-")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_ITSELF = re.compile(r"[a-z0-9_][a-z0-9._-]*")
_ESCAPE = re.compile(r"=([0-9a-f]{2})")
_USUAL = re.compile(r"~?[a-z0-9_][a-z0-9._-]*(/[a-z0-9_][a-z0-9._-]*)?(:[a-z0-9_-]+)?")
_CERTAIN = 100
MAX_ID = 200
"""Longer ids are refused, and longer slugs: a file name holds 255 bytes, endings and all."""

_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"'`\\|{}^\x80-\x9f]|\s")
_SEGMENT = re.compile(r"\.{1,2}$|$")


def slug(name: str) -> str:
    """One segment of an id as a file name without its ending."""
    raw = name.encode("utf-8")
    escaped = {0} if raw[:1] in (b".", b"-") or _RESERVED.match(name) else set()
    if raw.endswith(b"."):
        escaped.add(len(raw) - 1)
    return "".join(
        chr(byte) if byte in _PLAIN and index not in escaped else f"={byte:02x}"
        for index, byte in enumerate(raw)
    )


def unslug(text: str) -> str | None:
    """The segment that `slug` made this of; None when it made none such."""
    if _ITSELF.fullmatch(text) and not _RESERVED.match(text) and not text.endswith("."):
        return text
    raw = bytearray()
    at = 0
    while at < len(text):
        escape = _ESCAPE.match(text, at)
        if escape:
            raw.append(int(escape[1], 16))
            at = escape.end()
        else:
            raw += text[at].encode("utf-8")
            at += 1
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return name if slug(name) == text else None


def model_file(model_id: str) -> str:
    """Where a model's file lies below `catalog/models`."""
    lab, _, name = model_id.partition("/")
    return f"{slug(lab)}/{slug(name)}.yaml"


def unusable(id_: str) -> str | None:
    """Why an id can't be taken into the catalog, or None when it can.

    An id may hold any letters, `/ : ~ @` and capitals; it may not hold what breaks out of
    a line, a path or a table: control and white-space characters, quotes, `<`, `>`, `|`,
    invisible or direction-changing characters, empty or dot-only path segments.
    """
    if len(id_) <= _CERTAIN and _USUAL.fullmatch(id_):
        return None  # what nearly every id is, told at once
    if not id_:
        return "the id is empty"
    if len(id_) > MAX_ID:
        return f"the id is longer than {MAX_ID} characters"
    bad = _UNSAFE.search(id_) or next((c for c in id_ if not c.isprintable()), None)
    if bad:
        character = bad if isinstance(bad, str) else bad[0]
        return f"the id holds the character U+{ord(character):04X}"
    parts = id_.split("/")
    if any(_SEGMENT.match(part) for part in parts):
        return "the id has an empty or dot-only path segment"
    if max(len(slug(part)) for part in parts) > MAX_ID:
        return f"a part of the id needs a file name longer than {MAX_ID} bytes"
    return None


def fold(id_: str) -> str:
    """What ids are compared by: case doesn't tell two of them apart."""
    return id_.casefold()
