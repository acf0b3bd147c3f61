"""What a reviewer has to look at first, in a length that doesn't grow with the feed.

Like is told with like: a reason once, with how often and some examples; numbers and quoted
words inside a reason don't tell two apart. So the list is never cut, every kind of trouble
stays on it, and how much of it is shown is chosen by `Detail`, from full to counts alone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from sync.core.outcome import Attention, Kept, Run
from sync.errors import Problem
from sync.report.counts import days_since, grouped, is_new, lost, many
from sync.report.escape import REASON, Quote, word
from sync.report.values import field_value
from sync.report.waits import HELD, WORDS

_VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\d+(?:[.,:]?\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How many reasons of a kind are told, and how many examples of each."""

    reasons: int
    examples: int


FULL = Detail(reasons=12, examples=5)
DETAILS = (FULL, Detail(reasons=6, examples=3), Detail(reasons=2, examples=1), Detail(reasons=0, examples=0))
"""From the richest to counts alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One kind of trouble: `kind` in our words, the rest ready to be shown."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()


def points(run: Run, quote: Quote, detail: Detail = FULL) -> list[Point]:
    """What needs attention in a provider's run, the worst first."""
    found = [
        _status(run, quote),
        _lost(run, quote, detail),
        _aliases(run, quote, detail),
        _held(run, quote, detail),
        _conflicts(run.conflicts, quote, detail),
        _looks(run.attention, quote, detail),
        _quarantined(run, quote, detail),
        _new_fields(run.new_fields, quote, detail),
    ]
    return [point for point in found if point is not None]


def problem_points(problems: Sequence[Problem], quote: Quote, detail: Detail = FULL) -> list[Point]:
    """The same for problems in files, errors before warnings."""
    found = []
    for level, one, more in (("error", "error", "errors"), ("warning", "warning", "warnings")):
        those = [problem for problem in problems if problem.level == level]
        if those:
            pairs = [(f"{problem.message} [{problem.rule}]", _problem(problem, quote)) for problem in those]
            items = _reasons(pairs, quote, detail)
            found.append(Point(kind=f"{many(len(those), one, more)} in files", items=items))
    return found


def _status(run: Run, quote: Quote) -> Point | None:
    if run.status not in ("failed", "refused"):
        return None
    rule = f"by {quote(run.rule)}: " if run.rule else ""
    fix = (f"fix: {quote(run.fix, REASON)}",) if run.fix else ()
    return Point(kind=run.status, text=f"{rule}{quote(run.reason or 'no reason given', REASON)}", items=fix)


def _lost(run: Run, quote: Quote, detail: Detail) -> Point | None:
    pairs = [(what, change.id) for change in grouped([run]).capabilities for what in lost(change)]
    if not pairs:
        return None
    ids = len({id_ for _, id_ in pairs})
    unique = list(dict.fromkeys(pairs))
    items = _reasons([(what, quote(id_)) for what, id_ in unique], quote, detail)
    return Point(kind=f"{many(ids, 'model loses', 'models lose')} a capability or modality", items=items)


def _aliases(run: Run, quote: Quote, detail: Detail) -> Point | None:
    """Who calls a model by an alias gets another one, at another price."""
    if not run.aliases:
        return None

    def end(id_: str | None) -> str:
        return "nothing" if id_ is None else quote(id_)

    moved = [f"{quote(each.id)}: {end(each.old)} → {end(each.new)}" for each in run.aliases]
    kind = many(len(moved), "alias leads elsewhere", "aliases lead elsewhere")
    return Point(kind=kind, text=_examples(moved, detail.examples))


def _held(run: Run, quote: Quote, detail: Detail) -> Point | None:
    """The new holds by their reason; those that stand are a number."""
    if not run.held:
        return None
    new = [line for line in run.held if is_new(line, run)]
    standing = [line.first for line in run.held if not is_new(line, run)]
    told = _ages(len(new), standing, run.today)
    pairs = [(WORDS[line.why], f"{quote(line.id)} {quote(line.field)}") for line in new]
    text = f"{told}. Not written; {quote(HELD)} lists and decides"
    return Point(kind=f"{len(run.held):,} held", text=text, items=_reasons(pairs, quote, detail))


def _ages(new: int, standing: Sequence[date], today: date | None) -> str:
    """`1 new; 2 standing, the oldest for 12 days`, without the numbers where all are one or the other."""
    if not standing or today is None:
        return "all new" if new > 1 else "new"
    oldest = f"for {days_since(min(standing), today)}"
    if len(standing) > 1:
        oldest = f"the oldest {oldest}"
    return f"{new:,} new; {len(standing):,} standing, {oldest}" if new else oldest


def _conflicts(conflicts: Sequence[Kept], quote: Quote, detail: Detail) -> Point | None:
    if not conflicts:
        return None
    items = [_conflict(conflict, quote) for conflict in conflicts[: detail.reasons]]
    rest = len(conflicts) - len(items)
    return Point(
        kind=many(len(conflicts), "conflict", "conflicts"),
        text="upstream moved where a hand edit stands; the edit stays",
        items=(*items, *_more(rest, detail)),
    )


def _conflict(conflict: Kept, quote: Quote) -> str:
    was, upstream = (field_value(conflict.field, value, quote) for value in (conflict.was, conflict.upstream))
    mine = "taken out" if conflict.mine is None else field_value(conflict.field, conflict.mine, quote)
    risky = f", risky: {_reason(WORDS.get(conflict.risky, conflict.risky), quote)}" if conflict.risky else ""
    return f"{quote(conflict.id)} {quote(conflict.field)}: mine {mine}, upstream {was} → {upstream}{risky}"


_WHY: dict[str, str] = {
    "replaced-by-policy": "a hand edit was replaced, as the provider's merge policy says",
    "case-collision": "a new id that differs from another one only in case",
    **WORDS,
}
"""What a reason's name means, for people."""


def _looks(attention: Sequence[Attention], quote: Quote, detail: Detail) -> Point | None:
    if not attention:
        return None
    pairs = list(dict.fromkeys((_WHY.get(item.why, item.why), quote(item.id)) for item in attention))
    kind = many(len(pairs), "offer to look at", "offers to look at")
    return Point(kind=kind, items=_reasons(pairs, quote, detail))


def _quarantined(run: Run, quote: Quote, detail: Detail) -> Point | None:
    if not run.quarantined:
        return None
    return Point(
        kind=f"{many(len(run.quarantined), 'record', 'records')} quarantined",
        text="not used; what was last accepted stays",
        items=_reasons([(why, quote(id_)) for id_, why in run.quarantined], quote, detail),
    )


def _new_fields(names: Sequence[str], quote: Quote, detail: Detail) -> Point | None:
    if not names:
        return None
    return Point(
        kind=many(len(names), "new upstream field", "new upstream fields"),
        text=_examples([quote(name) for name in names], 4 * detail.examples),
    )


def _problem(problem: Problem, quote: Quote) -> str:
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    path = f" {quote(problem.path)}" if problem.path else ""
    return f"{quote(where, REASON)}{path} (fix: {quote(problem.fix, REASON)})"


def _reasons(pairs: Iterable[tuple[str, str]], quote: Quote, detail: Detail) -> tuple[str, ...]:
    """`3 × reason: example, example +1 more`, the commonest first; what is too much in one last line."""
    groups: dict[str, dict[str, list[str]]] = {}
    for why, example in pairs:
        groups.setdefault(_VARYING.sub("…", why[:REASON]), {}).setdefault(why[:REASON], []).append(example)
    if not detail.reasons:
        return ()
    told = [
        (next(iter(whys)) if len(whys) == 1 else like, list(chain.from_iterable(whys.values())))
        for like, whys in groups.items()
    ]
    told.sort(key=lambda group: -len(group[1]))
    shown = told if len(told) <= detail.reasons else told[: detail.reasons - 1]
    items = [
        f"{len(examples):,} × {_reason(why, quote)}: {_examples(examples, detail.examples)}"
        for why, examples in shown
    ]
    others = [len(examples) for _, examples in told[len(shown) :]]
    return (*items, f"{sum(others):,} × {len(others):,} other reasons") if others else tuple(items)


def _reason(why: str, quote: Quote) -> str:
    """Our own words as prose, an adapter's quoted: they may hold what a feed said."""
    if why in _WHY.values():
        return why
    return word(why, quote) if len(why) <= 24 else quote(why, REASON)


def _examples(examples: Sequence[str], count: int) -> str:
    shown, rest = ", ".join(examples[:count]), len(examples) - count
    return f"{shown} +{rest:,} more" if rest > 0 and shown else shown


def _more(rest: int, detail: Detail) -> tuple[str, ...]:
    return (f"+{rest:,} more",) if rest and detail.reasons else ()
