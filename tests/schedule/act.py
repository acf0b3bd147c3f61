"""Runs a workflow as GitHub would: `act` on the host, stand-ins for actions, one log line an object.

runner = Runner(folder, forge, root)
run = runner.run("schedule", "sync.yml", variables={"SYNC_ENABLED": "true"})
run.results      {"plan": "success", "collect": "failure"}
run.said         everything that it printed
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.forge import Forge

ROOT = Path(__file__).parents[2]
ACTIONS = Path(__file__).parent / "actions"
BINARY = Path(sys.executable).with_name("act")
_LEG = re.compile(r"\)-\d+$")
"""What act adds to the name of a job of a matrix."""
_USES = re.compile(r"uses: (?P<name>actions/(?P<short>[a-z-]+))@(?P<sha>[0-9a-f]{40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run of a workflow: how each job and each step of it ended, and all that was printed.

    results  by job; of a matrix act says the worst leg's
    steps    by job and step
    """

    results: Mapping[str, str]
    steps: Mapping[tuple[str, str], str]
    said: str
    code: int


@dataclass(slots=True, kw_only=True)
class Runner:
    """A folder with a repository's workflows, beside the forge that has the repository.

    artifacts  of each run, kept as folders
    environ    what every run gets beside what GitHub sets
    """

    folder: Path
    forge: Forge
    workflows: Path = ROOT / ".github/workflows"
    environ: dict[str, str] = field(default_factory=dict)
    runs: int = 0

    @property
    def artifacts(self) -> Path:
        return self.folder / "artifacts"

    def run(
        self,
        event: str,
        workflow: str,
        *,
        job: str | None = None,
        payload: Mapping[str, Any] | None = None,
        inputs: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run it to its end."""
        self.runs += 1
        work, head = self._work(), self.forge.repository.branch("main")
        words = [str(BINARY), event, "--json", "--no-skip-checkout", "-W", f".github/workflows/{workflow}"]
        words += ["-P", "ubuntu-latest=-self-hosted", "--container-daemon-socket", "-"]
        words += ["--actor", "maintainer", "--defaultbranch", "main", "--no-cache-server"]
        words += ["--job", job] if job else []
        if payload is not None:
            (work / "event.json").write_text(json.dumps(payload), "utf-8")
            words += ["--eventpath", "event.json"]
        given = {"--input": inputs, "--var": variables, "--env": self._environ()}
        for option, pairs in given.items():
            words += [word for key, value in (pairs or {}).items() for word in (option, f"{key}={value}")]
        hidden = {"GITHUB_TOKEN": self.forge.token("bot"), **(secrets or {})}
        words += [word for key in hidden for word in ("-s", key)]  # by name: the value is in no argument
        for name, short, sha in sorted(set(self._uses(workflow))):
            words += ["--local-repository", f"{name}@{sha}={ACTIONS / short}"]
        environ = self._home() | hidden
        done = subprocess.run(words, cwd=work, env=environ, capture_output=True, text=True, timeout=240)
        for path in sorted((self.artifacts / str(self.runs)).glob("*")):
            self.forge.keep(
                path.name, self.runs, event=event, path=f".github/workflows/{workflow}", head_sha=head
            )
        return _read(done.stdout, done.stderr, done.returncode)

    def _work(self) -> Path:
        work = self.folder / "work"
        if not work.exists():
            shutil.copytree(self.workflows, work / ".github/workflows")
            for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Workflows"]):
                subprocess.run(["git", *_COMMITTER, *words], cwd=work, check=True, capture_output=True)
            url = f"{self.forge.url}/{self.forge.slug}.git"
            subprocess.run(["git", "remote", "add", "origin", url], cwd=work, check=True)
        return work

    def _uses(self, workflow: str) -> list[tuple[str, str, str]]:
        text = (self.workflows / workflow).read_text("utf-8")
        return [(found["name"], found["short"], found["sha"]) for found in _USES.finditer(text)]

    def _environ(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_SERVER_URL": self.forge.url,
            "GITHUB_REPOSITORY": self.forge.slug,
            "GITHUB_RUN_ID": str(self.runs),
            "FORGE_RUN": str(self.runs),
            "FORGE_ARTIFACTS": str(self.artifacts),
            "FORGE_SLUG": self.forge.slug,
            "FORGE_READER": self.forge.token("stranger"),
            "FORGE_APP": self.forge.token("bot"),
            "FORGE_TODAY": self.forge.clock.now.date().isoformat(),
            "MODELBOOK_ENGINE": str(ROOT),
            "MODELBOOK_PYTHON": sys.executable,
            **self.environ,
        }

    def _home(self) -> dict[str, str]:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(self.folder)}


_COMMITTER = ("-c", "user.name=maintainer", "-c", "user.email=maintainer@example.com")


def _read(out: str, err: str, code: int) -> Ran:
    results, steps, said = dict[str, str](), dict[tuple[str, str], str](), [err]
    for line in out.splitlines():
        try:
            doc = json.loads(line)
        except ValueError:
            said.append(line)
            continue
        said.append(str(doc.get("msg", "")))
        job = _LEG.sub(")", str(doc.get("job", "")).partition("/")[2].strip())
        if "jobResult" in doc:
            results[job.partition(" (")[0]] = doc["jobResult"]
        elif "stepResult" in doc and doc.get("stage") == "Main" and len(doc.get("stepID", ())) == 1:
            steps[job, str(doc["step"])] = doc["stepResult"]
    return Ran(results=results, steps=steps, said="\n".join(said), code=code)
