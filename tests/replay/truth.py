"""What an OpenRouter payload says, worked out from its raw JSON: nothing of `sync` is used.

`faults` compares it with what the files say, value by value. `lists` are all that is recorded, in
order, and `dated` is what history tells of one record: its prices and limits by dotted field.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

PER_TOKEN = {
    "prompt": "input",
    "completion": "output",
    "input_cache_read": "cache_read",
    "input_cache_write": "cache_write",
    "input_cache_write_1h": "cache_write_1h",
    "internal_reasoning": "reasoning",
    "image": "image_input",
    "image_output": "image_output",
    "audio": "audio_input",
    "input_audio_cache": "audio_cache_read",
    "audio_output": "audio_output",
}
PER_UNIT = {"request": "per_request", "web_search": "per_search"}
PROOFS = {"tools": "tools", "json_mode": "response_format", "structured_outputs": "structured_outputs"}
HINTS = {"parallel_tools": "parallel_tool_calls", "web_search": "web_search_options"}

Raw = Mapping[str, Any]
Doc = Mapping[str, Any]


def listed(path: Path) -> dict[str, Raw]:
    """The records of a recorded payload by id, numbers as Decimal."""
    content = json.loads(gzip.decompress(path.read_bytes()), parse_float=Decimal, parse_int=Decimal)
    return {raw["id"]: raw for raw in (content["data"] if isinstance(content, dict) else content)}


def lists(folder: Path) -> Sequence[tuple[str, Mapping[str, Raw]]]:
    """Every recorded list with its day (`YYYY-MM-DD`), in order; a day may have several."""
    paths = sorted((folder / "openrouter").glob("*.json.gz"), key=lambda path: path.name.partition(".")[0])
    return [(path.name[:10], listed(path)) for path in paths]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's payload, the price list before and after it, its models, and what was flagged.

    `model` gives a model's file, {} where there is none; `covered` says of a field of an `offer`
    or a `model`, by its id, whether it is a person's; `waits` names by id the fields of which the
    ledger says that they wait.
    """

    raw: Mapping[str, Raw]
    before: Mapping[str, Doc]
    offers: Mapping[str, Doc]
    model: Callable[[str], Doc]
    flagged: frozenset[str]
    covered: Callable[[str, str, tuple[str, ...]], bool]
    waits: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def settled(self, place: str, id_: str, path: tuple[str, ...]) -> bool:
        """Whether a field must say what the payload says: nobody decided it, and it doesn't wait."""
        ids = [id_] if place == "offer" else [each for each in self.waits if each.partition(":")[0] == id_]
        waiting = {name for each in ids for name in self.waits.get(each, ())}
        dotted = ".".join(path)
        priced = path[:1] in (("price",), ("tiers",), ("windows",)) and "price" in waiting
        return not (priced or dotted in waiting or self.covered(place, id_, path))


def faults(day: Day) -> Iterator[str]:
    """Every field of a listed offer, and of the model it speaks for, that says something else."""
    for id_, raw in day.raw.items():
        if day.covered("offer", id_, ()):
            continue
        entry = day.offers.get(id_)
        if entry is None:
            yield f"{id_}: is not in the price list"
        elif (raw.get("alias_target") or {}).get("slug"):
            yield from _differ(f"{id_} alias", _bare(entry), {"alias_of": raw["alias_target"]["slug"]})
        elif id_.startswith("~"):
            yield from _differ(f"{id_} alias without a target", _bare(entry), {})
        else:
            yield from _offer(id_, raw, entry, day)


def _offer(id_: str, raw: Raw, entry: Doc, day: Day) -> Iterator[str]:
    name = id_.partition(":")[0]
    model = day.model(name)
    yield from _differ(f"{id_} model", entry.get("model"), name)
    yield from _prices(id_, raw, entry, day)
    ends = raw.get("expiration_date")
    yield from _differ(f"{id_} ends", entry.get("ends"), ends if ends and ends < "2090" else None)
    if not model:
        if not day.covered("model", name, ()):
            yield f"{id_}: its model has no file"
        return
    voice = model.get("authority", {}).get("offer")
    if name in day.raw:
        yield from _differ(f"{name} authority", voice, name)
    if voice == id_:
        yield from _model(name, raw, model, day)
    yield from _stated(id_, raw, entry, model, day)


def _prices(id_: str, raw: Raw, entry: Doc, day: Day) -> Iterator[str]:
    pricing = raw["pricing"]
    if day.covered("offer", id_, ("price",)):
        return
    if Decimal(pricing["prompt"]) == Decimal(pricing["completion"]) == -1:
        yield from _differ(f"{id_} price", entry.get("price"), {"dynamic": True})
        return
    price, tiers, windows = _price(pricing), _tiers(pricing), _windows(pricing)
    free = id_.endswith(":free") or day.before.get(id_, {}).get("free") == "confirmed"
    doubtful = not free and _zero(price, *tiers, *windows)
    yield from _differ(f"{id_} needs attention", id_ in day.flagged, doubtful)
    known = day.before.get(id_, {}).get("price", {})
    if doubtful and known:
        yield from _differ(f"{id_} price, for a zero nobody confirmed", entry.get("price"), known)
        return
    expected = {
        kind: value for kind, value in price.items() if value or (free and kind in ("input", "output"))
    }
    found = entry.get("price", {})
    for kind in sorted(expected.keys() | found.keys()):
        if day.settled("offer", id_, ("price", kind)):
            yield from _differ(f"{id_} price.{kind}", found.get(kind), expected.get(kind))
    for name, wanted in (("tiers", tiers), ("windows", windows)):
        if day.settled("offer", id_, (name,)):
            yield from _differ(f"{id_} {name}", entry.get(name, []), wanted)


def _model(name: str, raw: Raw, model: Doc, day: Day) -> Iterator[str]:
    """What the authority's record says of the model itself, exactly."""
    expected: dict[tuple[str, ...], Any] = {
        ("released",): f"{datetime.fromtimestamp(int(raw['created']), UTC):%Y-%m-%d}",
        ("knowledge_cutoff",): raw.get("knowledge_cutoff") or None,
        ("limits", "context"): raw["context_length"] or None,
        ("limits", "max_output"): raw["top_provider"]["max_completion_tokens"] or None,
    }
    if raw["id"] == name:
        expected["name",] = re.sub(r"^[^:]{1,40}: ", "", " ".join(raw["name"].split()))
    for path, value in expected.items():
        if day.settled("model", name, path):
            yield from _differ(f"{name} {'.'.join(path)}", _at(model, path), value)


def _stated(id_: str, raw: Raw, entry: Doc, model: Doc, day: Day) -> Iterator[str]:
    """What stands in the offer, else in its model: limits, modalities, capabilities."""

    def said(*path: str) -> Any:
        return _at(model, path) if _at(entry, path) is None else _at(entry, path)

    name = str(entry.get("model"))
    top = raw["top_provider"]
    stated: dict[tuple[str, ...], Any] = {
        ("limits", "context"): top["context_length"] or raw["context_length"] or None,
        ("limits", "max_output"): top["max_completion_tokens"] or None,
    }
    for side in ("input", "output"):
        stated["modalities", side] = set(raw["architecture"][f"{side}_modalities"] or ()) or None
    for capability, value in _capabilities(raw).items():
        stated["capabilities", capability, "value"] = value
    for path, value in stated.items():
        found = said(*path)
        if value is not None and day.settled("model", name, path[:2]):
            yield from _differ(
                f"{id_} {'.'.join(path)}", set(found or ()) if isinstance(value, set) else found, value
            )


def _capabilities(raw: Raw) -> dict[str, Any]:
    sent = raw.get("supported_parameters") or []
    found: dict[str, Any] = {name: True for name, hint in HINTS.items() if hint in sent}
    if "image" in (raw["architecture"]["output_modalities"] or ()):
        found["image_generation"] = True
    if Decimal(raw["pricing"].get("web_search") or 0) > 0:
        found["web_search"] = True
    if sent:
        found |= {name: proof in sent for name, proof in PROOFS.items()}
        chosen = "reasoning" in sent or "reasoning_effort" in sent
        silent = "fixed" if "include_reasoning" in sent else "none"
        found["reasoning"] = "configurable" if chosen else silent
    if (raw.get("reasoning") or {}).get("mandatory"):
        found["reasoning"] = "mandatory"
    return found


def strays(day: Day) -> Iterator[str]:
    """Every limit, modality and capability of a listed offer, and of its model, that the list doesn't say.

    A model's guesses (`from: heuristic`) are about what the list is silent about.
    """
    for id_, raw in day.raw.items():
        entry, top = day.offers.get(id_) or {}, raw["top_provider"]
        model = day.model(str(entry.get("model")))
        said: dict[str, Mapping[str, Any]] = {
            "limits": {
                "context": top["context_length"] or raw["context_length"] or None,
                "max_output": top["max_completion_tokens"] or None,
            },
            "modalities": {side: raw["architecture"][f"{side}_modalities"] for side in ("input", "output")},
            "capabilities": _capabilities(raw),
        }
        yield from _unsaid(f"{id_} offer", id_, entry, said, day)
        if model.get("authority", {}).get("offer") == id_:
            said["limits"] = {**said["limits"], "context": raw["context_length"] or None}
            yield from _unsaid(f"{id_} model", str(entry["model"]), model, said, day)


def _unsaid(what: str, id_: str, doc: Doc, said: Mapping[str, Mapping[str, Any]], day: Day) -> Iterator[str]:
    place = what.rpartition(" ")[2]
    for part, known in said.items():
        for name, value in doc.get(part, {}).items():
            if not day.settled(place, id_, (part, name)):
                continue
            bare = value.get("value") if isinstance(value, Mapping) else value
            if isinstance(value, Mapping) and value["from"] == "heuristic":
                yield from _differ(f"{what} {part}.{name}, a guess", known.get(name), None)
            elif isinstance(value, list):
                yield from _differ(f"{what} {part}.{name}", set(value), set(known.get(name) or ()))
            else:
                yield from _differ(f"{what} {part}.{name}", bare, known.get(name))


def pair(raw: Raw) -> tuple[Decimal | None, Decimal | None]:
    """The input and output price that a record publishes."""
    price = _price(raw.get("pricing") or {})
    return price.get("input"), price.get("output")


def _price(pricing: Raw) -> dict[str, Decimal]:
    tokens = {kind: Decimal(pricing[key]) * 1_000_000 for key, kind in PER_TOKEN.items() if pricing.get(key)}
    units = {kind: Decimal(pricing[key]) for key, kind in PER_UNIT.items() if pricing.get(key)}
    return {kind: Decimal(f"{value:.7e}") for kind, value in (tokens | units).items()}


def _tiers(pricing: Raw) -> list[dict[str, Any]]:
    tiers = [
        {"over": each["min_prompt_tokens"], "mode": "cliff"} | _price(each)
        for each in pricing.get("overrides") or ()
        if "min_prompt_tokens" in each
    ]
    return sorted(tiers, key=lambda tier: tier["over"])


def _windows(pricing: Raw) -> list[dict[str, Any]]:
    windows = []
    for each in pricing.get("overrides") or ():
        if "utc_start" in each:
            start, end = (f"{int(each[key]):04}" for key in ("utc_start", "utc_end"))
            windows.append({"utc": f"{start[:2]}:{start[2:]}-{end[:2]}:{end[2:]}"} | _price(each))
    return sorted(windows, key=lambda window: window["utc"])


def dated(raw: Raw) -> dict[str, Any]:
    """The known prices and limits of a record; of one with a zero that may not be meant, no price.

    `limits.context` is the smaller of the model's and the offer's. An alias has nothing.
    """
    if raw["id"].startswith("~") or (raw.get("alias_target") or {}).get("slug"):
        return {}
    pricing, top = raw["pricing"], raw["top_provider"]
    contexts = [each for each in (raw["context_length"], top["context_length"]) if each]
    found = {
        "limits.context": min(contexts, default=None),
        "limits.max_output": top["max_completion_tokens"] or None,
    }
    if Decimal(pricing["prompt"]) == Decimal(pricing["completion"]) == -1:
        found["price.dynamic"] = True
    else:
        found |= _dated_prices(pricing, free=raw["id"].endswith(":free"))
    return {name: value for name, value in found.items() if value not in (None, [])}


def _dated_prices(pricing: Raw, *, free: bool) -> dict[str, Any]:
    price, tiers, windows = _price(pricing), _tiers(pricing), _windows(pricing)
    if not free and _zero(price, *tiers, *windows):
        return {}

    def billed(prices: Doc) -> dict[str, Any]:
        meant = ("input", "output") if free else ()
        return {kind: value for kind, value in prices.items() if value != 0 or kind in meant}

    found: dict[str, Any] = {f"price.{kind}": value for kind, value in billed(price).items()}
    return found | {"tiers": [*map(billed, tiers)], "windows": [*map(billed, windows)]}


def _zero(*prices: Doc) -> bool:
    """Whether an input or output costs nothing."""
    return any(each.get(kind) == 0 for each in prices for kind in ("input", "output"))


def _bare(entry: Doc) -> Doc:
    return {key: value for key, value in entry.items() if value is not None}


def _at(doc: Doc, path: tuple[str, ...]) -> Any:
    node: Any = doc
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def _differ(what: str, found: Any, expected: Any) -> Iterator[str]:
    if found != expected:
        yield f"{what}: the file says {found!r}, the payload {expected!r}"
