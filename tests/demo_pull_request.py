"""The last acts of `make demo`: the same sync as a pull request, on the stand-in forge.

main with people's edits ──clone──> run --out ──change set──> publish ──git, REST──> forge
                                                                 ^──── a person's commit ┘
"""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sync.cli.shared import printable
from sync.publish.world import MAIN, branch_name
from tests.demo_stage import OFFER, OFFERS, PROVIDER, run, show, title
from tests.forge import Forge, Person, serve
from tests.forge.clock import Clock
from tests.forge.state import Item
from tests.upstream import drift, openrouter
from tests.upstream.server import Upstream

BRANCH = branch_name(PROVIDER, "main")
LINES = 40
"""How much of the body is shown: the page itself was shown before."""


@dataclass
class _Team:
    """A forge with the catalog on its main, a scheduled job, and a person."""

    forge: Forge
    folder: Path
    today: date

    @property
    def person(self) -> Person:
        return Person(self.forge, "maintainer")

    @property
    def pull(self) -> Item:
        """The pull request of what a sync writes alone."""
        found = self.forge.open_pull(BRANCH, MAIN)
        if found is None:
            raise SystemExit("NO PULL REQUEST IS OPEN")
        return found

    def sync(self) -> list[tuple[str, str]]:
        """What the scheduled job does, on a fresh clone of main; its writes to the forge."""
        clone, out = self.folder / "clone", self.folder / "out"
        shutil.rmtree(clone, ignore_errors=True)
        self.person.clone(clone)
        day, written = ("--today", self.today.isoformat()), len(self.forge.writes())
        run(clone, "run", "--provider", PROVIDER, "--out", str(out), *day, quiet=True)
        run(clone, "publish", str(out), *day, environ=self._environ())
        return self.forge.writes()[written:]

    def _environ(self) -> Mapping[str, str]:
        """What GitHub Actions sets by itself."""
        return {
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_SERVER_URL": self.forge.url,
            "GITHUB_REPOSITORY": self.forge.slug,
            "GITHUB_TOKEN": self.forge.token("bot"),
        }

    def edit(self, old: str, new: str, why: str) -> str:
        """A person's commit on the branch: another number in the offer's line."""
        self.person.switch(BRANCH)
        before, offer, after = (self.person.folder / OFFERS).read_text("utf-8").partition(f"\n{OFFER}:\n")
        if old not in after.partition("\n\n")[0]:
            raise SystemExit(f"{OFFER} doesn't say {old}")
        return self.person.change(BRANCH, {OFFERS: before + offer + after.replace(old, new, 1)}, why)


def play(root: Path, commit: str, upstream: Upstream, models: list[drift.Model], today: date) -> None:
    """Acts 13 to 15: `commit` of the scratch repository is main; upstream lists `models` today."""
    clock = Clock(datetime.combine(today, time(6), UTC))
    with (
        tempfile.TemporaryDirectory(prefix="modelbook-forge-") as folder,
        serve(Path(folder) / "forge", clock=clock) as forge,
    ):
        team = _Team(forge, Path(folder), today)
        team.person.git("push", "--quiet", forge.clone_url, f"{commit}:refs/heads/main", cwd=root)
        upstream.payload = openrouter.body(models)
        _opened(team)
        _again(team)
        upstream.payload = openrouter.body(drift.drift(models, ("price-up",)))
        team.today += timedelta(days=1)
        clock.advance(days=1)
        _edited(team)


def _opened(team: _Team) -> None:
    title("13  The sync of act 3 as a pull request:  python -m sync run --out DIR; publish DIR")
    team.sync()
    for each in team.forge.pulls("open"):
        print(f"\n  #{each.number} {printable(each.title)}\n  labels: {', '.join(each.labels)}")
    lines = (team.pull.body or "").splitlines()
    print(f"\n  #{team.pull.number} says:\n")
    show("\n".join(lines[:LINES]))
    print(f"  … {len(lines) - LINES} lines more")


def _again(team: _Team) -> None:
    title("14  The same once more")
    if team.sync():
        raise SystemExit("THE FORGE WAS WRITTEN TO")
    print("nothing was written to the forge")


def _edited(team: _Team) -> None:
    title(f"15  A person corrects a price in the branch; on {team.today} upstream moves on")
    theirs = team.edit("input: 3.6", "input: 3.3", "3.3 is what we signed")
    show(team.person.git("log", "--format=%h %an: %s", f"origin/main..{theirs}"))
    team.sync()
    if team.forge.repository.branch(BRANCH) != theirs:
        raise SystemExit("A PERSON'S COMMIT WAS OVERWRITTEN")
    print(f"\n  the branch is still at {theirs[:10]}; labels: {', '.join(team.pull.labels)}\n")
    show("\n\n".join(comment.body for comment in team.pull.comments))
