"""`init`: a new catalog that is valid, empty and ready to run, with the workflows that keep it."""

import difflib
from pathlib import Path

import pytest

from sync.cli.main import call
from sync.files import new_catalog, workflows
from tests.scratch import TODAY, Scratch, empty
from tests.unit.openrouter_records import record
from tests.unit.running import git

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]
COMMIT, LATER = "0123456789" * 4, "abcdef0123" * 4
ENGINE, NEWER = f"acme/engine@{COMMIT}", f"acme/engine@{LATER}"
WORKFLOWS = {f".github/workflows/{path.name}" for path in (ROOT / ".github/workflows").glob("*.yml")}


def made(folder: Path, *words: str, engine: str = ENGINE) -> Scratch:
    """A catalog that `init` made, whose workflows run this engine."""
    catalog = Scratch(folder / "catalog")
    assert call(["init", str(catalog.root), "--engine", engine, *words]) == 0
    return catalog


def knowledge() -> set[str]:
    """The rules and the providers that this version ships."""
    return {
        f"catalog/{folder}/{path.name}"
        for folder in ("rules", "providers")
        for path in (ROOT / "catalog" / folder).glob("*.yaml")
    } - {"catalog/rules/decisions.yaml"}


def test_a_new_catalog_holds_knowledge_and_nothing_it_knows_of_models(
    tmp_path: Path, capsys: Capture
) -> None:
    catalog = made(tmp_path)

    schemas = {f"schemas/{path.name}" for path in (ROOT / "schemas").glob("*.schema.json")}
    folders = {"catalog/models", "catalog/offers", "catalog/lists", "catalog/upstream", "overrides/offers"}
    own = {"README.md", "CODEOWNERS", ".gitignore", ".gitattributes"}
    kept = {f"{name}/.gitkeep" for name in folders}
    assert catalog.tree().keys() == schemas | knowledge() | own | WORKFLOWS | kept
    copied = schemas | knowledge() | {".gitattributes"}
    assert {name for name in copied if catalog.tree()[name] != (ROOT / name).read_bytes()} == set()
    assert capsys.readouterr().out == (
        f"{catalog.root}: a new catalog ({len(catalog.tree())} files)\n"
        f"its workflows run the engine {ENGINE}\n"
        f"next: python -m sync run --root {catalog.root}\n"
    )


def test_a_new_catalog_is_sound_and_takes_its_first_list(tmp_path: Path, capsys: Capture) -> None:
    catalog = empty(tmp_path)
    capsys.readouterr()

    codes = [catalog.call("check"), catalog.call("status"), catalog.run([record("acme/one")])]

    assert codes == [0, 0, 0]
    assert capsys.readouterr().out == (
        f"{len(knowledge())} files checked: 0 errors, 0 warnings\n"
        "0 models\n"
        "provider    offers  upstream  as of  age    fetched here\n"
        "cerebras    0       0         never  never  never\n"
        "deepseek    0       0         never  never  never\n"
        "groq        0       0         never  never  never\n"
        "mistral     0       0         never  never  never\n"
        "openrouter  0       0         never  never  never\n"
        "openrouter  ok        0 days  1 new\n"
        "  [NEW] [PAID] acme/one\n"
        "inserted 1 · updated 0 · unchanged 0 · free 0 · paid 1 · errors 0\n"
    )


def test_the_owners_review_everything(tmp_path: Path) -> None:
    catalog = made(tmp_path, "--owners", "@acme/models")

    lines = [line.split() for line in catalog.read("CODEOWNERS").splitlines() if not line.startswith("#")]
    assert lines[0] == ["*", "@acme/models"]
    assert {team for _, team in lines} == {"@acme/models"}


def test_a_workflow_is_ours_with_the_engine_named_and_without_its_tests(tmp_path: Path) -> None:
    catalog = made(tmp_path)

    for name in sorted(WORKFLOWS):
        ours = (ROOT / name).read_text("utf-8").splitlines()
        theirs = catalog.read(name).splitlines()
        moved = [line for line in difflib.ndiff(ours, theirs) if line[0] in "+-"]
        checkouts = ours.count("          path: engine") - ("  tests:" in ours)
        named = ["+           repository: acme/engine", f"+           ref: {COMMIT}"]
        assert [line for line in moved if line[0] == "+"] == named * checkouts, name
        for at, line in enumerate(theirs):
            if line.strip() == "path: engine":
                assert [f"+ {each}" for each in theirs[at + 1 : at + 3]] == named, name
        gone = [line[2:] for line in moved if line[0] == "-"]
        if gone:
            assert (name, gone[1:3]) == (
                ".github/workflows/validate.yml",
                ["  # modelbook: begin", "  tests:"],
            )
            at = ours.index("  # modelbook: begin")
            assert gone == ours[at - 1 : ours.index("  # modelbook: end") + 1]
    assert "  tests:" not in catalog.read(".github/workflows/validate.yml").splitlines()
    assert len(WORKFLOWS) == 4


@pytest.mark.parametrize(
    "named",
    ["acme/engine", f"acme@{COMMIT}", "acme/engine@v1", f"acme/engine@{COMMIT[:12]}", f"a/b c@{COMMIT}", ""],
)
def test_an_engine_that_is_no_commit_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: Capture, named: str
) -> None:
    assert call(["init", str(tmp_path / "new"), "--engine", named]) == 2

    assert capsys.readouterr().err == (
        f"error: --engine {named!r} names no commit of a repository\n"
        f"  fix: write OWNER/NAME@COMMIT with all 40 characters, such as modelbook/modelbook@{COMMIT}\n"
    )
    assert not (tmp_path / "new").exists()


def test_an_engine_that_is_no_checkout_of_git_makes_no_workflows_and_says_so(tmp_path: Path) -> None:
    assert workflows.engine(tmp_path, None) is None

    written = new_catalog.create(ROOT, tmp_path / "new", owners="@acme/models", engine=None)

    assert [name for name in written if name.startswith(".github")] == []
    assert "CODEOWNERS" in written


@pytest.mark.parametrize(
    ("origin", "repository"),
    [
        ("https://github.com/acme/book", "acme/book"),
        ("git@github.com:acme/book.git", "acme/book"),
        ("https://forge.example.com/acme/book", "modelbook/modelbook"),
        (None, "modelbook/modelbook"),
    ],
)
def test_the_engine_is_the_commit_that_made_the_catalog(
    tmp_path: Path, origin: str | None, repository: str
) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "an engine")
    if origin:
        git(tmp_path, "remote", "add", "origin", origin)

    engine = workflows.engine(tmp_path, None)

    assert str(engine) == f"{repository}@{git(tmp_path, 'rev-parse', 'HEAD').strip()}"


def test_an_upgrade_brings_schemas_and_workflows_and_leaves_the_rest(tmp_path: Path, capsys: Capture) -> None:
    catalog = made(tmp_path)
    catalog.write("schemas/model.schema.json", "{}")
    catalog.write("catalog/rules/guards.yaml", "mine")
    catalog.write("CODEOWNERS", "mine")
    (catalog.root / ".github/workflows/preview.yml").unlink()
    before = catalog.tree()
    capsys.readouterr()

    assert call(["init", str(catalog.root), "--upgrade", "--engine", NEWER]) == 0

    after, changed = catalog.tree(), sorted(WORKFLOWS | {"schemas/model.schema.json"})
    assert [name for name in sorted(after) if after[name] != before.get(name)] == changed
    assert after["schemas/model.schema.json"] == (ROOT / "schemas/model.schema.json").read_bytes()
    assert all(LATER in catalog.read(name) and COMMIT not in catalog.read(name) for name in WORKFLOWS)
    assert capsys.readouterr().out == "".join(f"{name}\n" for name in changed) + (
        f"its workflows run the engine {NEWER}\n"
        f"next: git -C {catalog.root} diff, then python -m sync check --root {catalog.root}\n"
    )


def test_a_second_upgrade_changes_nothing(tmp_path: Path, capsys: Capture) -> None:
    catalog = made(tmp_path)
    before = catalog.tree()
    capsys.readouterr()

    assert call(["init", str(catalog.root), "--upgrade", "--engine", ENGINE]) == 0

    assert catalog.tree() == before
    assert capsys.readouterr().out.startswith(f"its workflows run the engine {ENGINE}\n")


def test_what_is_no_catalog_cannot_be_upgraded(tmp_path: Path, capsys: Capture) -> None:
    assert call(["init", str(tmp_path), "--upgrade", "--engine", ENGINE]) == 2

    assert capsys.readouterr().err == (
        f"error: {tmp_path}: there is no catalog here\n  fix: name the catalog's folder\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine\n", "utf-8")

    assert call(["init", str(tmp_path)]) == 0

    assert (tmp_path / "README.md").read_text("utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("taken", "target", "said"),
    [
        ("catalog/x", "", "there is a catalog here already\n  fix: name an empty folder\n"),
        ("file", "file", "this is a file\n  fix: name a folder\n"),
        (
            "schemas/model.schema.json",
            "",
            "files of a catalog are here already: schemas/model.schema.json\n"
            "  fix: name an empty folder, or move them away\n",
        ),
    ],
)
def test_what_is_there_already_is_left_alone(
    tmp_path: Path, capsys: Capture, taken: str, target: str, said: str
) -> None:
    path = tmp_path / taken
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", "utf-8")
    where = tmp_path / target if target else tmp_path

    assert call(["init", str(where), "--today", TODAY]) == 2

    assert capsys.readouterr().err == f"error: {where}: {said}"
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == [path]


def test_owners_that_are_none_are_a_mistake(tmp_path: Path, capsys: Capture) -> None:
    assert call(["init", str(tmp_path / "new"), "--owners", "@x\n* @evil"]) == 2

    assert "owners are @NAME or @ORG/TEAM" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_provider_of_ones_own_gets_its_key_by_an_upgrade(tmp_path: Path, capsys: Capture) -> None:
    catalog = empty(tmp_path)
    own = catalog.read("catalog/providers/groq.yaml").replace("GROQ_API_KEY", "BAZAAR_KEY")
    catalog.write("catalog/providers/bazaar.yaml", own)

    assert call(["init", str(catalog.root), "--upgrade", "--engine", f"octo_corp/book@{'a' * 40}"]) == 0

    line = "          BAZAAR_KEY: ${{ matrix.provider == 'bazaar' && secrets.BAZAAR_KEY || '' }}\n"
    assert line in catalog.read(".github/workflows/sync.yml")
    assert "repository: octo_corp/book\n" in catalog.read(".github/workflows/sync.yml")


def test_a_command_is_about_the_catalog_that_one_stands_in(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = empty(tmp_path)
    monkeypatch.chdir(catalog.root)
    capsys.readouterr()

    assert call(["status", "--today", TODAY]) == 0

    assert capsys.readouterr().out.startswith("0 models\n")
