"""`preview`: the effective change of a pull request is one comment in it, whoever's the pull request is."""

import json
from pathlib import Path
from typing import Any

import pytest

from sync.schedule.preview import LIMIT, STICKY
from tests.forge import Forge, Person
from tests.scratch import OFFERS, ONE, scratch
from tests.unit.forging import BRANCH, TWO
from tests.unit.previewing import Preview, dearer, event, from_fork
from tests.unit.running import Capture, git


@pytest.fixture
def preview(forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preview:
    return Preview(forge, tmp_path, monkeypatch)


@pytest.fixture
def number(forge: Forge) -> int:
    return Person(forge, "maintainer").open(BRANCH)


def test_the_comment_lists_exactly_what_diff_says(
    preview: Preview, number: int, tmp_path: Path, capsys: Capture
) -> None:
    catalog = scratch(tmp_path)
    git(catalog.root, "init", "-q", "-b", "main")
    for each in ("one", "two"):
        git(catalog.root, "add", "-A")
        git(catalog.root, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", each)
        if each == "one":
            catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1.2, output: 1.5}")
            catalog.edit(ONE, "context: 131072", "context: 64000")
    capsys.readouterr()
    said = {}
    for form in ("json", "markdown"):
        assert catalog.call("diff", "HEAD~1", "HEAD", f"--{form}") == 0
        said[form] = capsys.readouterr().out

    assert preview.run(event(preview.forge, number), json.loads(said["json"])) == 0

    assert capsys.readouterr().out == f"commented on #{number}\n"
    [comment] = preview.comments(number)
    first, lead, rest = comment.split("\n", 2)
    assert first == STICKY
    assert lead.startswith("**What applications would see** once this is merged")
    assert rest == "\n" + said["markdown"].replace("`HEAD~1` → `HEAD`: ", "`main` → `this pull request`: ", 1)
    assert "$1 → $1.2" in rest


def test_a_forks_pull_request_gets_its_own_comment(preview: Preview, number: int) -> None:
    theirs, same_name = from_fork(preview.forge), from_fork(preview.forge, fork="other/catalog")

    assert preview.run(event(preview.forge, theirs), dearer()) == 0

    assert [len(preview.comments(each)) for each in (number, theirs, same_name)] == [0, 1, 0]


def test_it_is_edited_in_place_and_only_where_it_says_something_else(
    preview: Preview, number: int, capsys: Capture
) -> None:
    happened = event(preview.forge, number)
    for said in (dearer(), dearer(), dearer("5"), dearer("3")):
        assert preview.run(happened, said) == 0

    assert capsys.readouterr().out.splitlines() == [
        f"commented on #{number}",
        f"#{number}: the comment says so already",
        f"edited the comment on #{number}",
        f"edited the comment on #{number}",
    ]
    [comment] = preview.comments(number)
    assert "**Nothing changes for applications any more** once this is merged." in comment
    assert comment.endswith("No change for applications.**\n")


def test_none_is_begun_where_nothing_changes(preview: Preview, number: int, capsys: Capture) -> None:
    assert preview.run(event(preview.forge, number), dearer("3")) == 0

    assert "nothing changes for applications" in capsys.readouterr().out
    assert preview.forge.writes() == []


def test_a_persons_comment_that_begins_alike_is_the_persons(preview: Preview, number: int) -> None:
    Person(preview.forge, "reviewer").comment(number, f"{STICKY}\nMine.")

    assert preview.run(event(preview.forge, number), dearer()) == 0

    mine, ours = preview.comments(number)
    assert mine == f"{STICKY}\nMine."
    assert "$3 → $4" in ours


@pytest.mark.parametrize("what", ["pushed", "closed", "another base", "another branch", "gone", "push"])
def test_without_the_one_pull_request_nothing_is_written(
    preview: Preview, number: int, capsys: Capture, what: str
) -> None:
    forge, maintainer = preview.forge, Person(preview.forge, "maintainer")
    happened: dict[str, Any] = event(forge, number)
    if what == "pushed":
        maintainer.change(BRANCH, {TWO: "price: 9\n"})
    elif what == "closed":
        maintainer.close(number)
    elif what == "another base":
        happened = event(forge, from_fork(forge, "x", base="release"))
    elif what == "another branch":
        happened = event(forge, number, head_branch="other")
    elif what == "gone":
        happened = event(forge, number, head_repository=None)
    else:
        happened = event(forge, number, event="push")

    assert preview.run(happened, dearer()) == 0

    assert capsys.readouterr().out.endswith("; nothing was written\n")
    assert forge.writes() == []


def test_two_pull_requests_of_one_commit_are_none(preview: Preview, capsys: Capture) -> None:
    forge = preview.forge
    first, second = (from_fork(forge, "same") for _ in range(2))
    both = [forge.item(each).pull for each in (first, second)]
    assert both[0] and both[1]
    both[1].head_sha = both[0].head_sha

    assert preview.run(event(forge, first), dearer()) == 0

    assert capsys.readouterr().out.startswith("2 open pull requests into main have ")
    assert forge.writes() == []


def test_a_long_one_is_cut_and_says_so(preview: Preview, number: int) -> None:
    said = dearer()
    said["changes"] = [said["changes"][0] | {"model": f"acme/{index}"} for index in range(3_000)]
    said["counts"]["price"] = 3_000

    assert preview.run(event(preview.forge, number), said) == 0

    [comment] = preview.comments(number)
    assert len(comment.encode()) <= LIMIT
    assert "more; run `python -m sync diff main` to see them" in comment


def test_what_the_artifact_calls_the_revisions_stands_nowhere(preview: Preview, number: int) -> None:
    said = dearer() | {"old": "$(evil)", "new": "a; evil"}
    said["changes"] = [said["changes"][0] | {"model": f"acme/{index}"} for index in range(3_000)]
    said["counts"]["price"] = 3_000

    assert preview.run(event(preview.forge, number), said) == 0

    assert "evil" not in preview.comments(number)[0]


@pytest.mark.parametrize("missing", ["GITHUB_EVENT_PATH", "GITHUB_TOKEN", "GITHUB_REPOSITORY"])
def test_what_the_environment_lacks_is_named(
    preview: Preview, number: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture, missing: str
) -> None:
    monkeypatch.setenv(missing, "")

    assert preview.run(event(preview.forge, number), dearer()) == 2

    assert f"error: {missing} is not set" in capsys.readouterr().err


def test_another_event_is_refused(preview: Preview, capsys: Capture) -> None:
    assert preview.run({"pull_request": {"number": 1}}, dearer()) == 1

    assert "this is no event of a run that ended" in capsys.readouterr().err
