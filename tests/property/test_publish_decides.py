"""No feed, merge, closing, revert, commit by hand or crash, in any order, costs a person a commit.

The forge is a fake as small as a page: branches are lists of commits, a push replaces the list. What the
real one adds (HTTP, git, wording) is tested end to end; here the order of events is.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sync.publish.actions import Close, Comment, Delete, Describe, Open, Push, Relabel
from sync.publish.decide import Decision, decide
from sync.publish.world import REGENERATE, SYNC, Marker, Past, Proposal, Pull, World

VALUES = st.integers(1, 3)


@dataclass
class Commit:
    """A commit on the lane's branch: whose it is, and what it was made for, on which main."""

    sha: str
    by_sync: bool
    value: int
    main: int


@dataclass
class Request:
    """A pull request of the lane."""

    number: int
    items: dict[str, str]
    labels: set[str] = field(default_factory=lambda: {SYNC})
    state: str = "open"
    by_sync: bool = False
    approved: bool = False
    marker: Marker | None = None
    closed: datetime | None = None


class Publishing(RuleBasedStateMachine):
    """Runs of the sync and what people do between them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 8, 22, tzinfo=UTC)
        self.upstream, self.main, self.mains = 0, 0, 0
        self.branch: list[Commit] | None = None
        self.requests: list[Request] = []
        self.theirs: set[str] = set()
        self.thrown_away: set[str] = set()
        self.pushed: list[tuple[int, int]] = []
        self.shas = 0
        self.given_up = False

    # what people and time do

    @rule(value=VALUES | st.just(0))
    def upstream_says(self, value: int) -> None:
        self.upstream = value

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def main_moves(self) -> None:
        self.mains += 1

    @precondition(lambda self: self.branch)
    @rule(value=VALUES)
    def a_person_commits_on_the_branch(self, value: int) -> None:
        assert self.branch is not None
        self.branch.append(self._commit(by_sync=False, value=value))
        self.theirs.add(self.branch[-1].sha)

    @precondition(lambda self: self._open() is not None)
    @rule()
    def a_person_closes(self) -> None:
        self._close(by_sync=False)

    @precondition(lambda self: self._open() is not None)
    @rule()
    def a_person_approves(self) -> None:
        request = self._open()
        assert request is not None
        request.approved = True

    @precondition(lambda self: self._open() is not None)
    @rule()
    def a_person_asks_for_a_fresh_branch(self) -> None:
        request = self._open()
        assert request is not None
        request.labels.add(REGENERATE)

    @precondition(lambda self: self._open() is not None and bool(self.branch))
    @rule()
    def a_person_merges(self) -> None:
        request = self._open()
        assert request is not None and self.branch
        self.main, self.mains = self.branch[-1].value, self.mains + 1
        self.theirs.clear()  # they are on main
        request.state, request.closed, self.branch = "merged", self.now, None

    @rule()
    def a_person_takes_back_what_was_merged(self) -> None:
        self.main, self.mains = 0, self.mains + 1

    # what the sync does

    @rule(stop=st.integers(0, 4))
    def a_sync_that_may_crash(self, stop: int) -> None:
        self._do(self._decided(), stop)

    @rule()
    def two_syncs_write_once(self) -> None:
        self._do(self._decided(), 9)
        second = self._decided()

        note(f"{second.why}: {second.actions}")
        assert not [each for each in second.actions if not isinstance(each, Comment)]

    # what never happens

    @invariant()
    def a_persons_commit_is_still_there(self) -> None:
        here = {commit.sha for commit in self.branch or ()}
        assert self.theirs - self.thrown_away <= here

    @invariant()
    def at_most_one_is_open(self) -> None:
        assert len([each for each in self.requests if each.state == "open"]) <= 1

    # the fake forge

    def _commit(self, *, by_sync: bool, value: int) -> Commit:
        self.shas += 1
        return Commit(f"{self.shas:040x}", by_sync, value, self.mains)

    def _open(self) -> Request | None:
        return next((each for each in self.requests if each.state == "open"), None)

    def _close(self, *, by_sync: bool) -> None:
        request = self._open()
        assert request is not None
        request.state, request.closed, request.by_sync = "closed", self.now, by_sync

    def _proposal(self) -> Proposal:
        items = {} if self.upstream == self.main else {"change": str(self.upstream)}
        return Proposal(provider="p", lane="main", items=items, fingerprint=str(items))

    def _decided(self) -> Decision:
        return decide(self._world())

    def _world(self) -> World:
        request, branch = self._open(), self.branch
        ours = all(commit.by_sync for commit in branch or ())
        tip = branch[-1] if branch else None
        pushed = str({"change": str(tip.value)}) if tip and tip.by_sync else None
        pull = None
        if request is not None and tip is not None:
            pull = Pull(
                number=request.number,
                head=tip.sha,
                base="main",
                ours=ours,
                pushed=pushed,
                marker=request.marker,
                mergeable=tip.main == self.mains,
                labels=frozenset(request.labels),
                approved=request.approved,
            )
        past = [
            Past(
                number=each.number,
                at=each.closed,
                merged=each.state == "merged",
                by_sync=each.by_sync,
                items=each.items,
            )
            for each in reversed(self.requests)
            if each.closed is not None
        ]
        on_main = tip is not None and tip.main == self.mains and ours
        return World(
            proposal=self._proposal(),
            now=self.now,
            main="f" * 40,
            branch=tip.sha if tip else None,
            owned=ours,
            pushed=pushed if on_main else None,
            pull=pull,
            past=tuple(past),
        )

    def _do(self, decision: Decision, stop: int) -> None:
        note(f"{decision.why}: {decision.actions}")
        self.given_up = False
        for action in decision.actions[:stop]:
            request, tip = self._open(), self.branch[-1].sha if self.branch else None
            match action:
                case Push(expect):
                    assert expect == tip
                    self._push()
                case Open():
                    assert request is None and self.branch
                    self.requests.append(Request(len(self.requests) + 1, {}))
                    self._describe()
                case Describe():
                    self._describe()
                case Relabel(_, add, remove):
                    assert request is not None
                    request.labels = (request.labels | add) - remove
                    if REGENERATE in remove:  # all that lies on the branch now was given up
                        self.thrown_away |= self.theirs
                        self.given_up = True
                case Close():
                    self._close(by_sync=True)
                case Delete(expect):
                    assert expect == tip
                    self.branch = None

    def _push(self) -> None:
        content = (self.upstream, self.mains)
        again = not self.given_up
        assert not (again and self.branch and self._says(content)), "pushed twice for the same"
        self.branch = [self._commit(by_sync=True, value=self.upstream)]
        self.theirs -= self.thrown_away

    def _says(self, content: tuple[int, int]) -> bool:
        tips = [commit for commit in self.branch or () if commit.by_sync]
        return len(tips) == len(self.branch or ()) and (tips[-1].value, tips[-1].main) == content

    def _describe(self) -> None:
        request, proposal = self._open(), self._proposal()
        assert request is not None and self.branch
        request.items = dict(proposal.items)
        request.marker = Marker(
            head=self.branch[-1].sha, fingerprint=proposal.fingerprint, items=proposal.items
        )


TestPublishing = Publishing.TestCase
