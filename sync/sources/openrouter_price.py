"""OpenRouter's `pricing` → price, tiers and windows of an offer.

    "prompt": "0.000003"                               price   {input: 3}
    overrides: [{min_prompt_tokens: 200000, …}]        tiers   [{over: 200000, mode: cliff, …}]
    overrides: [{utc_start: 1000, utc_end: 100, …}]    windows [{utc: "10:00-01:00", …}]

Prices are texts, US$ per token. Tiers and windows name only what they change. `utc_start`
is an int that reads as HHMM without leading zeros (seen 2026-08-22 on deepseek-v4-pro; our
reading, documented nowhere). Zeros are passed on: whether one means "free" is judged later.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sync.core.values import Doc, Value
from sync.sources import prices
from sync.sources.fields import Fields, Unusable

# OpenRouter's key → our kind and the decimal places between them, in the order of the file.
_KINDS: Mapping[str, tuple[str, int]] = {
    "prompt": ("input", prices.PER_MILLION),
    "completion": ("output", prices.PER_MILLION),
    "input_cache_read": ("cache_read", prices.PER_MILLION),
    "input_cache_write": ("cache_write", prices.PER_MILLION),
    "input_cache_write_1h": ("cache_write_1h", prices.PER_MILLION),
    "internal_reasoning": ("reasoning", prices.PER_MILLION),
    "image": ("image_input", prices.PER_MILLION),
    "image_output": ("image_output", prices.PER_MILLION),
    "audio": ("audio_input", prices.PER_MILLION),
    "input_audio_cache": ("audio_cache_read", prices.PER_MILLION),
    "audio_output": ("audio_output", prices.PER_MILLION),
    "request": ("per_request", 0),
    "web_search": ("per_search", 0),
}
_CONDITIONS = frozenset({"min_prompt_tokens", "utc_start", "utc_end", "utc_days"})
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

KEYS = frozenset(_KINDS)
"""Keys of a price."""

KNOWN = frozenset({*KEYS, "overrides", "discount"})
"""Keys of `pricing`; `discount` is a number beside the texts and says nothing about a price."""


def offer(pricing: Fields) -> Doc:
    """`price`, `tiers` and `windows`, each only where something is known."""
    if prices.written(pricing, "prompt") == prices.written(pricing, "completion") == Decimal(-1):
        return {"price": {"dynamic": True}}  # a router: whatever else stands there isn't asked either
    base = kinds(pricing)
    tiers: list[tuple[tuple[int], Doc]] = []
    windows: list[tuple[tuple[str, str], Doc]] = []
    for entry in pricing.parts("overrides"):
        priced = kinds(entry)
        condition = _condition(entry.values)
        if condition == "tier" and priced:
            tiers.append(_tier(entry, priced))
        # A window that repeats the base price stays: on 2026-08-17 to 19 one record's base price moved
        # between its own windows' prices while the windows stood still.
        elif condition == "window" and priced:
            windows.append(_window(entry, priced))
    doc: Doc = {"price": base, "tiers": _sorted(tiers), "windows": _sorted(windows)}
    return {key: value for key, value in doc.items() if value}


def searches(pricing: Fields) -> bool:
    """Whether a web search is priced above 0."""
    return (prices.written(pricing, "web_search") or 0) > 0


def new_fields(items: Iterable[object]) -> set[str]:
    """What `pricing.overrides` holds that is not understood, of any record, well-formed or not."""
    found: set[str] = set()
    for item in items:
        pricing = item.get("pricing") if isinstance(item, dict) else None
        overrides = pricing.get("overrides") if isinstance(pricing, dict) else None
        for entry in overrides if isinstance(overrides, list) else ():
            if isinstance(entry, dict) and entry:
                unknown = entry.keys() - _KINDS.keys() - _CONDITIONS
                if not unknown and _condition(entry) is None:
                    unknown = {"+".join(sorted(entry))[:50]}
                found |= {f"pricing.overrides.{key}" for key in unknown}
    return found


def kinds(pricing: Fields) -> Doc:
    """The prices of an object by our kinds, zeros included."""
    return {
        kind: price
        for key, (kind, places) in _KINDS.items()
        if key in pricing.values and (price := prices.read(pricing, key, places)) is not None
    }


def _condition(entry: Mapping[str, object]) -> str | None:
    """When an override holds: "tier", "window", or None where that isn't understood.

    An unknown key whose value isn't a text may be one more condition; a price that holds
    only under a condition we can't read is left out, and reported.
    """
    told = {key for key in _CONDITIONS if entry.get(key) is not None}
    strange = (value for key, value in entry.items() if key not in _KINDS and key not in _CONDITIONS)
    if any(not isinstance(value, str | None) for value in strange):
        return None
    if told == {"min_prompt_tokens"}:
        return "tier"
    if told & {"utc_start", "utc_end"} and "min_prompt_tokens" not in told:
        return "window" if "utc_days" not in told or _days(entry["utc_days"]) else None
    return None


def _tier(entry: Fields, priced: Doc) -> tuple[tuple[int], Doc]:
    over = entry.whole("min_prompt_tokens")
    if over is None:
        raise entry.unusable("min_prompt_tokens", "is 0")
    return (over,), {"over": over, "mode": "cliff", **priced}


def _window(entry: Fields, priced: Doc) -> tuple[tuple[str, str], Doc]:
    start, end = _clock(entry, "utc_start"), _clock(entry, "utc_end")
    if entry.values["utc_start"] == entry.values["utc_end"]:
        raise entry.unusable("utc_end", "is utc_start: the window has no length")
    days = _days(entry.values.get("utc_days"))
    doc: Doc = {"utc": f"{start}-{end}"}
    if days:
        doc["days"] = days
    return (f"{start}-{end}", " ".join(map(str, days))), doc | priced


def _clock(entry: Fields, key: str) -> str:
    """1000 → "10:00", 100 → "01:00", 2400 → "00:00"."""
    number = entry.values.get(key)
    if isinstance(number, bool) or not isinstance(number, int):
        raise entry.wrong(key, "a whole number")
    hour, minute = divmod(number, 100)
    if not (0 <= hour < 24 and minute < 60) and number != 2400:
        raise entry.unusable(key, "is no time of day (HHMM)")
    return f"{hour % 24:02}:{minute:02}"


def _days(listed: object) -> list[Value]:
    """Days of the week in their order, [] where the list isn't one of English day names."""
    names = [str(day)[:3].casefold() for day in listed] if isinstance(listed, list) else []
    return [day for day in _DAYS if day in names] if set(names) <= set(_DAYS) else []


def _sorted(entries: list[tuple[tuple[int], Doc]] | list[tuple[tuple[str, str], Doc]]) -> list[Value]:
    """Entries in the order of their conditions, of which no two may be the same."""
    if not entries:
        return []
    keys = [key for key, _ in entries]
    if len(set(keys)) < len(keys):
        raise Unusable("pricing.overrides holds two entries for the same condition")
    return [doc for _, doc in sorted(entries, key=lambda entry: entry[0])]
