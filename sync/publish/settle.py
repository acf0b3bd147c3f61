"""A lane looked at, decided and done; once more where a person was faster.

Proposal ──look──> World ──decide──> actions ──act──> forge
           └── TooLateError: once more, then it is the next run's ──┘
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from sync.errors import CatalogError, SyncError
from sync.files.lanes import PRUNE
from sync.publish.act import Hands, Settled, TooLateError, act
from sync.publish.actions import Push
from sync.publish.automerge.judge import automatic
from sync.publish.automerge.reasons import says
from sync.publish.decide import FULL, PERSONS, Decision, decide, opens, within
from sync.publish.look import Eyes, look
from sync.publish.text import labels
from sync.publish.world import Proposal, World, branch_name

LOOKS = 2
"""How often a lane is looked at, where a person is faster."""

STALE = "stale: main moved, the next run plans on it"


def settle(
    proposal: Proposal,
    hands: Hands,
    eyes: Eyes,
    told: Callable[[str], None],
    *,
    may_write: bool,
    anew: bool = False,
    if_idle: bool = False,
) -> Settled:
    """Bring a lane to where it should be; `told` gets each thing that is done.

    anew     what was merged once says no to nothing, for it was accepted then
    if_idle  leave it alone where a pull request is open
    """
    pushed = False
    for _ in range(LOOKS):
        try:
            world = _world(eyes, proposal, hands, anew=anew)
            end = _once(world, hands, told, may_write=may_write, if_idle=if_idle)
            return replace(end, pushed=pushed or end.pushed)
        except TooLateError as late:
            pushed = pushed or late.pushed
        except CatalogError:
            return Settled(why=STALE, pushed=pushed)
        except SyncError as error:
            return Settled(why="failed", pushed=pushed, failed=error)
    return Settled(why="somebody was faster twice; the next run looks again", pushed=pushed)


def _once(
    world: World, hands: Hands, told: Callable[[str], None], *, may_write: bool, if_idle: bool
) -> Settled:
    """What is done after one look. Raises TooLateError, and what acting raises."""
    pull = world.pull.number if world.pull else None
    head = world.pull.head if world.pull and world.pull.ours else None
    if if_idle and pull is not None:
        return Settled(why="left alone: a pull request is open", pull=pull, head=head)
    decision = decide(world)
    if hands.room is not None and opens(decision):
        decision = within(decision, hands.room.left())
        if opens(decision):
            hands.room.take()
    if decision.why == "reverted" and hands.changes.base != world.main:
        return Settled(why=STALE)  # planned before it was merged, perhaps
    if not may_write:
        for action in decision.actions:
            told(f"would {action}")
        return Settled(why=decision.why, pull=pull, warned=tuple(_stands(world, decision)))
    if world.automatic is not None and any(isinstance(each, Push) for each in decision.actions):
        # What spoke against the commit that is replaced is no longer so.
        world = replace(world, automatic=replace(world.automatic, head=world.automatic.fresh))
    done = act(hands, world, decision, told)
    return replace(done, warned=(*_stands(world, decision), *done.warned))


def _stands(world: World, decision: Decision) -> Iterator[str]:
    """What a person has to do before anything is published here."""
    if decision.why == FULL and world.proposal.provider == PRUNE:
        yield "what prune proposes waits, and no schedule makes it anew: ask again when fewer are open"
    if decision.why == PERSONS:
        branch = branch_name(world.proposal.provider, world.proposal.lane)
        yield (
            f"{branch} has commits of a person's that no pull request has, so it is left alone, and nothing "
            "is published: open one of it, or rename or delete the branch"
        )


def _world(eyes: Eyes, proposal: Proposal, hands: Hands, *, anew: bool) -> World:
    """What the forge holds now, with what speaks against merging it without a person."""
    eyes.repository.fetch()
    world = look(eyes, proposal)
    if anew:
        world = replace(world, past=tuple(past for past in world.past if not past.merged))
    if not proposal.items:
        return world
    found = automatic(eyes, world, hands.changes, hands.run, hands.rejected)
    if world.pull is None:
        return replace(world, automatic=found)
    absent = labels.absent(world.pull.labels, hands.run, proposal.lane)
    return replace(world, automatic=found, told=says(world.pull.text, found), labelled=not absent)
