"""Fixtures for every test, and the one rule for what a machine may lack.

A test that needs something from outside skips by its name where that is missing, unless
`MODELBOOK_REQUIRE` (a list such as `replay,act,chromium`) names it: then it fails.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no failure. By default two runs of the same tree try the same examples;
# MODELBOOK_HYPOTHESIS=slow tries many more, and new ones each time.
settings.register_profile(
    "default",
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "slow",
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("MODELBOOK_HYPOTHESIS") or "default")


def unavailable(name: str, why: str) -> NoReturn:
    """Skip, or fail where `name` is required."""
    if name in os.environ.get("MODELBOOK_REQUIRE", "").replace(" ", "").split(","):
        pytest.fail(f"{name} is required (MODELBOOK_REQUIRE), but {why}", pytrace=False)
    pytest.skip(f"{name}: {why}")


@pytest.fixture(scope="module", autouse=True)
def untraced(request: pytest.FixtureRequest) -> Iterator[None]:
    """Thousands of runs cover nothing that one doesn't, and to count them takes three times as long."""
    tracer = sys.gettrace()
    if request.path.parent.name in ("property", "replay"):
        sys.settrace(None)
    yield
    sys.settrace(tracer)


@pytest.fixture(scope="session")
def replay_data() -> Path:
    """The folder of recorded payloads, one folder in it for each provider."""
    named = os.environ.get("MODELBOOK_REPLAY_DATA", "")
    if not named:
        unavailable("replay", "MODELBOOK_REPLAY_DATA is not set")
    if not Path(named).is_dir():
        unavailable("replay", f"MODELBOOK_REPLAY_DATA={named} is not a directory")
    return Path(named)
