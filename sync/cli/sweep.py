"""`sweep`: what time alone does to a catalog, without asking anyone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import click

from sync.cli import commits
from sync.cli.clock import not_before
from sync.cli.heard import heard
from sync.cli.shared import Settings, shared
from sync.cli.writing import writing
from sync.core.book import Book
from sync.core.outcome import Kept, Run, Step
from sync.core.overrides import IGNORE, Override
from sync.core.sweeping import Swept
from sync.files import outbox
from sync.files.journal import Write
from sync.files.sound import Sound
from sync.ids import fold
from sync.report.escape import REASON, plain

_End = Callable[[str, Swept, Sequence[Write]], str]
"""What is done with a provider's writes; it says so."""


@click.command(name="sweep")
@click.option("--provider", metavar="P", help="Only this provider's offers.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write no file of the catalog, but a change set in DIR/P for each provider with a step.",
)
@commits.COMMIT
@shared
def command(settings: Settings, provider: str | None, out: Path | None, commit: bool) -> int:
    """Do what time alone does, offline: a missing offer whose announced end has passed is deprecated.

    Tells also of offers that are still listed beyond their end, of overrides that hold no longer,
    and of ids that overrides/ignore.yaml rules out: for applications those are deprecated.

    Everything else about a missing offer waits for the next complete list.
    """
    commits.require(settings.root, commit, "--out writes no file of the catalog" if out else None)
    with writing(settings) as sound:
        chosen = heard(sound.catalog, provider)
        not_before(sound.catalog, chosen, settings)
        if out is not None:
            outbox.prepare(out, sound.catalog.root, chosen)
            outbox.drop_others(out, ())
        end = _handing_out(sound, out, settings.today) if out else _writing(sound, commit=commit)
        told = [line for name in chosen for line in _one(sound, name, settings.today, end)]
        told += _expired(sound, chosen, settings.today, alone=provider is not None)
    click.echo("\n".join(told or ["time changes nothing today"]))
    return 0


def _writing(sound: Sound, *, commit: bool) -> _End:
    """Write a provider's files, and say so."""

    def end(provider: str, found: Swept, writes: Sequence[Write]) -> str:
        message = commits.by_person(provider, "sweep", writes) if commit else None
        return commits.put(sound.catalog.root, sound.remember, provider, writes, message)

    return end


def _handing_out(sound: Sound, out: Path, today: date) -> _End:
    """Make a change set of a provider's steps, as a run does that takes them."""
    from sync.cli.handed_out import pages
    from sync.files import changeset

    base = changeset.head(sound.catalog.root)

    def end(provider: str, found: Swept, writes: Sequence[Write]) -> str:
        as_of = sound.catalog.base(provider).as_of
        run = Run(provider=provider, status="ok", as_of=as_of, lifecycle=found.steps)
        changes = changeset.of(run, writes, base=base, today=today)
        outbox.put(out, changes, pages(run, (), today))
        return f"change set: {outbox.place(out, changes)}"

    return end


def _one(sound: Sound, provider: str, today: date, end: _End) -> Iterator[str]:
    """Sweep one provider, bring it to its end, and say what was done."""
    from sync import sides
    from sync.core.sweeping import swept
    from sync.files import apply, shelf

    book = shelf.open_book(sound.catalog, today)
    ends = _ends(book, provider)
    found = swept(sides.sides(sound.catalog, provider), ends, today)
    writes = apply.writes(sound.catalog, found.plan)
    done = end(provider, found, writes) if writes else None
    yield from _told(found, provider, ends)
    yield from _ruled_out(book, provider)
    if done:
        yield done


def _ends(book: Book, provider: str) -> dict[str, str]:
    """The announced last days as they hold: an override over a hand edit over upstream, or the model's."""
    from sync.core import effective

    found = {}
    for id_ in book.offers.get(provider, {}):
        offer = effective.offer(book, provider, id_).doc
        ends = offer.get("ends") or effective.model(book, str(offer.get("model"))).doc.get("ends")
        if isinstance(ends, str):
            found[id_] = ends
    return found


def _told(found: Swept, provider: str, ends: Mapping[str, str]) -> Iterator[str]:
    for step in found.steps:
        yield f"{plain(step.id)} at {provider}: {_step(step)}, its announced end {ends[step.id]} has passed"
    for kept in found.stays:
        yield f"{plain(kept.id)} at {provider}: {kept.field} stays as {_mine(kept)}, a hand edit"
    for id_ in found.overdue:
        yield f"{plain(id_)} at {provider}: still listed, though its announced end {ends[id_]} has passed"


def _step(step: Step) -> str:
    return f"{step.old} → {step.new}, missing since {step.since}"


def _mine(kept: Kept) -> str:
    return "it is" if kept.mine is None else plain(str(kept.mine))


def _ruled_out(book: Book, provider: str) -> Iterator[str]:
    """How many offers each pattern rules out."""
    ids = [fold(id_) for id_ in book.offers.get(provider, {})]
    for each in book.overrides.ignored.get(provider, ()):
        count = sum(fnmatchcase(id_, fold(each.id)) for id_ in ids)
        noun = "offer is" if count == 1 else "offers are"
        if count:
            told = f"{count:,} {noun} excluded, and deprecated for applications"
            yield f"{plain(each.id)} at {provider}: {told}: {plain(each.reason, REASON)}"


def _expired(sound: Sound, providers: Sequence[str], today: date, *, alone: bool) -> Iterator[str]:
    """Overrides that hold no longer; those about models only where all providers are swept."""
    from sync.files import override_files, shelf

    places = override_files.places(sound.catalog)
    for each in shelf.overrides(sound.catalog):
        about = each.provider in providers or (each.provider is None and not alone)
        if about and not each.holds(today):
            place = plain(places[override_files.entry_of(each)], REASON)
            yield f"{place}: {_whose(each)} held until {each.until} and no longer does"


def _whose(override: Override) -> str:
    what = "the pattern" if override.place == IGNORE else "the override of"
    return f"{what} {plain(override.id)}" + (f" at {override.provider}" if override.provider else "")
