"""A replay gives each decision to `held` on its day, and keeps what people wrote into model files."""

import shutil
from pathlib import Path

import pytest

from sync import replay
from tests.unit.test_replay import listed, recorded

MODEL = "catalog/models/lab/one.yaml"
OFFERS = "catalog/offers/openrouter.yaml"
LEDGER = "catalog/upstream/openrouter.held.jsonl"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty catalog."""
    for name in ("schemas", "catalog/providers"):
        shutil.copytree(replay.HERE / name, tmp_path / "catalog" / name)
    return tmp_path / "catalog"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A price of 0 that nobody confirmed, on two days."""
    days = {f"openrouter/2026-03-0{day}.json": listed("lab/one", price="0") for day in (1, 2)}
    return recorded(tmp_path / "data", days)


def decide(root: Path, *lines: str) -> None:
    path = root / "catalog/rules/decisions.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("decisions:\n" + "".join(f"  - {{{line}}}\n" for line in lines), "utf-8")


def made(data: Path, root: Path) -> int:
    return replay.main(["--data", str(data), "--root", str(root)])


ABOUT = "date: 2026-03-01, provider: openrouter, id: lab/one, field: price, reason: It is free"


@pytest.mark.parametrize(
    ("verdict", "price", "waits"),
    [
        ("accept", "  price: {input: 0, output: 0}\n  free: confirmed\n", False),
        ("reject", "", False),
        ("open", "", True),
    ],
)
def test_a_decision_is_made_on_its_day(data: Path, root: Path, verdict: str, price: str, waits: bool) -> None:
    decide(root, f"{ABOUT}, decide: {verdict}")

    assert made(data, root) == 0

    entry = (root / OFFERS).read_text("utf-8").partition("\n")[2]
    assert entry == f"lab/one:\n  model: lab/one\n{price}"
    assert ("zero-unconfirmed" in (root / LEDGER).read_text("utf-8")) == waits


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{ABOUT.replace('field: price', 'field: tiers')}, decide: accept", "nothing waits there"),
        (ABOUT, "no whole decision"),
        (f"{ABOUT}, decide: perhaps", "no whole decision"),
    ],
)
def test_a_decision_about_nothing_makes_no_catalog(
    data: Path, root: Path, capsys: Capture, line: str, words: str
) -> None:
    decide(root, line)

    assert made(data, root) != 0

    assert words in capsys.readouterr().err
    assert not (root / OFFERS).exists()


def test_what_people_wrote_stays_and_what_upstream_says_is_new(tmp_path: Path, root: Path) -> None:
    first = recorded(tmp_path / "one", {"openrouter/2026-03-01.json": listed("lab/one")})
    assert made(first, root) == 0
    path = root / MODEL
    ours = path.read_text("utf-8").replace(
        "active: false", "active: true   # ours\nsummary: For all.\nx_own: 1"
    )
    path.write_text(ours.replace("name: lab/one", "name: Typed over   # gone with the next list"), "utf-8")

    assert made(first, root) == 0

    again = path.read_text("utf-8")
    assert "active: true   # ours\nsummary: For all.\nx_own: 1\n" in again
    assert "name: lab/one   # gone with the next list\n" in again


def test_a_file_that_people_had_a_part_in_is_never_thrown_away(
    tmp_path: Path, root: Path, capsys: Capture
) -> None:
    assert (
        made(recorded(tmp_path / "one", {"openrouter/2026-03-01.json": listed("lab/one", "lab/two")}), root)
        == 0
    )
    path = root / MODEL
    path.write_text(path.read_text("utf-8") + "summary: For all.\n", "utf-8")
    before = path.read_bytes()

    assert made(recorded(tmp_path / "two", {"openrouter/2026-03-01.json": listed("lab/two")}), root) == 1

    assert "people had a part in this file" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_decision_for_a_day_without_a_list_is_not_passed_over(
    data: Path, root: Path, capsys: Capture
) -> None:
    decide(root, f"{ABOUT.replace('03-01', '03-01b')}, decide: accept")

    assert made(data, root) == 2
    assert "no list is of the day of a decision: 2026-03-01b openrouter lab/one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"decisions: foo\n", "no list of decisions"), (b"decisions:\n  - a\xff\n", "not UTF-8")],
)
def test_decisions_that_can_not_be_read_make_no_catalog(
    data: Path, root: Path, capsys: Capture, raw: bytes, words: str
) -> None:
    decide(root)
    (root / "catalog/rules/decisions.yaml").write_bytes(raw)

    assert made(data, root) == 1
    assert words in capsys.readouterr().err


def test_a_file_that_can_not_be_read_is_never_thrown_away(data: Path, root: Path, capsys: Capture) -> None:
    assert made(data, root) == 0
    path = root / MODEL
    path.write_text(path.read_text("utf-8") + "summary: For all.\nx: [\n", "utf-8")
    before = path.read_bytes()
    capsys.readouterr()

    assert made(data, root) == 1
    assert MODEL in capsys.readouterr().err
    assert path.read_bytes() == before
