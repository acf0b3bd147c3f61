"""The labels of a pull request: what each says, its colour, and when it is there.

Those of a person (`sync:hold`, `sync:regenerate`) ask something of the next run; all others tell.
"""

from collections.abc import Mapping
from types import MappingProxyType
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

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({
    SYNC: ("1d76db", "Made by a sync"),
    REVIEW: ("8250df", "Merging it accepts changes that a sync may not make alone"),
    ATTENTION: ("d93f0b", "The report has something that needs attention"),
    HELD: ("fbca04", "Changes wait for a person"),
    REMOVALS: ("b60205", "Ids are gone, or go"),
    HOLD: ("5319e7", "Asks the sync to leave this pull request as it is"),
    REGENERATE: ("0e8a16", "Asks the sync to throw the branch away and make it afresh"),
    EDITED: ("c5def5", "A person changed the branch: the sync leaves it alone"),
    OBSOLETE: ("cfd3d7", "Upstream went back, or main has it already"),
})  # fmt: skip
"""{name: (colour, description)}; those of providers are in the colour of `sync`."""

TELLING: Final = frozenset({SYNC, REVIEW, ATTENTION, HELD, REMOVALS})
"""Labels that a sync puts on and takes off by what a report says; and those of providers."""


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


def described(name: str) -> tuple[str, str]:
    """The colour and the description of a label that has to be made."""
    return LABELS.get(name, (LABELS[SYNC][0], "Prices and models of one provider"))
