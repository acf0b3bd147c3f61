"""`run` over HTTP, against a server of the test's own on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scratch import OFFERS, PROVIDER, Scratch, body, priced, records, scratch
from tests.upstream import Upstream, serve
from tests.upstream.server import PATH

Capture = pytest.CaptureFixture[str]
KEY = "sk-or-v1-0123456789abcdef0123456789abcdef"


@pytest.fixture
def upstream() -> Upstream:
    """A provider that never asks to wait, so that no test does."""
    return Upstream(payload=body(records()), headers={"Retry-After": "0"})


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture, upstream: Upstream) -> Iterator[Scratch]:
    found = scratch(tmp_path)
    with serve(upstream) as host:
        found.listen_to(host)
        capsys.readouterr()
        yield found


def test_a_list_is_fetched_merged_and_remembered(
    catalog: Scratch, upstream: Upstream, capsys: Capture
) -> None:
    upstream.payload = body([*records(), priced("gamma/new", "0.000001", "0.000002")])

    assert catalog.call("run") == 0

    told = capsys.readouterr()
    assert told.out == (
        "openrouter  ok        0 days  1 new\n"
        "  [NEW] [PAID] gamma/new\n"
        "inserted 1 · updated 0 · unchanged 4 · free 1 · paid 4 · errors 0\n"
    )
    assert told.err == "fetch\nplan openrouter (1/1)\n"
    known = json.loads(catalog.read(".state/fetched.json"))["openrouter"]
    assert known["at"] == "2026-08-22T00:00:00+00:00"
    assert catalog.tree()[".state/raw/openrouter.json"] == upstream.payload


def test_what_was_not_modified_is_the_kept_list_once_more(
    catalog: Scratch, upstream: Upstream, capsys: Capture
) -> None:
    assert catalog.call("run") == 0
    before = catalog.tracked()
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 1.5}")
    capsys.readouterr()

    assert catalog.call("run") == 0

    assert "if-none-match" not in upstream.seen[0].headers
    assert "if-none-match" in upstream.seen[1].headers
    assert "No change. · 1 kept" in capsys.readouterr().out
    assert {name for name, raw in catalog.tracked().items() if raw != before[name]} == {OFFERS}


@pytest.mark.parametrize("args", [["--force"], []], ids=["force", "the kept list is gone"])
def test_an_etag_is_sent_only_where_its_list_is_still_here(
    catalog: Scratch, upstream: Upstream, args: list[str]
) -> None:
    assert catalog.call("run") == 0
    if not args:
        (catalog.root / ".state/raw/openrouter.json").unlink()

    assert catalog.call("run", *args) == 0

    assert ["if-none-match" in seen.headers for seen in upstream.seen] == [False, False]


def test_a_web_page_instead_of_a_list_is_refused(
    catalog: Scratch, upstream: Upstream, capsys: Capture
) -> None:
    upstream.payload = b"<!doctype html><title>Sign in</title>"
    before = catalog.tracked()

    assert catalog.call("run") == 3

    assert "refused: by not-json" in capsys.readouterr().out
    assert catalog.tracked() == before


def test_a_server_that_fails_is_tried_three_times(
    catalog: Scratch, upstream: Upstream, capsys: Capture
) -> None:
    upstream.status = 500
    before = catalog.tracked()

    assert catalog.call("run") == 3

    assert len(upstream.seen) == 3
    assert "it answered 500 Internal Server Error (tries: 3)" in capsys.readouterr().out
    assert catalog.tracked() == before


def test_one_provider_that_fails_leaves_the_other_complete(
    catalog: Scratch, upstream: Upstream, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    failing = Upstream(status=404)
    with serve(failing) as host:
        # another host than the first one's, or there would be a polite pause between the two
        other = catalog.read(PROVIDER).replace("name: OpenRouter", "name: Other")
        url = next(word for word in other.split() if word.startswith("http://127")).rstrip(",")
        catalog.write(
            "catalog/providers/other.yaml",
            other.replace(url, host.replace("127.0.0.1", "localhost") + PATH),
        )
        upstream.payload = body([*records(), priced("gamma/new", "0.000001", "0.000002")])

        assert catalog.call("run", "--report-json", str(report)) == 1

    runs = json.loads(report.read_text("utf-8"))["runs"]
    assert [(run["provider"], run["status"], run["added"]) for run in runs] == [
        ("openrouter", "ok", ["gamma/new"]),
        ("other", "failed", []),
    ]
    assert "gamma/new:" in catalog.read(OFFERS)
    assert not (catalog.root / "catalog/offers/other.yaml").exists()


def test_a_key_goes_into_its_header_and_nowhere_else(
    catalog: Scratch, upstream: Upstream, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    pages = [tmp_path / "report.md", tmp_path / "report.json"]
    written = ["--report", str(pages[0]), "--report-json", str(pages[1]), "--save-raw", str(tmp_path / "raw")]

    codes = [catalog.call("run", *written)]
    upstream.status = 401
    codes.append(catalog.call("run", "--force", *written))

    assert codes == [0, 3]
    assert {seen.headers["authorization"] for seen in upstream.seen} == {f"Bearer {KEY}"}
    told = capsys.readouterr()
    assert KEY not in told.out + told.err
    assert [
        path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ] == []


def test_without_its_key_a_provider_that_needs_one_is_not_asked(
    catalog: Scratch, upstream: Upstream, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    catalog.edit(PROVIDER, "key_required: false", "key_required: true")

    assert catalog.call("run") == 3

    assert upstream.seen == []
    assert "fix: set OPENROUTER_API_KEY" in capsys.readouterr().out


SKIPPED = "inserted 0 · updated 0 · unchanged 0 · free 0 · paid 0 · errors 0\n"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("enabled: true", "enabled: false", "disabled in its provider file"),
        ("update_frequency: realtime", "update_frequency: manual", "asked only by name: run --provider"),
    ],
)
def test_a_provider_that_is_not_to_be_asked_is_skipped_unless_named(
    catalog: Scratch, upstream: Upstream, capsys: Capture, old: str, new: str, why: str
) -> None:
    catalog.edit(PROVIDER, old, new)

    assert catalog.call("run") == 0
    skipped = capsys.readouterr().out
    assert upstream.seen == []
    assert catalog.call("run", "--provider", "openrouter") == 0

    assert skipped.startswith("openrouter  skipped") and why in skipped and skipped.endswith(SKIPPED)
    assert len(upstream.seen) == 1


def test_a_daily_provider_is_asked_once_a_day(catalog: Scratch, upstream: Upstream, capsys: Capture) -> None:
    catalog.edit(PROVIDER, "update_frequency: realtime", "update_frequency: daily")

    codes = [catalog.call("run", today=day) for day in ("2026-08-22", "2026-08-22", "2026-08-23")]

    assert codes == [0, 0, 0]
    assert len(upstream.seen) == 2
    assert "not due" in capsys.readouterr().out
    assert catalog.call("run", "--force", today="2026-08-23") == 0
    assert len(upstream.seen) == 3


def test_a_dry_run_keeps_no_list_and_moves_no_clock(catalog: Scratch, upstream: Upstream) -> None:
    before = catalog.tree()

    assert catalog.call("run", "--dry-run") == 0

    assert catalog.tree() == before
    assert len(upstream.seen) == 1
