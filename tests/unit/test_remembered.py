"""What a run hands on to the next one on another machine, and what of it is believed."""

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.scratch import PROVIDER, Scratch, body, priced, records, scratch
from tests.upstream import Upstream, serve

Capture = pytest.CaptureFixture[str]
Doc = dict[str, Any]


@pytest.fixture
def upstream() -> Upstream:
    return Upstream(payload=body(records()))


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture, upstream: Upstream) -> Iterator[Scratch]:
    found = scratch(tmp_path / "book")
    with serve(upstream) as host:
        found.listen_to(host)
        capsys.readouterr()
        yield found


@pytest.fixture
def hand(tmp_path: Path) -> Path:
    return tmp_path / "remembered"


def run(catalog: Scratch, hand: Path, *args: str, today: str = "2026-08-22") -> None:
    """A run on a machine of its own: nothing is there but what is handed on."""
    shutil.rmtree(catalog.root / ".state", ignore_errors=True)
    assert catalog.call("run", "--remember", str(hand), *args, today=today) == 0


def conditional(upstream: Upstream) -> list[bool]:
    return ["if-none-match" in seen.headers for seen in upstream.seen]


def handed(hand: Path) -> Doc:
    found: Doc = json.loads((hand / "openrouter.json").read_text("utf-8"))
    return found


def test_the_next_run_asks_whether_the_list_is_another_one(
    catalog: Scratch, upstream: Upstream, hand: Path
) -> None:
    run(catalog, hand)
    before = handed(hand)
    run(catalog, hand, today="2026-08-23")

    assert conditional(upstream) == [False, True]
    assert [path.name for path in hand.iterdir()] == ["openrouter.json"]
    assert handed(hand) == {**before, "at": "2026-08-23T00:00:00+00:00"}
    assert before["lists"][0]["body"].encode() == upstream.payload


def test_who_is_not_due_is_still_remembered_afterwards(
    catalog: Scratch, upstream: Upstream, hand: Path
) -> None:
    catalog.edit(PROVIDER, "update_frequency: realtime", "update_frequency: daily")
    run(catalog, hand)
    before = handed(hand)
    run(catalog, hand)

    assert (len(upstream.seen), handed(hand)) == (1, before)


@pytest.mark.parametrize("limit", [["--model", "acme/one"], ["--list", "free"]], ids=["model", "list"])
def test_a_run_that_looked_at_a_part_remembers_nothing(
    catalog: Scratch, upstream: Upstream, hand: Path, limit: list[str]
) -> None:
    catalog.edit(PROVIDER, "update_frequency: realtime", "update_frequency: daily")

    run(catalog, hand, *limit)
    assert not (hand / "openrouter.json").exists()
    run(catalog, hand)

    assert len(upstream.seen) == 2


def test_a_folder_hands_on_no_write_that_has_begun(catalog: Scratch, hand: Path) -> None:
    journal = hand / "journal" / "openrouter"
    journal.mkdir(parents=True)
    (journal / "0").write_bytes(b"theirs")
    manifest = [{"name": "catalog/offers/x.yaml", "old": None, "new": sha256(b"theirs").hexdigest()}]
    (journal / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (hand / "checked").write_bytes(b"x")
    (hand / "fetched.json").write_text(json.dumps({"openrouter": {"at": "2999-01-01T00:00:00+00:00"}}))

    run(catalog, hand)

    state = {path.name for path in (catalog.root / ".state").rglob("*") if path.is_file()}
    assert "manifest.json" not in state
    assert not (catalog.root / "catalog/offers/x.yaml").exists()


def spoiled(**more: object) -> Any:
    return lambda doc: {**doc, **more}


def in_list(**more: object) -> Any:
    return lambda doc: {**doc, "lists": [{**doc["lists"][0], **more}]}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(spoiled(at="2999-01-01T00:00:00+00:00"), id="a time to come"),
        pytest.param(spoiled(at="2026-08-21T00:00:00"), id="a time of no zone"),
        pytest.param(spoiled(at="yesterday"), id="no time"),
        pytest.param(spoiled(at=1), id="a number"),
        pytest.param(spoiled(provider="groq"), id="another provider's"),
        pytest.param(spoiled(format=2), id="another format"),
        pytest.param(spoiled(more="x"), id="a key too many"),
        pytest.param(spoiled(lists={}), id="no lists"),
        pytest.param(spoiled(lists=["x"]), id="a list of text"),
        pytest.param(in_list(etag='"a"\r\nX-Y: z'), id="an ETag of two lines"),
        pytest.param(in_list(etag="x" * 600), id="an endless ETag"),
        pytest.param(in_list(etag=""), id="no ETag"),
        pytest.param(in_list(etag=None), id="null for an ETag"),
        pytest.param(in_list(body="<html>"), id="a body that is no JSON"),
        pytest.param(in_list(body="\ud800"), id="a body that is no text"),
        pytest.param(in_list(path="../x"), id="a path"),
        pytest.param(lambda _: [1], id="no object"),
    ],
)
def test_what_no_run_wrote_costs_a_full_fetch_and_is_not_handed_on(
    catalog: Scratch, upstream: Upstream, hand: Path, capsys: Capture, spoil: Any
) -> None:
    catalog.edit(PROVIDER, "update_frequency: realtime", "update_frequency: daily")
    run(catalog, hand)
    before = handed(hand)
    (hand / "openrouter.json").write_text(json.dumps(spoil(before)), "utf-8")
    capsys.readouterr()

    run(catalog, hand)

    assert conditional(upstream) == [False, False]
    assert handed(hand) == before
    assert "openrouter.json: not what a run hands on; the whole list is fetched" in capsys.readouterr().err


def test_a_link_is_not_followed(catalog: Scratch, upstream: Upstream, hand: Path, tmp_path: Path) -> None:
    run(catalog, hand)
    (hand / "openrouter.json").rename(tmp_path / "elsewhere.json")
    before = (tmp_path / "elsewhere.json").read_bytes()
    (hand / "openrouter.json").symlink_to(tmp_path / "elsewhere.json")

    run(catalog, hand, today="2026-08-23")

    assert conditional(upstream) == [False, False]
    assert (tmp_path / "elsewhere.json").read_bytes() == before
    assert not (hand / "openrouter.json").is_symlink()


def test_a_list_of_another_address_is_no_list_of_this_one(
    catalog: Scratch, upstream: Upstream, hand: Path
) -> None:
    run(catalog, hand)
    forged = body([priced("acme/forged", "1", "1")]).decode()
    doc = in_list(url="https://elsewhere.example/models", body=forged)(handed(hand))
    (hand / "openrouter.json").write_text(json.dumps(doc), "utf-8")

    run(catalog, hand, today="2026-08-23")

    assert conditional(upstream) == [False, False]
    assert "acme/forged" not in catalog.read("catalog/offers/openrouter.yaml")


def test_a_dry_run_hands_nothing_on(
    catalog: Scratch, upstream: Upstream, hand: Path, capsys: Capture
) -> None:
    assert catalog.call("run", "--dry-run", "--remember", str(hand)) == 2

    assert "--remember hands on what a run fetched" in capsys.readouterr().err
    assert (upstream.seen, hand.exists()) == ([], False)
