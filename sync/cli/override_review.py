"""`override revert` and `refresh`: decisions that are there already, found by id and field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import click

from sync.cli.columns import columns
from sync.cli.override_complaints import complaints
from sync.cli.override_set import check_until
from sync.cli.override_words import head, of, seen_by_applications, shown, upstreams, won_over
from sync.cli.shared import Settings, printable
from sync.cli.writing import writing
from sync.core import decide
from sync.core.overrides import IGNORE, Override
from sync.core.values import Path
from sync.errors import CatalogError, UsageError, errors_of
from sync.files import override_files, shelf
from sync.files.override_files import Draft
from sync.files.store import Catalog
from sync.ids import fold


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which decisions are meant: those about an id, of some fields, of one provider, of one priority."""

    id: str | None = None
    fields: tuple[str, ...] = ()
    provider: str | None = None
    priority: int | None = None

    def is_about(self, override: Override) -> bool:
        """Whether an override is about the id, whatever fields it decides."""
        return (
            (self.id is None or fold(override.id) == fold(self.id))
            and self.provider in (None, override.provider)
            and self.priority in (None, override.priority)
        )

    def wants(self, override: Override, path: Path) -> bool:
        """Whether one field of an override is meant."""
        named = not self.fields or any(_names(field, path) for field in self.fields)
        return named and self.is_about(override)


def take_back(settings: Settings, chosen: Chosen) -> int:
    """Take what is chosen out of the override files."""
    with writing(settings) as sound:
        catalog = sound.catalog
        book = shelf.open_book(catalog, settings.today)
        found = _found(catalog, chosen)
        draft = Draft(catalog)
        for place, key in dict.fromkeys((each.place, each.key) for each in found):
            draft.put(place, key, decide.taken_back(place, key, draft.entries(place, key), chosen.wants))
        change = draft.finished()
        problems = complaints(catalog, change, found, settings.today)
        override_files.commit(sound, change)
    places = override_files.places(catalog)
    after = override_files.laid_on(book, change.catalog, settings.today)
    for each in found:
        click.echo(f"{head(each, places)}: taken back")
        saw = seen_by_applications(book, after, each)
        gone = {path: value for path, value in each.values.items() if chosen.wants(each, path)}
        rows = [(".".join(path), shown(".".join(path), value), saw[path]) for path, value in gone.items()]
        click.echo("\n".join(columns(rows, indent="  ")))
    for problem in problems:
        click.echo(printable(f"note: {problem}"))
    return 0


def renew(settings: Settings, chosen: Chosen, until: str | None) -> int:
    """Say again that what is chosen holds."""
    check_until(until, settings.today.isoformat())
    with writing(settings) as sound:
        catalog = sound.catalog
        book = shelf.open_book(catalog, settings.today)
        found = _found(catalog, chosen)
        held = [each for each in found if until is not None or each.holds(settings.today)]
        if not held:
            what = f"it held until {found[0].until} and no longer does"
            raise UsageError(what, where=chosen.id or "", fix="say until when it holds again, with --until")
        change = _renewed(catalog, held, settings.today.isoformat(), until).finished()
        problems = errors_of(complaints(catalog, change, held, settings.today))
        if problems:
            raise CatalogError([replace(problem, line=None) for problem in problems])
        override_files.commit(sound, change)
    places = override_files.places(change.catalog)
    after = override_files.laid_on(book, change.catalog, settings.today)
    for each in found:
        click.echo(f"{head(each, places)}: {_looked_at(each, each in held, settings, until)}")
        rows = [
            (
                verdict.field,
                shown(verdict.field, verdict.value),
                upstreams(verdict),
                won_over(verdict, places),
            )
            for verdict in of(change.catalog, after, each)
        ]
        click.echo("\n".join(columns(rows, indent="  ")))
    return 0


def _renewed(catalog: Catalog, overrides: Sequence[Override], today: str, until: str | None) -> Draft:
    draft = Draft(catalog)
    for each in overrides:
        listed = draft.entries(each.place, each.key)
        entry = listed[each.at]
        if isinstance(entry, dict):
            listed[each.at] = decide.renewed(entry, today, until)
        draft.put(each.place, each.key, listed)
    return draft


def _looked_at(override: Override, held: bool, settings: Settings, until: str | None) -> str:
    if not held:
        return f"held until {override.until}; it holds again with --until"
    added, today = override.added, settings.today.isoformat()
    looked = "looked at today already" if added == today else f"looked at again (last {added or 'never'})"
    last = until or override.until
    return f"{looked}, holds until {last}" if last else looked


def _found(catalog: Catalog, chosen: Chosen) -> list[Override]:
    """The overrides that are chosen, in the order of the files.

    Raises UsageError where there are none, none of one of the fields, or some of several providers.
    """
    about = [each for each in shelf.overrides(catalog) if each.place != IGNORE and chosen.is_about(each)]
    at = f" at {chosen.provider}" if chosen.provider else ""
    if not about:
        number = "" if chosen.priority is None else f" with priority {chosen.priority}"
        fix = "see what is decided: python -m sync override list --all"
        raise UsageError(f"no override is about {chosen.id}{at}{number}", fix=fix)
    decided = [path for each in about for path in each.values]
    unknown = [field for field in chosen.fields if not any(_names(field, path) for path in decided)]
    if unknown:
        fix = f"what is decided: {', '.join(dict.fromkeys('.'.join(path) for path in decided))}"
        raise UsageError(f"no override of {chosen.id}{at} decides {', '.join(unknown)}", fix=fix)
    found = [each for each in about if any(chosen.wants(each, path) for path in each.values)]
    providers = sorted({each.provider for each in found if each.provider is not None})
    if len(providers) > 1:
        names = ", ".join(providers)
        raise UsageError(f"{chosen.id} is an id of {names}", fix="say which one with --provider")
    return found


def _names(field: str, path: Path) -> bool:
    """Whether a field as it is typed means a path; a capability's own name is enough."""
    name = ".".join(path)
    return name in (field, f"capabilities.{field}") or name.startswith(f"{field}.")
