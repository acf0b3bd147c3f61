"""What waits, as rows: those that wait for a person, then those that wait for a second look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sync.cli.columns import blocks
from sync.core.ledger import Line
from sync.report import waits
from sync.report.counts import days_since
from sync.report.escape import plain
from sync.report.jsonable import value


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of a provider's ledger."""

    provider: str
    line: Line


def page(found: Sequence[Waiting], today: date) -> Iterator[str]:
    """The holds, then what settles."""
    held = [each for each in found if each.line.held]
    settling = [each for each in found if not each.line.held]
    if held:
        yield f"held: {len(held):,} for a person to decide"
        yield from _listed(held, today)
        yield "decide one: python -m sync held --accept|--reject ID [FIELD]"
    if settling:
        yield f"settling: {len(settling):,} until lists of two days agree"
        yield from _listed(settling, today)
    if not found:
        yield "nothing waits"


def _listed(found: Sequence[Waiting], today: date) -> Iterator[str]:
    """Each id on a line of its own, and below it what waits of it."""
    above = ""
    for each, lines in zip(
        found, blocks([_cells(each, today) for each in found], indent="    "), strict=True
    ):
        what = f"  {plain(each.line.id)} at {each.provider}"
        if what != above:
            yield what
        yield from lines
        above = what


def _cells(each: Waiting, today: date) -> tuple[str, ...]:
    line = each.line
    return (
        line.field,
        moved(line),
        f"{line.why}, let in" if line.accepted else line.why,
        f"since {line.first.isoformat()}",
        f"waits {days_since(line.first, today)}",
    )


def moved(line: Line) -> str:
    """What a line proposes: `input $3 → $20`."""
    return waits.moved(line, plain)


def as_object(each: Waiting, today: date) -> dict[str, object]:
    """A line for machines; amounts of prices are strings."""
    line = each.line
    return {
        "provider": each.provider,
        "id": line.id,
        "field": line.field,
        "old": value(line.field, line.old),
        "new": value(line.field, line.new),
        "why": line.why,
        "held": line.held,
        "first": line.first.isoformat(),
        "since": line.since.isoformat(),
        "after": line.after.isoformat() if line.after else None,
        "accepted": line.accepted.isoformat() if line.accepted else None,
        "days": max(0, (today - line.first).days),
    }
