"""What `diff` found, for a terminal or a pull request: the gravest first, a table for each kind.

    main~1 → main: 1 price up · 1 gone

    Prices
      z-ai/glm-5.2  openrouter  input  $0.6 → $0.66  +10.0 %

The words are those of the sync's own page, and a provider's text gets here through `escape` only.
"""

from collections.abc import Iterator, Sequence
from itertools import compress
from shlex import join
from typing import TypeAlias

from modelbook import Change
from modelbook.change import KINDS, Json, Kind, amount
from sync.core.values import Doc, Value
from sync.report import values
from sync.report.counts import many
from sync.report.escape import Quote, code, plain, word
from sync.report.tables import Part, Section, fit

Row: TypeAlias = tuple[str, ...]

WORKING_TREE = "working tree"
"""What stands for the new side where no revision was named."""

_HEAD = ("model", "offer", "field", "old → new", "%:", "")
_TITLES: dict[Kind, str] = {
    "price": "Prices",
    "lost": "Limits, capabilities and modalities lost",
    "gained": "Limits, capabilities and modalities gained",
    "new": "New",
    "gone": "Gone",
    "renamed": "Renamed",
    "other": "Other fields",
    "format": "Format",
}
_DROP: dict[Kind, int] = {"other": 6, "gained": 4, "new": 3, "renamed": 2}
_TURNED = {"free": "free now", "not free": "no longer free", None: ""}
_OFFERS = 2
"""Offers of a new model that are shown."""


def text(changes: Sequence[Change], old: str, new: str) -> str:
    """Lines for a terminal, columns aligned."""
    told = [f"{plain(old)} → {plain(new)}: {headline(changes)}"]
    for kind, head, rows in _tables(changes, plain):
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        told += ["", _TITLES[kind]]
        for row in rows:
            cells = [
                cell.rjust(width) if name.endswith(":") else cell.ljust(width)
                for cell, width, name in zip(row, widths, head, strict=True)
            ]
            told.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(told) + "\n"


def markdown(changes: Sequence[Change], old: str, new: str, *, limit: int = 60_000, command: str = "") -> str:
    """A page, at most `limit` long in UTF-8 bytes; `command` shows all of it, `diff OLD NEW` when empty."""
    command = command or see(old, new)
    parts: list[Part] = [f"**{code(old)} → {code(new)}: {headline(changes)}**"]
    for kind, head, rows in _tables(changes, code):
        drop = _DROP.get(kind, 0)
        parts.append(
            Section(title=_TITLES[kind], head=head, rows=rows, drop=drop, fold=drop > 3, see=command)
        )
    return fit(parts, limit)


def see(old: str, new: str) -> str:
    """The command that shows all of it; a name that is hostile to a shell is quoted for it."""
    names = [old] if new == WORKING_TREE else [old, new]
    return f"python -m sync diff {join(names)}"


def headline(changes: Sequence[Change]) -> str:
    """`2 prices up · 1 lost`."""
    ways = [change.direction for change in changes if change.kind == "price"]
    up, down = ways.count("up"), ways.count("down")
    counts = [
        (up, "price up", "prices up"),
        (down, "price down", "prices down"),
        (len(ways) - up - down, "other price change", "other price changes"),
    ]
    counts += [
        (sum(change.kind == kind for change in changes), name, name)
        for kind, name in zip(KINDS[1:], (*KINDS[1:-1], "of the format"), strict=True)
    ]
    return " · ".join(many(*count) for count in counts if count[0]) or "No change for applications."


def _tables(changes: Sequence[Change], quote: Quote) -> Iterator[tuple[Kind, Row, list[Row]]]:
    """For each kind that occurs its head and rows, without the columns in which nothing stands."""
    tables: dict[Kind, list[Row]] = {}
    turned = None
    for change in changes:
        offer = (change.provider, change.offer)
        note = _TURNED[change.turned] if offer != turned else ""
        turned = offer if change.turned else None
        tables.setdefault(change.kind, []).append(_row(change, note, quote))
    for kind, rows in tables.items():
        used = [any(column) for column in zip(*rows, strict=True)]
        yield kind, tuple(compress(_HEAD, used)), [tuple(compress(row, used)) for row in rows]


def _row(change: Change, note: str, quote: Quote) -> Row:
    field = change.field
    moved = field.partition(".")[0] in ("price", "limits")
    return (
        "" if change.model is None else quote(change.model),
        _offer(change, quote),
        word(field.removeprefix("price."), quote),
        _moved(change, quote),
        values.percent(_value(change.old, money=True), _value(change.new, money=True)) if moved else "",
        note,
    )


def _offer(change: Change, quote: Quote) -> str:
    if change.provider is None:
        return f"and {many(len(change.offers), 'offer', 'offers')}" if change.offers else ""
    provider = word(change.provider, quote)
    same = change.offer is None or change.offer == change.model
    return provider if same else f"{provider} {quote(change.offer or '')}"


def _moved(change: Change, quote: Quote) -> str:
    field, old, new = change.field, change.old, change.new
    if field in ("model", "offer") and change.kind in ("new", "gone"):
        return _record(new if change.kind == "new" else old, quote)
    if field == "alias_of" and change.kind in ("new", "gone"):
        return f"→ {quote(str(new if change.kind == 'new' else old))}"
    if change.kind == "format" and isinstance(new, bool):
        return "a new key" if new else "no record has it any longer"
    if field in ("tiers", "windows"):
        both = [None if unit is None else [_value(unit, money=True)] for unit in (old, new)]
        return values.change(field, both[0], both[1], quote)
    money = field.startswith("price.")
    return values.change(field, _value(old, money=money), _value(new, money=money), quote)


def _record(record: Json, quote: Quote) -> str:
    """What a whole model or offer is called and costs."""
    doc = record if isinstance(record, dict) else {}
    offers = doc.get("offers")
    if not isinstance(offers, list):
        return _display(doc, quote)
    named = [offer for offer in offers if isinstance(offer, dict)]
    name = doc.get("name")
    told = [quote(str(name))] if name is not None else []
    told += [f"{word(str(offer['provider']), quote)}: {_display(offer, quote)}" for offer in named[:_OFFERS]]
    rest = len(named) - _OFFERS
    return ", ".join(told) + (f" +{many(rest, 'offer', 'offers')}" if rest > 0 else "")


def _display(offer: dict[str, Json], quote: Quote) -> str:
    price = _value(offer.get("price"), money=True)
    doc: Doc = price if isinstance(price, dict) else {}
    return values.display(doc, quote)


def _value(of: Json, *, money: bool) -> Value:
    """The same value as the engine has it: a price is a Decimal."""
    if isinstance(of, dict):
        return {key: _value(item, money=money) for key, item in of.items()}
    if isinstance(of, list):
        return [_value(item, money=money) for item in of]
    if isinstance(of, float):
        return repr(of)
    number = amount(of) if money else None
    return of if number is None else number
