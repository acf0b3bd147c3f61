"""Records of `catalog/upstream/groq.jsonl` → Groq's `GET /openai/v1/models`, or a list written by hand.

The inverse of `sync.sources.groq`; prices are texts, US$ per token, and what isn't billed apart is "0".
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sync.core.facts import Record
from sync.core.values import Value, get
from tests.upstream.openrouter import per_token

Model = dict[str, Any]

PRICES = {"input": "prompt", "output": "completion", "cache_read": "input_cache_read"}
FEATURES = ("tools", "json_mode", "structured_outputs")
SAMPLING = ["temperature", "top_p", "stop", "seed", "max_tokens"]


def body(models: Iterable[Mapping[str, object]]) -> bytes:
    """The bytes Groq would send for these models."""
    return json.dumps({"data": list(models), "object": "list"}).encode()


def models(records: Iterable[Record]) -> list[Model]:
    """Every record as Groq tells it; what is not known of it is not told."""
    return [_model(record) for record in records]


def _model(record: Record) -> Model:
    limits, more = record.facts.get("limits"), record.more
    context, most = get(limits, ("context",)), get(limits, ("max_output",))
    told = {
        "hugging_face_id": more.get("hugging_face_id"),
        "name": record.facts.get("name"),
        "input_modalities": get(record.facts, ("modalities", "input")),
        "output_modalities": _outputs(record),
        "context_length": context,
        "max_output_length": most,
        "pricing": _pricing(record.offer.get("price")),
        "supported_sampling_parameters": more.get("parameters"),
        "supported_features": more.get("features"),
    }
    return {
        "id": record.id,
        "created": more.get("created"),
        "object": "model",
        "owned_by": more.get("owned_by"),
        "active": True,
        "context_window": context,
        "public_apps": None,
        "max_completion_tokens": most,
    } | {key: value for key, value in told.items() if value is not None}


def _outputs(record: Record) -> Value:
    if get(record.facts, ("capabilities", "transcription", "value")) is True:
        return ["transcription"]
    outputs = get(record.facts, ("modalities", "output"))
    return ["speech"] if outputs == ["audio"] else outputs


def _pricing(price: Value) -> Model | None:
    if not isinstance(price, dict):
        return None
    kinds = {theirs: per_token(price[ours]) for ours, theirs in PRICES.items() if ours in price}
    return {**kinds, "image": "0", "request": "0"}


def listed(id_: str, created: int, owner: str, context: int, most: int, **more: object) -> Model:
    """A record as it was in January 2026; what `more` names came later."""
    return {
        "id": id_,
        "object": "model",
        "created": created,
        "owned_by": owner,
        "active": True,
        "context_window": context,
        "public_apps": None,
        "max_completion_tokens": most,
    } | more


def chat(id_: str, created: int, owner: str, prices: tuple[str, str, str], **more: object) -> Model:
    """A model that takes and makes text, as it was in July 2026; `prices`: prompt, completion, cache."""
    pricing = dict(zip(PRICES.values(), prices, strict=True)) | {"image": "0", "request": "0"}
    return listed(id_, created, owner, 131072, 65536) | {
        "input_modalities": ["text"],
        "output_modalities": ["text"],
        "context_length": 131072,
        "max_output_length": 65536,
        "pricing": pricing,
        "supported_sampling_parameters": SAMPLING,
        "supported_features": ["tools", "json_mode", "structured_outputs", "reasoning"],
    } | more  # fmt: skip


OLD = [
    listed("groq/compound-mini", 1756949707, "Groq", 131072, 8192),
    listed("whisper-large-v3", 1693721698, "OpenAI", 448, 448),
    listed("openai/gpt-oss-120b", 1754408224, "OpenAI", 131072, 65536),
]
"""The shape of January 2026."""

LIST = [
    chat(
        "openai/gpt-oss-120b", 1754408224, "OpenAI", ("0.00000015", "0.0000006", "0.000000075"),
        name="GPT OSS 120B", hugging_face_id="openai/gpt-oss-120b",
    ),
    chat(
        "llama-3.3-70b-versatile", 1733447754, "Meta", ("0.00000059", "0.00000079", "0.000000295"),
        name="Llama 3.3 70B", supported_features=["tools", "json_mode"],
        max_completion_tokens=32768, max_output_length=32768,
    ),
    chat(
        "qwen/qwen3.6-27b", 1778288776, "Alibaba Cloud", ("0.0000006", "0.000003", "0.0000003"),
        name="Qwen/Qwen3.6-27B", input_modalities=["text", "image"],
    ),
    listed(
        "whisper-large-v3", 1693721698, "OpenAI", 448, 448, name="Whisper", context_length=448,
        max_output_length=448, input_modalities=["audio"], output_modalities=["transcription"],
    ),
    listed(
        "canopylabs/orpheus-v1-english", 1766186316, "Canopy Labs", 4000, 50000,
        name="Canopy Labs Orpheus V1 English", context_length=4000, max_output_length=50000,
        input_modalities=["text"], output_modalities=["speech"],
        pricing={"prompt": "0.000022", "image": "0", "request": "0", "input_cache_read": "0.000011"},
    ),
    listed(
        "groq/compound", 1756949530, "Groq", 131072, 8192, name="Compound", context_length=131072,
        max_output_length=8192, input_modalities=["text"], output_modalities=["text"],
        supported_sampling_parameters=SAMPLING, supported_features=["json_mode"],
    ),
]  # fmt: skip
"""The shape of July 2026, in every kind that it had."""
