"""What waits for a person or for a second look, and what waited long enough: its rows and its words.

held       new ones first, then those that stand, the oldest first, each with the commands that decide it
settling   waits for a second list, on another day
ended      nobody decided, and upstream said the same for long enough: it was written
included   `--include-held` wrote it

Each has one table for each guard, whose heading says what that means: the rows don't repeat it.
"""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace

from sync.core.guards.why import Why
from sync.core.ledger import Line
from sync.core.outcome import Run
from sync.core.values import Doc, Value
from sync.report.amounts import factor
from sync.report.counts import days_since, is_new
from sync.report.escape import REASON, Quote, code, word
from sync.report.tables import Section
from sync.report.values import change

HELD = "python -m sync held"
"""The command that lists what waits."""

WORDS: dict[str, str] = {
    "zero-unconfirmed": "a zero without “:free” that nobody has confirmed to mean free",
    "price-move": "a price moves very far at once",
    "price-vanished": "a price is no longer stated",
    "context-shrunk": "the context of a model that people rely on shrinks",
    "capability-lost": "a model that people rely on can do less",
    "mass-removal": "many ids are gone at once",
    "replaced": "the id means another model now",
    "odd-id": "a new id with characters that aren't ASCII",
    "restless": "written more than once of late",
    "limit-vanished": "a limit is no longer stated",
    "kind-vanished": "a kind of price is no longer stated",
    "output-shrunk": "the longest output of a model that people rely on shrinks",
    "context-halved": "the context shrinks by more than half",
}
"""What the name of each guard means, for people."""

_HELD = ("id", "field", "old → new", "waits", "write it, or keep what stands")
_SETTLING = ("id", "field", "old → new", "since")
_DONE = ("id", "field", "old → new", "waited since")

_Row = tuple[str, ...]


def held(run: Run, *, depth: int = 2) -> list[Section]:
    """The holds in force, or nothing."""
    whole = Section(title="Held", head=_HELD, rows=(), depth=depth, see=HELD)
    return _by_guard(whole, ordered(run), lambda line: _held(line, run))


def passed(run: Run, *, depth: int = 2) -> list[Section]:
    """What was held, and isn't any more."""
    ended = Section(
        title="Ended by itself", head=_DONE, rows=(), depth=depth,
        lead="Nobody decided, and upstream said the same for long enough: written.",
    )  # fmt: skip
    included = Section(
        title="Written though held", head=_DONE, rows=(), depth=depth,
        lead="`--include-held` let these pass.",
    )  # fmt: skip
    withdrawn = Section(
        title="Held no longer", head=_DONE, rows=(), depth=depth, drop=5, fold=True,
        lead="What upstream says is no risk now, or the id is gone: nothing is left to decide.",
    )  # fmt: skip
    found = (ended, run.ended), (included, run.included), (withdrawn, run.withdrawn)
    return [section for whole, lines in found for section in _by_guard(whole, lines, _done)]


def settling(run: Run, *, depth: int = 2) -> list[Section]:
    """What goes on to settle: a count, and the list of it folded."""
    whole = Section(
        title="Settling", head=_SETTLING, rows=(), drop=4, closed=True, depth=depth, see=HELD,
        lead="These wait for a second look: two lists of different days have to agree.",
    )  # fmt: skip
    return _by_guard(whole, run.settling, lambda line: (*_what(line), _since(line)))


def _by_guard(whole: Section, lines: Sequence[Line], row: Callable[[Line], _Row]) -> list[Section]:
    """A section for each guard, in the order of their first lines; the lead stands in the first."""
    groups: dict[Why, list[_Row]] = {}
    for line in lines:
        groups.setdefault(line.why, []).append(row(line))
    return [
        replace(whole, title=f"{whole.title}: {WORDS[why]} ({why})", rows=rows, lead="" if at else whole.lead)
        for at, (why, rows) in enumerate(groups.items())
    ]


def ordered(run: Run) -> list[Line]:
    """New holds first, then the others, those that wait longest on top; removals, often many, below."""
    return sorted(run.held, key=lambda line: (not is_new(line, run), line.field == "state", line.first))


def moved(line: Line, quote: Quote = code) -> str:
    """`input $3 → $20, output $15 → $90`: of an offer's prices those that differ."""
    old, new = line.old, line.new
    if line.field == "id":
        return quote(str(new))
    if line.field != "price":
        return change(line.field, old, new, quote)
    was, now = _prices(old), _prices(new)
    names = [name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)]
    parts = [f"{word(name, quote)} {_price(name, was.get(name), now.get(name), quote)}" for name in names]
    return ", ".join(parts) or "the same"


def command(verdict: str, line: Line) -> str:
    """What to type, for a shell as it is."""
    return shlex.join([*HELD.split(), f"--{verdict}", line.id, line.field])


def _held(line: Line, run: Run) -> _Row:
    accept, reject = (code(command(verdict, line), REASON) for verdict in ("accept", "reject"))
    return (*_what(line), _waits(line, run), f"{accept} or {reject}")


def _done(line: Line) -> _Row:
    return (*_what(line), line.first.isoformat())


def _what(line: Line) -> tuple[str, str, str]:
    far = factor(line.old, line.new) if line.why == "price-move" else ""
    return code(line.id), code(line.field), moved(line) + (f" ({far})" if far else "")


def _waits(line: Line, run: Run) -> str:
    """**new**, or how many days, and since when this value is what upstream says."""
    if run.today is None or is_new(line, run):
        return "**new**"
    return f"{days_since(line.first, run.today)}, {_since(line)}"


def _since(line: Line) -> str:
    since = f"since {line.first.isoformat()}"
    return since if line.first == line.since else f"{since}, this value since {line.since.isoformat()}"


def _price(name: str, old: Value, new: Value, quote: Quote) -> str:
    return change(name if name in ("tiers", "windows") else f"price.{name}", old, new, quote)


def _prices(value: Value) -> Doc:
    return value if isinstance(value, dict) else {}
