"""`status`: how old each source is, how much it lists and when it was last asked."""

from datetime import date

import click

from sync.cli.shared import Settings, echo_json, shared
from sync.core.values import Value
from sync.files import state
from sync.files.store import Catalog


@click.command(name="status")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@shared
def command(settings: Settings, as_json: bool) -> int:
    """Say how old each source is, how much it lists and when it was last asked."""
    from sync.files.sound import sound_catalog

    with sound_catalog(settings.root, writing=False, now=settings.now()) as sound:
        rows = [
            _row(sound.catalog, provider, settings.today) for provider in sorted(sound.catalog.providers())
        ]
        models = len(sound.catalog.models)
    if as_json:
        echo_json({"today": settings.today.isoformat(), "models": models, "providers": rows})
        return 0
    click.echo(f"{models} models")
    if rows:
        _table(rows)
    return 0


def _row(catalog: Catalog, provider: str, today: date) -> dict[str, Value]:
    base = catalog.base(provider)
    offers = catalog.offers(provider)
    return {
        "provider": provider,
        "offers": len(offers.doc) if offers else 0,
        "upstream": len(base.records),
        "as_of": base.as_of.isoformat() if base.as_of else None,
        "age": (today - base.as_of).days if base.as_of else None,
        "last_fetch": state.fetched(catalog.root).get(provider, {}).get("at"),
        "rules": base.rules or None,
    }


def _table(rows: list[dict[str, Value]]) -> None:
    heads = ("provider", "offers", "upstream", "as of", "age", "last fetch")
    keys = ("provider", "offers", "upstream", "as_of", "age", "last_fetch")
    cells = [heads, *(tuple(_cell(key, row[key]) for key in keys) for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]
    for row in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cell(key: str, value: Value) -> str:
    if value is None:
        return "never"
    if key == "age":
        return "1 day" if value == 1 else f"{value} days"
    return str(value)
