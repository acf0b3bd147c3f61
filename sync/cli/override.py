"""`override`: corrections beside the catalog, made, taken back, looked at again and listed."""

from typing import Any

import click

from sync.cli.override_slips import Command, Commands
from sync.cli.shared import Settings, echo_json, shared

_ID = click.argument("id_", metavar="ID")
_FIELDS = click.argument("fields", nargs=-1, metavar="[FIELD…]")
_PROVIDER = click.option(
    "--provider", metavar="P", help="Whose offer, where several providers use the id or a model has it too."
)


@click.group(name="override", cls=Commands)
@shared
def command(settings: Settings) -> None:
    """Decide beside the catalog: a correction with a reason, which wins over files and upstream.

    An override stands in overrides/. The sync never writes there, and `list` says what each of
    them wins over today.
    """


@command.command(name="set", cls=Command)
@_ID
@click.argument("assignments", nargs=-1, metavar="FIELD=VALUE…")
@click.option("--reason", metavar="TEXT", help="Why; the next reader has only this. Needed for what is new.")
@_PROVIDER
@click.option("--source", metavar="URL", help="The page that says so.")
@click.option("--until", metavar="YYYY-MM-DD", help="The last day on which it holds; none: for good.")
@click.option("--priority", type=int, metavar="N", help="100 and up; the highest wins.  [default: 100]")
@shared
def set_(settings: Settings, id_: str, assignments: tuple[str, ...], **about: Any) -> int:
    """Decide fields of a model or an offer.

    FIELD is spelled as in reports: price.input, tiers, limits.context, modalities.input,
    disabled, state, ends …; a capability by its own name. VALUE is read like a value in the
    files: 3.75, true, null (takes what stands there away), [text, image].

    The field says which file is meant: prices, limits and the like belong to an offer
    (overrides/offers/P.yaml), capabilities to a model (overrides/capabilities.yaml), state,
    ends and replaced_by too (overrides/deprecations.yaml), unless --provider names an offer.

    A field that is decided already is amended where it is: its entry keeps its reason, source
    and --until unless they are given anew. A higher --priority makes an entry of its own, which
    wins over that one and leaves it as it is.
    """
    from sync.cli.override_line import Asked, Line
    from sync.cli.override_set import decide_fields

    return decide_fields(Line(settings, id_, assignments, Asked(**about)))


@command.command(name="revert", cls=Command)
@_ID
@_FIELDS
@_PROVIDER
@click.option("--priority", type=int, metavar="N", help="Only decisions with this priority.")
@shared
def revert(
    settings: Settings, id_: str, fields: tuple[str, ...], provider: str | None, priority: int | None
) -> int:
    """Take decisions about a model or an offer back: all of them, or those about some fields.

    Both prices of a pair go together. ID can be a pattern of overrides/ignore.yaml, in quotes.
    An entry that has nothing left to say goes, and an id without entries; comments stay.
    """
    from sync.cli.override_review import Chosen, take_back

    return take_back(settings, Chosen(id_, fields, provider, priority))


@command.command(name="refresh", cls=Command)
@_ID
@_FIELDS
@_PROVIDER
@click.option("--until", metavar="YYYY-MM-DD", help="The last day from now on; none: for good.")
@shared
def refresh(
    settings: Settings, id_: str, fields: tuple[str, ...], provider: str | None, until: str | None
) -> int:
    """Say again that decisions hold, after a look at what they win over today.

    Shows for each field what holds without the override, and renews the entry: `added` is
    today, `until` the day of --until. No value changes and nothing is dropped; an entry that
    has expired holds again only with a new --until.
    """
    from sync.cli.override_review import Chosen, renew

    return renew(settings, Chosen(id_, fields, provider), until)


@command.command(name="list", cls=Command)
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--provider", metavar="P", help="Only those about this provider's offers.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--all", "everything", is_flag=True, help="Also those that have expired.")
@shared
def list_(settings: Settings, id_: str | None, provider: str | None, as_json: bool, everything: bool) -> int:
    """Show what is decided, what each decision wins over today, until when, why and where."""
    from sync.cli.override_list import as_objects, left_out, rows, table

    found = rows(settings, id_, provider)
    shown = [row for row in found if everything or row.override.holds(settings.today)]
    if as_json:
        echo_json(as_objects(shown, settings.today))
    else:
        click.echo(table(shown, settings.today))
        click.echo(left_out(found, shown), nl=False)
    return 0
