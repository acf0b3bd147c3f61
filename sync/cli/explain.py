"""`explain`: where every value of a model or an offer comes from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sync.cli.columns import blocks, shorter
from sync.cli.currency import Currencies, currencies, in_currency
from sync.cli.shared import Settings, echo_json, shared
from sync.core.book import Book
from sync.core.ladder import Explained, Rung, of_model, of_offer
from sync.core.ledger import Line, between
from sync.core.overrides import Override
from sync.core.values import Value
from sync.errors import UsageError
from sync.files.schemas import Kind
from sync.files.store import Catalog
from sync.ids import fold

if TYPE_CHECKING:
    from sync.core.outcome import Edit


@click.command(name="explain")
@click.argument("id_", metavar="ID")
@click.argument("field", required=False, metavar="[FIELD]")
@click.option("--provider", metavar="P", help="Whose offer, where several providers use the id.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@shared
def command(settings: Settings, id_: str, field: str | None, provider: str | None, as_json: bool) -> int:
    """Say where the values of a model or an offer come from, highest authority first."""
    catalog, book = _opened(settings, id_)
    found = _found(catalog, book, id_, provider, field)
    known = currencies(found)
    if field is not None:
        found = _of_field(catalog, found, id_, field)
    told = [(each, _by(catalog, each)) for each in found]
    if as_json:
        echo_json([_object(each, by) for each, by in told])
    else:
        _table(told, known)
    return 0


def _opened(settings: Settings, id_: str) -> tuple[Catalog, Book]:
    """What is known of an id; the whole catalog where that isn't plain to see."""
    from sync.files import glance, shelf
    from sync.files.unfinished import reading

    try:
        with reading(settings.root):
            catalog = glance.Glance(settings.root).about(id_)
            return catalog, shelf.open_book(catalog, settings.today)
    except glance.NotKnown:
        with glance.whole(settings.root, settings.now()) as catalog:
            return catalog, shelf.open_book(catalog, settings.today)


def _of_field(catalog: Catalog, found: Sequence[Explained], id_: str, field: str) -> list[Explained]:
    """What is said of one field. Raises UsageError where nobody says anything, or there is no such field."""
    about = [each for each in found if _is_named(field, each.field)]
    if about:
        return about
    from sync.core.decidable import close_fields

    kinds: set[Kind] = {"model" if each.place == "model" else "offers" for each in found}
    known = {each.name for kind in kinds for each in catalog.schemas.fields(kind)}
    if any(_is_named(field, name) for name in known):
        raise UsageError(
            f"nobody says anything about {field!r} of {id_}", fix=f"see all fields: explain {id_}"
        )
    close = close_fields(field, known | {each.field for each in found})
    fix = f"did you mean {', '.join(close)}?" if close else f"see all fields: explain {id_}"
    raise UsageError(f"{id_} has no field {field!r}", fix=fix)


def _is_named(field: str, name: str) -> bool:
    """Whether a field as it is typed means this one; a capability's own name is enough."""
    return name in (field, f"capabilities.{field}") or name.startswith(f"{field}.")


def _found(
    catalog: Catalog, book: Book, id_: str, provider: str | None, field: str | None
) -> list[Explained]:
    """The model and the offer that this id names; both where both have it, whoever the offer is by.

    A model goes by the alias that people gave it, too. Raises UsageError where several providers offer
    the id, unless `field` is one of which none of these offers says anything.
    """
    schemas, folded = catalog.schemas, fold(id_)
    model = next((known for known in book.models if fold(known) == folded), None)
    if model is None:
        model = next((known for known, doc in book.models.items() if doc.get("alias") == folded), None)
        folded = folded if model is None else fold(model)
    if provider is not None and provider not in book.offers:
        fix = f"use one of {', '.join(sorted(book.offers))}"
        raise UsageError(f"there is no price list of {provider!r}", fix=fix)
    named = [
        (name, known)
        for name, offers in sorted(book.offers.items())
        for known in offers
        if fold(known) == folded and provider in (None, name)
    ]
    providers = sorted({name for name, _ in named})
    offers = [each for name, offer in named for each in of_offer(book, name, offer, schemas.fields("offers"))]
    asked = field is None or any(_is_named(field, each.field) for each in offers)
    if len(providers) > 1 and asked:
        raise UsageError(f"{id_} is an id of {', '.join(providers)}", fix="say which one with --provider")
    found = [*(of_model(book, model, schemas.fields("model")) if model is not None else ()), *offers]
    if not found:
        raise UsageError(f"there is no model or offer {id_!r}", fix=_nearest(book, id_))
    return found


def _nearest(book: Book, id_: str) -> str:
    import difflib

    names = sorted({*book.models, *(offer for offers in book.offers.values() for offer in offers)})
    close = difflib.get_close_matches(id_, names, n=3, cutoff=0.5)
    return f"did you mean {', '.join(close)}?" if close else "mend the spelling; ids look like lab/model"


def _by(catalog: Catalog, each: Explained) -> "Edit | None":
    edit = next((rung for rung in each.rungs if rung.source == "hand edit"), None)
    if edit is None:
        return None
    from sync.core.outcome import Kept
    from sync.files.blame import with_edits

    kept = Kept(
        id=each.id,
        field=each.field,
        mine=edit.value,
        was=None,
        upstream=None,
        place=each.place,
        model=each.id if each.place == "model" else None,
    )
    return with_edits(catalog, each.provider or "", [kept])[0].by


def _object(each: Explained, by: "Edit | None") -> object:
    from sync.report.jsonable import value

    def disputed(line: Line) -> object:
        new = value(each.field, between(line, each.field)[1])
        return {"upstream": new, "since": line.since.isoformat(), "why": line.why}

    def rung(one: Rung) -> object:
        edited = by is not None and one.source == "hand edit"
        return {
            "source": one.source,
            "value": value(each.field, one.value),
            "who": one.who,
            "as_of": one.as_of,
            "by": {"who": by.who, "when": by.when, "commit": by.commit} if by and edited else None,
        } | (_decision(one.override) if one.override else {})

    return {
        "place": each.place,
        "id": each.id,
        "provider": each.provider,
        "field": each.field,
        "value": value(each.field, each.value),
        "rungs": [rung(one) for one in each.rungs],
    } | ({} if each.disputed is None else {"disputed": disputed(each.disputed)})


def _decision(override: Override) -> dict[str, object]:
    return {
        "reason": override.reason,
        "link": override.source,
        "priority": override.priority,
        "until": override.until,
    }


_WIDTH = 60
_LONGEST = 300


def _table(told: Sequence["tuple[Explained, Edit | None]"], known: Currencies) -> None:
    """Fields with their value; below one that more than one voice speaks about, the whole ladder."""
    from sync.report.escape import plain

    cut = _LONGEST if len(told) == 1 else _WIDTH
    rows, heads = list[tuple[str, str, str, str]](), dict[int, str]()
    place = None
    for each, by in told:
        if (each.place, each.id) != place:
            place = (each.place, each.id)
            at_provider = f" at {each.provider}" if each.provider else ""
            heads[len(rows)] = f"{each.place} {plain(each.id)}{at_provider}"
        for at, rung in enumerate(each.rungs):
            name, mark = ("" if at else each.field), "→" if at == 0 and len(each.rungs) > 1 else " "
            value = in_currency(_shown(each.field, rung.value, cut), known, each, rung)
            rows.append((name, mark, value, plain(_source(rung, by, each.id), _LONGEST)))
        if each.disputed is not None:
            rows.append(_waiting(each, each.disputed, cut, known))
    for at, lines in enumerate(blocks(rows, indent="  ", whole=2, gaps=(" ", " ", "  "))):
        click.echo("\n".join((heads[at], *lines) if at in heads else lines))


def _waiting(each: Explained, line: Line, cut: int, known: Currencies) -> tuple[str, str, str, str]:
    """What upstream says, and no sync writes alone."""
    name = "" if each.rungs else each.field
    told = f"held since {line.since.isoformat()}: {line.why}"
    rung = Rung(source="authority", value=between(line, each.field)[1])
    return name, "?", in_currency(_shown(each.field, rung.value, cut), known, each, rung), told


def _shown(field: str, value: Value, cut: int) -> str:
    from sync.report.escape import plain
    from sync.report.values import field_value

    text = field_value(field, value, plain) if value is not None else "–"
    return shorter(text, cut)


def _source(rung: Rung, by: "Edit | None", id_: str) -> str:
    from sync.cli.speaker import speaker

    if rung.override is not None:
        return _overridden(rung, rung.override)
    if rung.source != "hand edit":
        return speaker(rung, id_)
    words = "hand edit (taken out)" if rung.value is None else "hand edit"
    if by is None:
        return words
    parts = (by.who, by.when, by.commit[:10] if by.commit else None)
    return f"{words}: {', '.join(part for part in parts if part)}"


def _overridden(rung: Rung, override: Override) -> str:
    words = "override (taken out)" if rung.value is None else "override"
    until = f", until {override.until}" if override.until else ""
    return f"{words}: {override.reason} ({rung.who}, priority {override.priority}{until})"
