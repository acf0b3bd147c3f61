"""`override-unknown`: a correction of what isn't there corrects nothing, and nobody would notice."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from sync.core.overrides import CAPABILITIES, DEPRECATIONS, IGNORE, OFFERS, Override
from sync.core.values import Path
from sync.errors import Level, Problem
from sync.files.names import PROVIDERS, model_name, offers_name
from sync.files.store import File
from sync.ids import fold
from sync.lint.places import entry_of
from sync.lint.subject import Subject, problem

_WILDCARD = re.compile(r"[*?\[]")


def check(subject: Subject) -> Iterator[Problem]:
    """Providers, offers and models that override files name and the catalog doesn't have."""
    for name, file in sorted(subject.catalog.files.items()):
        if name.startswith(OFFERS):
            yield from _offers(subject, file, name.removeprefix(OFFERS).removesuffix(".yaml"))
        elif name in (CAPABILITIES, DEPRECATIONS):
            yield from _models(subject, file)
        elif name == IGNORE:
            for provider in file.doc:
                yield from _provider(subject, file, (provider,), provider)
    for each in subject.overrides():
        yield from _targets(subject, each)


def _provider(
    subject: Subject, file: File, path: Path, provider: str, ids: Iterable[str] = ()
) -> Iterator[Problem]:
    known = {*subject.catalog.providers(), *subject.catalog.price_lists()}
    read = not any(subject.unread(f"catalog/{folder}/{provider}.yaml") for folder in ("offers", "providers"))
    if provider not in known and read:
        listing = sorted({at for at, _, id_, _ in subject.offers() if id_ in ids})
        places = " or ".join(f"{OFFERS}{at}.yaml" for at in listing)
        there = f"write this into {places}: its ids are offered there" if places else None
        fix = _meant(provider, known) or there or f"mend the name, or add catalog/providers/{provider}.yaml"
        yield _unknown(file, path, f"there is no provider {provider}", fix)


def _offers(subject: Subject, file: File, provider: str) -> Iterator[Problem]:
    unknown = list(_provider(subject, file, (), provider, file.doc))
    yield from unknown
    name, listed = offers_name(provider), subject.catalog.offers(provider)
    if unknown or subject.unread(name):
        return
    for id_ in file.doc:
        if listed is None:
            fix = f"wait until {provider} is in the catalog: python -m sync run --provider {provider}"
            yield _unknown(file, (id_,), f"there is no price list {name} yet", fix)
        elif id_ not in listed.doc and isinstance(file.doc[id_], list):  # anything else is told as that
            fix = _meant(id_, listed.doc) or "mend the spelling, or take the entry out"
            fix = fix if id_ != provider else f"write the id of an offer: the whole file is about {provider}"
            yield _unknown(file, (id_,), f"{provider} has no offer {id_}", fix)


def _models(subject: Subject, file: File) -> Iterator[Problem]:
    for id_ in file.doc:
        if _is_model(subject, id_):
            continue
        at = [provider for provider, _, offer, _ in subject.offers() if offer == id_]
        fix = f"{id_} is an offer of {at[0]}: correct it in {OFFERS}{at[0]}.yaml" if at else None
        fix = fix or _meant(id_, subject.catalog.models) or "mend the spelling, or take the entry out"
        yield _unknown(file, (id_,), f"there is no model {id_}", fix)


def _targets(subject: Subject, override: Override) -> Iterator[Problem]:
    """What an entry leads to: another model or offer, or all ids that a pattern fits."""
    file, entry = subject.catalog.files[override.place], entry_of(override)
    if override.place == IGNORE:
        yield from _pattern(subject, file, override)
    elif override.place == DEPRECATIONS:
        target = override.values.get(("replaced_by",))
        if target is not None and not _leads(subject, str(target), override.id):
            others = subject.catalog.models.keys() - {override.id}
            fix = _meant(str(target), sorted(others)) or "name a model that has a file"
            what = f"{target} leads to no {'other ' if target == override.id else ''}model"
            yield _unknown(file, (*entry, "replaced_by"), what, fix)
    else:
        target = override.values.get(("model",))
        if isinstance(target, str) and not _is_model(subject, target):
            fix = _meant(target, subject.catalog.models) or "name a model that has a file"
            yield _unknown(file, (*entry, "set", "model"), f"there is no model {target}", fix)
        target = override.values.get(("alias_of",))
        if isinstance(target, str) and subject.offer(str(override.provider), target) is None:
            fix = "name an offer of the same price list"
            yield _unknown(file, (*entry, "set", "alias_of"), f"there is no offer {target}", fix)


def _pattern(subject: Subject, file: File, override: Override) -> Iterator[Problem]:
    """A pattern may wait for ids to come, or be a slip; one that fits everything leaves nothing."""
    provider, pattern = str(override.provider), fold(override.id)
    known = subject.catalog.offers(provider)
    if known is None or not known.doc:
        return
    where, many = (*entry_of(override), "id"), bool(_WILDCARD.search(pattern))
    fitting = sum(fnmatchcase(fold(id_), pattern) for id_ in known.doc)
    if fitting == 0:
        what = f"it fits none of {provider}'s offers now" if many else f"{provider} has no such offer now"
        fix = _meant(override.id, () if many else known.doc) or "check the spelling."
        fix += " If it is right and keeps out what may come, leave it"
        yield _unknown(file, where, what, fix, level="warning")
    elif many and fitting == len(known.doc):
        fix = f"name what shall stay outside; `enabled: false` in {PROVIDERS}{provider}.yaml ends its refresh"
        yield _unknown(file, where, f"it fits every offer of {provider}", fix, level="warning")


def _leads(subject: Subject, target: str, model: str) -> bool:
    """Whether an id leads to a model, perhaps through moving aliases, other than the one it replaces."""
    seen = {model}
    while target not in seen:
        if _is_model(subject, target):
            return True
        seen.add(target)
        for provider, _, id_, entry in subject.offers():
            if id_ == target and "alias_of" in entry:
                target = str(entry["alias_of"])
                offer = subject.offer(provider, target) or {}
                target = target if _is_model(subject, target) else str(offer.get("model") or target)
                break
    return False


def _is_model(subject: Subject, id_: str) -> bool:
    return id_ in subject.catalog.models or subject.unread(model_name(id_))


def _meant(id_: str, known: Iterable[str]) -> str | None:
    """Ids that look like it, those first that only their case tells apart."""
    from difflib import get_close_matches

    names = list(known)
    twins = [name for name in names if fold(name) == fold(id_)]
    close = twins or get_close_matches(id_, names, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else None


def _unknown(file: File, path: Path, what: str, fix: str, *, level: Level = "error") -> Problem:
    return problem(file, path, what, rule="override-unknown", fix=fix, level=level)
