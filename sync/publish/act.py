"""Does what was decided, one action after the other, and stops where somebody was faster.

A push names the commit that it replaces; what the forge refuses for that is nobody's fault: the
world has changed, and is looked at again. What stands on the forge already is not written again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sync.core.outcome import Run
from sync.core.values import get
from sync.errors import CatalogError, SyncError
from sync.files import changeset
from sync.files.changeset import ChangeSet
from sync.files.names import offers_name
from sync.files.read import read
from sync.publish import labelling, marker, proof, trailers
from sync.publish.actions import Action, Close, Comment, Delete, Describe, Merge, Note, Open, Push, Relabel
from sync.publish.decide import Decision
from sync.publish.forge.git import Author, Repository
from sync.publish.forge.github import GitHub
from sync.publish.forge.shapes import PullRequest
from sync.publish.room import Room
from sync.publish.text import body, labels, notes
from sync.publish.text.body import Told
from sync.publish.world import OBSOLETE, Marker, World, branch_name
from sync.report.escape import REASON, plain


class TooLateError(Exception):
    """A person was faster: the branch moved, or its pull request was closed, since it was looked at.

    pushed  whether our commit had been pushed by then
    """

    pushed = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What acting needs: the forge, git, who commits, and what is to be published.

    page    `report.md` of the change set; report: the one run of its `report.json`; run: the same, read
    rejected  how much of what was held the change set turns down
    room    how many pull requests may still be opened; None: as many as there are
    """

    github: GitHub
    repository: Repository
    author: Author
    changes: ChangeSet
    page: str
    report: Mapping[str, Any]
    run: Run
    run_url: str | None = None
    rejected: int = 0
    room: Room | None = None

    @property
    def title(self) -> str:
        """What a commit and a pull request are called."""
        return body.title(self.run, self.changes.lane, self.count, self.rejected)

    @property
    def count(self) -> int:
        """How much is held, which is all that a review proposes."""
        return len(self.run.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Why nothing more is to be done with a lane, and what was done.

    pushed  whether its branch has another commit now, however it ended; opened: whether one was opened
    pull    the number of the pull request that is open; head: the commit of ours that it leads to
    warned  what a person has to do, which is no failure
    failed  why it ended before everything was done
    """

    why: str
    pushed: bool = False
    opened: bool = False
    pull: int | None = None
    head: str | None = None
    warned: tuple[str, ...] = ()
    failed: SyncError | None = None


def act(hands: Hands, world: World, decision: Decision, told: Callable[[str], None]) -> Settled:
    """Do it. Raises TooLateError where the lane must be looked at again, CatalogError where main moved."""
    work, failed = _Work(hands, world, told), None
    try:
        for action in decision.actions:
            work.one(action)
    except TooLateError as late:
        late.pushed = work.pushed
        raise
    except CatalogError:
        raise
    except SyncError as error:
        failed = error
    return Settled(
        why="failed" if failed else decision.why,
        pushed=work.pushed,
        opened=work.opened,
        pull=work.pull,
        head=work.own,
        warned=tuple(work.warned),
        failed=failed,
    )


class _Work:
    """One lane in the making; `head` is the commit that the branch leads to by now."""

    def __init__(self, hands: Hands, world: World, told: Callable[[str], None]) -> None:
        self.hands, self.world, self.told = hands, world, told
        self.head = world.pull.head if world.pull else world.branch
        self.pull = world.pull.number if world.pull else None
        self.pushed = self.opened = False
        self.warned = list[str]()
        self.branch = branch_name(world.proposal.provider, world.proposal.lane)

    @property
    def own(self) -> str | None:
        """The commit of ours that the open pull request leads to."""
        ours = self.world.pull is None or self.world.pull.ours
        return self.head if ours and self.pull is not None else None

    def one(self, action: Action) -> None:
        match action:
            case Push(expect):
                self._push(expect)
            case Open():
                self._open()
            case Describe(number):
                self._describe(self.hands.github.pull(number))
            case Comment(number, note):
                self._comment(number, note)
            case Relabel(number, add, remove):
                self._relabel(number, add, remove)
            case Close(number):
                self.hands.github.edit_pull(number, state="closed")
                self.pull = None
                self.told(f"closed #{number}")
            case Merge(number, expect):
                self._merge(number, expect)
            case Delete(expect):
                if self.hands.repository.delete(self.branch, expect) != "done":
                    raise TooLateError
                self.told(f"deleted {self.branch}")

    def _push(self, expect: str | None) -> None:
        hands, proposal = self.hands, self.world.proposal
        message = trailers.message(
            provider=proposal.provider,
            lane=proposal.lane,
            base=self.world.main,
            fingerprint=proposal.fingerprint,
            title=hands.title,
        )
        message = proof.signed(message, {file.path: file.new for file in hands.changes.files})
        with hands.repository.worktree(self.world.main) as folder:
            changeset.apply(folder, hands.changes)
            self.head = hands.repository.commit(
                folder,
                message,
                paths=[file.path for file in hands.changes.files],
                when=datetime.combine(hands.changes.today, datetime.min.time(), UTC),
                author=hands.author,
            )
        if hands.repository.push(self.head, self.branch, expect) != "done":
            raise TooLateError
        self.pushed = True
        if self.world.pull is not None:
            pull = replace(self.world.pull, head=self.head, ours=True, astray=False)
            self.world = replace(self.world, branch=self.head, pull=pull)
        self.told(f"pushed {self.head[:10]} to {self.branch}")

    def _open(self) -> None:
        said = self._said()
        title = self.hands.title
        pull = self.hands.github.create_pull(self.branch, title, body.renewed(None, said))
        self.pull, self.opened = pull.number, True
        if pull.head != self.head or body.compared(pull.body) != body.compared(body.renewed(pull.body, said)):
            self._describe(pull)  # it was open already
        self._label(pull)
        self.told(f"opened #{pull.number}")

    def _merge(self, number: int, head: str) -> None:
        """As one commit with the message of the branch's, so that main has its trailers."""
        commit = self.hands.repository.commits(self.world.main, head)[-1]
        subject, _, text = commit.message.partition("\n")
        said = self.hands.github.merge(number, head, f"{subject} (#{number})", text.strip("\n"))
        self.pull = None if said is None else number
        self.told(f"merged #{number}" if said is None else f"not merged #{number}: {plain(said, REASON)}")

    def _describe(self, pull: PullRequest) -> None:
        if pull.state != "open":  # what it never had, it must not be remembered for
            raise TooLateError
        said = self._said()
        title, text = self.hands.title, body.renewed(pull.body, said)
        if not body.is_ours(pull.title, pull.body):
            title = pull.title  # a person's own words
        if title != pull.title or body.compared(text) != body.compared(pull.body):
            self.hands.github.edit_pull(pull.number, title=title, body=text)
            self.told(f"described #{pull.number}")
        self._label(pull)

    def _said(self) -> Told:
        proposal, hands = self.world.proposal, self.hands
        known = Marker(head=self.head or "", fingerprint=proposal.fingerprint, items=proposal.items)
        return Told(
            run=hands.run,
            lane=proposal.lane,
            page=hands.page,
            marker=known,
            count=hands.count,
            run_url=hands.run_url,
            rejected=hands.rejected,
            automatic=self.world.automatic,
        )

    def _label(self, pull: PullRequest) -> None:
        lane, run = self.world.proposal.lane, self.hands.run
        fresh, old = labels.absent(pull.labels, run, lane), labels.outdated(pull.labels, run, lane)
        self._relabel(pull.number, fresh, old)

    def _relabel(self, number: int, add: frozenset[str], remove: frozenset[str]) -> None:
        """One that the token may not make isn't there: that is told, and stops nothing."""
        github, refused = self.hands.github, labelling.put(self.hands.github, number, add)
        if refused:
            self.warned.append(labelling.told(number, refused))
        if OBSOLETE in refused:  # by it a sync knows that it was no person who closed this
            github.edit_pull(number, body=marker.emptied(github.pull(number).body))
        for label in sorted(remove):
            github.remove_label(number, label)

    def _comment(self, number: int, note: Note) -> None:
        github, author = self.hands.github, self.hands.github.pull(number).author
        text = notes.text(note, number, self.world, self.hands.report, self._prices())
        comments = github.comments(number)
        present = notes.ours([each for each in comments if notes.kind(each.body) == note], author)
        if present is None:
            github.add_comment(number, text)
            self.told(f"commented on #{number}: {note}")
        elif body.compared(present.body) != body.compared(text):
            github.edit_comment(present.id, text)
            self.told(f"edited the comment on #{number}: {note}")

    def _prices(self) -> dict[str, dict[str, Any]]:
        """Each offer's price on main, for the lines that make a decision lasting."""
        name = offers_name(self.world.proposal.provider)
        with self.hands.repository.worktree(self.world.main) as folder:
            path = folder / name
            doc = read(path.read_text("utf-8"), name).mapping() if path.is_file() else {}
        prices = {id_: get(entry, ("price",)) for id_, entry in doc.items()}
        return {id_: price for id_, price in prices.items() if isinstance(price, dict)}
