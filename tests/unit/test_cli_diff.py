"""`diff`: two revisions or folders, compiled on the same day, and what changed between them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.scratch import OFFERS, ONE, Scratch, scratch

Capture = pytest.CaptureFixture[str]


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=Maria", "-c", "user.email=maria@example.com", "-c", "core.autocrlf=false"]
    done = subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(root: Path, message: str = "Next") -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", message)


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    """A catalog in a repository, with one commit."""
    found = scratch(tmp_path)
    git(found.root, "init", "--quiet", "--initial-branch", "main")
    commit(found.root)
    capsys.readouterr()
    return found


@pytest.fixture
def drifted(catalog: Scratch) -> Scratch:
    """The same after a commit that makes one thing dearer and another one smaller."""
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1.2, output: 1.5}")
    catalog.edit(ONE, "context: 131072", "context: 64000")
    catalog.edit(ONE, "active: false", "active: false\nsummary: Ours.")
    commit(catalog.root)
    return catalog


TEXT = """\
1 price up · 1 price down · 1 lost · 1 other · 1 of the format

Prices
  beta/big  openrouter  input   $1 → $1.2  +20.0 %
  beta/big  openrouter  output  $2 → $1.5  −25.0 %

Limits, capabilities and modalities lost
  acme/one  and 2 offers  limits.context  131,072 → 64,000  −51 %

Other fields
  acme/one  summary  – → Ours.

Format
  summary  a new key
"""


def test_two_revisions_differ_in_what_applications_read(drifted: Scratch, capsys: Capture) -> None:
    assert drifted.call("diff", "HEAD~1", "HEAD") == 0

    assert capsys.readouterr() == (f"HEAD~1 → HEAD: {TEXT}", "")


def test_the_way_back_is_told_the_other_way_round(drifted: Scratch, capsys: Capture) -> None:
    assert drifted.call("diff", "HEAD", "HEAD~1", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert [(change["direction"], change["field"]) for change in told["changes"]] == [
        ("down", "price.input"),
        ("up", "price.output"),
        ("up", "limits.context"),
        ("lost", "summary"),
        ("lost", "summary"),
    ]


def test_without_b_it_is_the_working_tree(drifted: Scratch, capsys: Capture) -> None:
    drifted.edit(OFFERS, "{input: 1.2, output: 1.5}", "{input: 1.2, output: 3}")
    before = drifted.tracked()

    assert drifted.call("diff", "main") == 0

    assert capsys.readouterr().out == (
        "main → working tree: 1 price up\n\nPrices\n  beta/big  openrouter  output  $1.5 → $3  +100 %\n"
    )
    assert drifted.tracked() == before


def test_no_difference_is_said_in_words(drifted: Scratch, capsys: Capture) -> None:
    assert drifted.call("diff", "HEAD", "main") == 0

    assert capsys.readouterr().out == "HEAD → main: No change for applications.\n"


def test_json_has_every_change_with_everything_about_it(drifted: Scratch, capsys: Capture) -> None:
    assert drifted.call("diff", "HEAD~1", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in told if key != "changes"} == {
        "today": "2026-08-22",
        "old": "HEAD~1",
        "new": "working tree",
        "counts": {
            "price": 2, "lost": 1, "gained": 0, "new": 0, "gone": 0, "renamed": 0, "other": 1, "format": 1
        },
    }  # fmt: skip
    assert told["changes"][0] == {
        "kind": "price",
        "direction": "up",
        "model": "beta/big",
        "provider": "openrouter",
        "offer": "beta/big",
        "field": "price.input",
        "old": "1",
        "new": "1.2",
        "turned": None,
        "offers": [],
    }
    assert told["changes"][2]["offers"] == [
        {"provider": "openrouter", "offer": "acme/one"},
        {"provider": "openrouter", "offer": "acme/one:free"},
    ]


def test_markdown_has_the_same_as_tables(drifted: Scratch, capsys: Capture) -> None:
    assert drifted.call("diff", "HEAD~1", "HEAD", "--markdown") == 0

    page = capsys.readouterr().out
    assert page.startswith("**`HEAD~1` → `HEAD`: 1 price up · 1 price down · 1 lost")
    assert "| model | offer | field | old → new | % |\n| --- | --- | --- | --- | ---: |\n" in page
    assert "| `beta/big` | openrouter | input | $1 → $1.2 | +20.0 % |\n" in page


def test_markdown_and_json_exclude_each_other(catalog: Scratch) -> None:
    assert catalog.call("diff", "HEAD", "--markdown", "--json") == 2


def test_a_catalog_may_lie_in_a_folder_of_its_repository(tmp_path: Path, capsys: Capture) -> None:
    inner = scratch(tmp_path / "repository" / "data")
    root = tmp_path / "repository"
    other = root / "catalog" / "models" / "acme"  # what is no part of this catalog isn't read
    other.mkdir(parents=True)
    (other / "one.yaml").write_text("a: 1\na: 2\n", "utf-8")
    git(root, "init", "--quiet")
    commit(root)
    inner.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 4}")
    commit(root)
    capsys.readouterr()

    assert inner.call("diff", "HEAD~1", "HEAD") == 0

    assert "output  $2 → $4  +100 %" in capsys.readouterr().out


def test_folders_are_compared_too_what_was_built_and_what_was_not(
    drifted: Scratch, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(drifted.root, "checkout", "--quiet", "HEAD~1")
    assert drifted.call("build", "--out", str(tmp_path / "built")) == 0
    shutil.copytree(drifted.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".git", ".state"))
    git(drifted.root, "checkout", "--quiet", "main")
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()

    for old in ("built", "copy"):
        assert drifted.call("diff", old, "main") == 0
        assert capsys.readouterr().out == f"{old} → main: {TEXT}"
    assert drifted.call("diff", "copy", "built") == 0
    assert capsys.readouterr().out == "copy → built: No change for applications.\n"


def test_folders_need_no_repository(tmp_path: Path, capsys: Capture) -> None:
    bare = scratch(tmp_path)
    assert bare.call("build", "--out", str(tmp_path / "built")) == 0
    capsys.readouterr()

    assert bare.call("diff", str(tmp_path / "built")) == 0

    assert capsys.readouterr().out.endswith("→ working tree: No change for applications.\n")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["nope"], "'nope' is no revision of this repository and no folder with a catalog\n  fix: look at "),
        ([""], "'' is no revision"),
        (["HEAD", "--", "--output=evil"], "'--output=evil' is no revision"),
        (["HEAD", "HEAD:catalog"], "'HEAD:catalog' is no revision"),
        (["^HEAD"], "'^HEAD' is no revision"),
        (["HEAD~1..HEAD"], "\n  fix: name two revisions, one after the other"),
        (["HE\0AD"], "'HE\\x00AD' is no revision"),
        (["schemas"], "'schemas' is no revision"),
    ],
)
def test_what_is_no_revision_ends_with_2_and_a_way_on(
    drifted: Scratch, capsys: Capture, names: list[str], said: str
) -> None:
    before = drifted.tree()

    assert drifted.call("diff", *names) == 2

    assert said in capsys.readouterr().err
    assert drifted.tree() == before


def test_a_name_that_means_two_things_is_an_error(
    drifted: Scratch, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drifted.call("build", "--out", str(tmp_path / "main")) == 0
    monkeypatch.chdir(tmp_path)

    assert drifted.call("diff", "main") == 2
    assert "main is a folder and a revision\n  fix: write ./main for the folder, " in capsys.readouterr().err
    assert drifted.call("diff", "./main") == 0


def test_without_a_repository_there_are_no_revisions(tmp_path: Path, capsys: Capture) -> None:
    bare = scratch(tmp_path)

    assert bare.call("diff", "HEAD") == 2
    assert "git can't tell: fatal: not a git repository" in capsys.readouterr().err


def test_without_git_there_are_no_revisions(
    catalog: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert catalog.call("diff", "HEAD") == 2
    assert "git can't be started" in capsys.readouterr().err


def test_a_revision_without_a_catalog_is_named(catalog: Scratch, capsys: Capture) -> None:
    git(catalog.root, "rm", "-r", "--quiet", "--cached", "catalog")
    git(catalog.root, "commit", "--quiet", "--message", "Gone")

    assert catalog.call("diff", "HEAD~1", "HEAD") == 2
    assert capsys.readouterr().err.startswith("error: there is no catalog in HEAD\n  fix: ")


def test_a_root_without_a_catalog_is_named(drifted: Scratch, tmp_path: Path, capsys: Capture) -> None:
    bare = Scratch(tmp_path / "bare")
    bare.root.mkdir()

    assert bare.call("diff", str(drifted.root)) == 2
    assert f"{bare.root}: there is no catalog here" in capsys.readouterr().err
    assert Scratch(tmp_path / "nowhere").call("diff", "HEAD") == 2
    assert f"{tmp_path}/nowhere: there is no folder here" in capsys.readouterr().err


def test_schemas_that_a_revision_lacks_are_missed_there(catalog: Scratch, capsys: Capture) -> None:
    git(catalog.root, "rm", "-r", "--quiet", "--cached", "schemas")
    git(catalog.root, "commit", "--quiet", "--message", "Gone")

    assert catalog.call("diff", "HEAD~1", "HEAD") == 2
    assert capsys.readouterr().err.startswith("error: HEAD/schemas: schemas are missing: ")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (ONE, "a: 1\na: 2\n", f"{ONE}:2 a: the key stands here twice"),
        (ONE, "active: maybe\n", f'{ONE}:1 active: "maybe" is not '),
        ("catalog/upstream/openrouter.jsonl", "{", "catalog/upstream/openrouter.jsonl:1"),
    ],
)
def test_a_broken_file_is_named_with_its_revision(
    catalog: Scratch, capsys: Capture, name: str, text: str, said: str
) -> None:
    catalog.write(name, text)
    commit(catalog.root)
    catalog.write(name, "")

    assert catalog.call("diff", "HEAD~1", "HEAD") == 1

    assert capsys.readouterr().err.startswith(f"HEAD:{said}")


def test_no_link_of_a_revision_is_followed(catalog: Scratch, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "secret.yaml").write_text("name: secret\n", "utf-8")
    (catalog.root / "catalog/models/acme/link.yaml").symlink_to(tmp_path / "secret.yaml")
    commit(catalog.root)

    assert catalog.call("diff", "HEAD~1", "HEAD") == 1

    told = capsys.readouterr().err
    assert told.startswith("HEAD:catalog/models/acme/link.yaml: this is no plain file [unreadable]\n  fix: ")


@pytest.mark.parametrize(
    ("record", "manifest", "said"),
    [
        ("", '{"schema_version": 99}', "has format 99, this modelbook reads 1"),
        ("acme/one\t{\n", '{"schema_version": 1}', "the record of 'acme/one' is damaged"),
    ],
)
def test_what_was_built_is_not_guessed_at(
    catalog: Scratch, tmp_path: Path, capsys: Capture, record: str, manifest: str, said: str
) -> None:
    built = tmp_path / "built"
    built.mkdir()
    (built / "catalog.jsonl").write_text(record, "utf-8")
    (built / "manifest.json").write_text(manifest, "utf-8")

    assert catalog.call("diff", str(built)) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("today", "prices"), [("2026-08-22", 1), ("2027-01-01", 0)])
def test_both_sides_are_compiled_on_the_same_day(
    catalog: Scratch, capsys: Capture, today: str, prices: int
) -> None:
    catalog.write(
        "overrides/offers/openrouter.yaml",
        "beta/big:\n  - set: {price: {input: 0.5}}\n    reason: Contract.\n    source: https://example.com/c\n"
        "    priority: 100\n    added: 2026-07-02\n    until: 2026-12-31\n",
    )
    commit(catalog.root)

    assert catalog.call("diff", "HEAD~1", "HEAD", "--json", today=today) == 0

    assert json.loads(capsys.readouterr().out)["counts"]["price"] == prices
