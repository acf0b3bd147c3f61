"""A catalog on a forge, and syncs of it day by day: `run --out` on a clone of main, then `publish`."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sync.cli.main import call
from sync.publish.lane import Done, publish, publish_review
from sync.publish.lane import Forge as Lane
from sync.publish.look import Eyes
from sync.publish.room import Room
from tests.forge import Forge, Person, serve
from tests.forge.people import files_of
from tests.scratch import OFFERS, body, priced, scratch
from tests.unit.openrouter_records import Json, record
from tests.unit.publishing import BOT, Naps, bot_at, clone_of

FIRST = date(2026, 8, 22)
BRANCH = "catalog-sync/openrouter"
REVIEW = f"{BRANCH}--review"


def feed(price: str = "0.000001", *more: Json) -> list[Json]:
    """What upstream lists: beta/big at a price of input, US$ a token."""
    return [
        record("acme/one"),
        priced("acme/one:free", "0", "0"),
        record("acme/two", name="Acme: Two"),
        priced("beta/big", price, "0.000002", name="Beta: Big"),
        *more,
    ]


@dataclass
class Days:
    """A forge with a catalog on main; `today` moves on by `sync(later=…)`."""

    forge: Forge
    folder: Path
    today: date = FIRST
    naps: Naps = field(default_factory=Naps)

    @property
    def maintainer(self) -> Person:
        return Person(self.forge, "maintainer")

    def run(self, listed: Sequence[object], *args: str) -> Path:
        """The change sets of a run on a fresh clone of main."""
        clone, out = self.folder / "clone", self.folder / "out"
        shutil.rmtree(clone, ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)
        self.maintainer.clone(clone)
        payload = self.folder / "payload.json"
        payload.write_bytes(body(listed))
        where = ["--root", str(clone), "--today", self.today.isoformat(), "--out", str(out)]
        assert call(["run", *where, "--from-file", f"openrouter={payload}", *args]) in (0, 1, 3)
        return out / "openrouter"

    def publish(self, folder: Path, *, may_write: bool = True) -> Done:
        """Publish a change set as the bot."""
        with self._lane(folder) as (lane, eyes):
            return publish(folder, lane, eyes, may_write=may_write)

    def publish_review(self, folder: Path) -> Done:
        """Publish what is held, as the bot."""
        with self._lane(folder) as (lane, eyes):
            return publish_review(folder, lane, eyes, may_write=True)

    @contextmanager
    def _lane(self, folder: Path) -> Iterator[tuple[Lane, Eyes]]:
        now = datetime.combine(self.today, time(6), UTC)
        lends = self.folder / "clone"  # as the checkout of a workflow does
        root = lends if lends.is_dir() else folder
        with bot_at(self.forge, self.naps) as github, clone_of(self.forge, self.naps, root) as clone:
            forge = Lane(github=github, repository=clone, author=BOT, room=Room(github, clone))
            yield forge, Eyes(github, clone, BOT.mail, now)

    def both(self, listed: Sequence[object], *args: str, later: int = 0) -> tuple[str, str]:
        """A whole sync of both lanes, some days later: why each is as it is."""
        self.today += timedelta(days=later)
        self.forge.clock.advance(days=later)
        made = self.run(listed, *args)
        done = self.publish(made), self.publish_review(made)
        assert [each.failed for each in done] == [None, None]
        return done[0].why, done[1].why

    def sync(self, listed: Sequence[object], *args: str, later: int = 0) -> Done:
        """A whole sync, some days later."""
        self.today += timedelta(days=later)
        self.forge.clock.advance(days=later)
        return self.publish(self.run(listed, *args))

    def edit(self, old: str, new: str, branch: str = "main") -> None:
        """A person's commit that changes the price list."""
        text = self.read(OFFERS, branch)
        assert old in text
        self.maintainer.change(branch, {OFFERS: text.replace(old, new)})

    def read(self, name: str, branch: str = "main") -> str:
        clone = self.maintainer.clone()
        self.maintainer.git("fetch", "--quiet", "origin", cwd=clone)
        return self.maintainer.git("show", f"origin/{branch}:{name}", cwd=clone) + "\n"

    def mergeable(self, number: int) -> bool | None:
        """Whether the forge could merge it now."""
        with bot_at(self.forge, self.naps) as github:
            return github.pull(number).mergeable

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self.forge.faults.forget()

    def tip(self, branch: str = BRANCH) -> str | None:
        return self.forge.repository.branch(branch)

    def writes(self, act: Callable[[], object]) -> list[tuple[str, str]]:
        """What the bot wrote to the forge while something was done."""
        before = len(self.forge.writes())
        act()
        return self.forge.writes()[before:]


def prepare(folder: Path) -> Path:
    """The folder of a forge whose main is a small catalog that accepted a list the day before."""
    catalog = scratch(folder / "made", feed())
    with serve(folder / "forge") as forge:
        files = {name: raw for name, raw in files_of(catalog.root).items() if not name.startswith(".state/")}
        Person(forge, "maintainer").change("main", files, "A catalog")
    shutil.rmtree(folder / "forge/people")
    return folder / "forge"


@contextmanager
def days(prepared: Path, folder: Path) -> Iterator[Days]:
    """A copy of it, running."""
    shutil.copytree(prepared, folder / "forge")
    with serve(folder / "forge") as forge:
        yield Days(forge, folder)
