"""From the bytes that came to a list of records, believing none of it.

    body ──gunzip──> bytes ──UTF-8──> text ──JSON──> payload ──records──> [record, …]

Whatever makes the whole list unbelievable is a SourceError that names its guard. A number
that is none (NaN, Infinity, a thousand digits) becomes a `NotANumber`, so that it costs
only the record that holds it (`fault`).
"""

import json
import re
import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn, cast

from sync.errors import SourceError

MAX_DECODED = 64 * 1024 * 1024
"""Bytes a list may have; OpenRouter's has 0.5 MB, the largest one seen (2026-08) 0.7 MB."""

MAX_DEPTH = 30
"""Levels a record may nest; real ones have 4."""

_GZIP = b"\x1f\x8b"
_CHUNK = 1024 * 1024
_MAX_DIGITS = 400
_EXPONENT = re.compile(r"[eE][-+]?0*[0-9]{5}")
_TOKEN = re.compile(r"[A-Za-z0-9_+/=.*-]{24,}")

# What says that there is more to come: Anthropic, Gemini and Vertex, Cohere, and their like.
_MORE = (
    "has_more", "hasMore", "has_next", "next", "next_page", "nextPage", "next_page_token",
    "nextPageToken", "next_cursor", "nextCursor", "next_url", "nextToken",
)  # fmt: skip
_PAGING = ("links", "meta", "pagination", "paging")


class NotANumber(str):
    """Stands where a payload has a number that can't be one."""

    __slots__ = ()


def decode(body: bytes, *, where: str, limit: int = MAX_DECODED) -> object:
    """The JSON that `body`, plain or gzip, holds; fractions as Decimal."""
    raw = _gunzip(body, where, limit) if body.startswith(_GZIP) else body
    if len(raw) > limit:
        _too_large(where, limit)
    if not raw.strip():
        _refuse("the body is empty", where)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(f"the body is not UTF-8 (byte {error.start}): {_first(raw)}", where)
    try:
        return json.loads(text, parse_float=_fraction, parse_int=_whole, parse_constant=NotANumber)
    except json.JSONDecodeError as error:
        _refuse(_why_not_json(raw, error), where)
    except RecursionError:
        _refuse(f"the JSON is nested too deep: {_first(raw)}", where)


def records(payload: object, *, where: str, key: str = "data") -> list[object]:
    """The records of `{key: […]}` or of a bare list."""
    said = ""
    if isinstance(payload, dict):
        said = f" under {key!r}{_said(payload)}"
        _no_error(payload, where)
        _no_more_pages(payload, where)
        payload = payload.get(key)
    if not isinstance(payload, list):
        raise SourceError(
            f"the body is JSON but holds no list of models{said}",
            rule="not-a-list",
            where=where,
            fix="check the endpoint's url and its transformer in the provider's file",
        )
    if not payload:
        raise SourceError(
            "the list of models is empty",
            rule="empty",
            where=where,
            fix="look at what came, and run again later; a list that was full is not believed to be empty",
        )
    return payload


def fault(record: object) -> str | None:
    """Why a record can't be read at all, or None: no object, nested too deep, an impossible number."""
    if not isinstance(record, dict):
        return "the record is not an object"
    level: list[object] = [record]
    depth = 0
    while level:
        depth += 1
        deeper: list[object] = []
        for node in level:
            kind = type(node)
            if kind is str:
                continue  # which most nodes are; a NotANumber is of a kind of its own
            if depth > MAX_DEPTH and (kind is dict or kind is list):
                return f"the record is nested deeper than {MAX_DEPTH} levels"
            if kind is dict:
                deeper.extend(cast("dict[str, object]", node).values())
            elif kind is list:
                deeper.extend(cast("list[object]", node))
            elif kind is NotANumber:
                return "the record holds a number that is none or absurdly long"
        level = deeper
    return None


def excerpt(text: str, length: int = 80) -> str:
    """The beginning of a stranger's text in one line of printable ASCII, without what may be a key."""
    line = " ".join(text[: length * 20].split())
    plain = "".join(c if " " <= c <= "~" else "?" for c in _TOKEN.sub("[...]", line))
    return plain if len(plain) <= length else plain[:length] + "..."


def _gunzip(body: bytes, where: str, limit: int) -> bytes:
    """Every member of a gzip file; what it grows to is counted while it grows."""
    out = bytearray()
    while body.startswith(_GZIP):
        member = zlib.decompressobj(wbits=31)
        try:
            out += member.decompress(body, min(_CHUNK, limit + 1 - len(out)))
            while member.unconsumed_tail and len(out) <= limit:
                out += member.decompress(member.unconsumed_tail, min(_CHUNK, limit + 1 - len(out)))
        except zlib.error:
            _refuse("the body begins like gzip but can't be unpacked", where)
        if len(out) > limit:
            _too_large(where, limit)
        if not member.eof:
            _refuse("the gzip body ends before its end", where)
        body = member.unused_data
    return bytes(out)


def _fraction(text: str) -> Decimal | NotANumber:
    return NotANumber(text[:20]) if len(text) > _MAX_DIGITS or _EXPONENT.search(text) else Decimal(text)


def _whole(text: str) -> int | NotANumber:
    return NotANumber(text[:20]) if len(text) > _MAX_DIGITS else int(text)


def _no_error(payload: Mapping[str, object], where: str) -> None:
    """Refuse an error that came with HTTP 200: `{"error": …}`, `{"success": false, "message": …}`."""
    error = payload.get("error") or payload.get("errors")
    if not error and payload.get("success") is not False:
        return
    raise SourceError(
        f"the provider answered with an error{_said(error) or _said(payload)}",
        rule="not-a-list",
        where=where,
        fix="check the key and the endpoint's url, or try again later",
    )


def _said(error: object) -> str:
    """What an error says of itself, as a short quotation; "" where it says nothing."""
    if isinstance(error, dict):
        error = error.get("message") or error.get("detail")
    return f': "{excerpt(error)}"' if isinstance(error, str) and error else ""


def _no_more_pages(payload: Mapping[str, object], where: str) -> None:
    places = [("", payload)]
    places += [(f"{name}.", part) for name in _PAGING if isinstance(part := payload.get(name), dict)]
    told = next((at + key for at, part in places for key in _MORE if part.get(key)), None)
    if told is None:
        return
    raise SourceError(
        f"the list says that there are more pages ({told})",
        rule="more-pages",
        where=where,
        fix="fetch every page; a first page alone would look like removals",
    )


def _why_not_json(raw: bytes, error: json.JSONDecodeError) -> str:
    if raw.lstrip()[:1] == b"<":
        return f"the body is a web page, not JSON: {_first(raw)}"
    if not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated"):
        return f"the JSON is cut off after {len(raw)} bytes: {_first(raw)}"
    return f"the body is not JSON (line {error.lineno}, column {error.colno}): {_first(raw)}"


def _first(raw: bytes) -> str:
    return excerpt(raw[:400].decode("utf-8", "replace"))


def _refuse(what: str, where: str) -> NoReturn:
    fix = "try again later; if it stays so, check the endpoint's url in the provider's file"
    raise SourceError(what, rule="not-json", where=where, fix=fix) from None


def _too_large(where: str, limit: int) -> NoReturn:
    fix = "check the endpoint's url; no list of models is that large"
    raise SourceError(f"the body has more than {limit} bytes", rule="not-json", where=where, fix=fix)
