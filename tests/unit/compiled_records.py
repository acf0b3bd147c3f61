"""Records of the compiled catalog, short enough to read in a test, and what `diff` says of two of them."""

import json
from collections.abc import Iterable
from typing import Any

import modelbook

Doc = dict[str, Any]
Told = tuple[str, str, str | None, str, Any, Any]
"""Kind, direction, the model or `provider offer`, field, old and new."""


def book(*docs: Doc, version: int = 1) -> modelbook.Catalog:
    return modelbook.Catalog({doc["id"]: json.dumps(doc) for doc in docs}, {"schema_version": version})


def offer(id_: str = "acme/one", provider: str = "openrouter", **keys: Any) -> Doc:
    """A listed offer at $3 / $15, or whatever differs from that."""
    doc = {
        "provider": provider,
        "id": id_,
        "price": {"input": "3", "output": "15"},
        "limits": {"context": 1000},
        "state": "listed",
        "visible": True,
        "as_of": "2026-08-22",
    }
    return doc | keys


def model(id_: str = "acme/one", *offers: Doc, **keys: Any) -> Doc:
    """A listed model that has one offer, or whatever differs from that."""
    doc = {
        "id": id_,
        "name": "One",
        "modalities": {"input": ["text", "image"], "output": ["text"]},
        "limits": {"context": 1000},
        "capabilities": {"tools": {"value": True, "from": "api"}},
        "active": True,
        "state": "listed",
        "visible": True,
        "selectable": True,
        "curated": False,
        "offers": [*offers] or [offer(id_)],
    }
    return doc | keys


def alias(id_: str, target: str) -> Doc:
    return {"id": id_, "alias_of": target, "provider": "openrouter"}


def told(old: Iterable[Doc], new: Iterable[Doc]) -> list[Told]:
    return [
        (c.kind, c.direction, f"{c.provider} {c.offer}" if c.provider else c.model, c.field, c.old, c.new)
        for c in modelbook.diff(book(*old), book(*new))
    ]
