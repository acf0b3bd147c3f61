"""What an OpenRouter record says of the model itself: name, dates, modalities, limits, capabilities.

Only a list that was sent proves that something is missing from it: `supported_parameters`
of [] (3 routers, 2026-08-22) says nothing about tools, `["temperature"]` says there are none.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from sync.core.values import Doc, Value
from sync.sources import openrouter_price
from sync.sources.fields import Fields

_AUTHOR = re.compile(r"[^:]{1,40}: ")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MODALITIES = ("text", "image", "file", "audio", "video")
_YEARS = range(2015, 2101)
_NEVER = date(2090, 1, 1)

# Capability → the parameter that proves it. The first three are false in a list without it;
# of the other two silence proves nothing: 198 of 24,854 recorded records name parallel_tool_calls.
_PROOF = {"tools": "tools", "json_mode": "response_format", "structured_outputs": "structured_outputs"}
_HINT = {"parallel_tools": "parallel_tool_calls", "web_search": "web_search_options"}
_OUTPUT = {"image_generation": "image", "embeddings": "embeddings"}
_CAPABILITIES = (
    "tools", "parallel_tools", "json_mode", "structured_outputs", "reasoning",
    "image_generation", "embeddings", "web_search",
)  # fmt: skip


def facts(record: Fields, *, variant: bool) -> Doc:
    """The facts of a record; a variant (`…:free`) lends no name to its model."""
    cutoff = record.text("knowledge_cutoff")
    modalities = _modalities(record.part("architecture"))
    doc: Doc = {
        "name": None if variant else _name(record),
        "released": _day(created(record)),
        "knowledge_cutoff": cutoff if cutoff and _as_date(cutoff) else None,
        "modalities": modalities,
        "limits": known({
            "context": record.whole("context_length"),
            "max_output": record.part("top_provider").whole("max_completion_tokens"),
        }),
        "capabilities": _capabilities(record, modalities.get("output")),
        "description": record.prose("description"),
    }  # fmt: skip
    return known(doc)


def created(record: Fields) -> int | None:
    """Epoch seconds; None where they lie outside of 2015 to 2100."""
    seconds = record.whole("created")
    return seconds if _day(seconds) else None


def ends(record: Fields) -> str | None:
    """The announced last day; far-away sentinels (2098-12-31, 9999-01-01: seen 2026) mean never."""
    text = record.text("expiration_date")
    if text is None:
        return None
    day = _as_date(text.partition("T")[0])
    if day is None:
        raise record.unusable("expiration_date", "is no date (YYYY-MM-DD)")
    return None if day >= _NEVER else day.isoformat()


def known(doc: Mapping[str, Value]) -> Doc:
    """What of `doc` is known: not null, "", [] or {}."""
    return {key: value for key, value in doc.items() if value is not None and value not in ("", [], {})}


def _name(record: Fields) -> str | None:
    name = record.text("name")
    author = _AUTHOR.match(name) if name else None
    return name[author.end() :] if name and author else name


def _day(seconds: int | None) -> str | None:
    if seconds is None or seconds > 2**32:
        return None
    day = datetime.fromtimestamp(seconds, UTC).date()
    return day.isoformat() if day.year in _YEARS else None


def _as_date(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _modalities(architecture: Fields) -> Doc:
    """Inputs and outputs; records before mid-2025 have only `modality`: "text+image->text"."""
    inputs, arrow, outputs = (architecture.text("modality") or "").partition("->")
    old = {"input": inputs, "output": outputs} if arrow else {}
    return known({
        side: _in_order(architecture.words(f"{side}_modalities") or old.get(side, "").split("+"))
        for side in ("input", "output")
    })  # fmt: skip


def _in_order(names: Sequence[str]) -> list[Value]:
    others = sorted(set(names) - set(_MODALITIES) - {""})
    return [*(name for name in _MODALITIES if name in names), *others]


def _capabilities(record: Fields, outputs: Value) -> Doc:
    parameters = record.words("supported_parameters")
    found: Doc = {"reasoning": _reasoning(parameters, record.part("reasoning").flag("mandatory"))}
    if parameters:
        found |= {name: proof in parameters for name, proof in _PROOF.items()}
    found |= {name: True for name, hint in _HINT.items() if hint in parameters}
    if isinstance(outputs, list):
        found |= {name: True for name, output in _OUTPUT.items() if output in outputs}
    if openrouter_price.searches(record.part("pricing")):
        found["web_search"] = True
    return {
        name: {"value": value, "from": "api"}
        for name in _CAPABILITIES
        if (value := found.get(name)) is not None
    }  # fmt: skip


def _reasoning(parameters: Sequence[str], mandatory: bool | None) -> str | None:
    """`mandatory` is said outright; else the parameters tell. A `reasoning` object alone proves nothing.

    4 models have such an object and no parameter for it (qwen3-max, reka-edge …, 2026-08-22).
    """
    if mandatory:
        return "mandatory"
    if not parameters:
        return None
    if "reasoning" in parameters or "reasoning_effort" in parameters:
        return "configurable"
    return "fixed" if "include_reasoning" in parameters else "none"
