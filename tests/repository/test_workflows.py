"""What every workflow has to be: least privilege, nothing unpinned, no logic, no others' text in a script."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sync.files import workflows
from sync.files.workflows import FOLDER, Engine, adopted

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
NAMES = ["preview.yml", "sweep.yml", "sync.yml", "validate.yml"]
KEYS = workflows.keys(ROOT)
ENGINE = Engine("modelbook/modelbook", "0123456789" * 4)

Doc = dict[str, Any]


def text(name: str) -> str:
    return (ROOT / FOLDER / name).read_text("utf-8")


def workflow(name: str) -> Doc:
    doc = yaml.safe_load(text(name))
    return {"on" if key is True else key: value for key, value in doc.items()}  # YAML 1.1 reads `on` so


def jobs(name: str) -> Iterator[tuple[str, Doc]]:
    yield from workflow(name)["jobs"].items()


EVERY = [pytest.param(name, id_, job, id=f"{name} {id_}") for name in NAMES for id_, job in jobs(name)]


def keys() -> dict[str, list[str]]:
    """The keys that each provider may be asked with, from the provider files."""
    files = sorted((ROOT / "catalog/providers").glob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text("utf-8")).get("api_keys", []) for path in files}


def actions(name: str) -> list[str]:
    return re.findall(r"^ +uses: (.+)", text(name), re.MULTILINE)


def writes(job: Doc) -> set[str]:
    return {scope for scope, may in job["permissions"].items() if may == "write"}


def test_these_are_all() -> None:
    assert sorted(path.name for path in (ROOT / FOLDER).iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_may_do_nothing_but_what_a_job_asks_for(name: str) -> None:
    doc = workflow(name)

    assert doc["permissions"] == {}
    assert doc["concurrency"].keys() == {"group", "cancel-in-progress"}
    assert "pull_request_target" not in doc["on"]


@pytest.mark.parametrize(("name", "id_", "job"), EVERY)
def test_a_job_is_bounded_and_asks_for_its_permissions(name: str, id_: str, job: Doc) -> None:
    assert isinstance(job["permissions"], dict)
    assert job["timeout-minutes"] <= 30
    for step in job["steps"]:
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize(("name", "id_", "job"), EVERY)
def test_no_job_has_both_a_providers_key_and_the_right_to_write(name: str, id_: str, job: Doc) -> None:
    spelled = json.dumps(job)
    has_key = any(key in spelled for every in keys().values() for key in every)

    assert not (has_key and writes(job))
    assert has_key == (id_ == "collect")


def test_each_leg_is_given_the_keys_of_its_own_provider_and_of_no_other() -> None:
    [step] = [
        step for step in workflow("sync.yml")["jobs"]["collect"]["steps"] if "PROVIDER" in step.get("env", {})
    ]
    given = {name: said for name, said in step["env"].items() if name.endswith("_API_KEY")}

    assert given == {
        key: f"${{{{ matrix.provider == '{provider}' && secrets.{key} || '' }}}}"
        for provider, every in keys().items()
        for key in every
    }


@pytest.mark.parametrize("name", ["validate.yml", "preview.yml"])
def test_what_a_pull_request_starts_has_no_secret(name: str) -> None:
    assert "secrets." not in text(name)


def test_what_runs_a_pull_requests_code_may_only_read() -> None:
    assert {id_: job["permissions"] for id_, job in jobs("validate.yml")} == {
        "catalog": {"contents": "read"},
        "tests": {"contents": "read"},
    }


def test_what_may_comment_takes_one_file_from_a_pull_request_and_no_code() -> None:
    [(_, job)] = jobs("preview.yml")

    assert writes(job) == {"pull-requests"}
    for step in job["steps"]:
        assert "ref" not in step.get("with", {}) and "repository" not in step.get("with", {})


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_and_says_its_version(name: str) -> None:
    used = actions(name)

    assert used
    for each in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each


def test_an_action_has_one_commit_everywhere() -> None:
    pins = {tuple(each.split("@")) for name in NAMES for each in actions(name)}

    assert len(pins) == len({action for action, _ in pins})


@pytest.mark.parametrize(("name", "id_", "job"), EVERY)
def test_no_value_of_others_is_put_into_a_script(name: str, id_: str, job: Doc) -> None:
    for step in job["steps"]:
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize(("name", "id_", "job"), EVERY)
def test_a_script_is_a_command_that_anyone_can_run(name: str, id_: str, job: Doc) -> None:
    allowed = re.compile(r"python -m (sync|pip) .+|make test|mkdir -p \.\./effective")
    for step in job["steps"]:
        for line in filter(None, step.get("run", "").split("\n")):
            assert allowed.fullmatch(line), line


@pytest.mark.parametrize("name", ["sweep.yml", "sync.yml"])
def test_a_schedule_does_nothing_in_a_fork(name: str) -> None:
    first, job = next(jobs(name))

    assert job["if"] == "github.event_name == 'workflow_dispatch' || vars.SYNC_ENABLED == 'true'"
    for id_, other in jobs(name):
        assert id_ == first or other["needs"]


def test_a_job_can_be_run_again() -> None:
    for name in NAMES:
        for _, job in jobs(name):
            uploads = [step["with"] for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
            assert all(given["overwrite"] is True for given in uploads)


def test_the_minute_is_an_odd_one() -> None:
    for name in ("sweep.yml", "sync.yml"):
        [cron] = workflow(name)["on"]["schedule"]
        assert int(cron["cron"].split()[0]) % 5 != 0


def linted(folder: Path) -> None:
    files = sorted(map(str, folder.glob("*.yml")))
    zizmor = [str(BIN / "zizmor"), "--offline", "--no-progress", "--persona", "pedantic", str(folder)]
    for words in (zizmor, [str(BIN / "actionlint"), *files]):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_linters_find_nothing() -> None:
    linted(ROOT / FOLDER)


def test_linters_find_nothing_in_an_adopters_workflows(tmp_path: Path) -> None:
    for name, content in adopted(ROOT, ENGINE, KEYS).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    linted(tmp_path / FOLDER)


def test_what_is_ignored_is_explained_in_place() -> None:
    for name in NAMES:
        for said in re.findall(r"# zizmor: ignore\[[a-z-]+\](.*)", text(name)):
            assert len(said.split()) > 5


@pytest.mark.parametrize("name", NAMES)
def test_an_adopter_runs_the_engine_at_a_fixed_commit(name: str) -> None:
    doc = yaml.safe_load(adopted(ROOT, ENGINE, KEYS)[f"{FOLDER}/{name}"])

    for job in doc["jobs"].values():
        [engine] = [step["with"] for step in job["steps"] if step.get("with", {}).get("path") == "engine"]
        assert (engine["repository"], engine["ref"]) == (ENGINE.repository, ENGINE.commit)
    assert "tests" not in doc["jobs"]


def test_the_engine_is_installed_from_hashes_of_what_it_needs() -> None:
    locked = (ROOT / ".github/requirements.txt").read_text("utf-8")
    names = set(re.findall(r"^([a-z0-9-]+)==", locked, re.MULTILINE))
    needed = re.search(r"^sync = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S)

    assert needed is not None
    assert {name.lower().replace(".", "-") for name in re.findall(r'"([A-Za-z.]+)>=', needed[1])} <= names
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", locked)) > len(names)
