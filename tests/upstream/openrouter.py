"""Records of `catalog/upstream/openrouter.jsonl` → OpenRouter's `GET /api/v1/models`.

The inverse of `sync.sources.openrouter`: what it reads from this list are the records again.
Texts nobody stored (descriptions) are made up.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sync.core.facts import Record, from_doc
from sync.core.values import Doc, Value, get, plain

Model = dict[str, object]

PRICES = {
    "input": "prompt",
    "output": "completion",
    "cache_read": "input_cache_read",
    "cache_write": "input_cache_write",
    "cache_write_1h": "input_cache_write_1h",
    "reasoning": "internal_reasoning",
    "audio_input": "audio",
    "audio_output": "audio_output",
    "audio_cache_read": "input_audio_cache",
    "image_input": "image",
    "image_output": "image_output",
    "per_search": "web_search",
    "per_request": "request",
}
"""Our kind of a price → the key that OpenRouter has for it."""

_MODALITIES = ("text", "image", "file", "audio", "video")


def read(path: Path) -> list[Record]:
    """The records of a base; its first line is a header and no record."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    return [from_doc(json.loads(line, parse_float=Decimal)) for line in lines if line.strip()]


def body(models: Iterable[Mapping[str, object]]) -> bytes:
    """The bytes OpenRouter would send for these models."""
    return json.dumps({"data": list(models)}, ensure_ascii=False, default=float).encode("utf-8")


def models(records: Iterable[Record]) -> list[Model]:
    """Every record as OpenRouter tells it, newest first; an alias looks like what it leads to."""
    known = {record.id: record for record in records}
    made = [_alias(record, known) if record.alias_of else _model(record, known) for record in known.values()]
    return sorted(made, key=lambda model: (-_number(model["created"]), str(model["id"])))


def per_token(value: Value) -> str:
    """US$ per million tokens as the text of US$ per token: exact, no exponent, no idle zeros."""
    assert isinstance(value, int | Decimal), value
    return _text(Decimal(value).scaleb(-6))


def _model(record: Record, known: Mapping[str, Record]) -> Model:
    facts, more, limits = record.facts, record.more, _map(record.facts, "limits")
    slug = more.get("canonical_slug") or record.id
    return {
        "id": record.id,
        "canonical_slug": slug,
        "hugging_face_id": more.get("hugging_face_id"),
        "name": _name(record, known),
        "created": _created(record),
        "description": "Made up for tests.",
        "context_length": limits.get("context"),
        "architecture": _architecture(record),
        "pricing": _pricing(record.offer),
        "top_provider": _top_provider(record),
        "per_request_limits": None,
        "supported_parameters": more.get("parameters") or [],
        "default_parameters": more.get("default_parameters") or {},
        "supported_voices": more.get("voices"),
        "knowledge_cutoff": facts.get("knowledge_cutoff"),
        "expiration_date": record.offer.get("ends"),
        "links": {"details": f"/api/v1/models/{slug}/endpoints"},
        **_reasoning(record),
    }


def _alias(record: Record, known: Mapping[str, Record]) -> Model:
    target_id = str(record.alias_of)
    target = _model(known.get(target_id) or Record(id=target_id, model=target_id), known)
    return {
        **target,
        "id": record.id,
        "canonical_slug": record.id,
        "alias_target": {"name": target["name"], "slug": target_id},
        "name": _title(record.id),
        "links": {"details": f"/api/v1/models/{record.id}/endpoints"},
    }


def _name(record: Record, known: Mapping[str, Record]) -> str:
    """The name with its author before it; a variant stores none, so it says its base's and its kind."""
    base, _, kind = record.id.partition(":")
    name = record.facts.get("name")
    if name is None and kind and base in known:
        return f"{_name(known[base], known)} ({kind})"
    return _title(record.id) if name is None else f"{_author(record.id)}: {name}"


def _title(id_: str) -> str:
    words = id_.partition("/")[2].replace(":", "-").split("-")
    return f"{_author(id_)}: {' '.join(word.capitalize() for word in words)}"


def _author(id_: str) -> str:
    return id_.lstrip("~").partition("/")[0].replace(":", "-").capitalize()[:40]


def _created(record: Record) -> Value:
    created, released = record.more.get("created"), record.facts.get("released")
    if created is None and isinstance(released, str):
        return int(datetime.fromisoformat(released).replace(tzinfo=UTC).timestamp())
    return created


def _architecture(record: Record) -> Model:
    modalities = _map(record.facts, "modalities")
    inputs, outputs = _list(modalities, "input"), _list(modalities, "output")
    known = bool(inputs or outputs)
    return {
        "modality": f"{_plus(inputs)}->{_plus(outputs)}" if known else None,
        "input_modalities": inputs,
        "output_modalities": outputs,
        "tokenizer": record.more.get("tokenizer"),
        "instruct_type": record.more.get("instruct_type"),
    }


def _plus(modalities: list[Value]) -> str:
    others = [str(name) for name in modalities if name not in _MODALITIES]
    return "+".join([*(name for name in _MODALITIES if name in modalities), *others])


def _top_provider(record: Record) -> Model:
    """A router has no endpoint of its own; elsewhere the offer says what differs from the model."""
    own, model = _map(record.offer, "limits"), _map(record.facts, "limits")
    router = get(record.offer, ("price", "dynamic")) is True
    return {
        "context_length": own.get("context", None if router else model.get("context")),
        "max_completion_tokens": own.get("max_output", model.get("max_output")),
        "is_moderated": record.more.get("moderated"),
    }


def _pricing(offer: Doc) -> Model:
    price = _map(offer, "price")
    if price.get("dynamic") is True:
        return {"prompt": "-1", "completion": "-1"}
    pricing: Model = {"prompt": "0", "completion": "0", **_kinds(price)}  # what nobody knows is a 0 there
    overrides = [
        *({**_hours(window), **_kinds(window)} for window in map(_doc, _list(offer, "windows"))),
        *({"min_prompt_tokens": tier["over"], **_kinds(tier)} for tier in map(_doc, _list(offer, "tiers"))),
    ]
    return {**pricing, "overrides": overrides} if overrides else pricing


def _kinds(price: Doc) -> Model:
    return {
        theirs: _text(Decimal(str(price[ours]))) if ours.startswith("per_") else per_token(price[ours])
        for ours, theirs in PRICES.items()
        if ours in price
    }


def _hours(window: Doc) -> Model:
    """ "16:00-01:00" → ints that read as HHMM without leading zeros."""
    start, _, end = str(window["utc"]).replace(":", "").partition("-")
    days = _list(window, "days")
    return {"utc_start": int(start), "utc_end": int(end), **({"utc_days": days} if days else {})}


def _reasoning(record: Record) -> Model:
    """The object that models with reasoning have; whether it can be chosen stands in the parameters."""
    value = get(record.facts, ("capabilities", "reasoning", "value"))
    if value in (None, "none") or get(record.offer, ("price", "dynamic")) is True:
        return {}
    return {"reasoning": {"mandatory": value == "mandatory"}}


def _text(number: Decimal) -> str:
    text = plain(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _doc(value: Value) -> Doc:
    assert isinstance(value, dict), value
    return value


def _map(doc: Doc, key: str) -> Doc:
    return _doc(doc.get(key) or {})


def _list(doc: Doc, key: str) -> list[Value]:
    value = doc.get(key) or []
    assert isinstance(value, list), key
    return value
