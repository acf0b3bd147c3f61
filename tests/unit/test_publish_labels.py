"""A token that may use labels and not make them: what is missing is told, and nothing else goes wrong."""

from dataclasses import replace

import pytest

from tests.forge.routing import Answer
from tests.forge.users import EVERYTHING, USERS
from tests.unit.publishing_days import Days, feed

DEARER, DEAREST = feed("0.000002"), feed("0.000003")
SYNCS, PROVIDER = "sync", "provider:openrouter"


@pytest.fixture
def narrow(lane: Days, monkeypatch: pytest.MonkeyPatch) -> Days:
    """A forge whose bot has no permission for issues."""
    monkeypatch.setitem(USERS, "bot", replace(USERS["bot"], may=EVERYTHING - {"issues"}))
    return lane


def make(lane: Days, *names: str) -> None:
    for name in names:
        lane.maintainer.api("POST", "/labels", {"name": name})


def test_a_label_that_cannot_be_made_is_told_and_the_pull_request_stands(narrow: Days) -> None:
    done = narrow.sync(DEARER)

    assert (done.why, done.failed, done.pull) == ("new", None, 1)
    [warning] = done.warned
    assert warning.startswith(f"#1 has no label {PROVIDER}, {SYNCS}") and "issues: write" in warning
    assert [each.labels for each in narrow.forge.pulls("open")] == [[]]


def test_the_labels_that_are_there_are_put_on_it_all_the_same(narrow: Days) -> None:
    make(narrow, SYNCS)

    done = narrow.sync(DEARER)

    assert [each.labels for each in narrow.forge.pulls("open")] == [[SYNCS]]
    assert "no label provider:openrouter:" in done.warned[0]


@pytest.mark.parametrize("first", [(), (SYNCS,)], ids=["none", "one"])
def test_the_next_run_tries_again(narrow: Days, first: tuple[str, ...]) -> None:
    make(narrow, *first)
    narrow.sync(DEARER)
    assert narrow.sync(DEARER).warned != ()
    make(narrow, *{SYNCS, PROVIDER} - {*first})

    done = narrow.sync(DEARER)

    assert (done.why, done.warned) == ("unchanged", ())
    assert [{*each.labels} for each in narrow.forge.pulls("open")] == [{SYNCS, PROVIDER}]
    assert narrow.writes(lambda: narrow.sync(DEARER)) == []


def test_a_label_in_other_letters_is_that_label(narrow: Days) -> None:
    make(narrow, "Sync", "Provider:OpenRouter")
    narrow.sync(DEARER)

    assert narrow.writes(lambda: narrow.sync(DEARER)) == []


def test_closed_without_its_label_it_is_no_persons_no(narrow: Days) -> None:
    make(narrow, SYNCS, PROVIDER)
    narrow.sync(DEARER)

    closed = narrow.sync(feed())
    assert (closed.why, closed.failed) == ("obsolete", None)
    assert "sync:obsolete" in closed.warned[0]
    assert narrow.forge.pulls("open") == []
    assert "$1 → $2" in (narrow.forge.item(1).body or "")

    assert narrow.sync(DEARER, later=1).why == "new"


def test_another_refusal_is_a_failure(lane: Days) -> None:
    said = {"message": "Resource not accessible by integration"}
    lane.forge.fail("POST", "/issues/1/labels", Answer(status=403, body=said), times=9)

    done = lane.sync(DEARER)

    assert done.failed is not None and "pull-requests: write" in str(done.failed)
    assert (done.pushed, done.opened, done.pull) == (True, True, 1)
