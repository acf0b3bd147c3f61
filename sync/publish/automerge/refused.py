"""What a person said no to lately, in what is proposed now: a no is about a field, whatever its value.

    closed by a person     all that it proposed
    merged and taken back  what main no longer says as it was merged
    neither is known       everything, for as long as a no counts

To open it again where another value moved asks a person; to merge it would not.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from sync.core.outcome import Run
from sync.publish import items, marker
from sync.publish.world import SNOOZE, Past, Reason, World
from sync.report.jsonable import value

WHY = "a person said no to it lately"
ANYTHING = "a person closed or merged something lately of which the parts aren't known"

_Told = Mapping[str, tuple[str, str, str | None]]
"""{short key of an item: its id, its field, a digest of what main says now; None: nothing}."""


def refused(world: World, run: Run, as_of: date | None) -> Iterator[Reason]:
    """Each thing proposed that a person said no to. `as_of`: the date of main's merge base."""
    told, gone_on = _told(run, as_of), set[str]()
    for past in world.past:
        is_empty = past.fingerprint == items.fingerprint({})  # it remembers that nothing was proposed
        if past.by_sync or is_empty or world.now - past.at > SNOOZE:
            continue
        if not past.items or marker.is_one(past.items) or marker.is_one(world.proposal.items):
            yield Reason(ANYTHING)
            continue
        keys = past.items.keys() & world.proposal.items.keys()
        if past.merged:
            keys = _taken_back(told, past, keys - gone_on)
            gone_on |= {*past.items, items.digest(items.BASE)}  # a later merge moved the base too
        yield from (Reason(WHY, *told.get(key, ("", ""))[:2]) for key in sorted(keys))


def _taken_back(told: _Told, past: Past, keys: set[str]) -> set[str]:
    """Those that main has no longer as they were merged, and that no later merge went on from."""
    return {key for key in keys if key in told and told[key][2] != past.items[key]}


def _told(run: Run, as_of: date | None) -> _Told:
    """What a run adds and changes, by the keys of its items."""
    found: dict[str, tuple[str, str, str | None]] = {}
    for change in run.changes:
        was = items.digest(value(change.field, change.old))
        found[items.digest(items.named("change", change.id, change.field))] = (change.id, change.field, was)
    for added in run.added:
        found[items.digest(items.named("new", added.id))] = (added.id, "", None)
    found[items.digest(items.BASE)] = ("", "", items.digest(as_of.isoformat() if as_of else None))
    return found
