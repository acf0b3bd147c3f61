"""`override-redundant`: an override of what holds anyway hides the day on which it would not."""

from collections.abc import Iterator

from sync.core.overrides import Override
from sync.core.values import get
from sync.errors import Problem
from sync.files.schemas import kind_of
from sync.lint.edit import Edit, done
from sync.lint.places import entry_of, names, written
from sync.lint.subject import Subject, problem

RULE = "override-redundant"


def check(subject: Subject) -> Iterator[Problem]:
    """Overrides in force that change nothing, and those that decide nothing at all."""
    for each in _redundant(subject):
        yield problem(
            subject.catalog.files[each.place],
            entry_of(each),
            f"without it {_same(each)}",
            rule=RULE,
            fix="write what it shall change, or take it out (`python -m sync fix` does)",
        )
    for each in subject.overrides():
        if not each.values:
            file, fix = subject.catalog.files[each.place], "write what it shall change, or take it out"
            yield problem(file, entry_of(each), "it decides nothing", rule=RULE, fix=fix)


def fix(subject: Subject) -> Iterator[Edit]:
    """Takes out those that change nothing, but for what has keys that only its author understands."""
    from sync.files.splices import EditError
    from sync.files.without import rest, without

    gone: dict[str, list[Override]] = {}
    for each in _redundant(subject):
        if _is_plain(subject, each):
            gone.setdefault(each.place, []).append(each)
    for name, overrides in gone.items():
        file, kind = subject.catalog.files[name], kind_of(name)
        places = {key: {each.at for each in overrides if each.key == key} for key in file.doc}
        places = {key: found for key, found in places.items() if found}
        assert kind is not None  # noqa: S101  override files have a kind each
        try:
            text = without(file.text, places, subject.catalog.schemas.layout(kind, name))
        except EditError:
            continue
        told = [
            done(file, entry_of(each), f"taken out: without it {_same(each)}", rule=RULE)
            for each in overrides
        ]
        yield Edit(file=file, text=text, meant=rest(file.doc, places), done=tuple(told))


def _redundant(subject: Subject) -> list[Override]:
    if not subject.overrides():
        return []
    from sync.lint.redundancy import redundant  # it needs all that `build` does

    return redundant(subject)


def _same(override: Override) -> str:
    fields = list(override.values)
    return f"{names(fields)} {'is' if len(fields) == 1 else 'are'} the same"


def _is_plain(subject: Subject, override: Override) -> bool:
    """Whether an entry has no key of somebody's own, such as a ticket's number or a slip of the pen."""
    kind = kind_of(override.place)
    schema = subject.catalog.schemas.of(kind) if kind and subject.catalog.schemas.knows(kind) else {}
    known = get(schema, ("additionalProperties", "items", "properties"))
    return isinstance(known, dict) and written(subject, override).keys() <= known.keys()
