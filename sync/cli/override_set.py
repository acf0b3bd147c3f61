"""`override set`: what was typed becomes an entry, unless a check of the files would then complain.

FIELD=VALUE … ──> {(file, key): {path: value}} ──> entries ──> text ──schema, lint──> written
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import click

from sync.cli.columns import columns
from sync.cli.override_complaints import complaints
from sync.cli.override_words import head, of, seen_by_applications, won_over
from sync.cli.shared import HERE, Settings, printable
from sync.cli.writing import writing
from sync.core import decidable, decide
from sync.core.book import Book
from sync.core.decidable import Fields, Named
from sync.core.decide import Decision
from sync.core.entries import overlap
from sync.core.overrides import Override
from sync.core.values import Doc, Path, Value, get
from sync.errors import CatalogError, Problem, UsageError, errors_of
from sync.files import override_files, scalars, shelf, typed
from sync.files.override_files import Changed
from sync.files.schemas import Kind, Schemas
from sync.files.store import Catalog

Values = Mapping[tuple[str, str], Mapping[Path, Value]]
"""What is decided, by the file and its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `override set`, as typed."""

    reason: str | None
    provider: str | None
    source: str | None
    until: str | None
    priority: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """The command as it was typed, so that a fix can show what to type instead."""

    settings: Settings
    id: str
    assignments: tuple[str, ...]
    asked: Asked

    def with_more(self, *assignments: str, **options: object) -> str:
        """The whole line, with more behind its assignments, and with these options."""
        settings, asked = self.settings, self.asked
        said: dict[str, object] = {
            "root": None if settings.root == HERE else settings.root,
            "today": settings.today if settings.fixed else None,
            "provider": asked.provider,
            "source": asked.source,
            "until": asked.until,
            "priority": asked.priority,
            "reason": asked.reason,
        }
        words = [
            word
            for name, value in (said | options).items()
            if value is not None
            for word in (f"--{name}", str(value))
        ]
        command = ("python", "-m", "sync", "override", "set", self.id)
        return shlex.join((*command, *self.assignments, *assignments, *words))


def decide_fields(line: Line) -> int:
    """Decide fields of what an id names; 0, or what is wrong is raised and nothing written."""
    settings, asked = line.settings, line.asked
    _check(line)
    values = _typed(line.assignments)
    with writing(settings) as sound:
        book = shelf.open_book(sound.catalog, settings.today)
        what = decidable.named(book, line.id, asked.provider)
        wanted = _by_file(values, what, fields_of(sound.catalog.schemas))
        change, made = _made(sound.catalog, wanted, line)
        warnings = _warnings(line, sound.catalog, change, made)
        override_files.commit(sound, change)
    for override in made:
        _show(change, book, override, settings)
    for problem in warnings:
        click.echo(printable(f"warning: {problem}"))
    return 0


def fields_of(schemas: Schemas) -> Fields:
    """The fields that can be decided in this catalog."""

    def entry(kind: Kind) -> Doc:
        if not schemas.knows(kind):
            fix = "copy schemas/ from a new catalog: python -m sync init DIR"
            raise UsageError(f"the catalog has no schema {kind}.schema.json", fix=fix)
        items = schemas.entry(kind).get("items")
        return items if isinstance(items, dict) else {}

    return decidable.fields(
        entry("override-offers"), entry("override-capabilities"), entry("override-deprecations")
    )


def _check(line: Line) -> None:
    """What can be said of the options alone."""
    asked, today = line.asked, line.settings.today.isoformat()
    if asked.reason is None or not asked.reason.strip():
        fix = f"say why: {line.with_more(reason='WHY')}"
        raise UsageError("an override needs a reason", fix=fix)
    for name, text in (("reason", asked.reason), ("source", asked.source), ("ID", line.id)):
        if text is not None and not text.isprintable():
            raise UsageError(f"{name} {text!a} holds what can't be seen", fix="write it on one line, as text")
    check_until(asked.until, today)


def check_until(until: str | None, today: str) -> None:
    """Raise UsageError for a last day that is none, or is over."""
    if until is not None and not scalars.is_date(until):
        raise UsageError(f"--until {until!a} is not a date", fix="write it as YYYY-MM-DD")
    if until is not None and until < today:
        raise UsageError(f"--until {until} is before {today}", fix="name today or a later day")


def _typed(assignments: tuple[str, ...]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for text in assignments:
        field, equals, value = text.partition("=")
        if not equals or not field:
            raise UsageError(f"{text!a} is not FIELD=VALUE", fix="write for example price.input=2.4")
        if field in values:
            raise UsageError(f"{field} is decided twice", fix="keep the one that is meant")
        values[field] = typed.value(field, value)
    return values


def _by_file(values: Mapping[str, Value], what: Named, known: Fields) -> Values:
    wanted: dict[tuple[str, str], dict[Path, Value]] = {}
    for field, value in values.items():
        parts = list(_parts(known.path(field), value))
        if not parts:
            raise UsageError(f"{field} decides nothing", fix=f"write {field}=null to take all of it away")
        for path, part in parts:
            name = ".".join(path)
            decided = wanted.setdefault(decidable.place_of(name, path, what, known), {})
            if any(overlap(path, other) for other in decided):
                raise UsageError(f"{name} is decided twice", fix="keep the one that is meant")
            decided[path] = part
    return wanted


def _parts(path: Path, value: Value) -> Iterator[tuple[Path, Value]]:
    """The fields that a map of several decides; a capability is one, and goes into a file bare."""
    if path[:1] == ("capabilities",) and len(path) == 2:
        yield path, value["value"] if isinstance(value, dict) and "value" in value else value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts((*path, key), item)
    else:
        yield path, value


def _made(catalog: Catalog, wanted: Values, line: Line) -> tuple[Changed, list[Override]]:
    """The files with the decision, and the entries that hold it now."""
    asked, draft, places = line.asked, override_files.Draft(catalog), []
    for (place, key), values in wanted.items():
        decision = Decision(
            values=values,
            reason=asked.reason or "",
            added=line.settings.today.isoformat(),
            priority=asked.priority,
            until=asked.until,
            source=asked.source,
        )
        listed, at = decide.decided(place, key, draft.entries(place, key), decision)
        draft.put(place, key, listed)
        places.append((place, key, at))
    change = draft.finished()
    made = {override_files.entry_of(each): each for each in shelf.overrides(change.catalog)}
    return change, [made[place] for place in places]


def _warnings(line: Line, before: Catalog, change: Changed, made: list[Override]) -> list[Problem]:
    """What `check` would newly warn of; raises CatalogError with what it would call an error."""
    found = complaints(before, change, made, line.settings.today)
    told = [_with_line(each, line, before, made) for each in errors_of(found)]
    if told:
        raise CatalogError(told)
    return found


def _with_line(problem: Problem, line: Line, catalog: Catalog, made: list[Override]) -> Problem:
    """A problem of what isn't written, with the line to type instead where there is one."""
    fix = problem.fix
    if problem.rule == "override-tie":
        priority = max(each.priority for each in made) + 1
        take_back = shlex.join(("python", "-m", "sync", "override", "revert", line.id))
        fix = f"let this one win: {line.with_more(priority=priority)}\n  or take the other back: {take_back}"
    elif problem.rule == "override-one-sided":
        fix = f"decide both: {line.with_more(*_other_side(catalog, made))}"
    return replace(problem, line=None, path=_field(problem.path, made), fix=fix)


def _other_side(catalog: Catalog, made: list[Override]) -> Iterator[str]:
    for each in made:
        offers = catalog.offers(each.provider or "")
        for side in ("input", "output"):
            value = get(offers.doc if offers else {}, (each.key, "price", side))
            if each.provider is not None and value is not None and ("price", side) not in each.values:
                yield f"price.{side}={scalars.write(value)}"


def _field(path: str, made: list[Override]) -> str:
    """The field that a path of a file means to whoever typed FIELD=VALUE."""
    for each in made:
        entry = f"{each.key}.{each.at}."
        if path.startswith(entry):
            return path.removeprefix(entry).removeprefix("set.")
    return path


def _show(change: Changed, before: Book, made: Override, settings: Settings) -> None:
    after = override_files.laid_on(before, change.catalog, settings.today)
    places = override_files.places(change.catalog)
    fresh = made.place in {write.name for write in change.writes}
    click.echo(head(made, places) + ("" if fresh else ": says so already"))
    saw = seen_by_applications(before, after, made)
    verdicts = of(change.catalog, after, made)
    rows = [(each.field, saw[each.path], won_over(each, places)) for each in verdicts]
    click.echo("\n".join(columns(rows, indent="  ")))
