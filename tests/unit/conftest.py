"""What tests of the forge and of publishing start from: a prepared forge, copied and run for each test."""

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sync.cli import forge_environ
from sync.publish.forge.git import Repository
from tests.forge import Forge, Person
from tests.unit import publishing_days
from tests.unit.dashboards import Desk, two_providers
from tests.unit.forging import prepare, running
from tests.unit.publishing import Naps, clone_of
from tests.unit.publishing_days import Days


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a forge with one branch ahead of main."""
    return prepare(tmp_path_factory.mktemp("prepared") / "forge")


@pytest.fixture
def forge(prepared: Path, tmp_path: Path) -> Iterator[Forge]:
    """A copy of it, running on loopback."""
    with running(prepared, tmp_path / "forge") as forge:
        yield forge


@pytest.fixture
def maintainer(forge: Forge) -> Person:
    return Person(forge, "maintainer")


@pytest.fixture
def bot(forge: Forge) -> Person:
    return Person(forge, "bot")


@pytest.fixture(autouse=True)
def hurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that speaks to the stand-in takes no pause between two writes."""
    if {"forge", "lane"} & {*request.fixturenames}:
        clock = SimpleNamespace(sleep=lambda _: None, time=time.time)
        monkeypatch.setattr(forge_environ, "time", clock)


@pytest.fixture
def desk(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    found = Desk(forge, two_providers(tmp_path), tmp_path, monkeypatch)
    capsys.readouterr()
    return found


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def git(forge: Forge, naps: Naps, tmp_path: Path) -> Iterator[Repository]:
    """The forge's git as the bot has it, fetched."""
    with clone_of(forge, naps, tmp_path) as git:
        git.fetch()
        yield git


@pytest.fixture(scope="session")
def prepared_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a forge whose main is a small catalog."""
    return publishing_days.prepare(tmp_path_factory.mktemp("prepared-days"))


@pytest.fixture
def lane(prepared_days: Path, tmp_path: Path) -> Iterator[Days]:
    """A copy of it, running, on which a catalog is synced day by day."""
    with publishing_days.days(prepared_days, tmp_path) as found:
        yield found
