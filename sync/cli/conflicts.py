"""`conflicts`: where files and upstream differ, and whose value it shall be."""

import difflib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import click

from sync.cli import commits
from sync.cli.columns import columns
from sync.cli.conflicts_settle import Side, settle
from sync.cli.conflicts_words import Difference, mine, upstreams, what
from sync.cli.heard import heard
from sync.cli.shared import Settings, echo_json, shared
from sync.cli.writing import writing
from sync.core.outcome import Kept
from sync.errors import UsageError
from sync.files.sound import sound_catalog
from sync.files.store import Catalog
from sync.ids import fold
from sync.report.escape import plain
from sync.report.jsonable import value

_HEADS = ("what", "field", "mine", "upstream", "by", "")


@click.command(name="conflicts")
@click.argument("id_", metavar="[ID]", required=False)
@click.argument("field", metavar="[FIELD]", required=False)
@click.option("--provider", metavar="P", help="Only what stands against this provider.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--all", "everything", is_flag=True, help="Also what is decided until upstream moves.")
@click.option(
    "--accept",
    type=click.Choice(["upstream", "mine"]),
    help="Settle it: take upstream's value, or make yours lasting.",
)
@commits.COMMIT
@shared
def command(
    settings: Settings,
    id_: str | None,
    field: str | None,
    provider: str | None,
    as_json: bool,
    everything: bool,
    accept: Side | None,
    commit: bool,
) -> int:
    """Say where files and upstream differ: hand edits, values that were here first, what was taken out.

    Offline: upstream's side is what it said when it was last accepted.

    `--accept upstream ID [FIELD]` gives edits up: upstream's values go into the files, entries
    and files that were deleted come back. Comments stay; those beside such a value are told.
    `--accept mine ID [FIELD]` keeps the files as they are, and the difference is not listed
    again until upstream moves.
    """
    if accept is not None:
        if id_ is None:
            fix = f"name it: conflicts --accept {accept} ID [FIELD]; `conflicts` alone lists them"
            raise UsageError("--accept settles one id", fix=fix)
        if as_json:
            raise UsageError("--accept has nothing to say in JSON", fix="leave --json out")
        with writing(settings) as sound:
            found = _found(sound.catalog, settings.today, id_, field, provider)
            settle(sound, found, accept, id_, commit=commit)
        return 0
    commits.require(settings.root, commit, "without --accept nothing is")
    with sound_catalog(settings.root, writing=False, now=settings.now()) as sound:
        found = _found(sound.catalog, settings.today, id_, field, provider)
    shown = [each for each in found if everything or not each.decided]
    told = _with_edits(sound.catalog, shown)
    if as_json:
        echo_json([_object(each) for each in told])
    else:
        _table(told, hidden=len(found) - len(shown))
    return 0


def _found(
    catalog: Catalog, today: date, id_: str | None, field: str | None, provider: str | None
) -> list[Difference]:
    """The differences of an id and a field, or all.

    Raises UsageError for an id, a field or a provider that nobody has.
    """
    from sync.core import decidable
    from sync.core.standing import is_decided, standing
    from sync.files import shelf
    from sync.sides import sides

    chosen = heard(catalog, provider)
    if field is not None:
        _require_field(catalog, field)
    found = []
    for name in chosen:
        both = sides(catalog, name)
        for kept in standing(both):
            if _is_about(kept, id_) and _is_in(kept, field):
                found.append(Difference(both, kept, is_decided(both, kept)))
    if id_ is not None and not found:
        decidable.named(shelf.open_book(catalog, today), id_, provider)
    return found


def _is_about(kept: Kept, id_: str | None) -> bool:
    own = kept.id if kept.place == "offer" else str(kept.model)
    return id_ is None or fold(own) == fold(id_)


def _is_in(kept: Kept, field: str | None) -> bool:
    return field is None or kept.field == field or kept.field.startswith(f"{field}.")


def _require_field(catalog: Catalog, field: str) -> None:
    fields = (*catalog.schemas.fields("offers"), *catalog.schemas.fields("model"))
    names = sorted({"offer", *(each.name for each in fields)})
    if not any(name == field or name.startswith(f"{field}.") for name in names):
        close = difflib.get_close_matches(field, names, n=3, cutoff=0.5)
        fix = f"did you mean {', '.join(close)}?" if close else f"use one of {', '.join(names)}"
        raise UsageError(f"the sync refreshes no field {field!r}", fix=fix)


def _with_edits(catalog: Catalog, found: Sequence[Difference]) -> list[Difference]:
    """The same, each with who made the edit where git knows."""
    from sync.files.blame import with_edits

    told: list[Difference] = []
    for provider in dict.fromkeys(each.sides.provider for each in found):
        own = [each for each in found if each.sides.provider == provider]
        edits = with_edits(catalog, provider, [each.kept for each in own])
        told += [replace(each, kept=kept) for each, kept in zip(own, edits, strict=True)]
    return told


def _object(each: Difference) -> dict[str, object]:
    kept, by = each.kept, each.kept.by
    return {
        "provider": each.sides.provider,
        "place": kept.place,
        "id": kept.id,
        "model": kept.model,
        "field": kept.field,
        "mine": value(kept.field, kept.mine),
        "upstream": value(kept.field, kept.upstream),
        "decided": each.decided,
        "by": {"who": by.who, "when": by.when, "commit": by.commit} if by else None,
    }


def _table(found: Sequence[Difference], *, hidden: int) -> None:
    rows = [_HEADS, *(_cells(each) for each in found)] if found else []
    for line in columns(rows):
        click.echo(line)
    if found:
        click.echo("settle one: python -m sync conflicts --accept upstream|mine ID [FIELD]")
    else:
        click.echo(f"nothing{' else' if hidden else ''} stands against upstream")
    if hidden:
        verb = "difference is" if hidden == 1 else "differences are"
        click.echo(f"{hidden} more {verb} decided until upstream moves: conflicts --all")


def _cells(each: Difference) -> tuple[str, ...]:
    kept, by = each.kept, each.kept.by
    parts = (by.who, by.when, by.commit[:10] if by.commit else None) if by else ()
    return (
        f"{what(kept)} at {each.sides.provider}",
        kept.field,
        mine(kept),
        upstreams(kept),
        plain(", ".join(part for part in parts if part)) if by else "–",
        "decided" if each.decided else "",
    )
