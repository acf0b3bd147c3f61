"""When a schedule asks for a person, and for how much: the catalog's own words, or the usual ones."""

from pathlib import Path

import pytest

from sync.core.patience import Patience, max_open_prs, patience
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


@pytest.mark.parametrize(
    ("doc", "expected"),
    [({}, 10), ({"max_open_prs": 3}, 3), *(({"max_open_prs": wrong}, 10) for wrong in (0, -1, True, "3"))],
)
def test_so_many_pull_requests_may_be_open_at_once(doc: Doc, expected: int) -> None:
    assert max_open_prs(doc) == expected


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
