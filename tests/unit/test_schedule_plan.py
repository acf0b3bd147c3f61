"""Who is asked, and which run remembers what of them."""

import json
from pathlib import Path

import pytest

from sync.publish.forge.rest import Rest
from sync.schedule.artifacts import Artifacts
from tests.forge import Forge, Person
from tests.scratch import Scratch, empty
from tests.unit.forging import BRANCH
from tests.unit.running import Capture

PROVIDERS = ["cerebras", "deepseek", "groq", "mistral", "openrouter"]


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Scratch:
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_OUTPUT", "SYNC_PROVIDERS"):
        monkeypatch.delenv(name, raising=False)
    made = empty(tmp_path)
    capsys.readouterr()
    return made


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(path))
    return path


def planned(output: Path) -> dict[str, str]:
    """{provider: the run that remembers it}, as the jobs that follow get it."""
    said = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
    assert said["hour"] == "2026082200"
    return {job["provider"]: job["state"] for job in json.loads(said["matrix"])["include"]}


def test_every_provider_gets_a_job(catalog: Scratch, output: Path, capsys: Capture) -> None:
    assert catalog.call("plan") == 0

    assert planned(output) == dict.fromkeys(PROVIDERS, "")
    assert "groq                 remembers nothing: a full fetch\n" in capsys.readouterr().out


def test_only_those_that_are_named(catalog: Scratch, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNC_PROVIDERS", "groq openrouter")

    assert catalog.call("plan") == 0

    assert list(planned(output)) == ["groq", "openrouter"]


def test_an_empty_variable_names_nobody(
    catalog: Scratch, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNC_PROVIDERS", "")

    assert catalog.call("plan") == 0

    assert list(planned(output)) == PROVIDERS


def test_who_is_disabled_or_asked_by_name_only_waits_for_a_name(catalog: Scratch, output: Path) -> None:
    catalog.edit("catalog/providers/groq.yaml", "enabled: true", "enabled: false")
    catalog.edit("catalog/providers/mistral.yaml", "frequency: daily", "frequency: manual")

    assert catalog.call("plan") == 0
    assert list(planned(output)) == ["cerebras", "deepseek", "openrouter"]

    output.unlink()
    assert catalog.call("plan", "--provider", "mistral") == 0
    assert list(planned(output)) == ["mistral"]


def test_an_unknown_provider_is_a_mistake(catalog: Scratch, output: Path, capsys: Capture) -> None:
    assert catalog.call("plan", "--provider", "grok") == 2

    assert "there is no provider 'grok'" in capsys.readouterr().err
    assert not output.exists()


def test_a_list_that_is_not_there_ends_it_before_anybody_is_asked(
    catalog: Scratch, output: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("SYNC_MODEL_LIST", "nolist")

    assert catalog.call("plan") == 2

    assert "there is no list 'nolist'" in capsys.readouterr().err


def at(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", forge.url)
    monkeypatch.setenv("GITHUB_REPOSITORY", forge.slug)
    monkeypatch.setenv("GITHUB_TOKEN", forge.token("bot"))


def test_the_newest_run_of_main_remembers(
    catalog: Scratch, output: Path, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(forge, monkeypatch)
    for run in (7, 9, 8):
        forge.keep("state-groq", run)
    forge.keep("raw-groq-2026082200.json.gz", 10)

    assert catalog.call("plan") == 0

    assert planned(output)["groq"] == "9"
    assert planned(output)["openrouter"] == ""


def artifacts(forge: Forge) -> Artifacts:
    return Artifacts(Rest(forge.url, forge.token("bot"), sleep=lambda _: None, clock=lambda: 0), forge.slug)


@pytest.mark.parametrize(
    "more",
    [
        {"expired": True},
        {"head_branch": "a-branch"},
        {"head_repository_id": 4711},
        {"path": ".github/workflows/validate.yml"},
        {"path": ".github/workflows/sync.yml@a-branch"},
        {"event": "pull_request"},
        {"event": "push"},
        {"head_sha": "0123456789" * 4},
        {"of_a_fork": True},
    ],
    ids=str,
)
def test_what_others_kept_is_not_believed(forge: Forge, more: dict[str, object]) -> None:
    forge.keep("state-groq", 7)
    forge.keep("state-groq", 9, **more)

    assert artifacts(forge).newest("state-groq") == 7


def test_a_commit_that_never_came_to_main_is_not_believed(forge: Forge) -> None:
    forge.keep("state-groq", 7)
    forge.keep("state-groq", 9, head_sha=forge.repository.branch(BRANCH))

    assert artifacts(forge).newest("state-groq") == 7


def test_an_older_commit_of_main_is_believed(forge: Forge) -> None:
    forge.keep("state-groq", 7, head_sha=forge.repository.branch("main"))
    Person(forge, "maintainer").change("main", {"a": "b"}, "Another")

    assert artifacts(forge).newest("state-groq") == 7


def test_those_of_others_hide_nothing_however_many_they_are(forge: Forge) -> None:
    forge.keep("state-groq", 7)
    for run in range(1000, 1250):
        forge.keep("state-groq", run, head_repository_id=4711)

    assert artifacts(forge).newest("state-groq") == 7


def test_a_run_is_looked_up_once_for_all_that_it_kept(forge: Forge) -> None:
    for name in PROVIDERS:
        forge.keep(f"state-{name}", 7)
    found = artifacts(forge)

    assert {found.newest(f"state-{name}") for name in PROVIDERS} == {7}
    assert sum("/actions/runs/" in each.path for each in forge.requests()) == 1


def test_a_forge_that_does_not_answer_costs_a_full_fetch_and_no_more(
    catalog: Scratch, output: Path, forge: Forge, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    at(forge, monkeypatch)
    monkeypatch.setenv("GITHUB_TOKEN", "of-nobody")

    assert catalog.call("plan") == 0

    assert planned(output) == dict.fromkeys(PROVIDERS, "")
    assert capsys.readouterr().err.startswith("warning: ")
