"""Sources' words for what a model reads, makes and can do → ours.

    modalities    text, image, file, audio, video, embeddings; a word we don't know stays as it is
    capabilities  {tools: {value: true, from: api}, …} in the order of the files

A word that is missing from a list proves nothing by itself: what silence means is the dialect's to know.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from sync.core.values import Doc, Value

_MODALITIES = ("text", "image", "file", "audio", "video")
_CAPABILITIES = (
    "tools", "parallel_tools", "json_mode", "structured_outputs", "reasoning", "image_generation",
    "embeddings", "rerank", "transcription", "web_search", "code_execution", "file_search", "computer_use",
)  # fmt: skip

# speech and transcription: Groq, 2026-07; pdf: Kilo, 2026-08; embedding: Bedrock, 2026-02.
_SAME_AS = {"speech": "audio", "transcription": "text", "pdf": "file", "embedding": "embeddings"}

_MADE = {"image": "image_generation", "embeddings": "embeddings"}

READS: Mapping[str, str] = MappingProxyType({
    "vision": "image",  # Mistral, LiteLLM, Requesty
    "image_input": "image",  # Fireworks, Hyperbolic
    "image_in": "image",  # Moonshot
    "video_in": "video",  # Moonshot
    "audio_input": "audio",  # LiteLLM
    "pdf_input": "file",  # LiteLLM
})  # fmt: skip
"""What a model reads that is said to have this."""

CAN: Mapping[str, str] = MappingProxyType({
    "tools": "tools",  # Fireworks, Hyperbolic, Groq
    "tool_calling": "tools",  # GitHub Models
    "tool_use": "tools",  # Vercel
    "function_calling": "tools",  # Mistral, LiteLLM, Novita
    "parallel_tool_calls": "parallel_tools",
    "parallel_function_calling": "parallel_tools",  # LiteLLM
    "json_mode": "json_mode",  # Groq
    "json_output": "json_mode",
    "response_format": "json_mode",
    "structured_outputs": "structured_outputs",  # Groq
    "response_schema": "structured_outputs",  # LiteLLM
    "reasoning": "reasoning",  # Mistral, Groq, Requesty: of it only a No is clear, see `stated`
    "image_generation": "image_generation",
    "embeddings": "embeddings",  # Azure
    "rerank": "rerank",
    "audio_transcription": "transcription",  # Mistral
    "web_search": "web_search",  # LiteLLM
    "code_execution": "code_execution",
    "file_search": "file_search",
    "computer_use": "computer_use",  # Requesty, LiteLLM
})  # fmt: skip
"""The capability that a model has of which this is said."""


def in_order(names: Iterable[str]) -> list[Value]:
    """Modalities by our words, each once: the usual ones in their order, then the others."""
    return [*_in_order(tuple(names))]


@lru_cache(maxsize=1024)
def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    ours = {_SAME_AS.get(name.lower(), name.lower()) for name in names} - {""}
    return (*(name for name in _MODALITIES if name in ours), *sorted(ours - {*_MODALITIES}))


def from_api(found: Mapping[str, Value]) -> Doc:
    """Capabilities as files have them; what is None is not known."""
    return {
        name: {"value": value, "from": "api"}
        for name in _CAPABILITIES
        if (value := found.get(name)) is not None
    }


def made(outputs: Value) -> dict[str, Value]:
    """The capabilities that the outputs (our words) prove."""
    listed = outputs if isinstance(outputs, list) else []
    return {capability: True for output, capability in _MADE.items() if output in listed}


def word(name: str) -> str:
    """A name as the tables above have it: `supports_Tool-Calling` → `tool_calling`."""
    return name.lower().replace("-", "_").replace(" ", "_").removeprefix("supports_")


def stated(said: Mapping[str, bool]) -> dict[str, Value]:
    """What is said of a model by these words, true or false.

    A model that reasons may do so always, when asked, or as much as it is told to: a Yes
    doesn't tell which, so it isn't known; a No does.
    """
    found: dict[str, Value] = {}
    for name, value in said.items():
        capability = CAN.get(name)
        if capability == "reasoning":
            found.setdefault(capability, None if value else "none")
        elif capability is not None:
            found.setdefault(capability, value)
    return found
