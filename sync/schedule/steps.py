"""What to do about a point that needs a person: one short line below it, in the words of the manual.

    failing, silent   what the run itself said mends it; where it said nothing, where to look
    the rest          what its kind asks for

It says the same as long as the point does: no date, no link to a run, nothing that moves by itself.
"""

from collections.abc import Callable, Mapping

from sync.publish.world import EDITED, HOLD, REGENERATE, SNOOZE
from sync.report.escape import REASON, Quote
from sync.report.waits import HELD
from sync.schedule.rows import Kind, Point

MARKS = {HOLD: "on hold", EDITED: "edited by a person"}
"""Labels that say why a pull request doesn't move, and what they mean."""


def step(point: Point, quote: Quote) -> str:
    """What to do next, ready to be shown."""
    return quote(point.fix, REASON) if point.fix else _STEPS[point.kind](point, quote)


def _catalog(_: Point, quote: Quote) -> str:
    return f"{quote('python -m sync check')} says where, and how to mend it"


def _job(_: Point, quote: Quote) -> str:
    return f"the job's log says why: Actions → {quote('sync')}, its newest run"


def _failing(point: Point, quote: Quote) -> str:
    return f"the log of its job {quote(f'collect ({point.who})')} says why: Actions → {quote('sync')}"


def _silent(point: Point, quote: Quote) -> str:
    file = quote(f"catalog/providers/{point.who}.yaml")
    run = f"Actions → {quote('sync')} → Run workflow, with {quote(f'providers: {point.who}')}"
    return f"{run}; one that you leave out gets {quote('enabled: false')} in {file}"


def _blocked(_: Point, __: Quote) -> str:
    return "rename that branch, or delete it"


def _waiting(point: Point, quote: Quote) -> str:
    marks = point.pull.marks if point.pull else ()
    close = f"or close it: it stays closed for {SNOOZE.days} days, or until a value moves"
    if MARKS[HOLD] in marks:
        return f"take the label {quote(HOLD)} off, {close}"
    if point.pull and point.pull.review:
        alone = f"{quote(f'{HELD} --accept ID FIELD --commit')}, or {quote('--reject')}"
        return f"merge it, without what you revert in its branch before, or decide one alone: {alone}"
    if MARKS[EDITED] in marks:
        return f"merge it, have it made afresh by the label {quote(REGENERATE)}, {close}"
    return f"merge it, {close}"


_STEPS: Mapping[Kind, Callable[[Point, Quote], str]] = {
    "catalog": _catalog,
    "job": _job,
    "failing": _failing,
    "silent": _silent,
    "blocked": _blocked,
    "waiting": _waiting,
}
