"""One forge in one folder: its repository, its state, its clock, its failures. No socket here.

with serve(folder) as forge:                 server.py: the same on http://127.0.0.1:PORT
    forge.url, forge.slug, forge.token("bot")
    forge.fail(...), forge.before(...), forge.asked, forge.writes(...)
    forge.pull(1), forge.plain()
"""

from pathlib import Path
from threading import RLock

from tests.forge.clock import Clock
from tests.forge.failing import Asked, Faults
from tests.forge.repository import Repository, Signature
from tests.forge.state import Item, Json, State, load, save
from tests.forge.users import USERS

SLUG = "acme/catalog"
NOBODY = ("GitHub", "noreply@github.com")
"""Who commits what the forge merges."""


class Forge:
    """A forge with one repository. Every attribute may be looked at while it runs."""

    def __init__(self, folder: Path, *, slug: str = SLUG, clock: Clock | None = None) -> None:
        self.folder = folder
        self.slug = slug
        self.clock = clock or Clock()
        self.url = ""
        self.lock = RLock()
        self.faults = Faults()
        self.mergeable_pending = 0
        """So many looks at an open pull request find `mergeable` null: it is still being computed."""
        known = load(folder) if folder.is_dir() else None
        self.state = known or State(default_branch="main", created_at=self.clock.iso())
        git = folder / f"{slug}.git"
        self.repository = (
            Repository(git) if git.is_dir() else Repository.create(git, self.state.default_branch)
        )
        self.fail = self.faults.fail
        self.before = self.faults.before

    @property
    def asked(self) -> list[Asked]:
        """Every request, in order."""
        return self.faults.asked

    def requests(self, user: str | None = "bot") -> list[Asked]:
        """Those of one user; None for everybody's."""
        return [each for each in self.asked if user in (None, each.user)]

    def writes(self, user: str | None = "bot") -> list[tuple[str, str]]:
        """Method and path of what a user sent to change something."""
        return [(each.method, each.path) for each in self.requests(user) if each.writes]

    def token(self, name: str = "bot") -> str:
        """A user's secret."""
        return USERS[name].token

    @property
    def clone_url(self) -> str:
        """Where git finds the repository."""
        return f"{self.url}/{self.slug}.git"

    def plain(self) -> Json:
        """The state as dicts and lists."""
        with self.lock:
            return self.state.plain()

    def item(self, number: int) -> Item:
        """An issue or a pull request."""
        return self.state.items[number]

    def pulls(self, state: str = "all") -> list[Item]:
        """Pull requests, the oldest first."""
        return [item for item in self.state.items.values() if item.pull and state in ("all", item.state)]

    def open_pull(self, head: str, base: str) -> Item | None:
        """The open pull request of a branch of this repository into another."""
        for item in self.pulls("open"):
            if item.pull and (item.pull.head_ref, item.pull.base_ref, item.pull.fork) == (head, base, None):
                return item
        return None

    def keep(self, name: str, run: int, **more: object) -> None:
        """Know an artifact that a run of a workflow made; `more` as in artifacts.py."""
        made = {"id": self.state.next_id(), "name": name, "run": run, "at": self.clock.iso(), **more}
        self.state.artifacts.append(made)

    def signature(self, name: str | None = None) -> Signature:
        """A user as a commit's author, now; None for the forge itself."""
        user = USERS.get(name or "")
        person = NOBODY if user is None else (user.login, user.email)
        return Signature(name=person[0], email=person[1], date=self.clock.git())

    def save(self) -> None:
        """Write the state down beside the repository."""
        with self.lock:
            save(self.state, self.folder)
