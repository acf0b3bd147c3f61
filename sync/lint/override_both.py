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
        entry = written(subject, each)
        if each.place == CAPABILITIES:
            yield from _contradictions(subject, each, _capabilities(entry))
        elif each.place.startswith(OFFERS) and "disabled" in entry:
            inner = get(entry, ("set", "disabled"))
            if inner is not None:
                said = [
                    ("disabled", ("set", "disabled"), inner),
                    ("disabled", ("disabled",), entry["disabled"]),
                ]
                yield from _contradictions(subject, each, said)


def _capabilities(entry: Doc) -> Iterator[Said]:
    for key, value in (("add", True), ("remove", False)):
        listed = entry.get(key)
        for at, capability in enumerate(listed if isinstance(listed, list) else ()):
            yield str(capability), (key, str(at)), value
    decided = entry.get("set")
    for name, bare in decided.items() if isinstance(decided, dict) else ():
        yield name, ("set", name), bare.get("value") if isinstance(bare, dict) else bare


def _contradictions(subject: Subject, override: Override, said: Iterable[Said]) -> Iterator[Problem]:
    found: dict[str, Said] = {}
    for each in said:
        what, path, value = each
        _, (where, *_), before = found.setdefault(what, each)
        if not same(before, value):
            yield problem(
                subject.catalog.files[override.place],
                (*entry_of(override), *path),
                f"{what} stands in `{where}` of the same entry, too, with another value",
                rule="override-both",
                fix=f"keep the one that is meant, and take {what} out of the other",
                level="error",
            )
