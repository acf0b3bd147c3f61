"""What to do with one lane: a pure function of what is proposed and what the forge holds.

    nothing proposed   no branch: nothing · a branch of ours: it goes · a pull request: closed, with a reason
    proposed           none open: pushed and opened, unless a person said "not now" to just that
                       open, as it was left: nothing while nothing moved; else a fresh commit on main
                       open, all green and harmless, where people allow it: merged
                       open, approved: frozen · edited by a person: hands off · on hold: left alone

A person's commit is never overwritten: every push names the commit that it expects to replace. The
same world twice gives, after what was decided is done, nothing to do.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sync.publish.actions import (
    Action,
    Close,
    Comment,
    Delete,
    Describe,
    Merge,
    Note,
    Open,
    Push,
    Relabel,
)
from sync.publish.world import EDITED, HOLD, OBSOLETE, REGENERATE, SNOOZE, SYNC, Past, Pull, World

PERSONS = "a person's branch"
"""Why nothing is done where commits stand on a lane's branch that no pull request has."""

LIMITED = "left alone: a limited run"
"""Why nothing is done where only some models were asked for: of the others it knows nothing."""

FULL = "waits for room"
"""Why nothing is opened yet where as many pull requests are open as `max_open_prs` allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do, in this order, and why in a word that reports show."""

    actions: tuple[Action, ...] = ()
    why: str


def decide(world: World) -> Decision:
    """What the lane needs now."""
    if world.pull is not None and HOLD in world.pull.labels:
        return Decision(why="on hold")
    if world.proposal.limited and (world.pull is not None or not world.proposal.items):
        return Decision(why=LIMITED)
    if not world.proposal.items:
        return _nothing_proposed(world)
    return _none_open(world) if world.pull is None else _open(world, world.pull)


def opens(decision: Decision) -> bool:
    """Whether it leads to a pull request that isn't open."""
    return any(isinstance(action, Open) for action in decision.actions)


def within(decision: Decision, left: int) -> Decision:
    """The same, or nothing yet where it opens a pull request and no more may be open."""
    return Decision(why=FULL) if left < 1 and opens(decision) else decision


def _nothing_proposed(world: World) -> Decision:
    pull = world.pull
    if pull is None:
        if world.branch is None:
            return Decision(why="nothing to do")
        if not world.owned:  # what a pull request keeps is in nobody's way
            return Decision(why=PERSONS if world.kept is None else "nothing to do")
        return Decision(actions=(Delete(world.branch),), why="left over")
    if pull.touched:
        return Decision(actions=_hands_off(pull), why="edited")
    labels = Relabel(pull.number, add=frozenset({OBSOLETE}))
    end = (Comment(pull.number, "obsolete"), labels, Close(pull.number), Delete(pull.head))
    return Decision(actions=end, why="obsolete")


def _none_open(world: World) -> Decision:
    if not world.proposal.real:
        return Decision(why="base only")
    past = _said_no(world)
    if past is not None:
        note: Note = "reverted" if past.merged else "snoozed"
        return Decision(actions=(Comment(past.number, note),), why=note)
    if world.branch is not None and not world.owned:
        if world.kept is None:
            return Decision(why=PERSONS)
        # It says first where those commits are kept, so that nobody has to look for them.
        return Decision(actions=(Comment(world.kept, "kept"), Push(world.branch), Open()), why="new")
    if world.branch is not None and world.pushed == world.proposal.fingerprint:
        return Decision(actions=(Open(),), why="pushed before")  # and then something went wrong
    return Decision(actions=(Push(world.branch), Open()), why="new")


def _said_no(world: World) -> Past | None:
    """The pull request that a person closed, or merged and took back, with all that is proposed now.

    Of merged ones only the last was taken back: what an earlier one said, that one went on from. And
    what was merged after a no took its place, where it gave the same field another value.
    """
    last = next((past for past in world.past if past.merged), None)
    for past in world.past:
        if past.by_sync or world.now - past.at > SNOOZE or (past.merged and past is not last):
            continue
        if _holds_all(world, past) and not _gave_way(world, past):
            return past
    return None


def _holds_all(world: World, past: Past) -> bool:
    proposal = world.proposal
    return proposal.items.items() <= past.items.items() or proposal.fingerprint == past.fingerprint


def _gave_way(world: World, past: Past) -> bool:
    later = [other.items for other in world.past if other.merged and other.at > past.at]
    asked = world.proposal.items.items()
    return any(key in items and items[key] != value for items in later for key, value in asked)


def _open(world: World, pull: Pull) -> Decision:
    if REGENERATE in pull.labels:
        # The label goes first: after a crash it must not throw away what a person commits next.
        asked = Relabel(pull.number, remove=frozenset({REGENERATE}))
        fresh = (asked, Push(pull.head), Describe(pull.number), *_untouched(pull))
        return Decision(actions=fresh, why="regenerated")
    if pull.touched:
        return Decision(actions=_hands_off(pull), why="edited")
    same = pull.pushed == world.proposal.fingerprint or _only_the_date(world, pull)
    if same and not pull.described and (pull.approved or pull.fits):
        return Decision(actions=(Describe(pull.number),), why="pushed before")
    left = tuple(_relabelled(world, pull)) if same and pull.fits else ()
    # A person who approved it has seen it: it merges whatever its text, which stays as it was, says.
    if same and _merges(world, pull) and (pull.approved or not left):
        return Decision(actions=(Merge(pull.number, pull.head),), why="merging")
    if pull.approved or pull.queued:
        return (
            Decision(why="unchanged") if same else Decision(actions=tuple(_frozen(world, pull)), why="frozen")
        )
    if same and pull.fits:
        # A label that a token may not make is tried again, and keeps nothing from being merged.
        return Decision(actions=left if world.labelled or left else (Describe(pull.number),), why="unchanged")
    again: tuple[Action, ...] = (Push(pull.head), Describe(pull.number))
    if not same and pull.reviewed:
        again += (Comment(pull.number, "moved"),)
    return Decision(actions=again, why="conflicting" if same else "updated")


def _merges(world: World, pull: Pull) -> bool:
    """Whether nothing speaks against merging it as it stands, without a person."""
    harmless = world.automatic is not None and not world.automatic.head
    objected = pull.draft or pull.queued or pull.refused
    return harmless and not objected and pull.described and pull.fits and pull.mergeable is True


def _relabelled(world: World, pull: Pull) -> Iterator[Action]:
    """What its labels and its text say no longer, and what a crash left out."""
    if SYNC not in pull.labels or not world.told:
        yield Describe(pull.number)
    if OBSOLETE in pull.labels:
        yield Relabel(pull.number, remove=frozenset({OBSOLETE}))
    yield from _untouched(pull)


def _untouched(pull: Pull) -> Iterator[Action]:
    """Nobody's commit is on it any more."""
    if EDITED in pull.labels:
        yield Comment(pull.number, "edited")
        yield Relabel(pull.number, remove=frozenset({EDITED}))


def _only_the_date(world: World, pull: Pull) -> bool:
    """Whether both propose nothing but another date of the merge base."""
    marker = pull.marker
    return world.proposal.dated and marker is not None and marker.items.keys() == world.proposal.items.keys()


def _hands_off(pull: Pull) -> tuple[Action, ...]:
    """A person works on it: say so, keep what upstream says by now in one comment, and touch nothing."""
    said: tuple[Action, ...] = (Comment(pull.number, "edited"),)
    return said if EDITED in pull.labels else (*said, Relabel(pull.number, add=frozenset({EDITED})))


def _frozen(world: World, pull: Pull) -> Iterator[Action]:
    """What was approved is left as it is; one that says what upstream no longer says is told so."""
    marker = pull.marker
    gone = marker is not None and not marker.items.items() <= world.proposal.items.items()
    yield Comment(pull.number, "wrong" if gone else "frozen")
