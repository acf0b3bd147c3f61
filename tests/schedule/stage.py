"""A catalog on the forge, its providers on loopback, and the workflows that keep it.

stage.schedule()                     sync.yml as every six hours; the forge's clock moves on
stage.answers["groq"].status = 503   from now on
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.files.workflows import FOLDER
from tests.forge import Forge, Person, serve
from tests.forge.people import files_of
from tests.forge.state import Item
from tests.schedule.act import ROOT, Ran, Runner
from tests.scratch import body, scratch
from tests.unit.publishing_days import feed
from tests.upstream import server
from tests.upstream.server import PATH, Upstream

DEARER = feed("0.000002")
ENABLED = {"SYNC_ENABLED": "true"}
KEYS = {
    "OPENROUTER_API_KEY": "sk-or-v1-neverShown0123456789",
    "GROQ_API_KEY": "gsk_neverShownEither0123456789",
    "DEEPSEEK_API_KEY": "sk-norThisOne0123456789",
}
APP_KEY = "key-of-the-app"
PROVIDERS = ("deepseek", "groq", "openrouter")
PATHS = {"deepseek": "/models", "groq": "/openai/v1/models", "openrouter": PATH}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """All of it, running."""

    forge: Forge
    runner: Runner
    answers: Mapping[str, Upstream]

    @property
    def maintainer(self) -> Person:
        return Person(self.forge, "maintainer")

    @property
    def dashboard(self) -> Item:
        """The one issue that there is."""
        [found] = [item for item in self.forge.state.items.values() if item.pull is None]
        return found

    def schedule(self, workflow: str = "sync.yml", *, with_app: bool = False) -> Ran:
        """A scheduled run, six hours later."""
        self.forge.clock.advance(hours=6)
        app = {"SYNC_APP_KEY": APP_KEY} if with_app else {}
        variables = ENABLED | ({"SYNC_APP_ID": "1"} if with_app else {})
        return self.runner.run("schedule", workflow, secrets=KEYS | app, variables=variables)

    def dispatch(self, **inputs: str) -> Ran:
        """A run by hand."""
        return self.runner.run("workflow_dispatch", "sync.yml", inputs=inputs, secrets=KEYS)

    def everything_kept(self) -> str:
        """Every artifact, and all that the forge holds: its issues, pull requests and branches."""
        files = [path for path in self.runner.artifacts.rglob("*") if path.is_file()]
        git = self.maintainer.clone()
        self.maintainer.git("fetch", "--quiet", "origin", cwd=git)
        history = self.maintainer.git("log", "--all", "--patch", cwd=git)
        texts = [path.read_bytes().decode("utf-8", "replace") for path in files]
        return "\n".join([*map(str, files), *texts, repr(self.forge.plain()), history])


@contextmanager
def staged(prepared: Path, folder: Path, workflows: Path = ROOT / FOLDER) -> Iterator[Stage]:
    """A stage whose forge has a catalog on main that three servers keep, all with what it has already."""
    answers = {name: Upstream(payload=body(feed())) for name in PROVIDERS}
    with ExitStack() as stack:
        hosts = {name: stack.enter_context(server.serve(answers[name])) for name in PROVIDERS}
        forge = stack.enter_context(serve(folder / "forge"))
        files = dict(files_of(prepared))
        for name, host in hosts.items():
            files[f"catalog/providers/{name}.yaml"] = _provider(name, host + PATHS[name])
        Person(forge, "maintainer").change("main", files, "A catalog")
        yield Stage(
            forge=forge, runner=Runner(folder=folder, forge=forge, workflows=workflows), answers=answers
        )


def prepare(folder: Path) -> Path:
    """A small catalog of OpenRouter's, as `init` and a first run made it."""
    made = scratch(folder, feed()).root
    for path in sorted((made / ".state").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (made / ".state").rmdir()
    return made


def _provider(name: str, url: str) -> str:
    text = (ROOT / f"catalog/providers/{name}.yaml").read_text("utf-8")
    start = text.index("{url: ") + len("{url: ")
    end = text.index(",", start)
    return f"{text[:start]}{url}{text[end:]}".replace("frequency: daily", "frequency: realtime")


def has_act() -> bool:
    """Whether act can be started."""
    from tests.schedule.act import BINARY

    return os.access(BINARY, os.X_OK)
