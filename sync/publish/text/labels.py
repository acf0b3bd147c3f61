"""The labels of a pull request, and when each is there; docs/reviewing-a-sync-pr.md says what they mean.

Those of a person (`sync:hold`, `sync:regenerate`) ask something of the next run; all others tell.
"""

from typing import Final

from sync.core.outcome import Run
from sync.files.lanes import Lane
from sync.publish.world import EDITED, HOLD, OBSOLETE, REGENERATE, SYNC
from sync.report.attention import points
from sync.report.escape import plain

REVIEW, ATTENTION, HELD, REMOVALS = "review", "attention", "held", "removals"
PROVIDER = "provider:"

LENGTH = 50
"""Characters that a forge takes for a label's name."""

TELLING: Final = frozenset({SYNC, REVIEW, ATTENTION, HELD, REMOVALS})
"""Labels that a sync puts on and takes off by what a report says; and those of providers."""

LABELS: Final = TELLING | {HOLD, REGENERATE, EDITED, OBSOLETE}
"""All of them but those of providers."""


def wanted(run: Run, lane: Lane) -> frozenset[str]:
    """The labels that a pull request with this run's changes has."""
    found = {SYNC, provider(run.provider)}
    if lane == "review":
        return frozenset(found | {REVIEW, HELD})
    if points(run, plain):
        found.add(ATTENTION)
    if run.held:
        found.add(HELD)
    if run.missing or run.pruned or any(step.new != "listed" for step in run.lifecycle):
        found.add(REMOVALS)
    return frozenset(found)


def absent(present: frozenset[str], run: Run, lane: Lane) -> frozenset[str]:
    """Those that are wanted and not there; a forge takes one name in other letters for the same label."""
    there = {name.lower() for name in present}
    return frozenset(name for name in wanted(run, lane) if name.lower() not in there)


def outdated(present: frozenset[str], run: Run, lane: Lane) -> frozenset[str]:
    """Those of `present` that told something that is no longer so; a person's own labels stay."""
    return (present & TELLING) - wanted(run, lane)


def provider(name: str) -> str:
    """The label of a provider; no comma, by which some forges tell labels apart."""
    return PROVIDER + plain(name, LENGTH - len(PROVIDER)).replace(",", "_")
