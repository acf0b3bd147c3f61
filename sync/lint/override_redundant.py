"""`override-redundant`: an override that says what another says, what upstream says, or nothing.

a duplicate of another override    warning   `fix` takes it out
the same as upstream says today    warning   it may be a pin: a person decides
nothing at all                     error     somebody meant something
"""

from collections.abc import Iterator
from typing import Any, cast

from sync.core.overrides import Override
from sync.errors import Problem
from sync.files.scalars import quoted
from sync.files.schemas import kind_of
from sync.lint import override_both
from sync.lint.edit import Edit, done
from sync.lint.places import entry_of, names, written
from sync.lint.redundancy import Duplicate, duplicates
from sync.lint.subject import Subject, line, problem

RULE = "override-redundant"


def check(subject: Subject) -> Iterator[Problem]:
    """Duplicates in force, what agrees with upstream today, and entries that decide nothing."""
    found = _duplicates(subject)
    for each in found:
        keys = _own_keys(subject, each.override)
        fix = f"take it out; what {', '.join(keys)} means only its author knows" if keys else _FIXED
        file = subject.catalog.files[each.override.place]
        yield problem(file, entry_of(each.override), _alike(subject, each), rule=RULE, fix=fix)
    yield from _like_upstream(subject, found)
    for override in subject.overrides():
        if not override.values:
            yield problem(
                subject.catalog.files[override.place],
                entry_of(override),
                "it decides nothing",
                rule=RULE,
                fix="write what it shall change, or take it out",
                level="error",
            )


_FIXED = "take it out (`python -m sync fix` does)"


def fix(subject: Subject) -> Iterator[Edit]:
    """Takes duplicates out, but for what has keys that only its author understands."""
    from sync.files.splices import EditError
    from sync.files.without import rest, without

    gone: dict[str, list[Duplicate]] = {}
    for each in _duplicates(subject):
        if not _own_keys(subject, each.override):
            gone.setdefault(each.override.place, []).append(each)
    for name, found in gone.items():
        file, kind = subject.catalog.files[name], kind_of(name)
        places = {key: {each.override.at for each in found if each.override.key == key} for key in file.doc}
        places = {key: numbers for key, numbers in places.items() if numbers}
        assert kind is not None  # noqa: S101  override files have a kind each
        try:
            text = without(file.text, places, subject.catalog.schemas.layout(kind, name))
        except EditError:
            continue
        told = [
            done(file, entry_of(each.override), f"taken out{_why(each)}: {_alike(subject, each)}", rule=RULE)
            for each in found
        ]
        yield Edit(file=file, text=text, meant=rest(file.doc, places), done=tuple(told))


def _why(duplicate: Duplicate) -> str:
    """The reason and the source that go with an override, where what stays has others."""
    gone, left = duplicate.override, duplicate.by
    told = [f"reason: {quoted(gone.reason)}"] if any(each.reason != gone.reason for each in left) else []
    if gone.source and any(each.source != gone.source for each in left):
        told.append(f"source: {gone.source}")
    return f" ({', '.join(told)})" if told else ""


def _like_upstream(subject: Subject, but: list[Duplicate]) -> Iterator[Problem]:
    book = subject.book if subject.overrides() else None
    if book is None:
        return
    from sync.lint.upstream_agrees import agreeing, revert  # it needs all that `build` does

    places = {(each.override.place, each.override.key, each.override.at) for each in but}
    for each in agreeing(subject, book, places):
        command = revert(subject, each)
        way = f"`{command}`" if command else "take it out here"
        yield problem(
            subject.catalog.files[each.place],
            entry_of(each),
            f"upstream says the same of {names(list(each.values))} now; this stays when upstream moves",
            rule=RULE,
            fix=f"keep it on purpose, or {way}",
        )


def _duplicates(subject: Subject) -> list[Duplicate]:
    """None while a merge base can't be read: nobody should be mending anything else."""
    overrides = subject.overrides()
    if not overrides or subject.book is None:
        return []
    return duplicates(overrides, subject.today, lambda each: _is_clear(subject, each))


def _is_clear(subject: Subject, override: Override) -> bool:
    """Whether an entry is valid and says one thing; what another one shall mean only a person knows."""
    kind, schemas = kind_of(override.place), subject.catalog.schemas
    if kind is None or not schemas.knows(kind) or override_both.contradicts_itself(subject, override):
        return False
    validator = schemas.validator(kind, entry=True)
    return bool(validator.is_valid(cast(Any, [written(subject, override)])))


def _alike(subject: Subject, duplicate: Duplicate) -> str:
    file = subject.catalog.files[duplicate.override.place]
    numbers = [str(number) for number in sorted({line(file, entry_of(each)) for each in duplicate.by})]
    lines, verb = ("line", "decides") if len(numbers) == 1 else ("lines", "decide")
    fields = names(list(duplicate.override.values))
    return f"{lines} {' and '.join(numbers)} {verb} {fields} alike, as high and as long at least"


def _own_keys(subject: Subject, override: Override) -> list[str]:
    """The keys of an entry that are somebody's own, such as a ticket's number, or a slip of the pen."""
    kind = kind_of(override.place)
    known: object = None
    if kind and subject.catalog.schemas.knows(kind):
        items = subject.catalog.schemas.entry(kind).get("items")
        known = items.get("properties") if isinstance(items, dict) else None
    return [key for key in written(subject, override) if not isinstance(known, dict) or key not in known]
