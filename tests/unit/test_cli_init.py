"""`init`: a new catalog that is valid, empty and ready to run."""

from pathlib import Path

import pytest

from sync.cli.main import call
from tests.scratch import TODAY, empty
from tests.unit.openrouter_records import record

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]


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
    catalog = empty(tmp_path)

    schemas = {f"schemas/{path.name}" for path in (ROOT / "schemas").glob("*.schema.json")}
    folders = {"catalog/models", "catalog/offers", "catalog/lists", "catalog/upstream", "overrides/offers"}
    own = {"README.md", "CODEOWNERS", ".gitignore", ".gitattributes"}
    assert catalog.tree().keys() == schemas | knowledge() | own | {f"{name}/.gitkeep" for name in folders}
    copied = schemas | knowledge() | {".gitattributes"}
    assert {name for name in copied if catalog.tree()[name] != (ROOT / name).read_bytes()} == set()
    assert capsys.readouterr().out == (
        f"{catalog.root}: a new catalog ({len(catalog.tree())} files)\n"
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
        "provider    offers  upstream  as of  age    last fetch\n"
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
    assert call(["init", str(tmp_path / "new"), "--owners", "@acme/models"]) == 0

    assert (tmp_path / "new/CODEOWNERS").read_text("utf-8") == (
        "# The last matching line decides.\n*                    @acme/models\n"
    )


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
