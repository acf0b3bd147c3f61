"""How long a schedule waits before it asks for a person: the catalog's own words, or the usual ones."""

from pathlib import Path

import pytest

from sync.core.patience import Patience, patience
from sync.core.values import Doc
from sync.files import rules, store
from tests.scratch import empty

SCHEDULE = "catalog/rules/schedule.yaml"
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ({}, Patience(waiting=7, failing=3, silent=14)),
        ({"waiting": {"days": 2}}, Patience(waiting=2)),
        ({"failing": {"runs": 1}, "silent": {"days": 30}}, Patience(failing=1, silent=30)),
        ({"waiting": 2, "failing": {"runs": "3"}, "silent": {"days": 0}}, Patience()),
        ({"failing": {"runs": True}}, Patience()),
    ],
)
def test_what_a_file_leaves_out_is_as_usual(doc: Doc, expected: Patience) -> None:
    assert patience(doc) == expected


def test_the_shipped_file_says_the_usual_and_a_catalog_may_say_otherwise_or_nothing(tmp_path: Path) -> None:
    catalog = empty(tmp_path)
    assert rules.patience_of(store.load(catalog.root)) == Patience()

    catalog.edit(SCHEDULE, "{days: 7}", "{days: 21}")
    assert rules.patience_of(store.load(catalog.root)) == Patience(waiting=21)

    (catalog.root / SCHEDULE).unlink()
    assert rules.patience_of(store.load(catalog.root)) == Patience()


@pytest.mark.parametrize("wrong", ["{days: 0}", "{days: soon}", "{weeks: 1}", "7"])
def test_a_wait_that_is_none_is_a_problem_of_its_file(tmp_path: Path, capsys: Capture, wrong: str) -> None:
    catalog = empty(tmp_path)
    catalog.edit(SCHEDULE, "{days: 7}", wrong)
    capsys.readouterr()

    assert catalog.call("check") == 1

    assert f"{SCHEDULE}:3 waiting" in capsys.readouterr().out
