"""The repository itself: its shape, its catalog and the size of its code."""

import ast
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.cli.main import call
from sync.core.values import get
from sync.files import store
from sync.files.store import Catalog
from sync.ids import model_file

ROOT = Path(__file__).parents[2]
TOP = {
    "CHANGELOG.md", "CODEOWNERS", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "catalog", "docs",
    "modelbook", "overrides", "pyproject.toml", "schemas", "sync", "tests",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return store.load(ROOT)


@pytest.fixture(scope="module")
def upstream() -> list[dict[str, object]]:
    """The records of the merge base."""
    lines = (ROOT / "catalog/upstream/openrouter.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines[1:]]


def test_the_shipped_catalog_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["check"]) == 0

    assert ": 0 errors, " in capsys.readouterr().out.splitlines()[-1]


def test_a_models_file_is_named_after_its_id(catalog: Catalog) -> None:
    names = {model: file.name for model, file in catalog.models.items()}

    assert names == {model: f"catalog/models/{model_file(model)}" for model in names}
    assert len(names) > 300


def test_no_scores_and_no_other_peoples_sentences_are_stored(catalog: Catalog) -> None:
    docs = [file.doc for file in catalog.files.values()]
    for path in (ROOT / "catalog/upstream").glob("*.jsonl"):
        docs += map(json.loads, path.read_text("utf-8").splitlines())

    keys = {key for doc in docs for key in _keys(doc)}
    assert keys & {"benchmarks", "description"} == set()
    assert {"price", "limits", "capabilities"} <= keys


def test_every_offer_has_a_record_in_the_base_and_the_other_way_round(
    catalog: Catalog, upstream: list[dict[str, object]]
) -> None:
    offers = catalog.offers("openrouter")

    assert offers is not None
    assert list(offers.doc) == [record["id"] for record in upstream]
    assert len(upstream) > 400


def test_every_offer_but_an_alias_is_of_a_model_that_has_a_file(catalog: Catalog) -> None:
    named = {
        entry["model"]
        for offers in catalog.price_lists().values()
        for entry in offers.doc.values()
        if isinstance(entry, dict) and "model" in entry
    }
    assert {name for name in named if isinstance(name, str)} == set(catalog.models)


def test_two_providers_offer_the_same_models(catalog: Catalog) -> None:
    groq = catalog.price_lists()["groq"].doc
    authorities = [get(doc, ("authority", "provider")) for doc in catalog.model_docs().values()]

    models = [get(entry, ("model",)) for entry in groq.values()]
    assert (len(models), models.count(None), authorities.count("groq")) == (17, 7, 2)


def test_the_top_of_the_repository_is_what_the_readme_shows() -> None:
    found = {path.name for path in ROOT.iterdir()}

    assert TOP - found == set()
    tracked = _git("ls-files")
    if tracked is not None:
        names = {name.partition("/")[0] for name in tracked.splitlines()}
        assert {name for name in names if not name.startswith(".")} - TOP == set()


@pytest.mark.parametrize("name", [".env", ".state/lock", ".backup/x", ".venv/x", "build/manifest.json"])
def test_what_is_private_or_made_is_never_committed(name: str, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    if name.startswith(".state/"):  # it carries its own
        (tmp_path / ".state").mkdir()
        (tmp_path / ".state/.gitignore").write_text("*\n", "utf-8")

    done = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=tmp_path, check=False)

    assert done.returncode == 0


SOURCES = sorted([*(ROOT / "sync").rglob("*.py"), *(ROOT / "modelbook").rglob("*.py")])


def test_modules_have_one_idea() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in SOURCES}

    assert {name: lines for name, lines in lengths.items() if lines >= 400} == {}


def test_functions_can_be_seen_at_once() -> None:
    lengths = {f"{path.name}:{name}": lines for path in SOURCES for name, lines in _functions(path)}

    assert {name: lines for name, lines in lengths.items() if lines >= 60} == {}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _git(*words: str) -> str | None:
    done = subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None
