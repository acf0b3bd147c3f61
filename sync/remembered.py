"""What a run hands on to the next one on another machine: a file for each provider, and nothing else.

    DIR/<provider>.json ──take──> .state ──run──> .state ──hand_on──> DIR/<provider>.json

Never `.state/` itself: whoever could write there could have a run finish a write of theirs (journal.py).
What is taken is believed only where it is exactly what `hand_on` writes; else it costs a full fetch.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sync import fetch
from sync.errors import SourceError
from sync.files import state
from sync.sources import gather, payload
from sync.sources.provider import Provider

FORMAT = 1
_KEYS = {"format", "provider", "at", "lists"}
_LIST_KEYS = {"url", "etag", "body"}
_MOST_BYTES = 2 * payload.MAX_DECODED
_LONGEST_ETAG = 512


class _UnlikeError(Exception):
    """A file isn't what `hand_on` writes."""


def take(root: Path, folder: Path, providers: Iterable[Provider], now: datetime) -> list[str]:
    """Take into `.state/` what the folder remembers of these providers.

    The files that aren't believed are returned; nothing is taken of them.
    """
    known, refused = state.fetched(root), list[str]()
    for provider in providers:
        path = _file(folder, provider)
        if not path.exists():
            continue
        try:
            at, lists = _read(path, provider, now)
        except (_UnlikeError, OSError, ValueError, RecursionError, SourceError):
            refused.append(str(path))
            continue
        for number, endpoint in enumerate(provider.endpoints):
            if endpoint.url in lists:
                raw = state.raw_path(root, gather.raw_name(provider, number))
                state.replace_file(raw, lists[endpoint.url]["body"].encode("utf-8"))
        known[provider.id] = {"at": at, "etags": {url: each["etag"] for url, each in lists.items()}}
        state.remember_fetched(root, known)
    return refused


def hand_on(root: Path, folder: Path, providers: Sequence[Provider]) -> None:
    """Write what `.state/` remembers of these providers; no file of one of whom it knows no fetch."""
    known = state.fetched(root)
    for provider in providers:
        path, at = _file(folder, provider), known.get(provider.id, {}).get("at")
        if not isinstance(at, str):
            path.unlink(missing_ok=True)
            continue
        bodies = fetch.kept(root, [provider]).values()
        lists = [each for each in map(_list, bodies) if each is not None]
        doc = {"format": FORMAT, "provider": provider.id, "at": at, "lists": lists}
        state.replace_file(path, (json.dumps(doc, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8"))


def _file(folder: Path, provider: Provider) -> Path:
    return folder / f"{provider.id}.json"


def _list(body: gather.Body) -> dict[str, str] | None:
    """A body that a 304 may repeat, or None where it can't be handed on."""
    try:
        text = body.content.decode("utf-8")
    except UnicodeDecodeError:  # it came packed
        return None
    return {"url": body.endpoint.url, "etag": body.etag or "", "body": text} if _is_etag(body.etag) else None


def _read(path: Path, provider: Provider, now: datetime) -> tuple[str, dict[str, dict[str, str]]]:
    """When the provider was asked, and its lists by URL; raises where the file isn't believed."""
    _require(path.is_file() and not path.is_symlink() and path.stat().st_size <= _MOST_BYTES)
    doc: Any = json.loads(path.read_bytes())
    _require(isinstance(doc, dict) and doc.keys() == _KEYS and isinstance(doc["lists"], list))
    _require((doc["format"], doc["provider"]) == (FORMAT, provider.id) and isinstance(doc["at"], str))
    at = datetime.fromisoformat(doc["at"])
    # A time yet to come would keep the provider from being asked until then.
    _require(at.tzinfo is not None and at <= now)
    for each in doc["lists"]:
        _require(isinstance(each, dict) and each.keys() == _LIST_KEYS)
        _require(all(isinstance(text, str) for text in each.values()) and _is_etag(each["etag"]))
        payload.decode(each["body"].encode("utf-8"), where=each["url"])
    return at.isoformat(timespec="seconds"), {each["url"]: each for each in doc["lists"]}


def _is_etag(text: str | None) -> bool:
    """One line that can stand in a header."""
    return bool(text) and len(text or "") <= _LONGEST_ETAG and str(text).isascii() and str(text).isprintable()


def _require(true: bool) -> None:
    if not true:
        raise _UnlikeError
