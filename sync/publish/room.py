"""How many pull requests of syncs may be open at once, and whose is opened first.

    a new one ──decide──> room for it? ──yes──> opened
                              └──no──> it waits; a later run makes it anew, and opens it

What is open already goes on as ever. One that this run closes may make room for the next run only.
What waits has no branch that keeps its days: since when something is missing, held or settles is counted
from the run that opens it. What `prune` proposes no later run makes anew by itself.
"""

from dataclasses import replace

from sync.core.outcome import Run
from sync.core.patience import max_open_prs
from sync.files.read import read
from sync.files.rules import SCHEDULE
from sync.publish.forge.git import Repository
from sync.publish.forge.github import GitHub
from sync.publish.forge.shapes import PullRequest
from sync.publish.world import MAIN, PREFIX
from sync.report.attention import points
from sync.report.counts import grouped
from sync.report.escape import plain


class Room:
    """What is left of `max_open_prs`, as main's own rules say it; counted when first asked for."""

    def __init__(self, github: GitHub, repository: Repository) -> None:
        self._github, self._repository = github, repository
        self._left: int | None = None

    def left(self) -> int:
        """How many may still be opened."""
        if self._left is None:
            self._left = self._most() - len(of_syncs(self._github))
        return self._left

    def take(self) -> None:
        """One is opened; counted twice where it has to be tried again, which only leaves less."""
        self._left = self.left() - 1

    def _most(self) -> int:
        """A file that can't be read says nothing."""
        main = self._repository.tip(MAIN)
        raw = self._repository.content(main, SCHEDULE) if main else None
        return max_open_prs(read((raw or b"").decode("utf-8", "replace"), SCHEDULE).mapping())


def of_syncs(github: GitHub) -> list[PullRequest]:
    """The open pull requests of syncs."""
    return [pull for pull in github.pulls(state="open") if pull.branch.startswith(PREFIX)]


def risk(run: Run) -> int:
    """The less, the sooner it is opened: attention, then what is held, then prices, then the rest."""
    if points(replace(run, held=()), plain):
        return 0
    if run.held:
        return 1
    return 2 if grouped([run]).prices else 3
