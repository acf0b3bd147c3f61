"""What an id names, and which override file a decision about one of its fields goes into.

    price.input, tiers, disabled …   of an offer   overrides/offers/<provider>.yaml
    tools, reasoning …               of a model    overrides/capabilities.yaml
    state, ends, replaced_by         of a model    overrides/deprecations.yaml

A capability, `state` and `ends` can be an offer's too: where a provider is named, and where no
model has the id. Which fields there are is read from the schemas.
"""

import difflib
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sync.core.book import Book
from sync.core.overrides import CAPABILITIES, DEPRECATIONS, IGNORE, OFFERS
from sync.core.values import Doc, Path, Value, get
from sync.errors import UsageError
from sync.ids import fold

_MEANT = {
    "visible": "disabled=true, which hides an offer",
    "hidden": "disabled=true",
    "enabled": "disabled=true, or =false",
    "deprecated": "state=deprecated",
    "successor": "replaced_by",
    "ignore": f"disabled=true, which hides an offer? Ids that shall never come in stand in {IGNORE}",
}
"""What people call fields that have another name."""

_WIDTH = 100
_WILDCARDS = frozenset("*?[")

_ABOUT = ("reason", "source", "priority", "added", "until")
"""Keys of an entry that say something about the decision and decide nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an id names: perhaps a model, perhaps an offer of some providers. Spelled as the catalog does.

    provider  the only one that was asked for
    sold_as   offers of the model: (provider, offer id)
    """

    id: str
    model: str | None
    offers: Mapping[str, str]
    provider: str | None = None
    sold_as: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The fields that can be decided, by the kind of file that does."""

    of_offers: frozenset[Path]
    capabilities: frozenset[Path]
    deprecations: frozenset[Path]

    def path(self, field: str) -> Path:
        """The path of a field as people type it; a capability's own name is enough."""
        bare = ("capabilities", field)
        path = tuple(field.split("."))
        return bare if bare in self.capabilities and path not in self.of_offers else path

    def knows(self, path: Path) -> bool:
        """Whether some override file decides the field."""
        return path in self.of_offers | self.capabilities | self.deprecations


def fields(offers: Doc, capabilities: Doc, deprecations: Doc) -> Fields:
    """The fields that entries with these schemas can decide."""
    return Fields(
        of_offers=frozenset(_paths(get(offers, ("properties", "set")))),
        capabilities=frozenset(
            ("capabilities", *path) for path in _paths(get(capabilities, ("properties", "set")))
        ),
        deprecations=frozenset(path for path in _paths(deprecations) if path[0] not in _ABOUT),
    )


def named(book: Book, id_: str, provider: str | None) -> Named:
    """What the id names; case doesn't matter. Raises UsageError for a provider or an id that nobody has."""
    if provider is not None and provider not in book.offers:
        raise _no_list(book, id_, provider)
    model = _spelled(book.models, id_) if provider is None else None
    offers = {
        name: offer
        for name, listed in sorted(book.offers.items())
        if provider in (None, name) and (offer := _spelled(listed, id_)) is not None
    }
    if model is None and not offers and _WILDCARDS & {*id_}:
        raise UsageError(
            "a decision is about one id, and this is a pattern", fix=_pattern(book, id_, provider)
        )
    if model is None and not offers:
        at = f" at {provider}" if provider else ""
        raise UsageError(f"there is no model or offer {id_!r}{at}", fix=_nearest(book, id_))
    sold = [
        (name, offer)
        for name, listed in sorted(book.offers.items())
        for offer, entry in listed.items()
        if model is not None and get(entry, ("model",)) == model
    ]
    return Named(id=id_, model=model, offers=offers, provider=provider, sold_as=tuple(sold))


def place_of(field: str, path: Path, what: Named, known: Fields) -> tuple[str, str]:
    """The file that decides the field of what is named, and its key there.

    Raises UsageError for a field that nobody knows or that this id hasn't, and where the id is
    an offer's of several providers.
    """
    of_model = CAPABILITIES if path in known.capabilities else DEPRECATIONS
    a_models = path in known.capabilities or path in known.deprecations
    an_offers = path in known.of_offers
    if not (a_models or an_offers):
        raise UsageError(f"there is no field {field!r}", fix=_nearest_field(field, known))
    if a_models and what.model is not None:
        return of_model, what.model
    if not an_offers:
        fix = "leave --provider out" if what.provider else "name the model"
        raise UsageError(f"{field} is a model's field, and {what.id} is an offer here", fix=fix)
    if not what.offers:
        sold = " or ".join(f"{offer} --provider {name}" for name, offer in what.sold_as[:5])
        fix = f"name one of its offers: {sold}" if sold else "nobody offers the model"
        raise UsageError(f"{field} is an offer's field, and {what.id} is a model", fix=fix)
    if len(what.offers) > 1:
        names = ", ".join(what.offers)
        raise UsageError(f"{what.id} is an id of {names}", fix="say which one with --provider")
    [(provider, offer)] = what.offers.items()
    return f"{OFFERS}{provider}.yaml", offer


def _paths(schema: Value, path: Path = ()) -> Iterator[Path]:
    """Every property of a schema, and what is inside it."""
    properties = get(schema, ("properties",))
    for name, part in properties.items() if isinstance(properties, dict) else ():
        yield (*path, name)
        yield from _paths(part, (*path, name))


def _spelled(known: Mapping[str, object], id_: str) -> str | None:
    if id_ in known:
        return id_
    folded = fold(id_)
    return next((name for name in known if fold(name) == folded), None)


def _nearest(book: Book, id_: str) -> str:
    names = sorted({*book.models, *(offer for listed in book.offers.values() for offer in listed)})
    close = difflib.get_close_matches(id_, names, n=3, cutoff=0.5)
    return f"did you mean {', '.join(close)}?" if close else "mend the spelling; ids look like lab/model"


def _no_list(book: Book, id_: str, provider: str) -> UsageError:
    """What to say where a provider is named that has no price list: perhaps it is a lab."""
    lists = [name for name, listed in sorted(book.offers.items()) if _spelled(listed, id_) is not None]
    is_lab = any(name.startswith(f"{fold(provider)}/") for name in map(fold, book.models))
    what = f"there is no price list of {provider!r}" + (", which is a lab" if is_lab else "")
    if not lists:
        return UsageError(what, fix=f"use one of {', '.join(sorted(book.offers))}")
    if len(lists) == 1:
        return UsageError(what, fix=f"use --provider {lists[0]}, which lists {id_}, or leave --provider out")
    return UsageError(what, fix=f"use one of those which list {id_}: {', '.join(lists)}")


def _pattern(book: Book, id_: str, provider: str | None) -> str:
    """Where patterns stand, with the lines to write."""
    fitting = (
        name
        for name, listed in sorted(book.offers.items())
        if any(fnmatchcase(fold(offer), fold(id_)) for offer in listed)
    )
    whose = provider or next(fitting, "PROVIDER")
    return (
        f"name one id; those that shall stay outside go by pattern, in {IGNORE}:\n"
        f'    {whose}:\n      - {{id: "{id_}", reason: "…"}}'
    )


def close_fields(field: str, names: Iterable[str]) -> list[str]:
    """The names of fields that were perhaps meant: one whose last part it is, or those spelled alike."""
    named, last = sorted(names), field.rpartition(".")[2]
    by_last = [name for name in named if "." in name and name.rpartition(".")[2] == last]
    by_part = {name.rpartition(".")[2]: name for name in named}
    whole = {*named, *(name.partition(".")[0] for name in named)}
    close = difflib.get_close_matches(field, sorted(whole), n=3, cutoff=0.75)
    return by_last or close or [by_part[part] for part in difflib.get_close_matches(last, by_part, n=3)]


def _nearest_field(field: str, known: Fields) -> str:
    if field in _MEANT:
        return f"did you mean {_MEANT[field]}" + ("" if "?" in _MEANT[field] else "?")
    paths = known.of_offers | known.deprecations
    bare = {path[-1] for path in known.capabilities}
    names = {".".join(path) for path in paths if path[0] != "capabilities"} | bare
    close = difflib.get_close_matches(field.removeprefix("capabilities."), sorted(names), n=3, cutoff=0.6)
    if close:
        return f"did you mean {', '.join(close)}?"
    told = textwrap.wrap("use one of " + ", ".join(sorted(names)), width=_WIDTH)
    return "\n    ".join(told)
