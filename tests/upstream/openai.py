"""Records of `catalog/upstream/openai.jsonl` → an OpenAI-compatible `GET /models`, or a list by hand.

The inverse of `sync.sources.openai`: a record of which nothing is known looks like one of OpenAI's
own, and what is known is told in spellings that name their unit.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sync.core.facts import Record
from sync.core.values import Value, get

Model = dict[str, Any]


def body(models: Iterable[Mapping[str, object]]) -> bytes:
    """The bytes of `{"object": "list", "data": […]}`."""
    return json.dumps({"object": "list", "data": list(models)}, default=float).encode()


def models(records: Iterable[Record]) -> list[Model]:
    """Every record as such a provider tells it."""
    return [_model(record) for record in records]


def listed(id_: str, owner: str = "system", **more: object) -> Model:
    """A record of OpenAI's own, and what others add."""
    return {"id": id_, "object": "model", "created": 1735689600, "owned_by": owner} | more


def _model(record: Record) -> Model:
    facts = record.facts
    capabilities = facts.get("capabilities")
    told: Model = {
        "name": facts.get("name"),
        "context_length": get(facts, ("limits", "context")),
        "max_input_tokens": get(facts, ("limits", "max_input")),
        "max_output_tokens": get(facts, ("limits", "max_output")),
        "input_modalities": get(facts, ("modalities", "input")),
        "output_modalities": get(facts, ("modalities", "output")),
        "capabilities": _said(capabilities) if isinstance(capabilities, dict) else None,
        "pricing": _pricing(record.offer.get("price")),
    }
    return listed(record.id, **{key: value for key, value in told.items() if value is not None})


def _said(capabilities: Mapping[str, Value]) -> dict[str, bool]:
    """Of reasoning there is a word for none of it only."""
    values = {name: get(capability, ("value",)) for name, capability in capabilities.items()}
    said = {name: value for name, value in values.items() if isinstance(value, bool)}
    words = {"parallel_tools": "parallel_tool_calls", "transcription": "audio_transcription"}
    named = {words.get(name, name): value for name, value in said.items()}
    return named | ({"reasoning": False} if values.get("reasoning") == "none" else {})


def _pricing(price: Value) -> Model | None:
    if not isinstance(price, dict):
        return None
    currency = price.get("currency", "USD")
    return {
        kind: {"per_million_tokens": amount, "currency": currency}
        for kind, amount in price.items()
        if isinstance(amount, int | Decimal) and kind in ("input", "output", "cache_read", "cache_write")
    }


LIST = [
    listed("gpt-4.1"),
    listed("o4-mini"),
    listed("text-embedding-3-large"),
    listed("ft:gpt-4o-mini-2024-07-18:acme::AbCdEf12", "acme"),
    listed("whisper-1", "openai-internal"),
]
"""As OpenAI's own list is: it proves what exists."""
