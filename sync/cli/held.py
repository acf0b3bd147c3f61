"""`held`: what waits for a person or for a second look, and deciding it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from sync.cli import commits, waiting
from sync.cli.clock import not_before
from sync.cli.heard import heard
from sync.cli.shared import Settings, echo_json, shared
from sync.cli.waiting import Waiting
from sync.cli.writing import writing
from sync.core.guards.terms import covers
from sync.core.ledger import Line
from sync.core.outcome import Change, Kept
from sync.errors import UsageError
from sync.files.sound import Sound, sound_catalog
from sync.files.store import Catalog
from sync.ids import fold
from sync.report.escape import plain
from sync.report.values import change as told_change
from sync.report.values import field_value

if TYPE_CHECKING:
    from sync.core.decisions import Decided
    from sync.core.standing import Sides


@click.command(name="held")
@click.argument("id_", metavar="[ID]", required=False)
@click.argument("field", metavar="[FIELD]", required=False)
@click.option("--provider", metavar="P", help="Only what waits at this provider.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--accept", is_flag=True, help="Write the value that waits.")
@click.option("--reject", is_flag=True, help="Keep the value that stands, as a hand edit.")
@commits.COMMIT
@shared
def command(
    settings: Settings,
    id_: str | None,
    field: str | None,
    provider: str | None,
    as_json: bool,
    accept: bool,
    reject: bool,
    commit: bool,
) -> int:
    """Say what waits: changes too risky to make without a person, and those that wait for a second look.

    `--accept ID [FIELD]` writes what waits: into the file, the merge base and the history. A zero
    price is confirmed with it, an id that waits as a whole comes in with the next list.

    `--reject ID [FIELD]` keeps what stands: only the merge base moves, so that the value in the file
    is a hand edit from now on. Of an id that goes the price list goes on saying that it is listed.

    Of an id that waits as a whole all goes its way: it is let in, or left waiting.

    Without FIELD all that waits for a person is decided, or what settles where nothing else waits.
    """
    if accept or reject:
        if id_ is None or as_json or accept == reject:
            fix = "held --accept ID [FIELD] or held --reject ID [FIELD], without --json"
            raise UsageError("one id is decided at a time, in one way", fix=fix)
        with writing(settings) as sound:
            found = _about(sound.catalog, settings.today, id_, field, provider)
            for line in _decide(
                sound, settings, id_, _chosen(found, id_, field), accept=accept, commit=commit
            ):
                click.echo(line)
        return 0
    commits.require(settings.root, commit, "without --accept or --reject nothing is")
    with sound_catalog(settings.root, writing=False, now=settings.now()) as sound:
        found = _about(sound.catalog, settings.today, id_, field, provider)
    if as_json:
        echo_json([waiting.as_object(each, settings.today) for each in found])
    else:
        click.echo("\n".join(waiting.page(found, settings.today)))
    return 0


def _about(
    catalog: Catalog, today: date, id_: str | None, field: str | None, provider: str | None
) -> list[Waiting]:
    """What waits of an id and a field, or all; those that wait longest first.

    Raises UsageError for an id, a field or a provider that nobody has.
    """
    every = [
        Waiting(name, line)
        for name in heard(catalog, provider)
        for line in catalog.ledger(name).values()
        if id_ is None or fold(line.id) == fold(id_)
    ]
    if id_ is not None and not every:
        from sync.core import decidable
        from sync.files import shelf

        decidable.named(shelf.open_book(catalog, today), id_, provider)
    found = [each for each in every if _is_in(each.line, field)]
    if field is not None and every and not found:
        waits = sorted({each.line.field for each in every})
        whole = [name for name in waits if covers(name, field)]
        what = f"{field} waits with all prices of {id_}" if whole else f"{field} of {id_} doesn't wait"
        raise UsageError(what, fix=f"use {' or '.join(whole or waits)}")
    return sorted(found, key=lambda each: (not each.line.held, each.line.first))


def _is_in(line: Line, field: str | None) -> bool:
    return field is None or line.field == field or line.field.startswith(f"{field}.")


def _chosen(found: Sequence[Waiting], id_: str, field: str | None) -> list[Waiting]:
    """What is to be decided, of one provider. Raises UsageError where several have it."""
    held = [each for each in found if each.line.held]
    chosen = held if held and field is None else [*found]
    providers = sorted({each.provider for each in chosen})
    if len(providers) > 1:
        raise UsageError(f"{id_} waits at {', '.join(providers)}", fix="say which one with --provider")
    return chosen


def _decide(
    sound: Sound, settings: Settings, id_: str, chosen: Sequence[Waiting], *, accept: bool, commit: bool
) -> Iterator[str]:
    """Write what a person decides, and say it. Raises UsageError for what can't be decided so."""
    from sync import sides
    from sync.core.decisions import accepted, rejected
    from sync.files import apply

    if not chosen:
        yield f"{plain(id_)}: nothing waits"
        return
    provider, lines = chosen[0].provider, [each.line for each in chosen]
    not_before(sound.catalog, [provider], settings)
    both = sides.sides(sound.catalog, provider)
    told, lines = _with_their_ids(both, lines)
    for line in told:
        _require_decidable(line, both, accept=accept)
    if all(line.accepted for line in told):
        for line in told:
            yield f"{plain(line.id)}: let in already, on {line.accepted}; the next list brings it"
        return
    decided = (accepted if accept else rejected)(both, lines, settings.today)
    writes = apply.writes(sound.catalog, decided.plan)
    words = f"held --{'accept' if accept else 'reject'} {told[0].id}"
    message = commits.by_person(provider, words, writes) if commit else None
    end = commits.put(sound.catalog.root, sound.remember, provider, writes, message)
    yield from (_done(line, accept=accept) for line in told)
    yield from (f"  {text}" for text in _more(decided, lines))
    yield end


def _with_their_ids(both: "Sides", lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """What is decided, and all that goes with it: an id that waits as a whole is, with all of it."""
    known, ids = both.mine.ledger.values(), {line.id for line in lines}
    whole = [line for line in known if line.field == "id" and line.id in ids]
    entire = {line.id for line in whole}
    others = [line for line in lines if line.id not in entire]
    return [*whole, *others], [*(line for line in known if line.id in entire), *others]


def _require_decidable(line: Line, both: "Sides", *, accept: bool) -> None:
    if line.field == "id" and not accept:
        fix = "leave it waiting, or keep it out with a pattern in overrides/ignore.yaml"
        what = "can't be rejected: it waits as a whole and is not in the catalog"
        raise UsageError(f"{line.id} {what}, so there is nothing to keep", fix=fix)
    if line.field != "id" and line.id not in both.base.records:
        fix = "run again: what waits of an id that nobody lists goes with the next list"
        raise UsageError(f"{line.id} is not in the catalog: nothing can be decided", fix=fix)
    if line.why == "zero-unconfirmed" and accept and line.id not in both.mine.offers:
        fix = f"take it back first: conflicts --accept upstream {line.id}"
        raise UsageError(f"{line.id} was taken out of the price list: nothing can be confirmed", fix=fix)


def _done(line: Line, *, accept: bool) -> str:
    what = f"{plain(line.id)} {line.field}: {waiting.moved(line)}"
    if line.field == "id":
        return f"{plain(line.id)}: comes in with the next list that has it"
    if not accept:
        return f"{what}, rejected; what the file says stays, as a hand edit"
    return f"{what}, accepted" + (", confirmed to be free" if line.why == "zero-unconfirmed" else "")


def _more(decided: "Decided", lines: Sequence[Line]) -> Iterator[str]:
    """What else moves in the files, and what a person's edit keeps out of them."""
    for change in decided.changes:
        if not any(_is_about(line, change) for line in lines):
            moved = told_change(change.field, change.old, change.new, plain)
            yield f"{_place(change)} {change.field}: {moved}, for its model's moved"
    for kept in decided.stays:
        mine = "taken out" if kept.mine is None else field_value(kept.field, kept.mine, plain)
        yield f"{_place(kept)} {kept.field}: yours stays, {mine}"


def _is_about(line: Line, change: Change) -> bool:
    if line.id != change.id:
        return False
    return covers(line.field, change.field) or (line.field == "state" and change.field == "missing_since")


def _place(told: Change | Kept) -> str:
    return f"offer {plain(told.id)}" if told.place == "offer" else f"model {plain(str(told.model))}"
