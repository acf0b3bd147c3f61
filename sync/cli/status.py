"""`status`: how old each source is, how much it lists and when it was last asked."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from sync.cli.shared import Settings, echo_json, shared
from sync.core.values import Value
from sync.files import state

if TYPE_CHECKING:
    from sync.files.sizes import Size, Sizes


@click.command(name="status")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@shared
def command(settings: Settings, as_json: bool) -> int:
    """Say how old each source is, how much it lists and when it was last asked."""
    found = _sizes(settings)
    rows = [
        _row(name, size, settings.today, state.fetched(settings.root))
        for name, size in found.providers.items()
    ]
    if as_json:
        echo_json({"today": settings.today.isoformat(), "models": found.models, "providers": rows})
        return 0
    click.echo(f"{found.models} models")
    if rows:
        _table(rows)
    return 0


def _sizes(settings: Settings) -> "Sizes":
    from sync.files import sizes
    from sync.files.glance import NotKnown, whole
    from sync.files.unfinished import reading

    try:
        with reading(settings.root):
            return sizes.glanced(settings.root)
    except NotKnown:
        with whole(settings.root, settings.now()) as catalog:
            return sizes.counted(catalog)


def _row(
    provider: str, size: "Size", today: date, fetched: Mapping[str, Mapping[str, Any]]
) -> dict[str, Value]:
    base = size.base
    return {
        "provider": provider,
        "offers": size.offers,
        "upstream": size.upstream,
        "as_of": base.as_of.isoformat() if base.as_of else None,
        "age": (today - base.as_of).days if base.as_of else None,
        "last_fetch": fetched.get(provider, {}).get("at"),
        "rules": base.rules or None,
    }


def _table(rows: list[dict[str, Value]]) -> None:
    heads = ("provider", "offers", "upstream", "as of", "age", "fetched here")
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
