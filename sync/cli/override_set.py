"""`override set`: what was typed becomes an entry, unless a check of the files would then complain.

FIELD=VALUE … ──> {(file, key): {path: value}} ──> entries ──> text ──schema, lint──> written

What an entry in force decides already is amended there, so that no two of them tie.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import click

from sync.cli.columns import fitted, paragraph
from sync.cli.override_complaints import complaints
from sync.cli.override_fields import Known, Values, by_file, read, with_example
from sync.cli.override_line import Line, spelled
from sync.cli.override_until import NO_END, check_until, last_day, refuse_ended
from sync.cli.override_words import amended, head, of, seen_by_applications, won_over
from sync.cli.shared import printable
from sync.cli.writing import writing
from sync.core import decidable, decide, seen
from sync.core.book import Book
from sync.core.decide import Decision
from sync.core.overrides import Override
from sync.core.values import get
from sync.errors import CatalogError, Problem, UsageError, errors_of
from sync.files import override_files, scalars, shelf
from sync.files.override_files import Changed
from sync.files.store import Catalog
from sync.report.escape import REASON, plain

_OF_ALIASES = ("alias_of", "model", "notes")
"""The fields of an offer that is an alias which say anything."""


_HIDES = ("disabled",)


@dataclass(frozen=True, slots=True)
class _Made:
    """An entry that holds the decision now, and as it was before where it was there."""

    override: Override
    was: Override | None


def decide_fields(line: Line) -> int:
    """Decide fields of what an id names; 0, or what is wrong is raised and nothing written."""
    settings = line.settings
    _check(line)
    values = read(line.assignments)
    with writing(settings) as sound:
        book = shelf.open_book(sound.catalog, settings.today)
        what = decidable.named(book, line.id, line.asked.provider)
        wanted = by_file(values, Known(sound.catalog, book, what))
        change, made = _made(sound.catalog, wanted, line)
        after = override_files.laid_on(book, change.catalog, settings.today)
        _refuse_of_alias(line, after, wanted, made)
        _refuse_residue(line, sound.catalog, after, made)
        warnings = _warnings(line, sound.catalog, change, made)
        override_files.commit(sound, change)
    for each in made:
        _show(change, (book, after), each)
    for problem in warnings:
        click.echo(printable(f"warning: {problem}"))
    return 0


def _check(line: Line) -> None:
    """What can be said of the options alone."""
    asked, today = line.asked, line.settings.today.isoformat()
    for name, text in (("reason", asked.reason), ("source", asked.source), ("ID", line.id)):
        if text is not None and not text.isprintable():
            raise UsageError(f"{name} {text!a} holds what can't be seen", fix="write it on one line, as text")
    if asked.reason is not None and not decide.says_why(asked.reason):
        raise _needs_reason(line)
    check_until(asked.until, today)
    if not line.assignments:
        raise _needs_fields(line)


def _needs_reason(line: Line) -> UsageError:
    """What to type where the reason is missing, or is one that tells nobody anything."""
    asked, today = line.asked, line.settings.today.isoformat()
    said = (asked.reason or "").strip()
    what = f"an override needs a reason, which {said!r} is not" if said else "an override needs a reason"
    if scalars.is_date(said) and said >= today and asked.until is None:
        fix = f"put the last day behind --until and say why: {line.with_more(reason='…', until=said)}"
        return UsageError(what, fix=fix)
    return UsageError(what, fix=f"say why: {line.with_more(reason='…')}")


def _needs_fields(line: Line) -> UsageError:
    """What to type where nothing but options was given."""
    if line.asked.until is None:
        return UsageError("FIELD=VALUE is missing", fix="write for example price.input=2.4 behind the id")
    renew = spelled("refresh", line.settings, line.id, provider=line.asked.provider, until=line.asked.until)
    return UsageError("FIELD=VALUE is missing", fix=f"to renew what is decided: {renew}")


def _made(catalog: Catalog, wanted: Values, line: Line) -> tuple[Changed, list[_Made]]:
    """The files with the decision, and the entries that hold it now."""
    asked, draft, places = line.asked, override_files.Draft(catalog), []
    for (place, key), values in wanted.items():
        decision = Decision(
            values=values,
            reason=asked.reason,
            added=line.settings.today.isoformat(),
            priority=asked.priority,
            until=last_day(asked.until),
            for_good=asked.until == NO_END,
            source=asked.source,
        )
        before = draft.entries(place, key)
        listed, first = decide.decided(place, key, before, decision)
        if first == len(before):
            refuse_ended(line, before, (place, key, decision), override_files.places(catalog))
        if asked.reason is None and first == len(before):
            raise _needs_reason(line)
        draft.put(place, key, listed)
        touched = {at for at, entry in enumerate(listed) if at >= len(before) or entry is not before[at]}
        places += [(place, key, at) for at in sorted({first, *touched})]
    change = draft.finished()
    were = {override_files.entry_of(each): each for each in shelf.overrides(catalog)}
    now = {override_files.entry_of(each): each for each in shelf.overrides(change.catalog)}
    return change, [_Made(now[place], were.get(place)) for place in places]


def _refuse_of_alias(line: Line, after: Book, wanted: Values, made: Sequence[_Made]) -> None:
    """Raise UsageError for what nobody would see: of an alias applications get only where it leads."""
    for each in made:
        target = seen.leads(after, each.override.provider, each.override.id)
        paths = wanted[each.override.place, each.override.key]
        entry = after.offers.get(each.override.provider or "", {}).get(each.override.id)
        said = entry.keys() if isinstance(entry, dict) else ()  # what stands there may be decided
        lost = [path for path in paths if path[0] not in (*_OF_ALIASES, *said)]
        if target is not None and lost:
            what = f"{line.id} is an alias: applications see of it only that it leads to {target}"
            raise UsageError(what, fix=f"decide it there: {replace(line, id=target).with_more()}")


def _refuse_residue(line: Line, catalog: Catalog, after: Book, made: Sequence[_Made]) -> None:
    """Raise UsageError for `disabled=false` where the decision that hides it is all that does."""
    for each in made:
        now, was = each.override, each.was
        hid = was is not None and was.values.get(_HIDES) is True
        if not hid or now.values.get(_HIDES) is not False:
            continue
        verdict = next(one for one in of(catalog, after, now) if one.path == _HIDES)
        if verdict.over is not True:
            told = {"provider": line.asked.provider, "priority": line.asked.priority}
            take_back = spelled("revert", line.settings, line.id, "disabled", **told)
            what = f"nothing but this decision hides {line.id}: {plain(now.reason, REASON)}"
            raise UsageError(what, fix=f"take it back: {take_back}")


def _warnings(line: Line, before: Catalog, change: Changed, made: Sequence[_Made]) -> list[Problem]:
    """What `check` would newly warn of; raises CatalogError with what it would call an error."""
    overrides = [each.override for each in made]
    found = complaints(before, change, overrides, line.settings.today)
    told = [_with_line(each, line, before, overrides) for each in errors_of(found)]
    if told:
        raise CatalogError(told)
    return found


def _with_line(problem: Problem, line: Line, catalog: Catalog, made: Sequence[Override]) -> Problem:
    """A problem of what isn't written, with the line to type instead where there is one."""
    fix, field = problem.fix, _field(problem.path, made)
    if problem.rule == "override-tie":
        fix = _out_of_tie(line, field, made)
    elif problem.rule == "override-one-sided":
        fix = f"decide both: {line.with_more(*_other_side(catalog, made))}"
    elif problem.rule == "schema":
        fix = with_example(problem, field, line.assignments)
    return replace(problem, line=None, path=field, fix=fix)


def _out_of_tie(line: Line, field: str, made: Sequence[Override]) -> str:
    """What to type where entries that were there tie about a field of which a part is decided anew."""
    names = [field]
    if field.startswith("price."):
        names = ["price"]  # both of a pair go
    elif field.partition(".")[0] in ("add", "remove"):
        names = [each.partition("=")[0] for each in line.assignments]
    take_back = spelled("revert", line.settings, line.id, *names, provider=line.asked.provider)
    fix = f"take back what is decided of it, then decide again: {take_back}"
    if line.asked.reason is None:
        return fix
    priority = max(each.priority for each in made) + 1
    return f"{fix}\n  or let this one win: {line.with_more(priority=priority)}"


def _other_side(catalog: Catalog, made: Sequence[Override]) -> Iterator[str]:
    for each in made:
        offers = catalog.offers(each.provider or "")
        for side in ("input", "output"):
            value = get(offers.doc if offers else {}, (each.key, "price", side))
            if each.provider is not None and value is not None and ("price", side) not in each.values:
                yield f"price.{side}={scalars.write(value)}"


def _field(path: str, made: Sequence[Override]) -> str:
    """The field that a path of a file means to whoever typed FIELD=VALUE."""
    for each in made:
        number, _, rest = path.removeprefix(f"{each.key}.").partition(".")
        if path.startswith(f"{each.key}.") and number.isdecimal():
            return rest.removeprefix("set.")
    return path


def _show(change: Changed, books: tuple[Book, Book], made: _Made) -> None:
    override, was = made.override, made.was
    places = override_files.places(change.catalog)
    news, about = amended(was, override)
    told = "" if was is None else ": amended" if news or about else ": says so already"
    click.echo(head(override, places) + told)
    for line in about:
        click.echo("\n".join(paragraph(line, indent="  ")))
    saw = seen_by_applications(*books, override)
    rows = [
        (each.field, *([news.get(each.path, "")] if news else []), saw[each.path], won_over(each, places))
        for each in of(change.catalog, books[1], override)
    ]
    click.echo("\n".join(fitted(rows, indent="  ")))
