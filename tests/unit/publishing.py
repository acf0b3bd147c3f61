"""What tests of publishing start from: a clock that sleep moves on, and the forge with the bot's token."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.errors import SyncError
from sync.publish.forge.git import Author, Repository
from sync.publish.forge.github import GitHub
from tests.forge import Forge, lifecycle
from tests.forge.state import Pull
from tests.unit.forging import BRANCH, ONE

NEW = "catalog-sync/new"
WHEN = datetime(2026, 8, 22, tzinfo=UTC)
MESSAGE = "sync(one): 1 change\n\nWhy.\n\nCatalog-Sync-Provider: one\nCatalog-Sync-Lane: main\n"
BOT = Author("catalog-sync[bot]", "101+catalog-sync[bot]@users.noreply.github.com")
SECRET = "ghs_neverShownAnywhere0123456789"


class Naps:
    """A clock in seconds since 1970 that moves only when somebody sleeps; it remembers each nap."""

    def __init__(self, now: float = 0) -> None:
        self.now = now
        self.taken: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


@contextmanager
def bot_at(forge: Forge, naps: Naps, *, user: str = "bot", below: str = "") -> Iterator[GitHub]:
    """The forge's API as the bot, or another user, has it."""
    naps.now = float(forge.clock.epoch())
    made = GitHub(
        forge.url + below, forge.slug, forge.token(user), sleep=naps.sleep, clock=naps.clock, environ={}
    )
    with made as github:
        yield github


@contextmanager
def clone_of(forge: Forge, naps: Naps, root: Path, *, token: str = "") -> Iterator[Repository]:
    """The forge's git as the bot has it, not fetched yet."""
    words = (root, forge.url, forge.slug, token or forge.token("bot"))
    with Repository(*words, sleep=naps.sleep) as repository:
        yield repository


def open_pull(github: GitHub, branch: str = BRANCH) -> int:
    return github.create_pull(branch, "A change", "Why.").number


def closed_pulls(forge: Forge, count: int, branch: str = BRANCH) -> None:
    """So many that were opened and closed before, without asking the forge for each."""
    sha, base = forge.repository.branch(branch), forge.repository.branch("main")
    assert sha and base
    for _ in range(count):
        pull = Pull(head_ref=branch, head_sha=sha, base_ref="main", base_sha=base)
        lifecycle.close(forge, lifecycle.open_item(forge, "bot", "Old", "", pull), "maintainer")


def told(what: Callable[[], object]) -> str:
    """The text of the error that it raises, which never has the token, nor has its traceback."""
    with pytest.raises(SyncError) as caught:
        what()
    shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert SECRET not in shown
    assert "token-of-" not in shown
    return str(caught.value)


def tip(forge: Forge, branch: str) -> str:
    sha = forge.repository.branch(branch)
    assert sha
    return sha


def commit(git: Repository, on: str, content: str = "price: 7\n", message: str = MESSAGE) -> str:
    """A commit of another price on a commit, not pushed."""
    with git.worktree(on) as folder:
        (folder / ONE).write_text(content, "utf-8")
        return git.commit(folder, message, paths=[ONE], when=WHEN, author=BOT)
