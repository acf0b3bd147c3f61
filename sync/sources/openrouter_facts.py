"""What an OpenRouter record says of the model itself: name, dates, modalities, limits, capabilities.

Only a list that was sent proves that something is missing from it: `supported_parameters`
of [] (3 routers, 2026-08-22) says nothing about tools, `["temperature"]` says there are none.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from sync.core.values import Doc, Value
from sync.sources import abilities, dates, openrouter_price
from sync.sources.fields import Fields, known

_AUTHOR = re.compile(r"[^:]{1,40}: ")

# Capability → the parameter that proves it. The first three are false in a list without it;
# of the other two silence proves nothing: 198 of 24,854 recorded records name parallel_tool_calls.
_PROOF = {"tools": "tools", "json_mode": "response_format", "structured_outputs": "structured_outputs"}
_HINT = {"parallel_tools": "parallel_tool_calls", "web_search": "web_search_options"}


def facts(record: Fields, *, variant: bool) -> Doc:
    """The facts of a record; a variant (`…:free`) lends no name to its model."""
    cutoff = record.text("knowledge_cutoff")
    modalities = _modalities(record.part("architecture"))
    doc: Doc = {
        "name": None if variant else _name(record),
        "released": dates.day(dates.created(record)),
        "knowledge_cutoff": cutoff if cutoff and dates.as_date(cutoff) else None,
        "modalities": modalities,
        "limits": known({
            "context": record.whole("context_length"),
            "max_output": record.part("top_provider").whole("max_completion_tokens"),
        }),
        "capabilities": _capabilities(record, modalities.get("output")),
        "description": record.prose("description"),
    }  # fmt: skip
    return known(doc)


def _name(record: Fields) -> str | None:
    name = record.text("name")
    author = _AUTHOR.match(name) if name else None
    return name[author.end() :] if name and author else name


def _modalities(architecture: Fields) -> Doc:
    """Inputs and outputs; records before mid-2025 have only `modality`: "text+image->text"."""
    inputs, arrow, outputs = (architecture.text("modality") or "").partition("->")
    old = {"input": inputs, "output": outputs} if arrow else {}
    return known({
        side: abilities.in_order(architecture.words(f"{side}_modalities") or old.get(side, "").split("+"))
        for side in ("input", "output")
    })  # fmt: skip


def _capabilities(record: Fields, outputs: Value) -> Doc:
    listed = outputs if isinstance(outputs, list) else []
    return _stated(
        tuple(record.words("supported_parameters")),
        record.part("reasoning").flag("mandatory"),
        tuple(map(str, listed)),
        searches=openrouter_price.searches(record.part("pricing")),
    )


@lru_cache(maxsize=4096)  # a list has some hundred of these, thousands of times
def _stated(
    parameters: tuple[str, ...], mandatory: bool | None, outputs: tuple[str, ...], *, searches: bool
) -> Doc:
    found: Doc = {"reasoning": _reasoning(parameters, mandatory)}
    if parameters:
        found |= {name: proof in parameters for name, proof in _PROOF.items()}
    found |= {name: True for name, hint in _HINT.items() if hint in parameters}
    found |= abilities.made([*outputs])
    if searches:
        found["web_search"] = True
    return abilities.from_api(found)


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
