"""Corrections that people make beside the catalog, and which of them hold on a day.

    overrides/offers/<provider>.yaml   {offer: [{set: {price: {input: 2.4}}, reason, …}]}
    overrides/capabilities.yaml        {model: [{add: [tools], remove: [web_search], set: {…}, …}]}
    overrides/deprecations.yaml        {model: [{state, ends, replaced_by, …}]}
    overrides/ignore.yaml              {provider: [{id: PATTERN, reason}]}

Each becomes `Override`s: paths and values. They apply field by field; of several in force the
highest `priority` wins, of two with the same the one that stands first (`check` calls that a tie).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

from sync.core.values import Doc, Path, Value, copy
from sync.ids import fold

PRIORITY = 100
"""An entry without a priority has this one: a person's."""

OFFERS = "overrides/offers/"
CAPABILITIES = "overrides/capabilities.yaml"
DEPRECATIONS = "overrides/deprecations.yaml"
IGNORE = "overrides/ignore.yaml"

_STATE = ("state", "ends", "replaced_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One entry of an override file.

    place     the file, and within it `key` and the number `at` of the entry, from 0
    provider  None for one that is about a model
    id        of the offer or model; of `ignore.yaml` a pattern over offers' ids
    values    {path: value}; a value of None takes what stands there away
    until     the last day on which it holds (`YYYY-MM-DD`)
    """

    place: str
    key: str
    at: int
    provider: str | None
    id: str
    values: Mapping[Path, Value]
    priority: int = PRIORITY
    reason: str = ""
    source: str | None = None
    added: str | None = None
    until: str | None = None

    def holds(self, today: date) -> bool:
        """Whether it is in force on a day; it is on the last one too."""
        return self.until is None or today.isoformat() <= self.until


@dataclass(frozen=True, slots=True)
class Overrides:
    """Every override in force, those that win first."""

    offers: Mapping[tuple[str, str], Sequence[Override]] = field(default_factory=dict)
    models: Mapping[str, Sequence[Override]] = field(default_factory=dict)
    ignored: Mapping[str, Sequence[Override]] = field(default_factory=dict)

    def of_offer(self, provider: str, offer: str) -> list[Override]:
        """What is decided about an offer."""
        folded = fold(offer)
        ignored = [each for each in self.ignored.get(provider, ()) if fnmatchcase(folded, fold(each.id))]
        return [*self.offers.get((provider, offer), ()), *ignored]

    def of_model(self, model: str) -> Sequence[Override]:
        """What is decided about a model."""
        return self.models.get(model, ())


NO_OVERRIDES = Overrides()


def winners(overrides: Sequence[Override]) -> dict[Path, Override]:
    """For each path that is decided the override that decides it, in the order in which to apply them.

    `overrides` come highest first; one that takes a whole `price` away leaves nothing below
    it for a lower one to say.
    """
    found: dict[Path, Override] = {}
    for override in overrides:
        for path in override.values:
            if not any(path[:depth] in found for depth in range(1, len(path) + 1)):
                found[path] = override
    return dict(sorted(found.items(), key=lambda pair: len(pair[0])))


def in_force(entries: Sequence[Override], today: date) -> Overrides:
    """Those that hold on a day, by what they are about."""
    offers: dict[tuple[str, str], list[Override]] = {}
    models: dict[str, list[Override]] = {}
    ignored: dict[str, list[Override]] = {}
    for each in sorted((each for each in entries if each.holds(today)), key=lambda each: -each.priority):
        if each.provider is None:
            models.setdefault(each.id, []).append(each)
        elif each.place == IGNORE:
            ignored.setdefault(each.provider, []).append(each)
        else:
            offers.setdefault((each.provider, each.id), []).append(each)
    return Overrides(offers, models, ignored)


def entries(name: str, doc: Mapping[str, Value]) -> Iterator[Override]:
    """The entries of one override file; what has not the shape of its schema is passed over."""
    for key, listed in doc.items():
        for at, entry in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(entry, dict):
                yield _override(name, key, at, entry)


def _override(name: str, key: str, at: int, entry: Doc) -> Override:
    if name == IGNORE:
        provider, id_ = key, str(entry.get("id"))
    else:
        provider, id_ = name.removeprefix(OFFERS).removesuffix(".yaml"), key
    priority = entry.get("priority")
    return Override(
        place=name,
        key=key,
        at=at,
        provider=provider if name == IGNORE or name.startswith(OFFERS) else None,
        id=id_,
        values=dict(_values(name, entry)),
        priority=priority if isinstance(priority, int) else PRIORITY,
        reason=str(entry.get("reason", "")),
        source=_text(entry, "source"),
        added=_text(entry, "added"),
        until=_text(entry, "until"),
    )


def _values(name: str, entry: Doc) -> Iterator[tuple[Path, Value]]:
    decided = entry.get("set")
    if name == CAPABILITIES:
        for key, value in (("add", True), ("remove", False)):
            listed = entry.get(key)
            for capability in listed if isinstance(listed, list) else ():
                yield from leaves({"capabilities": {str(capability): value}})
        yield from leaves({"capabilities": decided or {}})
    elif name == DEPRECATIONS:
        yield from (((key,), entry[key]) for key in _STATE if key in entry)
    elif name == IGNORE:
        yield ("state",), "deprecated"
    else:
        yield from leaves(decided if isinstance(decided, dict) else {})
        if "disabled" in entry:
            yield ("disabled",), entry["disabled"]


def leaves(decided: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """The fields of a nested `set`: a capability is one, and so are all tiers and all windows."""
    if path[:1] == ("capabilities",) and len(path) == 2:
        yield path, _capability(decided)
    elif isinstance(decided, dict):
        for key, item in decided.items():
            yield from leaves(item, (*path, key))
    elif path:
        yield path, copy(decided)


def _capability(value: Value) -> Value:
    bare = value.get("value") if isinstance(value, dict) else value
    return None if bare is None else {"value": bare, "from": "override"}


def _text(entry: Doc, key: str) -> str | None:
    value = entry.get(key)
    return None if value is None else str(value)
