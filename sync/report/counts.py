"""What is counted of a run: the same numbers in the headline, the summary, the log and on the page.

changes ─┬─ prices        price, tiers, windows
         ├─ limits
         ├─ capabilities  and modalities; what a model can't do any longer is a loss
         └─ other         name, released, ends …

Neither an alias that moved nor a step along the lifecycle is among them: both are told apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from sync.core.ledger import Line
from sync.core.outcome import Change, Run
from sync.core.values import Value
from sync.errors import Problem, errors_of
from sync.report.amounts import numeric
from sync.report.escape import REASON, Quote, code
from sync.report.values import cost

Move: TypeAlias = Literal["up", "down", "new", "gone", "changed"]

_KIND = {
    "price": "prices",
    "tiers": "prices",
    "windows": "prices",
    "limits": "limits",
    "capabilities": "capabilities",
    "modalities": "capabilities",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The changes of a run by what they are about; see above."""

    prices: tuple[Change, ...]
    limits: tuple[Change, ...]
    capabilities: tuple[Change, ...]
    other: tuple[Change, ...]


def grouped(runs: Iterable[Run]) -> Grouped:
    """Each change that isn't told apart in exactly one group, in the order given."""
    groups: dict[str, list[Change]] = {"prices": [], "limits": [], "capabilities": [], "other": []}
    for run in runs:
        stepped = {step.id for step in run.lifecycle}
        for change in run.changes:
            step = change.field in ("state", "missing_since") and change.id in stepped
            if change.field != "alias_of" and not step:
                groups[_KIND.get(change.field.partition(".")[0], "other")].append(change)
    return Grouped(**{name: tuple(group) for name, group in groups.items()})


def move(change: Change) -> Move:
    """Which way a change goes."""
    if change.old is None or change.new is None:
        return "new" if change.old is None else "gone"
    old, new = numeric(change.old), numeric(change.new)
    if old is None or new is None:
        return "changed"
    return "up" if new > old else "down"


def lost(change: Change) -> tuple[str, ...]:
    """What a model can't do any longer by this change: a capability's name, modalities as `image input`."""
    return _less(change.field, *_meant(change))


def gained(change: Change) -> tuple[str, ...]:
    """What it can do now and couldn't before."""
    old, new = _meant(change)
    return _less(change.field, new, old)


def lines(run: Run) -> list[tuple[str, str, str, str | None]]:
    """What was written, one entry an id: NEW or UPD; FREE, PAID or UNKNOWN; the id; where an alias leads."""
    costs = {added.id: cost(added.offer).lower() for added in run.added} | dict(run.cost)
    new = [("NEW", costs[added.id].upper(), added.id, added.alias_of) for added in run.added]
    return new + [("UPD", costs.get(id_, "unknown").upper(), id_, None) for id_ in run.updated]


def totals(runs: Sequence[Run], problems: Sequence[Problem] = ()) -> dict[str, int]:
    """The six numbers of a sync's summary; errors are quarantined records, providers that
    failed or were refused, and problems that stop."""
    down = sum(run.status in ("failed", "refused") for run in runs)
    return {
        "inserted": sum(len(run.added) for run in runs),
        "updated": sum(len(run.updated) for run in runs),
        "unchanged": sum(run.unchanged for run in runs),
        "free": sum(run.free for run in runs),
        "paid": sum(run.paid for run in runs),
        "errors": sum(len(run.quarantined) for run in runs) + down + len(errors_of(problems)),
    }


def headline(runs: Sequence[Run]) -> str:
    """`3 new · 5 prices up · 1 conflict`; `No change.` first where nothing was written."""
    written = _written(runs)
    waiting = _nonzero(
        [
            *_held(runs),
            (sum(len(run.settling) for run in runs), "settling", "settling"),
            (sum(len(run.conflicts) for run in runs), "conflict", "conflicts"),
            (sum(len(run.kept) for run in runs), "kept", "kept"),
            (sum(len(run.adopt) for run in runs), "to adopt", "to adopt"),
            (sum(len(run.quarantined) for run in runs), "quarantined", "quarantined"),
            (sum(len({item.id for item in run.attention}) for run in runs), "to look at", "to look at"),
            (sum(len(run.excluded) for run in runs), "kept out", "kept out"),
            (sum(len(run.waiting) for run in runs), "waiting for a model", "waiting for a model"),
            (sum(len(run.base_moved) for run in runs), "in the merge base only", "in the merge base only"),
            (sum(len(run.new_fields) for run in runs), "new upstream field", "new upstream fields"),
        ]
    )
    failed = _nonzero([(sum(r.status == s for r in runs), s, s) for s in ("failed", "refused", "skipped")])
    if written or (failed and not any(run.status == "ok" for run in runs)):
        return " · ".join(failed + written + waiting)
    return " · ".join([*failed, "No change.", *waiting])


def many(count: int, one: str, more: str) -> str:
    """`1 conflict`, `2,000 conflicts`."""
    return f"{count:,} {one if count == 1 else more}"


def _written(runs: Sequence[Run]) -> list[str]:
    groups = grouped(runs)
    prices = [move(change) for change in groups.prices]
    up, down = prices.count("up"), prices.count("down")
    losses = sum(bool(lost(change)) for change in groups.capabilities)
    steps = [step.new for run in runs for step in run.lifecycle]
    return _nonzero(
        [
            (sum(len(run.added) for run in runs), "new", "new"),
            (up, "price up", "prices up"),
            (down, "price down", "prices down"),
            (len(prices) - up - down, "other price change", "other price changes"),
            (len(groups.limits), "limit", "limits"),
            (losses, "capability lost", "capabilities lost"),
            (len(groups.capabilities) - losses, "capability", "capabilities"),
            (len(groups.other), "other field", "other fields"),
            (sum(len(run.aliases) for run in runs), "alias moved", "aliases moved"),
            (sum(len(run.returned) for run in runs), "back", "back"),
            (sum(len(run.missing) for run in runs), "gone", "gone"),
            *((steps.count(state), state, state) for state in ("deprecated", "removed")),
            (sum(len(run.pruned) for run in runs), "deleted for good", "deleted for good"),
            (sum(len(run.ended) for run in runs), "hold ended by itself", "holds ended by themselves"),
            (sum(len(run.included) for run in runs), "written though held", "written though held"),
        ]
    )


def _held(runs: Sequence[Run]) -> list[tuple[int, str, str]]:
    """`3 held (1 new)`; `1 held` where none is new."""
    new = sum(is_new(line, run) for run in runs for line in run.held)
    fresh = f"held ({new:,} new)" if new else "held"
    return [(sum(len(run.held) for run in runs), fresh, fresh)]


def is_new(line: Line, run: Run) -> bool:
    """Whether a line began to wait in this run."""
    return line.first == run.today


def _nonzero(counts: Sequence[tuple[int, str, str]]) -> list[str]:
    return [many(count, one, more) for count, one, more in counts if count]


def _meant(change: Change) -> tuple[Value, Value]:
    """What held and what holds: an offer that says nothing of it can do what its model can."""
    old, new = change.old, change.new
    return (change.beside if old is None else old), (change.beside if new is None else new)


def _less(field: str, old: Value, new: Value) -> tuple[str, ...]:
    top, _, name = field.partition(".")
    if top == "capabilities":
        return (name,) if _able(old) and not _able(new) else ()
    if top == "modalities" and isinstance(old, list):
        left = {str(item) for item in new} if isinstance(new, list) else set()
        return tuple(f"{item} {name}" for item in map(str, old) if item not in left)
    return ()


def _able(value: Value) -> bool:
    if isinstance(value, dict):
        value = value.get("value")
    return value is not None and value is not False and value not in ("none", "unknown")


def outcome(run: Run, quote: Quote = code) -> str:
    """The headline of one provider; it is never "No change." where nothing could be read."""
    if run.status == "ok":
        return headline([run])
    why = f": {skipped(run, quote)}" if run.status == "skipped" and run.reason else ""
    return f"{run.status}, nothing was written{why}"


def skipped(run: Run, quote: Quote = code) -> str:
    """Why a provider wasn't asked, and what makes that it is."""
    fix = f" (fix: {quote(run.fix, REASON)})" if run.fix else ""
    return f"{quote(run.reason or 'no reason given', REASON)}{fix}"


def age(run: Run, today: date) -> str:
    """Days since the content of a source last changed; `never` for one that was never read."""
    if run.as_of is None:
        return "never"
    return days_since(run.as_of, today)


def days_since(day: date, today: date) -> str:
    """`1 day`, `12 days`."""
    return many(max(0, (today - day).days), "day", "days")


def summary(runs: Sequence[Run], problems: Sequence[Problem]) -> str:
    """`inserted 3 · updated 7 · …`"""
    return " · ".join(f"{name} {count:,}" for name, count in totals(runs, problems).items())
