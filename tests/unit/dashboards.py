"""A schedule without its jobs: what its legs would leave, and `dashboard` on the stand-in forge."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync.schedule import state
from sync.schedule.dashboard import LABEL, TITLE
from tests.forge import Forge, Person
from tests.forge.state import Item
from tests.scratch import PROVIDER, Scratch, empty

HELD = [{"id": "acme/one"}]
"""What waits, as far as a dashboard looks at it."""


def run_of(status: str = "ok", **more: object) -> dict[str, Any]:
    """A provider's run as `--report-json` tells it."""
    return {"status": status, "reason": None, "rule": None, "held": [], "as_of": "2026-08-21", **more}


REFUSED = run_of("refused", reason="half of the ids are gone", rule="shrink")
DOWN = run_of("failed", reason="it answered 503 Service Unavailable", fix="run again later")


def needs(*planned: str, **results: str) -> str:
    """SYNC_JOBS of a run with these legs."""
    matrix = json.dumps({"include": [{"provider": name, "state": ""} for name in planned]})
    jobs: dict[str, Any] = {name: {"result": result, "outputs": {}} for name, result in results.items()}
    jobs["plan"] = {"result": results.get("plan", "success"), "outputs": {"matrix": matrix}}
    return json.dumps(jobs)


@dataclass
class Desk:
    """A catalog with the providers openrouter and other, and the forge whose issue tells of them."""

    forge: Forge
    catalog: Scratch
    folder: Path
    patch: pytest.MonkeyPatch
    runs: int = 0

    @property
    def maintainer(self) -> Person:
        return Person(self.forge, "maintainer")

    def run(
        self, *args: str, jobs: str = "", lanes: Sequence[dict[str, Any]] = (), run: int = 0, **told: object
    ) -> int:
        """A run of the schedule that a provider was told of; without any the daily one. Its exit code."""
        self.runs += 1
        env = {
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_SERVER_URL": self.forge.url,
            "GITHUB_REPOSITORY": self.forge.slug,
            "GITHUB_TOKEN": self.forge.token("bot"),
            "GITHUB_RUN_ID": str(run or self.runs),
            "SYNC_JOBS": jobs,
        }
        for name, value in env.items():
            self.patch.setenv(name, value)
        where = ["--changes", str(self.left(lanes, told))] if told or jobs else []
        return self.catalog.call("dashboard", *where, *args, today=self.forge.clock.now.date().isoformat())

    def left(self, lanes: Sequence[dict[str, Any]], told: dict[str, object]) -> Path:
        """The folder that a run leaves; a text is written as it is."""
        out = self.folder / f"out-{self.runs}"
        (out / "reports").mkdir(parents=True)
        for name, each in told.items():
            doc = {"runs": [{"provider": name, **each}]} if isinstance(each, dict) else each
            text = doc if isinstance(doc, str) else json.dumps(doc)
            (out / "reports" / f"{name}.json").write_text(text, "utf-8")
        if lanes:
            (out / "published.json").write_text(json.dumps({"lanes": list(lanes)}), "utf-8")
        return out

    def later(self, *, days: float = 0, hours: float = 0) -> None:
        self.forge.clock.advance(days=days, hours=hours)

    @property
    def issues(self) -> list[Item]:
        return [item for item in self.forge.state.items.values() if item.pull is None]

    @property
    def issue(self) -> Item:
        [found] = [item for item in self.issues if item.title == TITLE and LABEL in item.labels]
        return found

    @property
    def body(self) -> str:
        return self.issue.body or ""

    def row(self, provider: str) -> str:
        """The table's row of a provider."""
        [found] = [line for line in self.body.splitlines() if line.startswith(f"| {provider} |")]
        return found

    @property
    def urgent(self) -> list[str]:
        """The items under "Needs attention"."""
        lines = self.body.splitlines()
        if "## Needs attention" not in lines:
            return []
        below = lines[lines.index("## Needs attention") : lines.index("## Providers")]
        return [line for line in below if line.startswith("- ")]

    @property
    def comments(self) -> list[str]:
        return [comment.body for comment in self.issue.comments]

    def kept(self) -> state.State | None:
        return state.read(self.body)

    def writes(self) -> int:
        """How often the bot wrote to the forge."""
        return len(self.forge.writes())


def two_providers(folder: Path) -> Scratch:
    """An empty catalog of the providers openrouter and other."""
    catalog = empty(folder)
    text = catalog.read(PROVIDER)
    for path in (catalog.root / PROVIDER).parent.glob("*.yaml"):
        path.unlink()
    for name in ("openrouter", "other"):
        catalog.write(f"catalog/providers/{name}.yaml", text)
    return catalog
