"""Groq's `GET /openai/v1/models`, as it is since 2026-07 and as it was in January.

    2026-01   id, created, owned_by, active, context_window, max_completion_tokens
    2026-07   the same, and name, modalities, supported_features, pricing (US$ per token, as text)

A model with `active: false` can't be called: it is left out, and an offer of it goes the way of
one that is gone. What makes speech has no price here: its `prompt` is for a character
("$22.00 per 1M characters", console.groq.com/docs/models), and we have no such kind.
"""

from collections.abc import Mapping

from sync.core.facts import Listing, Record
from sync.core.values import Doc, Value
from sync.sources import abilities, collect, dates, openai_facts, openrouter_price
from sync.sources.adapter import Adapter
from sync.sources.fields import Fields, known
from sync.sources.payload import records

_KNOWN: collect.Known = {
    "": frozenset({
        "id", "object", "created", "owned_by", "active", "public_apps", "context_window", "context_length",
        "max_completion_tokens", "max_output_length", "name", "hugging_face_id", "input_modalities",
        "output_modalities", "pricing", "supported_sampling_parameters", "supported_features",
    }),
    "pricing": openrouter_price.KEYS,
}  # fmt: skip

# In a list that was sent, silence about these is a No.
_LISTED = ("tools", "json_mode", "structured_outputs")

# On whisper-large-v3 and llama-3.1-8b-instant alike (2026-07-13), and older than either.
_NO_DATE = 1_693_721_698


def parse(payload: object) -> Listing:
    """Every active model of the list; raises SourceError only when there is no list."""
    items = records(payload, where="groq")
    return collect.listing(items, _record, collect.unknown_keys(items, _KNOWN), left_out=_inactive)


def _inactive(item: Mapping[str, object]) -> bool:
    return item.get("active") is False


def _record(id_: str, fields: Fields) -> Record:
    fields.flag("active")  # nobody knows what another value than true or false would say
    created, modalities = dates.created(fields), openai_facts.modalities(fields)
    facts: Doc = {
        "name": openai_facts.name(id_, fields),
        "released": None if created == _NO_DATE else dates.day(created),
        "modalities": modalities,
        "limits": openai_facts.limits(fields),
        "capabilities": _capabilities(fields, modalities.get("output")),
    }
    more: Doc = {
        "created": created,
        "hugging_face_id": fields.text("hugging_face_id"),
        "owned_by": fields.text("owned_by"),
        "parameters": [*fields.words("supported_sampling_parameters")],
        "features": [*fields.words("supported_features")],
    }
    return Record(id=id_, model=None, facts=known(facts), offer=_offer(fields), more=known(more))


def _capabilities(fields: Fields, outputs: Value) -> Doc:
    """Whether and how a model reasons isn't among them: Groq lists one word, `reasoning`, for models that
    can be told not to (qwen3-32b), only to do less (gpt-oss-120b), or neither (gpt-oss-safeguard-20b):
    console.groq.com/docs/reasoning, 2026-08. The word stays in `features`.
    """
    features = [abilities.word(name) for name in fields.words("supported_features")]
    found = abilities.made(outputs) | abilities.stated(dict.fromkeys(features, True))
    if features:
        found = dict.fromkeys(_LISTED, False) | found
    if "transcription" in fields.words("output_modalities"):
        found["transcription"] = True
    return abilities.from_api(found)


def _offer(fields: Fields) -> Doc:
    price = openrouter_price.kinds(fields.part("pricing"))
    by_character = "speech" in fields.words("output_modalities")
    return {"price": price} if price and not by_character else {}


ADAPTER = Adapter(
    name="groq",
    rules="groq/1",
    parse=parse,
    created_stable=True,
    authoritative=frozenset({"prices", "limits", "capabilities"}),
    price_unit="US$ per token, as text",
)
