"""What a sync's own commit may touch, and that it never switches anything on or off."""

import re

import pytest

from sync.cli import forge_environ
from sync.core.values import Doc
from sync.files import commit_range
from sync.files.lanes import Lane
from sync.publish import policy, trailers
from sync.publish.trailers import Trailers
from tests.scratch import BASE, OFFERS, ONE, Scratch, priced
from tests.unit.holding import HISTORY, dear
from tests.unit.publishing import BOT as PUBLISHER
from tests.unit.publishing_days import BRANCH, REVIEW, Days, feed
from tests.unit.running import Capture, dearer, git
from tests.unit.test_cli_commit import catalog as catalog  # a repository

HELD = "catalog/upstream/openrouter.held.jsonl"
REDIRECTS, LIST = "catalog/redirects.yaml", "catalog/lists/mine.yaml"
OTHERS = "catalog/offers/groq.yaml"
MAIL = forge_environ.author({}).mail


def named(mail: str) -> tuple[str, str, str, str]:
    return ("-c", "user.name=X", "-c", f"user.email={mail}")


BOT = named(MAIL)


def said(provider: str = "openrouter", lane: Lane = "main") -> Trailers:
    return Trailers(provider=provider, lane=lane, base="0" * 40, fingerprint="0" * 16)


def message(provider: str = "openrouter", lane: Lane = "main") -> str:
    return trailers.message(
        provider=provider, lane=lane, base="0" * 40, fingerprint="0" * 16, title=f"sync({provider}): 1 change"
    )


def commit(catalog: Scratch, text: str | None = None, who: tuple[str, ...] = BOT) -> None:
    git(catalog.root, "add", "-A", "--", "catalog", "overrides")
    git(catalog.root, *who, "commit", "-q", "--no-verify", "-m", message() if text is None else text)


def rules(catalog: Scratch, capsys: Capture) -> list[str]:
    """The rules that the last commit breaks, without that of machine files."""
    capsys.readouterr()
    assert catalog.call("check", "--commits", "HEAD~1..HEAD") in (0, 1)
    found = re.findall(r"\[([a-z-]+)\]$", capsys.readouterr().out, re.M)
    return [rule for rule in found if rule != "machine-file"]


@pytest.mark.parametrize(
    ("provider", "lane", "stray"),
    [
        ("openrouter", "main", {OTHERS, REDIRECTS, LIST}),
        ("openrouter", "review", {OTHERS, REDIRECTS, LIST, BASE, HELD, HISTORY}),
        ("groq", "main", {OFFERS, REDIRECTS, LIST, BASE, HELD, HISTORY}),
        ("prune", "main", {LIST, HISTORY}),
    ],
)
def test_a_lane_has_its_own_files(provider: str, lane: Lane, stray: set[str]) -> None:
    names = {ONE, OFFERS, OTHERS, BASE, HELD, HISTORY, REDIRECTS, LIST}

    assert set(policy.strays(said(provider, lane), names)) == stray


@pytest.mark.parametrize(
    "name",
    [
        "sync/cli/run.py",
        ".github/workflows/sync.yml",
        "overrides/ignore.yaml",
        "catalog/providers/openrouter.yaml",
        "catalog/models/x.yaml",
        "catalog/models/acme/deep/x.yaml",
        "catalog/offers/openrouter.yaml.orig",
        f"../{OFFERS}",
    ],
)
def test_nothing_else_is_anybodys(name: str) -> None:
    for provider in ("openrouter", "prune"):
        assert policy.strays(said(provider), [name]) == [name]


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ({"active": True}, {"active": True, "name": "x"}, 0),
        ({"active": True}, {"active": False}, 1),
        ({"active": False}, {"active": True}, 1),
        ({"active": True}, {}, 1),
        ({}, {"active": False}, 1),
        (None, {"active": False}, 0),
        (None, {"active": True}, 1),
        ({"active": True}, None, 0),
    ],
)
def test_a_switch_that_moves_is_seen(old: Doc | None, new: Doc | None, count: int) -> None:
    sides: list[Doc | None] = [None if doc is None else {"x/y": doc} for doc in (old, new)]

    assert len(policy.flips(ONE, old, new)) == count
    assert len(policy.flips(OFFERS, sides[0], sides[1])) == count


def test_new_offers_and_models_without_a_switch_are_fine() -> None:
    assert policy.flips(OFFERS, {}, {"x/y": {"model": "x/y"}}) == []
    assert policy.flips(ONE, None, {"id": "x/y"}) == []


def test_what_syncs_publish_is_fine_in_both_lanes(
    lane: Days, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane.both(feed("0.00001", priced("new/one", "0.000001", "0.000002")))
    catalog = Scratch(lane.maintainer.clone())
    git(catalog.root, "fetch", "--quiet", "origin")
    monkeypatch.setenv("SYNC_BOT_EMAIL", PUBLISHER.mail)
    for branch in (BRANCH, REVIEW):
        ends = "origin/main", f"origin/{branch}"
        [made] = commit_range.made_by(catalog.root, *ends, PUBLISHER.mail)
        assert OFFERS in made.files
        capsys.readouterr()

        assert catalog.call("check", "--commits", "..".join(ends)) == 0, capsys.readouterr().out


def test_a_commit_of_the_bot_that_holds_more_is_told(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1.2, output: 2}")
    catalog.write(LIST, "a: 1\n")
    catalog.write("catalog/providers/other.yaml", "a: 1\n")
    commit(catalog)
    sha = git(catalog.root, "rev-parse", "HEAD")[:12]
    capsys.readouterr()

    assert catalog.call("check", "--commits", "HEAD~1..HEAD") == 1

    assert capsys.readouterr().out.startswith(
        f"{LIST} commit {sha}: changed in a commit of the sync of openrouter, whose commits touch its own"
        " files only (and 1 more) [bot-files]\n"
        f"  fix: take it out, git checkout {sha}^ -- {LIST} catalog/providers/other.yaml, then"
    )


def test_a_commit_of_the_bot_that_switches_a_model_is_told(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: true")
    commit(catalog)

    capsys.readouterr()
    assert catalog.call("check", "--commits", "HEAD~1..HEAD") == 1

    told = capsys.readouterr().out
    assert "active goes from false to true in a commit of a sync, and only people switch [bot-active]" in told


@pytest.mark.parametrize("who", ["author", "committer", "no trailers"])
def test_a_person_may_do_both(catalog: Scratch, capsys: Capture, who: str) -> None:
    catalog.edit(ONE, "active: false", "active: true")
    catalog.write(LIST, "a: 1\n")
    if who == "no trailers":
        commit(catalog, "by hand")
    else:
        commit(catalog)
        words = ("--author=Maria <maria@example.com>",) if who == "author" else ()
        git(
            catalog.root,
            *(BOT if who == "author" else ()),
            "commit",
            "-q",
            "--no-verify",
            "--amend",
            "--no-edit",
            *words,
        )

    assert rules(catalog, capsys) == []


@pytest.mark.parametrize("by", ["the bot", "the bot with a sync's trailers", "the forge", "a person"])
def test_the_bot_merges_nothing_and_the_forge_does_it_for_it(
    catalog: Scratch, capsys: Capture, by: str
) -> None:
    git(catalog.root, "checkout", "-q", "-b", "side")
    catalog.write(LIST, "a: 1\n")
    commit(catalog, "a list", ())
    git(catalog.root, "checkout", "-q", "main")
    git(catalog.root, "merge", "-q", "--no-ff", "--no-commit", "side")
    catalog.edit(ONE, "active: false", "active: true")
    who = named("a@example.com") if by == "a person" else BOT
    commit(catalog, message() if "trailers" in by else "Merge pull request #7 from acme/side", who)
    if by == "the forge":  # the bot is its author still
        git(catalog.root, *named("noreply@github.com"), "commit", "-q", "--amend", "--no-edit")
    capsys.readouterr()

    assert catalog.call("check", "--commits", "HEAD^1..HEAD") == ("the bot" in by)

    sha, told = git(catalog.root, "rev-parse", "HEAD")[:12], capsys.readouterr().out
    assert ("[bot-files]" in told) == ("the bot" in by)
    if "the bot" in by:
        assert told.startswith(
            f"{LIST} commit {sha}: joined with others in a merge with the address of a sync"
        )


def test_another_bot_has_another_address(
    catalog: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog.write(LIST, "a: 1\n")
    commit(catalog, who=named("our@example.com"))
    assert rules(catalog, capsys) == []

    monkeypatch.setenv("SYNC_BOT_EMAIL", "our@example.com")

    assert rules(catalog, capsys) == ["bot-files"]


def test_a_range_of_a_new_branch_is_told_as_what_it_is(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("check", "--commits", f"{'0' * 40}..HEAD") == 2

    told = capsys.readouterr().err
    assert "the branch is new: a forge calls what was there before it all zeros" in told
    assert "fix: name where it left the default branch, such as origin/main..HEAD" in told


def test_a_range_that_went_another_way_is_checked_and_told(catalog: Scratch, capsys: Capture) -> None:
    git(catalog.root, "checkout", "-q", "-b", "side")
    assert catalog.run(dearer(), "--commit") == 0
    git(catalog.root, "checkout", "-q", "main")
    assert catalog.run(dear(), "--commit") == 0
    capsys.readouterr()

    assert catalog.call("check", "--commits", "side..HEAD") == 0

    told = capsys.readouterr()
    assert "side leads not to HEAD" in told.err
    assert told.out == "1 commit with files that only commands write: 0 errors\n"


def test_a_range_of_what_has_nothing_in_common_is_none(catalog: Scratch, capsys: Capture) -> None:
    git(catalog.root, "checkout", "-q", "--orphan", "other")
    commit(catalog, "another beginning", ())
    capsys.readouterr()

    assert catalog.call("check", "--commits", "main..HEAD") == 2

    assert "main and HEAD have no commit in common" in capsys.readouterr().err
