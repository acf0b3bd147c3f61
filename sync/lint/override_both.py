"""`override-both`: one entry says one thing of a field, and the opposite in the same breath."""

from collections.abc import Iterable, Iterator

from sync.core.overrides import CAPABILITIES, OFFERS, Override
from sync.core.values import Doc, Path, Value, get, same
from sync.errors import Problem
from sync.lint.places import entry_of, written
from sync.lint.subject import Subject, problem

Said = tuple[str, Path, Value]
"""What an entry speaks of, where in the entry, and what it says."""


def check(subject: Subject) -> Iterator[Problem]:
    """Capabilities in two of add, remove and set; `disabled` twice in an entry for an offer."""
    for each in subject.overrides():
        for what, path, where in _contradictions(_said(each, written(subject, each))):
            yield problem(
                subject.catalog.files[each.place],
                (*entry_of(each), *path),
                f"{what} stands in `{where}` of the same entry, too, with another value",
                rule="override-both",
                fix=f"keep the one that is meant, and take {what} out of the other",
                level="error",
            )


def contradicts_itself(subject: Subject, override: Override) -> bool:
    """Whether one entry says two things of a field, so that only a person knows which is meant."""
    return any(_contradictions(_said(override, written(subject, override))))


def _said(override: Override, entry: Doc) -> Iterator[Said]:
    """What an entry says of the fields that it could speak of twice."""
    if override.place == CAPABILITIES:
        yield from _capabilities(entry)
    elif override.place.startswith(OFFERS) and "disabled" in entry:
        inner = get(entry, ("set", "disabled"))
        if inner is not None:
            yield "disabled", ("set", "disabled"), inner
            yield "disabled", ("disabled",), entry["disabled"]


def _capabilities(entry: Doc) -> Iterator[Said]:
    for key, value in (("add", True), ("remove", False)):
        listed = entry.get(key)
        for at, capability in enumerate(listed if isinstance(listed, list) else ()):
            yield str(capability), (key, str(at)), value
    decided = entry.get("set")
    for name, bare in decided.items() if isinstance(decided, dict) else ():
        yield name, ("set", name), bare.get("value") if isinstance(bare, dict) else bare


def _contradictions(said: Iterable[Said]) -> Iterator[tuple[str, Path, str]]:
    """What is said for the second time and otherwise: of what, where, and where it was said first."""
    found: dict[str, Said] = {}
    for each in said:
        what, path, value = each
        _, (where, *_), before = found.setdefault(what, each)
        if not same(before, value):
            yield what, path, where
