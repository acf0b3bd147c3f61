"""Who made a hand edit: the value is followed, not its line."""

import subprocess
from pathlib import Path

import pytest

from sync.core.outcome import Edit, Kept
from sync.files import store
from sync.files.blame import with_edits
from tests.scratch import OFFERS, Scratch, scratch


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    made = scratch(tmp_path)
    git(made.root, "init", "--quiet")
    commit(made, "Bot")
    return made


LISTED = "{input: 3, output: 15}\nacme/one:free"


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


def commit(catalog: Scratch, who: str) -> None:
    identity = ("-c", f"user.name={who}", "-c", "user.email=x@example.com")
    git(catalog.root, "add", "--all")
    git(catalog.root, *identity, "commit", "--quiet", "--message", "x", "--date", "2026-08-22T12:00:00Z")


def who(catalog: Scratch, field: str) -> Edit | None:
    kept = Kept(
        id="acme/one", field=field, mine=None, was=None, upstream=None, place="offer", model="acme/one"
    )
    return with_edits(store.load(catalog.root), "openrouter", [kept])[0].by


def named(catalog: Scratch, field: str) -> str | None:
    edit = who(catalog, field)
    return edit.who if edit else None


def test_the_edit_keeps_its_author_when_the_sync_moves_a_neighbour_on_its_line(catalog: Scratch) -> None:
    catalog.edit(OFFERS, LISTED, "{input: 3, output: 12}\nacme/one:free")
    commit(catalog, "Ann")
    catalog.edit(OFFERS, "{input: 3, output: 12}\nacme/one:free", "{input: 4, output: 12}\nacme/one:free")
    commit(catalog, "Bot")

    edit = who(catalog, "price.output")

    assert edit is not None
    assert (edit.who, edit.when) == ("Ann", "2026-08-22")
    assert edit.commit is not None and len(edit.commit) == 40
    assert named(catalog, "price.input") == "Bot"


def test_who_takes_a_value_out_is_named(catalog: Scratch) -> None:
    catalog.edit(OFFERS, LISTED, "{input: 3}\nacme/one:free")
    commit(catalog, "Ann")
    catalog.edit(OFFERS, "{input: 3}\nacme/one:free", "{input: 4}\nacme/one:free")
    commit(catalog, "Bot")

    assert named(catalog, "price.output") == "Ann"


def test_an_edit_that_is_not_committed_yet_says_so(catalog: Scratch) -> None:
    catalog.edit(OFFERS, LISTED, "{input: 3, output: 12}\nacme/one:free")

    assert who(catalog, "price.output") == Edit(who="not committed yet", when=None, commit=None)


def test_a_value_as_old_as_the_file_is_its_first_authors(catalog: Scratch) -> None:
    assert named(catalog, "price.output") == "Bot"


def test_outside_of_git_nobody_is_named(tmp_path: Path) -> None:
    made = scratch(tmp_path / "plain")

    assert who(made, "price.output") is None
