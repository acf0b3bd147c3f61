"""What OpenAI-compatible lists add to a record about its model, each in a spelling of its own.

OpenAI's own records have an id, `created` and `owned_by`, and say nothing of the model. What
others add is read where it is sent; nothing that isn't sent is taken to be anything.
"""

from collections.abc import Iterator

from sync import ids
from sync.core.values import Doc
from sync.sources import abilities
from sync.sources.fields import Fields, known

CONTEXT = (
    "context_length",  # Together, Fireworks, Hyperbolic, SambaNova, AI21, Moonshot; Groq since 2026
    "context_window",  # Groq, Vercel, Requesty, Naga
    "max_context_length",  # Mistral
    "context_size",  # Novita
    "max_model_len",  # vLLM, and who runs it: Chutes
)
MAX_INPUT = ("max_input_tokens",)  # LiteLLM
MAX_OUTPUT = (
    "max_completion_tokens",  # Groq, SambaNova, AI21
    "max_output_tokens",  # Novita, Requesty, LiteLLM
    "max_output_length",  # Groq since 2026, W&B Inference: what OpenRouter asks its providers for
    "max_tokens",  # Vercel
)
NAMES = ("name", "display_name")  # Groq, Vercel, AI21; Together, Novita, Naga
MODALITIES = {
    side: (f"{side}_modalities", f"supported_{side}_modalities")  # Groq; GitHub Models
    for side in ("input", "output")
}

# Vercel's and Mistral's bare words; everybody else's begin with `supports_`.
FLAGS = (
    *(f"supports_{word}" for word in (*abilities.CAN, *abilities.READS)),
    "function_calling", "vision", "response_format",
)  # fmt: skip


def name(id_: str, record: Fields) -> str | None:
    """What people call it; None where that is only the id again."""
    found = record.first_text(NAMES)
    return None if found is None or ids.fold(found) == ids.fold(id_) else found


def limits(record: Fields) -> Doc:
    """Tokens, by any of their names."""
    return known({
        "context": record.first_whole(CONTEXT),
        "max_input": record.first_whole(MAX_INPUT),
        "max_output": record.first_whole(MAX_OUTPUT),
    })  # fmt: skip


def modalities(record: Fields) -> Doc:
    """What it reads and makes, where there is a list of it."""
    return known({
        side: abilities.in_order(word for key in keys for word in record.words(key))
        for side, keys in MODALITIES.items()
    })  # fmt: skip


def said(record: Fields) -> dict[str, bool]:
    """What flags, `capabilities` and `supported_features` say, by our words; the first one wins."""
    found: dict[str, bool] = {}
    for word, value in _said(record):
        found.setdefault(abilities.word(word), value)
    return found


def seen(said: dict[str, bool]) -> Doc:
    """The modalities that flags such as `supports_vision` prove: who reads images reads text too.

    A No says what it doesn't read, and not what it does: nothing is known then.
    """
    reads = {abilities.READS[word] for word, value in said.items() if value and word in abilities.READS}
    return {"input": abilities.in_order({"text", *reads})} if reads else {}


def is_simple(capabilities: object) -> bool:
    """Whether `capabilities` are names with true or false (Mistral), or only names (GitHub Models)."""
    if isinstance(capabilities, dict):
        return all(isinstance(value, bool | None) for value in capabilities.values())
    return isinstance(capabilities, list) and all(isinstance(value, str) for value in capabilities)


def _said(record: Fields) -> Iterator[tuple[str, bool]]:
    for key in FLAGS:
        flag = record.flag(key)
        if flag is not None:
            yield key, flag
    capabilities = record.values.get("capabilities")
    if is_simple(capabilities):
        if isinstance(capabilities, dict):
            yield from ((name, value) for name, value in capabilities.items() if value is not None)
        else:
            yield from ((name, True) for name in record.words("capabilities"))
    yield from ((name, True) for name in record.words("supported_features"))
