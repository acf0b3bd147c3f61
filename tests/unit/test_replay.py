"""The replay puts payloads in the order of time, and a day that fails changes nothing."""

import gzip
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from sync import replay

MADE = ("catalog/models", "catalog/offers", "catalog/upstream")


def listed(*ids: str, price: str = "0.000001") -> bytes:
    """A list as OpenRouter sends it, as short as one can be."""
    pricing = {"prompt": price, "completion": price}
    return json.dumps({"data": [{"id": id_, "name": id_, "pricing": pricing} for id_ in ids]}).encode()


def recorded(folder: Path, payloads: Mapping[str, bytes]) -> Path:
    """A folder of recorded payloads, by file name."""
    for name, content in payloads.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return folder


def names(payloads: Sequence[replay.Payload]) -> list[tuple[str, str, str]]:
    return [(day, provider, path.name) for day, provider, path in payloads]


def tree(root: Path) -> dict[str, bytes]:
    paths = (path for name in MADE for path in (root / name).rglob("*"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalog with files that no payload of these tests makes."""
    root = tmp_path / "old"
    for name in (*MADE, "catalog/lists", "catalog/providers"):
        (root / name / "lab").mkdir(parents=True)
        (root / name / "lab" / "kept.yaml").write_text("name: Kept\n", "utf-8")
    return root


def test_days_are_in_the_order_of_time_the_one_without_an_hour_first(tmp_path: Path) -> None:
    data = recorded(
        tmp_path,
        {
            "openrouter/2026-03-01.json.gz": b"",
            "openrouter/2026-02-27T2354.json.gz": b"",
            "openrouter/2026-02-27.json": b"",
            "openrouter/2026-02-27T2349.json.gz": b"",
            "openrouter/2025-12-31-again.json": b"",
        },
    )

    found = names(replay.days(data, "0000", "9999"))

    assert found == [
        ("2025-12-31", "openrouter", "2025-12-31-again.json"),
        ("2026-02-27", "openrouter", "2026-02-27.json"),
        ("2026-02-27", "openrouter", "2026-02-27T2349.json.gz"),
        ("2026-02-27", "openrouter", "2026-02-27T2354.json.gz"),
        ("2026-03-01", "openrouter", "2026-03-01.json.gz"),
    ]


@pytest.mark.parametrize(
    "name", ["latest.json", "2026-03-01.txt", "2026-3-1.json", "2026-03-01.json.bak", "x-2026-03-01.json"]
)
def test_a_file_without_a_day_or_of_another_kind_is_skipped(tmp_path: Path, name: str) -> None:
    assert replay.days(recorded(tmp_path, {f"openrouter/{name}": b""}), "0000", "9999") == []


def test_a_provider_that_no_catalog_reads_is_skipped(tmp_path: Path) -> None:
    assert replay.days(recorded(tmp_path, {"nobody/2026-03-01.json": b""}), "0000", "9999") == []


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("0000", "9999", ["2026-02-27", "2026-02-28", "2026-03-01"]),
        ("2026-02-28", "9999", ["2026-02-28", "2026-03-01"]),
        ("2026-02-27", "2026-02-28", ["2026-02-27", "2026-02-28"]),
        ("2026-03-02", "9999", []),
    ],
)
def test_both_bounds_belong_to_the_days(tmp_path: Path, first: str, last: str, days: list[str]) -> None:
    data = recorded(tmp_path, {f"openrouter/2026-{day}.json": b"" for day in ("02-27", "02-28", "03-01")})

    assert [day for day, _, _ in replay.days(data, first, last)] == days


def test_a_replay_puts_what_it_made_in_the_place_of_the_old_files(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = {
        "openrouter/2026-03-01.json": listed("lab/one"),
        "openrouter/2026-03-02.json.gz": listed("lab/one", "lab/two", price="0.0000025"),
    }

    code = replay.main(["--data", str(recorded(tmp_path / "data", days)), "--root", str(old)])

    told = capsys.readouterr()
    assert (code, told.err) == (0, "")
    assert [line.split()[:5] for line in told.out.splitlines()] == [
        ["2026-03-01", "openrouter", "ok", "1", "new"],
        ["2026-03-02", "openrouter", "ok", "1", "new"],
    ]
    assert sorted(tree(old)) == [
        "catalog/models/lab/one.yaml",
        "catalog/models/lab/two.yaml",
        "catalog/offers/openrouter.yaml",
        "catalog/upstream/openrouter.jsonl",
    ]
    assert (old / "catalog/offers/openrouter.yaml").read_text("utf-8").splitlines()[1:] == [
        "lab/one:",
        "  model: lab/one",
        "  price: {input: 2.5, output: 2.5}",
        "lab/two:",
        "  model: lab/two",
        "  price: {input: 2.5, output: 2.5}",
    ]
    assert (
        (old / "catalog/upstream/openrouter.jsonl").read_text("utf-8").startswith('{"as_of": "2026-03-02", ')
    )
    assert (old / "catalog/lists/lab/kept.yaml").exists()
    assert (old / "catalog/providers/lab/kept.yaml").exists()


def test_the_same_payloads_make_the_same_bytes(tmp_path: Path) -> None:
    data = recorded(tmp_path / "data", {"openrouter/2026-03-01.json": listed("lab/two", "lab/one")})

    codes = [replay.main(["--data", str(data), "--root", str(tmp_path / name)]) for name in ("a", "b")]

    assert codes == [0, 0]
    assert tree(tmp_path / "a") == tree(tmp_path / "b") != {}


@pytest.mark.parametrize(
    ("broken", "words"),
    [(b"<html>", "web page"), (b'{"data": []}', "empty"), (b'{"data": [', "cut off"), (b"\x1f\x8b", "gzip")],
)
def test_a_day_that_fails_leaves_the_old_catalog_as_it_was(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str], broken: bytes, words: str
) -> None:
    days = {"openrouter/2026-03-01.json": listed("lab/one"), "openrouter/2026-03-02.json": broken}
    data, before = recorded(tmp_path / "data", days), tree(old)

    code = replay.main(["--data", str(data), "--root", str(old)])

    error = capsys.readouterr().err
    assert code == 3
    assert error.startswith(f"error: {data}/openrouter/2026-03-02.json: ")
    assert words in error
    assert "\n  fix: " in error
    assert tree(old) == before


def test_a_folder_without_payloads_is_an_error_with_its_fix(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(old)

    code = replay.main(["--data", str(tmp_path / "nowhere"), "--root", str(old)])

    error = capsys.readouterr().err
    assert code == 2
    assert error == (
        f"error: {tmp_path}/nowhere: no payload of those days is here\n  fix: name the folder with --data\n"
    )
    assert tree(old) == before


def test_each_day_runs_over_what_the_days_before_it_made(tmp_path: Path) -> None:
    days = {
        "openrouter/2026-03-01.json": listed("lab/one", "lab/two"),
        "openrouter/2026-03-02.json": listed("lab/one", price="0.000002"),
    }
    payloads = replay.days(recorded(tmp_path / "data", days), "0000", "9999")
    root = tmp_path / "catalog"
    shutil.copytree(replay.HERE / "schemas", root / "schemas")
    shutil.copytree(replay.HERE / "catalog/providers", root / "catalog/providers")

    first, second = (result.runs[0] for result in replay.replay(root, payloads))

    assert [one.id for one in first.added] == ["lab/one", "lab/two"]
    assert {(one.id, one.field, str(one.old), str(one.new)) for one in second.changes} == {
        ("lab/one", "price.input", "1", "2"),
        ("lab/one", "price.output", "1", "2"),
        ("lab/two", "state", "None", "stale"),
        ("lab/two", "missing_since", "None", "2026-03-02"),
    }
    assert second.missing == ("lab/two",)


def test_a_provider_whose_offers_waited_is_asked_again_on_its_own_day(tmp_path: Path) -> None:
    groq = json.dumps({"data": [{"id": "lab/one", "object": "model", "context_window": 8192}]}).encode()
    days = {
        "groq/2026-02-01.json": groq,
        "openrouter/2026-03-01.json": listed("lab/one"),
    }
    root = tmp_path / "catalog"

    assert replay.main(["--data", str(recorded(tmp_path / "data", days)), "--root", str(root)]) == 0

    assert (root / "catalog/offers/groq.yaml").read_text("utf-8").splitlines()[1:] == [
        "lab/one:",
        "  model: lab/one",
        "  limits: {context: 8192}",
    ]
    assert '"as_of": "2026-02-01"' in (root / "catalog/upstream/groq.jsonl").read_text("utf-8")
