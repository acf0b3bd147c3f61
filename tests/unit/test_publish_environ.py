"""What `publish` takes from its environment: an empty variable is none, a wrong one ends it with its cure."""

import re
from pathlib import Path

import pytest

from sync.cli import publish as command
from sync.cli.main import call
from tests.unit.publishing_days import BRANCH, Days, feed
from tests.unit.running import Capture, errors

OPTIONAL = ("GITHUB_RUN_ID", "SYNC_BOT_NAME", "SYNC_BOT_EMAIL")


@pytest.fixture
def environ(lane: Days, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The variables of a workflow on the forge, those that are optional empty, as for what isn't set."""
    for name in OPTIONAL:
        monkeypatch.setenv(name, "")
    for name in ("GITHUB_API_URL", "GITHUB_SERVER_URL"):
        monkeypatch.setenv(name, lane.forge.url)
    monkeypatch.setenv("GITHUB_REPOSITORY", lane.forge.slug)
    monkeypatch.setenv("GITHUB_TOKEN", lane.forge.token("bot"))
    return monkeypatch


def publish(lane: Days, *args: str) -> int:
    folder = lane.run(feed("0.000002")).parent
    return call(
        ["publish", "--root", str(lane.folder / "clone"), "--today", "2026-08-22", *args, str(folder)]
    )


def who(lane: Days) -> str:
    return lane.maintainer.git("log", "-1", "--format=%an <%ae> %cn <%ce>", lane.tip() or "")


def test_empty_variables_count_as_unset(lane: Days, environ: pytest.MonkeyPatch) -> None:
    assert publish(lane) == 0

    bot = "catalog-sync[bot] <catalog-sync[bot]@users.noreply.github.com>"
    lane.maintainer.git("fetch", "--quiet", "origin", cwd=lane.maintainer.clone())
    assert who(lane) == f"{bot} {bot}"
    [pull] = lane.forge.pulls("open")
    assert "Made by" not in (pull.body or "")


def test_variables_that_are_set_are_taken(lane: Days, environ: pytest.MonkeyPatch) -> None:
    environ.setenv("SYNC_BOT_NAME", "Zo\u00eb's bot")
    environ.setenv("SYNC_BOT_EMAIL", " bot@example.com\n")
    environ.setenv("GITHUB_RUN_ID", "17")
    environ.setenv("GITHUB_SERVER_URL", f"{lane.forge.url}/")

    assert publish(lane) == 0

    assert who(lane) == "Zo\u00eb's bot <bot@example.com> Zo\u00eb's bot <bot@example.com>"
    [pull] = lane.forge.pulls("open")
    run = f"{lane.forge.url}/{lane.forge.slug}/actions/runs/17"
    assert f"Made by [this run]({run})." in (pull.body or "")


def test_an_empty_address_is_githubs_own(tmp_path: Path) -> None:
    environ = {"GITHUB_API_URL": "", "GITHUB_SERVER_URL": "", "GITHUB_RUN_ID": "17"}
    needed = {"GITHUB_REPOSITORY": "acme/catalog", "GITHUB_TOKEN": "t"}

    with command._forge(tmp_path, environ | needed) as forge:  # nothing is asked by that
        assert forge.run_url == "https://github.com/acme/catalog/actions/runs/17"


@pytest.mark.parametrize(
    "name",
    ["catalog", "acme/catalog/more", "acme/..", "../catalog", "acme/a b", "acme /catalog", "acme/x\ny", "/"],
)
@pytest.mark.parametrize("args", [[], ["--dry-run"]], ids=["", "dry"])
def test_a_repository_that_is_none_ends_with_2(
    lane: Days, environ: pytest.MonkeyPatch, capsys: Capture, name: str, args: list[str]
) -> None:
    environ.setenv("GITHUB_REPOSITORY", name)

    assert publish(lane, *args) == 2

    assert (
        errors(capsys) == "error: GITHUB_REPOSITORY: not a repository's name\n  fix: set it to OWNER/NAME\n"
    )
    assert lane.tip(BRANCH) is None


@pytest.mark.parametrize("variable", ["SYNC_BOT_NAME", "SYNC_BOT_EMAIL"])
@pytest.mark.parametrize("value", ["a\nb", "a <b>", "a>", "\x1b[2Ja", "...", "a\u2028b"], ids=ascii)
def test_a_name_that_git_would_cut_ends_with_2(
    lane: Days, environ: pytest.MonkeyPatch, capsys: Capture, variable: str, value: str
) -> None:
    environ.setenv(variable, value)

    assert publish(lane) == 2

    said = errors(capsys)
    assert said.startswith(
        f"error: {variable}: nobody can commit by this name\n  fix: set {variable} to one line"
    )
    assert re.search(r"or leave it out: catalog-sync\[bot\]\S*$", said)
    assert lane.tip(BRANCH) is None


@pytest.mark.parametrize("name", ["GITHUB_REPOSITORY", "GITHUB_TOKEN"])
@pytest.mark.parametrize("value", ["", " "], ids=repr)
def test_what_is_needed_and_empty_is_not_set(
    lane: Days, environ: pytest.MonkeyPatch, capsys: Capture, name: str, value: str
) -> None:
    environ.setenv(name, value)

    assert publish(lane) == 2

    assert errors(capsys).startswith(f"error: {name} is not set\n  fix: set {name}")


@pytest.mark.parametrize(
    ("name", "value"),
    [("GITHUB_API_URL", "ftp://x"), ("GITHUB_SERVER_URL", "http://example.com"), ("GITHUB_TOKEN", "a b")],
)
def test_another_variable_that_is_wrong_ends_with_2_too(
    lane: Days, environ: pytest.MonkeyPatch, capsys: Capture, name: str, value: str
) -> None:
    environ.setenv(name, value)

    assert publish(lane) == 2

    assert name in errors(capsys)
