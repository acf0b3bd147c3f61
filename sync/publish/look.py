"""The world of one lane, as the forge and git have it now.

git     main, the lane's branch, and whose commits lie between
forge   the open pull request of the branch, and those that were closed or merged
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.errors import SyncError
from sync.publish import marker, trailers
from sync.publish.forge.git import Commit, Repository
from sync.publish.forge.github import GitHub
from sync.publish.forge.shapes import PullRequest, Review
from sync.publish.world import MAIN, OBSOLETE, SNOOZE, Past, Proposal, Pull, World, branch_name

_BACK = SNOOZE + timedelta(days=1)
_STANDING = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
_TRUSTED = ("OWNER", "MEMBER", "COLLABORATOR")


@dataclass(frozen=True, slots=True)
class Eyes:
    """What a look needs: the forge, git, who we are in commits, and the time."""

    github: GitHub
    repository: Repository
    mail: str
    now: datetime


def look(eyes: Eyes, proposal: Proposal) -> World:
    """What the forge holds about the lane of a proposal."""
    branch, repository = branch_name(proposal.provider, proposal.lane), eyes.repository
    main, tip = repository.tip(MAIN), repository.tip(branch)
    if main is None:
        raise SyncError("the repository has no branch main", where=branch, fix="push main to it first")
    commits = _made(repository.commits(main, tip)) if tip else ()
    ours = _ours(commits, eyes.mail, proposal)
    pulls = eyes.github.pulls(branch)
    standing = [each for each in pulls if each.state == "open"]
    owned = ours or any(each.merged_at is not None and each.head == tip for each in pulls)
    opened = next((each for each in standing if each.base == MAIN), standing[0] if standing else None)
    return World(
        proposal=proposal,
        now=eyes.now,
        main=main,
        branch=tip,
        owned=owned,
        kept=None if owned or opened else _kept(eyes, pulls, tip),
        pushed=_pushed(commits) if ours and _on(commits, main) else None,
        pull=_pull(eyes, opened.number, proposal, main, tip) if opened else None,
        past=tuple(_past(each, eyes) for each in pulls if _speaks(each) and counts(each, eyes.now)),
    )


def _pull(eyes: Eyes, number: int, proposal: Proposal, main: str, tip: str | None) -> Pull:
    pull = eyes.github.pull(number)
    if pull.head != tip:  # it moved since the branches were fetched, or its branch is gone
        eyes.repository.fetch_pull(number)
    commits = eyes.repository.commits(main, pull.head)
    made = _made(commits)
    reviews = eyes.github.reviews(number)
    return Pull(
        number=number,
        head=pull.head,
        base=pull.base,
        ours=_ours(made, eyes.mail, proposal),
        astray=len(made) < len(commits),
        pushed=_pushed(made),
        marker=marker.read(pull.body),
        mergeable=pull.mergeable,
        draft=pull.draft,
        labels=pull.labels,
        reviewed=bool(reviews),
        approved=_approved(reviews),
        queued=pull.queued,
        refused=any(state == "CHANGES_REQUESTED" for state in _last(reviews).values()),
        text=pull.body,
    )


def _kept(eyes: Eyes, pulls: Sequence[PullRequest], tip: str | None) -> int | None:
    """The newest of those that are closed which the forge proves to have a branch's commit."""
    found = (each.number for each in pulls if each.state != "open" and each.head == tip)
    return next((number for number in found if eyes.repository.fetch_pull(number) == tip), None)


def _speaks(pull: PullRequest) -> bool:
    """Whether it says something of main: it was closed, or merged, and not into another branch."""
    return pull.state != "open" and (pull.merged_at is None or pull.base == MAIN)


def _past(pull: PullRequest, eyes: Eyes) -> Past:
    known = marker.read(pull.body)
    return Past(
        number=pull.number,
        at=pull.closed_at or eyes.now,
        merged=pull.merged_at is not None,
        by_sync=pull.merged_at is None and OBSOLETE in pull.labels,
        items=known.items if known else {},
        fingerprint=known.fingerprint if known else _last_pushed(pull, eyes),
    )


def _last_pushed(pull: PullRequest, eyes: Eyes) -> str | None:
    """What its commit says that it was made for, where a person took the block out of the body."""
    head = eyes.repository.fetch_pull(pull.number)
    main = eyes.repository.tip(MAIN)
    return _pushed(eyes.repository.commits(main, head)) if head and main else None


def counts(pull: PullRequest, now: datetime) -> bool:
    """Whether a closed pull request may still say no to anything."""
    return pull.closed_at is not None and now - pull.closed_at <= _BACK


def _made(commits: Sequence[Commit]) -> Sequence[Commit]:
    """Those since the commit of main that the newest one says it was made on.

    Where main was set back, what main had lies between as well, and that nobody put on the branch.
    """
    said = trailers.read(commits[-1].message) if commits else None
    at = next((at for at, each in enumerate(commits) if said and each.sha == said.base), None)
    return commits if at is None else commits[at + 1 :]


def _ours(commits: Sequence[Commit], mail: str, proposal: Proposal) -> bool:
    """Whether the sync made every one of these commits, for this lane."""
    lane = (proposal.provider, proposal.lane)
    return all(
        {commit.author_mail, commit.committer_mail} == {mail}
        and (said := trailers.read(commit.message)) is not None
        and (said.provider, said.lane) == lane
        for commit in commits
    )


def _pushed(commits: Sequence[Commit]) -> str | None:
    """What the newest of these commits says it was made for."""
    said = trailers.read(commits[-1].message) if commits else None
    return said.fingerprint if said else None


def _on(commits: Sequence[Commit], main: str) -> bool:
    """Whether they begin at main's head."""
    return bool(commits) and commits[0].parents == (main,)


def _approved(reviews: Sequence[Review]) -> bool:
    """Whether the last word of at least one of the repository's people is yes, and of none no."""
    last = _last([each for each in reviews if each.association in _TRUSTED])
    return "APPROVED" in last.values() and "CHANGES_REQUESTED" not in last.values()


def _last(reviews: Sequence[Review]) -> dict[str | None, str]:
    """What each reviewer said last, where that stands."""
    return {each.author: each.state for each in reviews if each.state in _STANDING}
