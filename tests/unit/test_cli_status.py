"""`status`: how old each source is and what stands against it."""

import json
from pathlib import Path

import pytest

from tests.scratch import PROVIDER, Scratch, body, records, scratch
from tests.upstream import serve

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    found.write("catalog/providers/other.yaml", found.read(PROVIDER))
    capsys.readouterr()
    return found


def test_every_provider_has_a_row(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("status", today="2026-08-30") == 0

    assert capsys.readouterr() == (
        "3 models\n"
        "provider    offers  upstream  as of       age     fetched here\n"
        "openrouter  4       4         2026-08-21  9 days  never\n"
        "other       0       0         never       never   never\n",
        "",
    )


def test_the_last_fetch_is_told(catalog: Scratch, capsys: Capture) -> None:
    with serve(body(records())) as host:
        catalog.listen_to(host)
        assert catalog.call("run", "--provider", "openrouter") == 0
    capsys.readouterr()

    assert catalog.call("status") == 0

    assert "openrouter  4       4         2026-08-21  1 day" in (out := capsys.readouterr().out)
    assert "2026-08-22T00:00:00+00:00" in out


def test_machines_get_the_same(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("status", "--json", today="2026-08-30") == 0

    assert json.loads(capsys.readouterr().out) == {
        "today": "2026-08-30",
        "models": 3,
        "providers": [
            {
                "provider": "openrouter",
                "offers": 4,
                "upstream": 4,
                "as_of": "2026-08-21",
                "age": 9,
                "last_fetch": None,
                "rules": "openrouter/1",
            },
            {
                "provider": "other",
                "offers": 0,
                "upstream": 0,
                "as_of": None,
                "age": None,
                "last_fetch": None,
                "rules": None,
            },
        ],
    }
