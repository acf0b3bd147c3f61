"""What waits for a person or for a second look, and what waited long enough: its rows and its words.

held       new ones first, then those that stand, the oldest first, each with the commands that decide it
settling   waits for a second list, on another day
ended      nobody decided, and upstream said the same for long enough: it was written
included   `--include-held` wrote it
"""

import shlex

from sync.core.ledger import Line
from sync.core.outcome import Run
from sync.core.values import Doc, Value
from sync.report.amounts import factor
from sync.report.counts import days_since, is_new, many
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

_HELD = ("id", "field", "old → new", "rule", "waits", "write it, or keep what stands")
_SETTLING = ("id", "field", "old → new", "rule", "since")
_DONE = ("id", "field", "old → new", "rule", "waited since")


def held(run: Run, *, depth: int = 2) -> list[Section]:
    """The holds in force, or nothing."""
    if not run.held:
        return []
    standing = sum(not is_new(line, run) for line in run.held)
    told = f"{many(len(run.held) - standing, 'new hold', 'new holds')}, {standing:,} standing."
    lead = f"{told} None of them is written until a person decides or the wait ends by itself."
    rows = [_held(line, run) for line in ordered(run)]
    return [Section(title="Held", head=_HELD, rows=rows, depth=depth, lead=lead, see=HELD)]


def passed(run: Run, *, depth: int = 2) -> list[Section]:
    """What was held, and isn't any more."""
    found = [
        Section(
            title="Ended by itself", head=_DONE, rows=[_done(line) for line in run.ended], depth=depth,
            lead="Nobody decided, and upstream said the same for long enough: written.",
        ),
        Section(
            title="Written though held", head=_DONE, rows=[_done(line) for line in run.included],
            depth=depth, lead="`--include-held` let these pass.",
        ),
        Section(
            title="Held no longer", head=_DONE, rows=[_done(line) for line in run.withdrawn], depth=depth,
            lead="What upstream says is no risk now, or the id is gone: nothing is left to decide.",
            drop=5, fold=True,
        ),
    ]  # fmt: skip
    return [section for section in found if section.rows]


def settling(run: Run, *, depth: int = 2) -> list[Section]:
    """What goes on to settle: a count, and the list of it folded."""
    if not run.settling:
        return []
    lead = "These wait for a second look: two lists of different days have to agree."
    rows = [(*_what(line), _since(line)) for line in run.settling]
    return [
        Section(
            title="Settling", head=_SETTLING, rows=rows, drop=4, closed=True, depth=depth, lead=lead, see=HELD
        )
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


def _held(line: Line, run: Run) -> tuple[str, ...]:
    accept, reject = (code(command(verdict, line), REASON) for verdict in ("accept", "reject"))
    return (*_what(line), _waits(line, run), f"{accept} or {reject}")


def _done(line: Line) -> tuple[str, ...]:
    return (*_what(line), line.first.isoformat())


def _what(line: Line) -> tuple[str, str, str, str]:
    far = factor(line.old, line.new) if line.why == "price-move" else ""
    return (
        code(line.id),
        code(line.field),
        moved(line),
        f"{line.why}: {WORDS[line.why]}{f' ({far})' if far else ''}",
    )


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
