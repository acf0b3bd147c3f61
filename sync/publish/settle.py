"""A lane looked at, decided and done; once more where a person was faster.

Proposal ──look──> World ──decide──> actions ──act──> forge
           └── TooLateError: once more, then it is the next run's ──┘
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sync.publish.act import Hands, TooLateError, act
from sync.publish.automerge import says
from sync.publish.decide import decide
from sync.publish.look import Eyes, look
from sync.publish.unattended import automatic
from sync.publish.world import Proposal, World

LOOKS = 2
"""How often a lane is looked at, where a person is faster."""

STALE = "stale: main moved, the next run plans on it"


@dataclass(frozen=True, slots=True)
class Settled:
    """Why nothing more is to be done, whether a commit was pushed, and the pull request that is open."""

    why: str
    pushed: bool = False
    pull: int | None = None


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
    """Bring a lane to where it should be; `told` gets each thing that is done. Raises SyncError.

    anew     what was merged once says no to nothing, for it was accepted then
    if_idle  leave it alone where a pull request is open
    """
    pushed = False
    for _ in range(LOOKS):
        world = _world(eyes, proposal, hands, anew=anew)
        pull = world.pull.number if world.pull else None
        if if_idle and pull is not None:
            return Settled("left alone: a pull request is open", pull=pull)
        decision = decide(world)
        if decision.why == "reverted" and hands.changes.base != world.main:
            return Settled(STALE)  # planned before it was merged, perhaps
        if not may_write:
            for action in decision.actions:
                told(f"would {action}")
            return Settled(decision.why, pull=pull)
        try:
            done = act(hands, world, decision, told)
        except TooLateError as late:
            pushed = pushed or late.pushed
            continue
        return Settled(decision.why, pushed or done.pushed, done.pull)
    return Settled("somebody was faster twice; the next run looks again", pushed)


def _world(eyes: Eyes, proposal: Proposal, hands: Hands, *, anew: bool) -> World:
    """What the forge holds now, with what speaks against merging it without a person."""
    eyes.repository.fetch()
    world = look(eyes, proposal)
    if anew:
        world = replace(world, past=tuple(past for past in world.past if not past.merged))
    if not proposal.items:
        return world
    found = automatic(eyes, world, hands.changes, hands.run, hands.rejected)
    return replace(world, automatic=found, told=world.pull is None or says(world.pull.text, found))
