"""What a forge holds about one lane of one provider, as far as a decision looks at it.

A lane is a branch and at most one open pull request: `catalog-sync/<provider>` for what a sync writes,
`catalog-sync/<provider>--review` for what is held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sync.files.lanes import Lane

MAIN, PREFIX = "main", "catalog-sync/"
_REVIEW = "--review"
SYNC = "sync"
"""The label of every pull request of a sync."""
EDITED, HOLD, REGENERATE, OBSOLETE = "sync:edited", "sync:hold", "sync:regenerate", "sync:obsolete"
"""Labels: a person changed the branch, asks for no updates, asks for a fresh branch; upstream went back."""

SNOOZE = timedelta(days=30)
"""How long a closed pull request stays closed while no value moves."""

Items = Mapping[str, str]
"""{what changes (`change acme/one price.input`, `new …`, `held …`): a digest of what is proposed}."""


def branch_name(provider: str, lane: Lane) -> str:
    """The branch of a lane."""
    return f"{PREFIX}{provider}" + (_REVIEW if lane == "review" else "")


def lane_of(branch: str) -> tuple[str, Lane]:
    """The provider and the lane of such a branch."""
    name = branch.removeprefix(PREFIX)
    return name.removesuffix(_REVIEW), "review" if name.endswith(_REVIEW) else "main"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something isn't merged without a person: what is so, of which id (hostile), in which field."""

    why: str
    id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic:
    """What speaks against merging without a person; empty: nothing.

    fresh  against what is proposed now; head: against the open pull request as it stands, checks and all
    """

    fresh: tuple[Reason, ...]
    head: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a change set asks for. Without items there is nothing to propose.

    real    whether anything but the merge base changes, or the base is due anyway
    dated   whether nothing but the date of the merge base moves
    limited  whether only some models were asked for, so that what is missing means nothing
    """

    provider: str
    lane: Lane
    items: Items
    fingerprint: str
    real: bool = True
    dated: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What the body of a pull request remembers: the commit and the items that were pushed last."""

    head: str
    fingerprint: str
    items: Items


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """An open pull request of the lane.

    ours       whether every commit from main to its head is the sync's own
    astray     whether it begins at a commit that main has no longer
    pushed     the fingerprint that its head says it was made for
    mergeable  None: the forge doesn't know yet
    reviewed   whether anybody reviewed it; approved: with a yes that stands; queued: it merges by itself
    refused    whether a review asks for changes; text: its body
    """

    number: int
    head: str
    base: str
    ours: bool
    pushed: str | None
    marker: Marker | None
    astray: bool = False
    mergeable: bool | None = None
    draft: bool = False
    labels: frozenset[str] = frozenset()
    reviewed: bool = False
    approved: bool = False
    queued: bool = False
    refused: bool = False
    text: str = ""

    @property
    def touched(self) -> bool:
        """Whether a person changed the branch, or what it shall be merged into."""
        return not self.ours or self.base != MAIN

    @property
    def fits(self) -> bool:
        """Whether it merges into main as that is now, as far as anybody knows."""
        return self.mergeable is not False and not self.astray

    @property
    def described(self) -> bool:
        """Whether its body is about the commit that it leads to; a crash after a push leaves an older one."""
        known = self.marker
        return known is not None and (known.head, known.fingerprint) == (self.head, self.pushed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A pull request of the lane that was closed, by the sync or a person, or merged into main.

    fingerprint  of all that it proposed, which its commit knows too; items: none, where its body lost them
    """

    number: int
    at: datetime
    merged: bool
    by_sync: bool
    items: Items
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One lane: what is proposed, and what the forge holds.

    branch  the commit that the lane's branch leads to; None: there is no branch
    owned   whether that branch holds nothing but commits of the sync, or was merged as it is
    kept    where it isn't: the closed or merged pull request that has just this commit, for ever
    pushed  the fingerprint that it was pushed for, where it still lies on main's head
    past    newest first
    automatic  None: a person merges it, whatever it is
    told    whether the open pull request's text says how it is merged
    labelled  whether it has the labels that it should
    """

    proposal: Proposal
    now: datetime
    main: str
    branch: str | None = None
    owned: bool = True
    kept: int | None = None
    pushed: str | None = None
    pull: Pull | None = None
    past: tuple[Past, ...] = field(default_factory=tuple)
    automatic: Automatic | None = None
    told: bool = True
    labelled: bool = True
