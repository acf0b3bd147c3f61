"""Mistral's `GET /v1/models`, in which each name of a model is a record of its own.

    id                    name                   aliases
    mistral-small-2603    mistral-small-2603     [mistral-small-latest, …]     the model
    mistral-small-latest  mistral-small-2603     [mistral-small-2603, …]       alias of mistral-small-2603
    devstral-latest       devstral-2512          []                            alias of devstral-2512
    mistral-medium-2604   mistral-medium-latest  [mistral-medium-latest, …]    the model: `-latest` never is

All but the one that is the model are moving aliases. `created` is the time of the request, prices are
in no list, and a `name` is one of the ids. Fine-tunes of the account (`ft:…`) are left out, as in `openai`.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from sync import ids
from sync.core.facts import Listing, Record
from sync.core.values import Doc
from sync.sources import abilities, collect, dates, openai_facts
from sync.sources.adapter import Adapter
from sync.sources.fields import Fields, known
from sync.sources.payload import records

# What a flag says that a model reads, and what it makes. Of embeddings there is no flag.
_READS: Mapping[str, tuple[str, ...]] = {
    "completion_chat": ("text",), "completion_fim": ("text",), "audio_speech": ("text",),
    "classification": ("text",), "moderation": ("text",), "vision": ("image",), "ocr": ("image", "file"),
    "audio": ("audio",), "audio_transcription": ("audio",), "audio_transcription_realtime": ("audio",),
}  # fmt: skip
_MAKES = {
    "completion_chat": "text", "completion_fim": "text", "ocr": "text", "audio_transcription": "text",
    "audio_transcription_realtime": "text", "audio_speech": "audio",
}  # fmt: skip
_FLAGS = (*_READS, "function_calling", "reasoning", "fine_tuning", "unified_resources")

_KNOWN: collect.Known = {
    "": frozenset({
        "id", "object", "created", "owned_by", "name", "description", "type", "aliases", "capabilities",
        "max_context_length", "default_model_temperature", "deprecation", "deprecation_replacement_model",
    }),
    "capabilities": frozenset(_FLAGS),
}  # fmt: skip

_MOVING = "-latest"
_DATED = re.compile(r".*-[0-9]{4}")


def parse(payload: object) -> Listing:
    """Every record of the list; raises SourceError only when there is no list."""
    items = records(payload, where="mistral")
    ours = [item for item in items if not (isinstance(item, dict) and _private(item))]
    reader = _reader(_leads(ours))
    return collect.listing(items, reader, collect.unknown_keys(ours, _KNOWN), left_out=_private)


def _private(item: Mapping[str, object]) -> bool:
    id_ = item.get("id")
    return isinstance(id_, str) and id_.lower().startswith("ft:")


def _leads(items: Sequence[object]) -> dict[str, str]:
    """Where each alias leads: to an id of the list that is no alias."""
    listed: dict[str, Mapping[str, object]] = {}
    for item in items:
        id_ = item.get("id") if isinstance(item, dict) else None
        if isinstance(item, dict) and isinstance(id_, str) and not ids.unusable(id_):
            listed.setdefault(id_, item)
    model = {id_: _model(id_, item, listed.keys()) for id_, item in listed.items()}
    return {id_: one for id_, one in model.items() if one != id_ and model[one] == one}


def _model(id_: str, item: Mapping[str, object], listed: Collection[str]) -> str:
    """Which of a model's ids is the model: its name, where that is one and no `-latest`; else a dated one."""
    name, aliases = item.get("name"), item.get("aliases")
    if isinstance(name, str) and name in listed and not name.endswith(_MOVING):
        return name
    others = aliases if isinstance(aliases, list) else []
    named = [one for one in (id_, *others) if isinstance(one, str) and one in listed]
    lasting = [one for one in named if not one.endswith(_MOVING)]
    return max(lasting, key=lambda one: (_DATED.fullmatch(one) is not None, len(one), one), default=id_)


def _reader(leads: Mapping[str, str]) -> Callable[[str, Fields], Record]:
    def read(id_: str, fields: Fields) -> Record:
        fields.words("aliases")  # whoever sends something else means something that nobody knows
        record = _record(id_, fields)
        return Record(id=id_, model=None, alias_of=leads[id_]) if id_ in leads else record

    return read


def _record(id_: str, fields: Fields) -> Record:
    part = fields.part("capabilities")
    flags = {name: said for name in _FLAGS if (said := part.flag(name)) is not None}
    can = [name for name, said in flags.items() if said]
    facts: Doc = {
        "modalities": known({
            "input": abilities.in_order(word for name in can for word in _READS.get(name, ())),
            "output": abilities.in_order(_MAKES[name] for name in can if name in _MAKES),
        }),
        "limits": openai_facts.limits(fields),
        "capabilities": _capabilities(flags),
        "description": fields.prose("description"),
    }  # fmt: skip
    more: Doc = {
        "default_parameters": known({"temperature": fields.number("default_model_temperature")}),
        "features": [*sorted(can)],
        "replacement": fields.text("deprecation_replacement_model"),
    }
    ends = known({"ends": dates.last_day(fields, "deprecation")})
    return Record(id=id_, model=None, facts=known(facts), offer=ends, more=known(more))


def _capabilities(flags: Mapping[str, bool]) -> Doc:
    """Tools are called in a chat: `function_calling` stands on models that read pages or speak, and
    can't chat (mistral-ocr-2512, voxtral-mini-tts-2603), where it says nothing.
    """
    said = dict(flags)
    if said.get("completion_chat") is False and said.get("function_calling"):
        del said["function_calling"]
    if said.get("audio_transcription_realtime"):
        said["audio_transcription"] = True
    return abilities.from_api(abilities.stated(said))


ADAPTER = Adapter(
    name="mistral",
    rules="mistral/1",
    parse=parse,
    created_stable=False,
    authoritative=frozenset({"limits", "capabilities"}),
    price_unit="none: no list has prices",
)
