"""A glance at one id says what the whole catalog says of it, and gives way where it can't."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sync.core import ladder
from sync.core.book import Book
from sync.files import shelf, sizes
from sync.files.checks import opened
from sync.files.glance import Glance, NotKnown
from sync.files.store import Catalog, load
from tests.scratch import OFFERS, Scratch, priced, scratch
from tests.unit.running import dearer

HERE = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalog, Book]:
    """The shipped catalog in a folder of its own, every file of it known to be valid."""
    root = tmp_path_factory.mktemp("shipped")
    for name in ("catalog", "overrides", "schemas"):
        shutil.copytree(HERE / name, root / name)
    catalog, problems, remember = opened(root)
    assert [problem for problem in problems if problem.level == "error"] == []
    book = shelf.open_book(catalog, TODAY)
    remember({})
    return catalog, book


def told(book: Book, catalog: Catalog, id_: str) -> list[ladder.Explained]:
    """All that `explain` says of an id."""
    found = ladder.of_model(book, id_, catalog.schemas.fields("model")) if id_ in book.models else []
    for provider, offers in sorted(book.offers.items()):
        if id_ in offers:
            found += ladder.of_offer(book, provider, id_, catalog.schemas.fields("offers"))
    return found


@pytest.mark.parametrize("root", [".", "", "../catalog", "models/.."])
def test_a_catalog_is_the_same_from_wherever_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: str
) -> None:
    place = scratch(tmp_path).root
    (place / "models").mkdir()
    monkeypatch.chdir(place)

    assert load(Path(root)).files.keys() == load(place).files.keys()


def test_a_glance_says_what_the_whole_says(whole: tuple[Catalog, Book]) -> None:
    catalog, book = whole
    every = sorted({*book.models, *(id_ for offers in book.offers.values() for id_ in offers)})
    some = [
        *every[::9],
        "anthropic/claude-sonnet-4.5",
        "openai/gpt-oss-120b",
        "z-ai/glm-5.2:free",
        "mistral-embed",
    ]
    assert len(some) > 60

    for id_ in some:
        seen = Glance(catalog.root).about(id_)
        assert told(shelf.open_book(seen, TODAY), seen, id_) == told(book, catalog, id_), id_
        assert len(seen.models) <= 2


def test_the_sizes_of_a_glance_are_those_of_the_whole(whole: tuple[Catalog, Book]) -> None:
    catalog, _ = whole
    seen, read = sizes.glanced(catalog.root), sizes.counted(catalog)

    assert (seen.models, seen.providers.keys()) == (read.models, read.providers.keys())
    for name, size in seen.providers.items():
        other = read.providers[name]
        assert (size.offers, size.upstream) == (other.offers, other.upstream)
        assert (size.base.as_of, size.base.rules) == (other.base.as_of, other.base.rules)


@pytest.fixture
def known(tmp_path: Path) -> Scratch:
    """A small catalog of which a run has found every file valid."""
    return scratch(tmp_path)


def test_a_file_that_changed_since_is_no_longer_known(known: Scratch) -> None:
    assert [*Glance(known.root).about("acme/one").models] == ["acme/one"]

    known.edit("catalog/models/acme/one.yaml", "name: ", "name:  ")

    with pytest.raises(NotKnown):
        Glance(known.root).about("acme/one")
    with pytest.raises(NotKnown):
        sizes.glanced(known.root)


@pytest.mark.parametrize("id_", ["acme/three", "Acme/One", "one"])
def test_what_is_not_plain_to_see_is_asked_of_the_whole(known: Scratch, id_: str) -> None:
    with pytest.raises(NotKnown):
        Glance(known.root).about(id_)


def test_a_file_whose_id_stands_inside_is_asked_of_the_whole(known: Scratch) -> None:
    known.edit("catalog/models/acme/two.yaml", "name: ", "id: acme/other\nname: ")
    opened(known.root)[2]({})

    for id_ in ("acme/two", "acme/other"):
        with pytest.raises(NotKnown):
            Glance(known.root).about(id_)


def test_an_alias_that_people_gave_is_asked_of_the_whole(known: Scratch) -> None:
    known.edit("catalog/models/acme/two.yaml", "active: false", "active: false\nalias: 1-free")
    known.edit(OFFERS, "acme/one:free:", "1-free:")
    opened(known.root)[2]({})

    with pytest.raises(NotKnown):
        Glance(known.root).about("1-free")


def test_a_file_whose_name_is_spelled_with_capitals_is_asked_of_the_whole(known: Scratch) -> None:
    (known.root / "catalog/models/acme/two.yaml").rename(known.root / "catalog/models/acme/TWO.yaml")
    opened(known.root)[2]({})

    with pytest.raises(NotKnown):
        Glance(known.root).about("acme/two")


@pytest.mark.parametrize(
    "change",
    [
        lambda memory: memory.replace(b'"One"', b'"Won"'),
        lambda memory: b"\n".join(line[:50] + b"{}" for line in memory.split(b"\n")),
        lambda memory: memory[: len(memory) // 2],
        lambda memory: b"\xff" * 99,
        lambda memory: b"",
    ],
)
def test_a_memory_that_was_changed_is_no_memory(
    known: Scratch, change: Callable[[bytes], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    assert known.call("explain", "acme/one") == 0
    told = capsys.readouterr().out
    path = known.root / ".state/checked"
    path.write_bytes(change(path.read_bytes()))

    assert known.call("explain", "acme/one") == 0
    assert capsys.readouterr().out == told
    assert known.call("status") == 0


def test_what_a_run_wrote_is_remembered_as_it_reads(known: Scratch) -> None:
    known.edit("catalog/models/acme/two.yaml", "active: false", "active: false  # ours")
    assert known.run([*dearer(), priced("acme/new", "0.00000250", "0.000010")]) == 0
    assert "acme/new" in known.read(OFFERS)
    remembered = known.read(".state/checked")

    (known.root / ".state/checked").unlink()
    catalog, _, remember = opened(known.root)
    catalog.base("openrouter")
    remember({})

    assert known.read(".state/checked") == remembered


def test_a_warning_is_told_each_time(known: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    known.edit("catalog/models/acme/two.yaml", "active: false", "active: false\nspecialtie: coding")

    for _ in range(2):
        known.call("explain", "acme/one")
        capsys.readouterr()
        known.run(None, "--dry-run")
        assert "specialtie" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["explain", "acme/one"], ["status"]])
def test_a_glance_imports_no_parser_and_no_validator(known: Scratch, command: list[str]) -> None:
    arguments = [command[0], "--root", str(known.root), *command[1:]]
    code = (
        "import sys; from sync.cli.main import call; "
        f"call({arguments!r}); "
        "print(sorted({'yaml', 'ruamel', 'jsonschema', 'deepdiff', 'requests'} & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.splitlines()[-1] == "[]"
