"""What to do about an edit by hand where the sync refreshes, spelled so that it can be typed.

python -m sync override set acme/one price.input=3 price.output=12 --provider openrouter --reason "…"
"""

import shlex
from collections.abc import Sequence

from sync.core.book import Book
from sync.core.overrides import Override, winners
from sync.core.values import Path, Value, get
from sync.lint.places import name, shown

_PAIR: dict[Path, Path] = {("price", "input"): ("price", "output"), ("price", "output"): ("price", "input")}


def of_offer(book: Book, offer: tuple[str, str], field: Path, upstream: Value) -> str:
    """What to do about a field of an offer, given as (provider, id)."""
    provider, id_ = offer
    overrides = book.overrides.of_offer(provider, id_)
    entry = book.offers.get(provider, {}).get(id_)
    return _way_out(id_, field, entry, overrides, upstream, f" --provider {shlex.quote(provider)}")


def of_model(book: Book, model: str, field: Path, upstream: Value) -> str:
    """What to do about a field of a model."""
    if field[0] != "capabilities":
        return f"nothing, if it is right: no override holds it. To give it up, {_give_back(upstream)}"
    return _way_out(model, field, book.models.get(model), book.overrides.of_model(model), upstream)


def _way_out(
    id_: str, field: Path, mine: Value, overrides: Sequence[Override], upstream: Value, at: str = ""
) -> str:
    decided = winners(overrides)
    if _is_decided(field, decided):
        return f"an override decides it already: {_give_back(upstream)}"
    fields = [field]
    pair = _PAIR.get(field)
    # One price alone would make a pair with whatever upstream asks for the other.
    if pair and get(mine, pair) is not None and not _is_decided(pair, decided):
        fields = sorted([field, pair])
    words = " ".join(_assignment(each, get(mine, each), bare=not at) for each in fields)
    command = f'python -m sync override set {shlex.quote(id_)} {words}{at} --reason "…"'
    return f"`{command}`, then {_give_back(upstream)}"


def _is_decided(field: Path, decided: dict[Path, Override]) -> bool:
    return any(path == field[: len(path)] for path in decided)


def _assignment(field: Path, value: Value, *, bare: bool) -> str:
    """`price.input=3`; a model's capability goes by its own name."""
    from sync.files.render import inline

    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    return shlex.quote(f"{field[-1] if bare else name(field)}={inline(value)}")


def _give_back(upstream: Value) -> str:
    return "take the key out here" if upstream is None else f"write {shown(upstream)} here again"
