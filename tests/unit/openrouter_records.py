"""OpenRouter records in their real shapes (2026-08), written by hand, and how tests read them."""

import json
from typing import Any

from sync.core.facts import Listing, Record
from sync.sources.openrouter import parse
from sync.sources.payload import decode

Json = dict[str, Any]


def record(id_: object = "acme/one", **changes: Any) -> Json:
    """A plain paid model; `changes` replace whole keys."""
    return {
        "id": id_,
        "canonical_slug": "acme/one-20260701",
        "hugging_face_id": "acme-ai/One",
        "name": "Acme: One",
        "created": 1_751_328_000,
        "description": "Prose of theirs.",
        "context_length": 131072,
        "architecture": architecture(),
        "pricing": {"prompt": "0.000003", "completion": "0.000015"},
        "top_provider": {"context_length": 131072, "max_completion_tokens": 32000, "is_moderated": False},
        "per_request_limits": None,
        "supported_parameters": ["max_tokens", "temperature", "tool_choice", "tools"],
        "default_parameters": {},
        "supported_voices": None,
        "knowledge_cutoff": "2025-01-31",
        "expiration_date": None,
        "links": {"details": "/api/v1/models/acme/one/endpoints"},
    } | changes


def architecture(**changes: Any) -> Json:
    """Text in, text out."""
    return {
        "modality": "text->text",
        "input_modalities": ["text"],
        "output_modalities": ["text"],
        "tokenizer": "Other",
        "instruct_type": None,
    } | changes


def old_record() -> Json:
    """As it was sent in December 2024: fewer keys, modalities as one string."""
    return {
        "id": "google/gemini-flash-1.5",
        "name": "Google: Gemini Flash 1.5",
        "created": 1_715_644_800,
        "description": "",
        "context_length": 1_000_000,
        "architecture": {"modality": "text+image->text", "tokenizer": "Gemini", "instruct_type": None},
        "pricing": {"prompt": "0.000000075", "completion": "0.0000003", "image": "0.00004", "request": "0"},
        "top_provider": {"context_length": 1_000_000, "max_completion_tokens": 8192, "is_moderated": False},
        "per_request_limits": None,
    }


def tier(over: int, prompt: str, completion: str, **more: Any) -> Json:
    """A price from `over` prompt tokens on."""
    return {"min_prompt_tokens": over, "prompt": prompt, "completion": completion} | more


def window(start: object, end: object, prompt: str, completion: str, **more: Any) -> Json:
    """A price for some hours of the day."""
    return {"utc_start": start, "utc_end": end, "prompt": prompt, "completion": completion} | more


def listing(*records: object) -> Listing:
    """What a body with these records becomes, through the same door as a real one."""
    body = json.dumps({"data": records}).encode()
    return parse(decode(body, where="test"))


def read(raw: Json) -> Record:
    """The one record, which must be usable."""
    found = listing(raw)
    assert found.quarantined == ()
    return found.records[raw["id"]]


def why(raw: object) -> str:
    """Why the one record can't be used."""
    found = listing(raw)
    assert found.records == {}
    [one] = found.quarantined
    return one.why


def priced(**pricing: Any) -> Json:
    """A record with more prices, or other ones."""
    return record(pricing={"prompt": "0.000003", "completion": "0.000015"} | pricing)
