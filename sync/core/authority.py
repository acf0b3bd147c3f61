"""Who speaks for a model: the one listing, of one provider, that refreshes the model's file.

    the model's file   authority: {provider, offer}           decides, once there is one
    rules/authority    models: "groq/*", provider: groq       decides for a model that is new
    its own listings   the plain id, else the first variant   decide which offer of the provider

A base remembers who spoke when it was accepted (`voice_of`, where the last line above would
say something else), so that a change of the speaker is never mistaken for a hand edit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from sync.core.facts import Record, Records
from sync.core.fields import Field
from sync.core.values import Doc, Value, copy, get, put
from sync.ids import fold

Speakers = dict[str, str]
"""{model: the offer that speaks for it}, of one provider."""


@dataclass(frozen=True, slots=True)
class Authority:
    """For each model the provider that speaks for it; the first line that fits decides."""

    lines: tuple[tuple[str, str], ...] = ()

    def provider_of(self, model: str) -> str | None:
        """The provider that speaks for a new model; None where no line fits."""
        folded = fold(model)
        return next((name for models, name in self.lines if fnmatchcase(folded, fold(models))), None)

    def lets(self, provider: str, model: str) -> bool:
        """Whether a provider may bring a new model into the catalog."""
        return not self.lines or self.provider_of(model) == provider


ANYBODY = Authority()
"""No rule: whoever lists a model under its own id."""


def authority(rules: Mapping[str, Value]) -> Authority:
    """The rules that a file `{authority: [{models: PATTERN, provider: P}]}` spells."""
    lines = rules.get("authority")
    return Authority(
        tuple(
            (str(line.get("models")), str(line.get("provider")))
            for line in (lines if isinstance(lines, list) else ())
            if isinstance(line, dict)
        )
    )


def variant(offer_id: str) -> str | None:
    """The suffix of a variant (`free` in `z-ai/glm-5.2:free`); None for a plain id."""
    _, colon, suffix = offer_id.rpartition(":")
    return suffix if colon else None


def spoke(records: Records) -> Speakers:
    """Who spoke for each model when these records were accepted."""
    found = {model: id_ for id_, record in records.items() for model in record.voice_of or ()}
    for model, id_ in usual(records).items():
        if records[id_].voice_of is None:
            found.setdefault(model, id_)
    return found


def speaks(
    provider: str, rules: Authority, before: Records, records: Records, files: Mapping[str, Doc]
) -> Speakers:
    """Who speaks from now on. `before` is what was accepted last, `files` are the models' own."""
    plain, then, plain_then = usual(records), spoke(before), usual(before)
    now: Speakers = {}
    for model in {*plain, *then} - files.keys():
        # A file that a person deleted stays deleted, whoever spoke for it; who did goes on telling so.
        new = model not in plain_then and rules.lets(provider, model)
        if model in plain and (new or model in then):
            now[model] = plain[model]
    for model, file in files.items():
        named = get(file, ("authority", "provider"))
        if named == provider or (named is None and rules.lets(provider, model)):
            offer = _named(file, records)
            if offer is None or offer == then.get(model) == plain_then.get(model):
                offer = plain.get(model, offer)  # nobody chose it
            if offer is not None:
                now[model] = offer
    return now


def marked(records: Records, now: Speakers) -> dict[str, Record]:
    """The records, each that speaks otherwise than is usual with what it speaks for."""
    plain, spoken = _by_offer(usual(records)), _by_offer(now)
    result = dict(records)
    for id_ in {*plain, *spoken, *(id_ for id_, record in records.items() if record.voice_of is not None)}:
        own = spoken.get(id_, ())
        mark = None if own == plain.get(id_, ()) else own
        if records[id_].voice_of != mark:
            result[id_] = replace(records[id_], voice_of=mark)
    return result


def handed_over(fields: Sequence[Field], mine: Doc, said: Sequence[Doc]) -> Doc | None:
    """What a file that has a new speaker was last refreshed with, by whoever spoke for it: a value
    that one of them says is no edit; a field that is not there is, unless none of them has it.
    None where nobody ever spoke.
    """
    if not said:
        return None
    base: Doc = {}
    for field in fields:
        values = [value for doc in said if (value := get(doc, field.path)) is not None]
        own = get(mine, field.path)
        if values:
            put(
                base, field.path, copy(next((value for value in values if field.same(value, own)), values[0]))
            )
    return base


def usual(records: Records) -> Speakers:
    """The plain id of each model, else its first variant."""
    found: Speakers = {}
    for id_ in sorted(sorted(records), key=_is_variant):
        model = records[id_].model
        if model is not None:
            found.setdefault(model, id_)
    return found


def _is_variant(offer_id: str) -> bool:
    return ":" in offer_id


def _named(file: Doc, records: Records) -> str | None:
    """The offer that a model's file names, where that can speak."""
    chosen = get(file, ("authority", "offer"))
    named = isinstance(chosen, str) and chosen in records and records[chosen].alias_of is None
    return str(chosen) if named else None


def _by_offer(speakers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for model, id_ in sorted(speakers.items()):
        found[id_] = (*found.get(id_, ()), model)
    return found
