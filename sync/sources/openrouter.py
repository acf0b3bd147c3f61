"""OpenRouter's `GET /api/v1/models`: one record for each model, variant, router and moving alias.

    anthropic/claude-sonnet-4.5           model anthropic/claude-sonnet-4.5
    z-ai/glm-5.2:free                     one more offer of z-ai/glm-5.2, without a name of its own
    ~anthropic/claude-opus-latest         moving alias: a target, never a price or a limit
    openrouter/auto                       router: price {dynamic: true}

`top_provider` speaks of the endpoint that would be used now, `context_length` of the model.
Descriptions, links and benchmarks (third parties' scores) are known and never stored.
"""

import re
from collections.abc import Mapping

from sync import ids
from sync.core.facts import Listing, Record
from sync.core.values import Doc, Value
from sync.sources import collect, dates, openrouter_facts, openrouter_price
from sync.sources.adapter import Adapter
from sync.sources.fields import Fields, known
from sync.sources.payload import records

# All 907 ids seen until 2026-08-22 are `~?author/slug(:suffix)?`.
_ID = re.compile(r"([^~/:][^/:]*/[^/:]+)(:[^/:]+)?")

# The parameters that have a default anywhere; each of them is a number.
_DEFAULTS = (
    "frequency_penalty", "max_tokens", "min_p", "presence_penalty", "repetition_penalty", "seed",
    "temperature", "top_a", "top_k", "top_p",
)  # fmt: skip

_KNOWN: collect.Known = {
    "": frozenset({
        "id", "canonical_slug", "hugging_face_id", "name", "created", "description", "context_length",
        "architecture", "pricing", "top_provider", "per_request_limits", "supported_parameters",
        "default_parameters", "supported_voices", "knowledge_cutoff", "expiration_date", "links",
        "reasoning", "benchmarks", "alias_target",
    }),
    "architecture": frozenset({
        "modality", "input_modalities", "output_modalities", "tokenizer", "instruct_type",
    }),
    "pricing": openrouter_price.KNOWN,
    "top_provider": frozenset({"context_length", "max_completion_tokens", "is_moderated"}),
    "reasoning": frozenset({
        "mandatory", "supported_efforts", "default_effort", "default_enabled", "supports_max_tokens",
    }),
    "default_parameters": frozenset(_DEFAULTS),
    "alias_target": frozenset({"slug", "name"}),
}  # fmt: skip


def parse(payload: object) -> Listing:
    """Every record of the list; raises SourceError only when there is no list."""
    items = records(payload, where="openrouter")
    news = collect.unknown_keys(items, _KNOWN) | openrouter_price.new_fields(items)
    return collect.listing(items, _record, news)


def _record(id_: str, fields: Fields) -> Record:
    target = _target(id_, fields)
    if target is not None:
        return Record(id=id_, model=None, alias_of=target)
    if id_.startswith("~"):  # before 2026-07-30 nothing said where an alias leads
        return Record(id=id_, model=None, more=known({"created": dates.created(fields)}))
    name = _ID.fullmatch(id_)
    return Record(
        id=id_,
        model=name[1] if name else None,
        facts=openrouter_facts.facts(fields, variant=":" in id_),
        offer=_offer(fields),
        more=_more(fields),
    )


def _target(id_: str, fields: Fields) -> str | None:
    at = fields.part("alias_target")
    slug = at.values.get("slug")
    if slug is None or slug == "":
        return None
    if not isinstance(slug, str):
        raise at.wrong("slug", "a text")
    bad = ids.unusable(slug)
    if bad or slug == id_:
        raise at.unusable("slug", f"can't be used: {bad or 'the alias leads to itself'}")
    return slug


def _offer(fields: Fields) -> Doc:
    top = fields.part("top_provider").whole("context_length")
    differs = top is not None and top != fields.whole("context_length")
    limits: Doc = {"context": top} if differs else {}
    return openrouter_price.offer(fields.part("pricing")) | known(
        {"limits": limits, "ends": dates.last_day(fields, "expiration_date")}
    )


def _more(fields: Fields) -> Doc:
    architecture, defaults = fields.part("architecture"), fields.part("default_parameters")
    doc: Mapping[str, Value] = {
        "created": dates.created(fields),
        "canonical_slug": fields.text("canonical_slug"),
        "hugging_face_id": fields.text("hugging_face_id"),
        "tokenizer": architecture.text("tokenizer"),
        "instruct_type": architecture.text("instruct_type"),
        "moderated": fields.part("top_provider").flag("is_moderated"),
        "parameters": [*fields.words("supported_parameters")],
        "default_parameters": known(
            {name: defaults.number(name) for name in _DEFAULTS if name in defaults.values}
        ),
        "voices": [*fields.words("supported_voices")],
    }
    return known(doc)


ADAPTER = Adapter(
    name="openrouter",
    rules="openrouter/1",
    parse=parse,
    created_stable=True,
    authoritative=frozenset({"prices", "limits", "capabilities"}),
    price_unit="US$ per token, as text",
)
