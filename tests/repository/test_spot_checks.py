"""Facts of the shipped catalog, each read by a person in what the provider had published.

A fact of a price list or a model holds for the list that it was read in (`READ`), one of the history
for good. Numbers are texts here, so that each is compared digit by digit.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sync.core.compile import records
from sync.files import store
from sync.files.shelf import open_book

HERE = Path(__file__).resolve().parents[2]
READ = {"openrouter": "2026-08-22", "groq": "2026-07-13", "mistral": "2026-07-13", "cerebras": "2026-07-17"}

FACTS: list[tuple[str, str, str, Any]] = [
    # Plain prices and those of caches and searches.
    ("openrouter", "openai/o1-pro", "price", {"input": "150", "output": "600", "per_search": "0.01"}),
    (
        "openrouter",
        "openai/gpt-5",
        "price",
        {"input": "1.25", "output": "10", "cache_read": "0.125", "per_search": "0.01"},
    ),
    ("openrouter", "anthropic/claude-sonnet-4.5", "price.cache_write", "3.75"),
    ("openrouter", "anthropic/claude-sonnet-4.5", "price.cache_write_1h", "6"),
    ("openrouter", "google/gemini-2.5-pro", "price.audio_cache_read", "0.125"),
    ("openrouter", "google/gemini-2.5-pro", "price.reasoning", "10"),
    ("openrouter", "sao10k/l3-lunaris-8b", "price", {"input": "0.04", "output": "0.05"}),
    ("groq", "openai/gpt-oss-120b", "price", {"input": "0.15", "output": "0.6", "cache_read": "0.075"}),
    ("groq", "openai/gpt-oss-120b", "limits", {"context": "131072", "max_output": "65536"}),
    ("groq", "llama-3.1-8b-instant", "model", "meta-llama/llama-3.1-8b-instruct"),
    ("groq", "llama-3.1-8b-instant", "price.output", "0.08"),
    ("mistral", "mistral-medium-2505", "ends", "2026-08-31"),
    ("mistral", "mistral-medium-2505", "model", "mistralai/mistral-medium-3"),
    ("mistral", "mistral-large-latest", "alias_of", "mistral-large-2512"),
    ("mistral", "pixtral-large-2411", "missing_since", "2026-07-13"),
    ("cerebras", "zai-glm-4.7", "model", "z-ai/glm-4.7"),
    # Published as 0.0000000833333333333333 and 0.0000000208333333333333 for a token.
    ("openrouter", "google/gemini-2.5-flash", "price.cache_write", "0.083333333"),
    ("openrouter", "google/gemini-3.7-flash", "price.cache_write", "0.020833333"),
    # Long inputs and hours of the day (utc_start 1000, utc_end 100).
    (
        "openrouter",
        "qwen/qwen3-max-thinking",
        "tiers",
        [
            {"over": "32000", "mode": "cliff", "input": "1.56", "output": "7.8"},
            {"over": "128000", "mode": "cliff", "input": "1.95", "output": "9.75"},
        ],
    ),
    ("openrouter", "x-ai/grok-4.6", "tiers.0.over", "200000"),
    ("openrouter", "deepseek/deepseek-v4-flash-vision-exp", "price.input", "0.44"),
    (
        "openrouter",
        "deepseek/deepseek-v4-flash-vision-exp",
        "windows.3",
        {"utc": "10:00-01:00", "input": "0.22", "output": "0.66", "cache_read": "0.007"},
    ),
    # Aliases: the second had no target to tell on 2026-05-01.
    ("openrouter", "~z-ai/glm-latest", "", {"alias_of": "z-ai/glm-5.3"}),
    ("openrouter", "~anthropic/claude-sonnet-latest", "", {"alias_of": "anthropic/claude-sonnet-5"}),
    # Variants: one that is free and shorter, one at half the price of 1.25 and 10.
    ("openrouter", "z-ai/glm-5.2:free", "model", "z-ai/glm-5.2"),
    ("openrouter", "z-ai/glm-5.2:free", "price", {"input": "0", "output": "0"}),
    ("openrouter", "z-ai/glm-5.2:free", "limits.context", "256000"),
    (
        "openrouter",
        "openai/gpt-5:batch",
        "price",
        {"input": "0.625", "output": "5", "cache_read": "0.0625", "per_search": "0.01"},
    ),
    ("openrouter", "minimax/minimax-m3:batch", "price.input", "0.3"),  # as dear as without
    # Published as 0, but a song is billed; -1 is a router's price.
    ("openrouter", "google/lyria-3-pro-preview", "price", {"input": "0", "output": "0"}),
    ("openrouter", "google/lyria-3-clip-preview", "price", {"input": "0", "output": "0"}),
    ("openrouter", "openrouter/auto", "price", {"dynamic": True}),
    # The model's context and the smaller one of its offer.
    ("model", "deepseek/deepseek-v4-flash-0731", "limits.context", "1310720"),
    ("openrouter", "deepseek/deepseek-v4-flash-0731", "limits", {"context": "1048576"}),
    ("model", "qwen/qwen3.8-27b", "limits", {"context": "1000000", "max_output": "131072"}),
    ("openrouter", "qwen/qwen3.8-27b", "limits", {"context": "262144"}),
    ("model", "x-ai/grok-4.6", "limits", {"context": "500000"}),  # max_completion_tokens is null
    ("model", "sao10k/l3-lunaris-8b", "limits", {"context": "8192", "max_output": "16384"}),
    # Capabilities; the last two were named once and are no longer (2026-03-21 to 04-11, 2026-08-16 to 20).
    ("model", "anthropic/claude-sonnet-4.5", "capabilities.tools", {"value": True, "from": "api"}),
    ("model", "anthropic/claude-sonnet-4.5", "capabilities.reasoning.value", "configurable"),
    ("model", "openai/gpt-5", "capabilities.reasoning.value", "mandatory"),
    ("model", "openai/o1-pro", "capabilities.tools.value", False),
    ("model", "mistralai/mistral-small-3.1-24b-instruct", "capabilities.reasoning.value", "none"),
    ("model", "inclusionai/ling-3.0-flash", "capabilities.json_mode.value", True),  # since 2026-08-19
    ("model", "mistralai/mistral-small-3.1-24b-instruct", "capabilities.structured_outputs.value", False),
    ("model", "mancer/weaver", "capabilities.structured_outputs.value", False),
    # Names, dates and modalities.
    ("model", "google/gemini-2.5-pro", "name", "Gemini 2.5 Pro"),
    ("model", "google/gemini-2.5-pro", "modalities.input", ["text", "image", "file", "audio", "video"]),
    ("model", "google/gemini-2.5-flash-image", "modalities.output", ["text", "image"]),
    ("model", "anthropic/claude-sonnet-4.5", "released", "2025-09-29"),
    ("model", "anthropic/claude-sonnet-4.5", "knowledge_cutoff", "2025-01-31"),
    ("model", "openai/gpt-5", "knowledge_cutoff", "2024-09-30"),
    # An announced end; 2098-12-31 is none.
    ("openrouter", "inclusionai/ring-2.6-1t", "ends", "2026-08-24"),
    ("openrouter", "z-ai/glm-5.3", "ends", None),
    # Gone: last listed on 2026-03-18, 2026-05-01 and 2026-08-19. The last one came back after a day.
    ("openrouter", "openrouter/hunter-alpha", "state", "removed"),
    ("openrouter", "openrouter/hunter-alpha", "missing_since", "2026-03-19"),
    ("openrouter", "x-ai/grok-4", "missing_since", "2026-08-16"),
    ("openrouter", "x-ai/grok-4", "price.output", "15"),
    ("openrouter", "ai21/jamba-large-1.7", "state", "stale"),
    ("openrouter", "ai21/jamba-large-1.7", "missing_since", "2026-08-20"),
    (
        "openrouter",
        "mancer/weaver",
        "",
        {"model": "mancer/weaver", "price": {"input": "0.5", "output": "0.75"}},
    ),
]
"""(provider, its id, field, value) of a price list, or ("model", id, field, value); None: not there."""

Lines = list[tuple[str | None, str | None, str | None, str]]

HAPPENED: list[tuple[str, str, Lines]] = [
    # Listed at 0 on 2026-04-18 only: that day is in no line.
    (
        "moonshotai/kimi-k2.5",
        "price.output",
        [
            ("2.2", "1.99", "2026-04-01", "2026-04-02"),
            ("1.99", "1.72", "2026-04-02", "2026-04-04"),
            ("1.72", "2", "2026-04-20", "2026-04-21"),
            ("2", "2.85", "2026-05-01", "2026-08-16"),
            ("2.85", "2.25", "2026-08-18", "2026-08-19"),
        ],
    ),
    # A price that moves every day.
    (
        "z-ai/glm-5.2",
        "price.input",
        [
            ("0.308", "1.19", "2026-08-16", "2026-08-17"),
            ("1.19", "0.4886", "2026-08-17", "2026-08-18"),
            ("0.4886", "0.966", "2026-08-18", "2026-08-19"),
        ],
    ),
    ("z-ai/glm-5.2", "limits.context", [("1024000", "1048576", "2026-08-16", "2026-08-17")]),
    # A twelfth of the price, and back: both moves were held, and were accepted after six days.
    (
        "mistralai/mistral-small-3.1-24b-instruct",
        "price.input",
        [
            ("0.35", "0.03", "2026-03-20", "2026-03-21"),
            ("0.03", "0.35", "2026-04-11", "2026-04-12"),
            ("0.35", "0.351", "2026-05-01", "2026-08-16"),
        ],
    ),
    (
        "mistralai/mistral-small-3.1-24b-instruct",
        "limits.max_output",
        [
            (None, "131072", "2026-03-20", "2026-03-21"),
            ("131072", None, "2026-04-11", "2026-04-12"),
            (None, "128000", "2026-05-01", "2026-08-16"),
        ],
    ),
    # Listed at 0 from the first list on, which nobody confirmed.
    (
        "qwen/qwen3-vl-30b-a3b-thinking",
        "price.input",
        [(None, "0.13", None, "2026-03-12"), ("0.13", "0.2", "2026-05-01", "2026-08-16")],
    ),
    ("google/lyria-3-pro-preview", "price.input", [(None, "0", None, "2026-03-31")]),
    ("anthropic/claude-sonnet-4.5", "price.input", []),
]
"""(id, field, all its lines until `READ`: old, new, after, seen) of OpenRouter's history."""


@cache
def catalog() -> store.Catalog:
    return store.load(HERE)


def told(value: Any) -> Any:
    """A value with its numbers as they are written."""
    if isinstance(value, Mapping):
        return {key: told(item) for key, item in value.items()}
    if isinstance(value, list):
        return [told(item) for item in value]
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


@pytest.mark.parametrize(("where", "id_", "field", "value"), FACTS, ids=lambda part: str(part)[:40])
def test_the_catalog_says_what_was_published(where: str, id_: str, field: str, value: Any) -> None:
    provider = "openrouter" if where == "model" else where
    as_of = str(catalog().base(provider).as_of)
    if as_of > READ[provider]:
        pytest.skip(f"it was read in the list of {READ[provider]}, the catalog is of {as_of}")
    if where == "model":
        found: Any = catalog().model_docs()[id_]
    else:
        found = catalog().price_lists()[where].doc[id_]
    for key in field.split(".") if field else ():
        found = found[int(key)] if isinstance(found, list) else found.get(key)

    assert told(found) == value


@pytest.mark.parametrize(("name", "price"), [("pro", "0.08"), ("clip", "0.04")])
def test_what_is_paid_by_the_song_is_free_for_nobody(name: str, price: str) -> None:
    offer = records(open_book(catalog(), date(2026, 11, 21)))[f"google/lyria-3-{name}-preview"]["offers"]

    assert [(each["price"], each["free"]) for each in offer] == [({"per_song": price}, False)]  # type: ignore


@pytest.mark.parametrize(("id_", "field", "lines"), HAPPENED, ids=lambda part: str(part)[:40])
def test_history_tells_what_was_published(id_: str, field: str, lines: Lines) -> None:
    text = (HERE / "catalog/history/openrouter.jsonl").read_text("utf-8")
    every = (json.loads(line, parse_float=str, parse_int=str) for line in text.splitlines())
    found = [each for each in every if (each["id"], each["field"]) == (id_, field)]
    of_then = [each for each in found if each["accepted"] <= READ["openrouter"]]

    assert [(each["old"], each["new"], each["after"], each["seen"]) for each in of_then] == lines
