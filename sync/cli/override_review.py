"""`override revert` and `refresh`: decisions that are there already, found by id and field."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import click

from sync.cli.columns import fitted
from sync.cli.override_complaints import complaints
from sync.cli.override_line import spelled
from sync.cli.override_until import NO_END, check_until, last_day
from sync.cli.override_words import head, of, seen_by_applications, shown, upstreams, won_over
from sync.cli.shared import Settings, printable
from sync.cli.writing import writing
from sync.core import decide
from sync.core.book import Book
from sync.core.overrides import IGNORE, Override
from sync.core.values import Path
from sync.errors import CatalogError, Problem, UsageError, errors_of
from sync.files import override_files, shelf
from sync.files.override_files import Draft
from sync.files.store import Catalog
from sync.ids import fold

_PAIR = ("price.input", "price.output")


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
        found = _found(catalog, chosen, patterns=True)
        draft = Draft(catalog)
        for place, key in dict.fromkeys((each.place, each.key) for each in found):
            draft.put(place, key, decide.taken_back(place, key, draft.entries(place, key), chosen.wants))
        change = draft.finished()
        problems = complaints(catalog, change, found, settings.today)
        _refuse_half_a_pair(settings, chosen, problems)
        override_files.commit(sound, change)
    places = override_files.places(catalog)
    after = override_files.laid_on(book, change.catalog, settings.today)
    for each in found:
        click.echo(f"{head(each, places)}: taken back")
        saw = seen_by_applications(book, after, each)
        gone = {path: value for path, value in each.values.items() if chosen.wants(each, path)}
        rows = [
            (".".join(path), shown(".".join(path), value), _let_in(book, after, each) or saw[path])
            for path, value in gone.items()
        ]
        click.echo("\n".join(fitted(rows, indent="  ")))
    for problem in problems:
        click.echo(printable(f"note: {problem}"))
    return 0


def _refuse_half_a_pair(settings: Settings, chosen: Chosen, problems: Sequence[Problem]) -> None:
    """Raise UsageError where one price of a pair would stay decided beside upstream's other one."""
    left = next((each for each in problems if each.rule == "override-one-sided"), None)
    if left is None:
        return
    fields = chosen.fields
    both = tuple(dict.fromkeys((*fields, *_PAIR))) if fields else ()
    priority = chosen.priority if both != fields else None
    line = spelled("revert", settings, chosen.id or "", *both, provider=chosen.provider, priority=priority)
    raise UsageError(f"this would leave half a pair of prices: {left.message}", fix=f"take both back: {line}")


def _let_in(book: Book, after: Book, override: Override) -> str | None:
    """What becomes of the offers that a pattern kept out; None for any other override."""
    if override.place != IGNORE or override.provider is None:
        return None
    provider = override.provider
    fitting = [id_ for id_ in book.offers.get(provider, {}) if fnmatchcase(fold(id_), fold(override.id))]
    back = [
        id_
        for id_ in fitting
        if not any(each.place == IGNORE for each in after.overrides.of_offer(provider, id_))
    ]
    if not fitting:
        return "no offer of the catalog fits it"
    return f"{len(back):,} of {len(fitting):,} offers that fit are no longer kept out"


def renew(settings: Settings, chosen: Chosen, until: str | None) -> int:
    """Say again that what is chosen holds."""
    check_until(until, settings.today.isoformat())
    with writing(settings) as sound:
        catalog = sound.catalog
        book = shelf.open_book(catalog, settings.today)
        found = _found(catalog, chosen, patterns=False)
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
        click.echo("\n".join(fitted(rows, indent="  ")))
    return 0


def _renewed(catalog: Catalog, overrides: Sequence[Override], today: str, until: str | None) -> Draft:
    draft = Draft(catalog)
    for each in overrides:
        listed = draft.entries(each.place, each.key)
        entry = listed[each.at]
        if isinstance(entry, dict):
            listed[each.at] = decide.renewed(entry, today, last_day(until), for_good=until == NO_END)
        draft.put(each.place, each.key, listed)
    return draft


def _looked_at(override: Override, held: bool, settings: Settings, until: str | None) -> str:
    if not held:
        return f"held until {override.until}; it holds again with --until"
    added, today = override.added, settings.today.isoformat()
    before = f"last {added}" if added else "it had no date"
    looked = "looked at today already" if added == today else f"looked at again ({before})"
    last = last_day(until or override.until)
    if until == NO_END:
        return f"{looked}, holds for good"
    return f"{looked}, holds until {last}" if last else looked


def _found(catalog: Catalog, chosen: Chosen, *, patterns: bool) -> list[Override]:
    """The overrides that are chosen, in the order of the files; those of `ignore.yaml` with `patterns`.

    Raises UsageError where there are none, none of one of the fields, or some of several providers.
    """
    every = list(shelf.overrides(catalog))
    about = [each for each in every if (patterns or each.place != IGNORE) and chosen.is_about(each)]
    at = f" at {chosen.provider}" if chosen.provider else ""
    if not about:
        number = "" if chosen.priority is None else f" with priority {chosen.priority}"
        fix = "see what is decided: python -m sync override list --all"
        others = [each for each in every if replace(chosen, provider=None).is_about(each)]
        if chosen.provider is not None and others:
            where = ", ".join(sorted({each.provider or "the model itself" for each in others}))
            fix = f"leave --provider out, or name what is meant: decisions are about {where}"
        fitting = next((each for each in every if fits(each, chosen)), None)
        what = f"no override is about {chosen.id}{at}{number}"
        if fitting is not None:
            words = shlex.join((fitting.id, "--provider", fitting.provider or ""))
            todo = f"python -m sync override revert {words}" if patterns else f"edit it in {IGNORE}"
            fix = f"the pattern {fitting.id} of {IGNORE} keeps it out: {todo}"
        raise UsageError(what, fix=fix)
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


def fits(override: Override, chosen: Chosen) -> bool:
    """Whether a pattern of ids that are kept out fits the id."""
    return (
        override.place == IGNORE
        and chosen.id is not None
        and chosen.provider in (None, override.provider)
        and fnmatchcase(fold(chosen.id), fold(override.id))
    )


def _names(field: str, path: Path) -> bool:
    """Whether a field as it is typed means a path; a capability's own name is enough."""
    name = ".".join(path)
    return name in (field, f"capabilities.{field}") or name.startswith(f"{field}.")
