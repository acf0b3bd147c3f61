"""The recorded days, run once for all tests that look at them."""

import os
import sys
from pathlib import Path

import pytest

from sync import replay
from sync.files import new_catalog
from sync.sources import gather
from tests.conftest import unavailable
from tests.replay.recorded import Day, day, read_once

HERE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def days(replay_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Day]:
    payloads = [each for each in replay.days(replay_data, "0000", "9999") if each[1] == "openrouter"]
    if not payloads:
        unavailable("replay", f"{replay_data}/openrouter has no payloads")
    every = 1 if os.environ.get("MODELBOOK_HYPOTHESIS") == "slow" else 9  # `make test-all` runs each twice
    root = tmp_path_factory.mktemp("catalog").resolve()
    new_catalog.create(HERE, root, owners="@curators")
    tracer = sys.gettrace()
    sys.settrace(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gather, "listing", read_once(gather.listing))
        found = [
            day(root, payload, first=number == 0, twice=number % every == 0)
            for number, payload in enumerate(payloads)
        ]
    sys.settrace(tracer)
    return found
