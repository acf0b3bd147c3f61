"""`--commit`: a command's own files, in a commit that says so, and nothing else of a dirty working tree."""

import json
from pathlib import Path

import pytest

from sync.files import changeset
from sync.publish import lane, trailers
from sync.publish.text import body, retold
from tests.scratch import BASE, OFFERS, TODAY, Scratch, priced, records, scratch
from tests.unit.holding import HELD, HISTORY, TOMORROW, dear
from tests.unit.openrouter_records import Json
from tests.unit.running import (
    Capture,
    add_provider,
    anybody_brings_models,
    dearer,
    errors,
    git,
    own,
    payloads,
)


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """A repository of its own, with somebody who commits."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    found = scratch(tmp_path)
    git(found.root, "init", "-q", "-b", "main")
    git(found.root, "add", ".")
    git(found.root, "commit", "-q", "-m", "begin")
    capsys.readouterr()
    return found


def changed(catalog: Scratch, commit: str = "HEAD") -> list[str]:
    return git(catalog.root, "show", "--format=", "--name-only", commit).split()


def message(catalog: Scratch, commit: str = "HEAD") -> str:
    return git(catalog.root, "show", "--no-patch", "--format=%B", commit).strip()


def short(catalog: Scratch) -> str:
    return git(catalog.root, "rev-parse", "HEAD").strip()[:10]


def test_a_run_commits_what_it_wrote_with_the_trailers_of_a_sync(catalog: Scratch, capsys: Capture) -> None:
    begin = git(catalog.root, "rev-parse", "HEAD").strip()

    assert catalog.run(dearer(), "--commit") == 0

    assert sorted(changed(catalog)) == sorted([OFFERS, BASE, HISTORY])
    assert git(catalog.root, "status", "--porcelain") == ""
    said = message(catalog)
    assert said.startswith("sync(openrouter): 1 price up\n\n")
    found = trailers.read(said)
    assert found is not None
    assert (found.provider, found.lane, found.base) == ("openrouter", "main", begin)
    assert f"committed as {short(catalog)}: {OFFERS}, {BASE}, {HISTORY}\n" in capsys.readouterr().out


def test_the_same_change_on_the_same_commit_has_the_same_message(catalog: Scratch) -> None:
    assert catalog.run(dearer(), "--commit") == 0
    first = message(catalog)
    git(catalog.root, "reset", "-q", "--hard", "HEAD~1")

    assert catalog.run(dearer(), "--commit") == 0

    assert message(catalog) == first


@pytest.mark.parametrize("listed", ["a price", "the base alone"])
def test_the_fingerprint_and_the_title_are_those_of_the_pull_request(
    catalog: Scratch, tmp_path: Path, listed: str
) -> None:
    news: list[object] = dearer() if listed == "a price" else [*records()]
    today = TODAY if listed == "a price" else "2026-08-30"  # a week later the base gets a new date
    out = tmp_path / "out"
    assert catalog.run(news, "--out", str(out), today=today) == 0
    report = json.loads((out / "openrouter/report.json").read_bytes())
    proposal = lane.proposed(changeset.read(out / "openrouter"), report["runs"][0])

    assert catalog.run(news, "--commit", today=today) == 0

    found = trailers.read(message(catalog))
    assert found is not None
    assert found.fingerprint == proposal.fingerprint
    title = body.title(retold.run_of(report), "main", len(proposal.items))
    assert message(catalog).splitlines()[0] == title


def test_each_provider_gets_a_commit_of_its_own(catalog: Scratch) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "bazaar")
    folder = payloads(catalog, openrouter=dearer(), bazaar=own("bazaar"))

    assert catalog.call("run", "--from-dir", folder, "--commit") == 0

    subjects = git(catalog.root, "log", "--format=%s", "-2").splitlines()
    assert [each.partition(":")[0] for each in subjects] == ["sync(openrouter)", "sync(bazaar)"]
    assert "catalog/providers/bazaar.yaml" not in changed(catalog, "HEAD~1")
    assert "catalog/models/bazaar/one.yaml" in changed(catalog, "HEAD~1")


def test_what_else_is_dirty_or_staged_stays_as_it_is(catalog: Scratch) -> None:
    one = "catalog/models/beta/big.yaml"
    catalog.write(one, catalog.read(one) + "# mine\n")
    catalog.write("overrides/notes.txt", "mine")
    catalog.write("staged.txt", "mine")
    git(catalog.root, "add", "staged.txt")
    before = git(catalog.root, "status", "--porcelain")

    assert catalog.run(dearer(), "--commit") == 0

    assert git(catalog.root, "status", "--porcelain") == before
    assert sorted(changed(catalog)) == sorted([OFFERS, BASE, HISTORY])


def test_a_file_with_changes_that_nobody_committed_is_not_written(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(OFFERS, catalog.read(OFFERS) + "# mine\n")
    before, head = catalog.tracked(), short(catalog)

    assert catalog.run(dearer(), "--commit") == 3

    assert (catalog.tracked(), short(catalog)) == (before, head)
    told = " ".join(capsys.readouterr().out.split())
    assert f"{OFFERS}: a file to be written has changes that are not committed" in told
    assert f"git stash push --include-untracked -- {OFFERS}" in told
    assert catalog.run(dearer()) == 0


def test_a_run_that_changes_nothing_commits_nothing(catalog: Scratch) -> None:
    head = short(catalog)

    assert catalog.run(None, "--commit") == 0

    assert short(catalog) == head


@pytest.mark.parametrize("side", ["--accept", "--reject"])
def test_a_decision_about_what_is_held_is_committed(catalog: Scratch, capsys: Capture, side: str) -> None:
    assert catalog.run(dear(), "--commit") == 0
    capsys.readouterr()

    assert catalog.call("held", side, "acme/one", "--commit", today=TOMORROW) == 0

    assert message(catalog).startswith(f"sync(openrouter): held {side} acme/one\n")
    assert {BASE, HELD} <= {*changed(catalog)}
    assert git(catalog.root, "status", "--porcelain") == ""
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"committed as {short(catalog)}: ")


def test_a_conflict_is_settled_in_a_commit(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "price: {input: 1, output: 2}", "price: {input: 1, output: 3}")
    git(catalog.root, "commit", "-q", "-a", "-m", "mine")

    assert catalog.call("conflicts", "--accept", "mine", "beta/big", "--commit") == 0

    assert changed(catalog) == [BASE]
    assert message(catalog).startswith("sync(openrouter): conflicts --accept mine beta/big\n")


def leaving(catalog: Scratch) -> list[Json]:
    one, free, _, big = records()
    return [one, free, priced("acme/two", "0.000003", "0.000015", expiration_date="2026-08-25"), big]


def test_a_sweep_and_a_prune_are_committed(catalog: Scratch) -> None:
    assert catalog.run(leaving(catalog), "--commit") == 0
    gone = [each for each in records() if each["id"] != "acme/two"]
    assert catalog.run(gone, "--commit", today="2026-08-23") == 0

    assert catalog.call("sweep", "--commit", today="2026-08-26") == 0
    assert message(catalog).startswith("sync(openrouter): sweep\n")
    assert sorted(changed(catalog)) == sorted([OFFERS, BASE])

    assert catalog.run(gone, "--commit", today="2026-10-01") == 0
    assert catalog.call("prune", "--commit", today="2026-10-02") == 0
    assert message(catalog).startswith("sync(prune): openrouter\n")
    assert "catalog/redirects.yaml" in changed(catalog)
    assert git(catalog.root, "status", "--porcelain") == ""
    assert catalog.call("check", "--commits", "HEAD~5..HEAD") == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["run", "--dry-run", "--commit"], "--dry-run writes nothing"),
        (["run", "--out", "x", "--commit"], "--out writes no file of the catalog"),
        (["held", "--commit"], "without --accept or --reject nothing is"),
        (["conflicts", "--commit"], "without --accept nothing is"),
        (["prune", "--dry-run", "--commit"], "--dry-run writes nothing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_without_anything_to_write_there_is_nothing_to_commit(
    catalog: Scratch, capsys: Capture, args: list[str], said: str
) -> None:
    assert catalog.call(*args) == 2

    assert errors(capsys) == (
        f"error: --commit commits what is written, and {said}\n  fix: leave one of them out\n"
    )


def test_outside_of_a_repository_nothing_is_written(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    found = scratch(tmp_path)
    before = found.tracked()

    assert found.run(dearer(), "--commit") == 2

    assert found.tracked() == before
    assert "not a git repository" in capsys.readouterr().err
