"""`list-id`: whoever stands on a list is in the catalog under that very id, once, and has not gone.

A list holds ids of models or offers; pins are models only, for a guard looks after models.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync.core.values import Doc, Path, Value
from sync.errors import Problem
from sync.files.lists import PINS
from sync.files.names import OFFERS, model_name
from sync.files.shelf import redirects
from sync.files.store import File
from sync.ids import fold
from sync.lint.subject import Subject, line, problem

_TWICE = "take one of the two out"


@dataclass(frozen=True, slots=True)
class _Known:
    """What ids lead to, each by its folded id.

    models  models' own ids               leads   aliases and old names, with the id to write instead
    offers  offers, with their model      gone    what is not offered any more, with the words for it
    """

    models: Mapping[str, str]
    offers: Mapping[str, str]
    leads: Mapping[str, str]
    gone: Mapping[str, str]


def check(subject: Subject) -> Iterator[Problem]:
    """Entries of lists that mean nothing, something else than they say, or what is gone, and those twice."""
    lists = subject.catalog.lists()
    known = _known(subject) if lists else None
    for file in lists.values():
        first = dict[str, Path]()
        for path, id_ in _entries(file.doc):
            above = first.setdefault(fold(id_), path)
            if above != path:
                yield _told(file, path, f"{id_} is on the list already, on line {line(file, above)}", _TWICE)
                continue
            wrong = _wrong(known, id_, only_models=file.name == PINS) if known else None
            if wrong is not None and not subject.unread(model_name(id_)):
                yield _told(file, path, *wrong)


def _told(file: File, path: Path, what: str, fix: str) -> Problem:
    return problem(file, path, what, rule="list-id", fix=fix)


def _wrong(known: _Known, id_: str, *, only_models: bool) -> tuple[str, str] | None:
    """What is wrong with an id, and how to mend it."""
    folded = fold(id_)
    if folded in known.gone:
        return f"{id_} {known.gone[folded]}", _instead(known, id_)
    if folded in known.models:
        return None
    if folded in known.leads:
        return f"{id_} is an alias of {known.leads[folded]}", f"write {known.leads[folded]}"
    if folded not in known.offers:
        return f"there is no {'model' if only_models else 'model or offer'} {id_}", _instead(known, id_)
    if only_models:
        return f"{id_} is an offer, and pins are models", f"write {known.offers[folded]}"
    return None


def _instead(known: _Known, id_: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(fold(id_), known.models.keys() - known.gone.keys() - {fold(id_)}, n=1)
    return f"did you mean {known.models[close[0]]}? If not, take it out" if close else "take it out"


def _known(subject: Subject) -> _Known:
    models = {fold(model): model for model in subject.catalog.models}
    offers: dict[str, str] = {}
    leads = {
        fold(alias): model
        for model, file in subject.catalog.models.items()
        if isinstance(alias := file.doc.get("alias"), str)
    }
    live: set[str] = set()
    for _, _, id_, entry in subject.offers():
        target, model = entry.get("alias_of"), entry.get("model")
        if isinstance(target, str):
            leads[fold(id_)] = target
            continue
        offers[fold(id_)] = str(model or "the model that it is of")
        if isinstance(model, str) and entry.get("state") != "removed":
            live.add(fold(model))
    gone = {} if _unsure(subject) else dict.fromkeys(models.keys() - live, "is offered by nobody any more")
    for id_, redirect in redirects(subject.catalog).items():
        if redirect.get("kind") == "rename":
            leads.setdefault(fold(id_), str(redirect.get("to")))
        elif fold(id_) not in models:
            gone[fold(id_)] = f"is gone since {redirect.get('since')}"
    return _Known(models, offers, leads, gone)


def _unsure(subject: Subject) -> bool:
    """Whether a price list can't be read, so that nobody knows who is offered."""
    return any(each.file.startswith(OFFERS) for each in subject.catalog.problems)


def _entries(doc: Doc) -> Iterator[tuple[Path, str]]:
    listed: Value = doc.get("models")
    for at, item in enumerate(listed if isinstance(listed, list) else ()):
        path: Path = ("models", str(at))
        if isinstance(item, dict):
            item, path = item.get("id"), (*path, "id")
        if isinstance(item, str):
            yield path, item
