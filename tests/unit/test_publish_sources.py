"""What a run read, when, and its SHA-256: from the bytes that came to the body of the pull request."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sync.core.outcome import Source
from sync.errors import SyncError
from sync.publish.text import body
from sync.publish.text.retold import run_of
from sync.report.jsonable import report_json
from tests.hostile import HOSTILE
from tests.scratch import Scratch, records, scratch
from tests.scratch import body as listing
from tests.unit.holding import dear
from tests.unit.openrouter_records import Json
from tests.unit.pages import TODAY, check_html, ordinary
from tests.unit.publishing_days import Days, feed
from tests.unit.running import dearer
from tests.unit.test_publish_body import RUN_URL, told
from tests.upstream import Upstream, serve

URL = "https://openrouter.ai/api/v1/models"
DAWN = datetime(2026, 8, 22, 6, 17, tzinfo=UTC)


def hashed(content: bytes) -> str:
    return sha256(content).hexdigest()


def source(of: str = "ab", when: datetime = DAWN, url: str = URL) -> Source:
    return Source(url=url, fetched=when, sha256=of * 32)


def sources(path: Path) -> list[Json]:
    [run] = json.loads(path.read_bytes())["runs"]
    found: list[Json] = run["sources"]
    return found


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def test_a_change_set_names_what_was_read_in_both_its_reports(catalog: Scratch, tmp_path: Path) -> None:
    assert catalog.run(dear(), "--out", str(tmp_path / "out")) == 0

    read = {"url": URL, "fetched": "2026-08-22T00:00:00+00:00", "sha256": hashed(listing(dear()))}
    assert sources(tmp_path / "out/openrouter/report.json") == [read]
    assert sources(tmp_path / "out/openrouter/review/report.json") == [read]


def test_a_change_set_names_the_providers_own_page_of_prices_in_both_its_reports(
    catalog: Scratch, tmp_path: Path
) -> None:
    assert catalog.run(dear(), "--out", str(tmp_path / "out")) == 0

    for name in ("report.json", "review/report.json"):
        report = json.loads((tmp_path / "out/openrouter" / name).read_bytes())
        assert run_of(report).pricing_url == "https://openrouter.ai/models"


def test_a_list_that_is_refused_is_named_with_its_hash_too(catalog: Scratch, tmp_path: Path) -> None:
    page = tmp_path / "report.json"

    assert catalog.run([], "--report-json", str(page)) == 3

    assert [each["sha256"] for each in sources(page)] == [hashed(listing([]))]


def test_where_nothing_came_nothing_is_named(catalog: Scratch, tmp_path: Path) -> None:
    page = tmp_path / "report.json"
    with serve(Upstream(payload=b"", status=404)) as host:
        catalog.listen_to(host)
        assert catalog.call("run", "--report-json", str(page)) == 3

    assert sources(page) == []


@pytest.fixture
def upstream(catalog: Scratch) -> Iterator[Upstream]:
    found = Upstream(payload=listing(records()), headers={"Retry-After": "0"})
    with serve(found) as host:
        catalog.listen_to(host)
        yield found


def test_what_came_over_http_is_hashed_as_it_is_kept(
    catalog: Scratch, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.payload, page = listing(dearer()), tmp_path / "report.json"
    assert catalog.call("run", "--report-json", str(page), "--save-raw", str(tmp_path / "raw")) == 0
    [first] = sources(page)
    assert first["sha256"] == hashed((tmp_path / "raw/openrouter.json").read_bytes())
    assert first["sha256"] == hashed(upstream.payload)

    assert catalog.call("run", "--report-json", str(page), today="2026-08-23") == 0  # a 304

    assert sources(page) == [{**first, "fetched": "2026-08-23T00:00:00+00:00"}]


def test_each_endpoint_has_a_line_of_its_own() -> None:
    other = source("cd", url="https://x.example/`2`")
    text = body.renewed(None, told(replace(ordinary(), sources=(source(), other))))

    first, second = (
        f"- Read at 2026-08-22 06:17 UTC; SHA-256 of what came: `{each * 32}`" for each in ("ab", "cd")
    )
    assert f"\n\n{first} from `{URL}`\n{second} from `` https://x.example/`2` ``\n\n## Summary" in text
    check_html(text.replace(f"[this run]({RUN_URL})", ""))


def test_another_time_or_hash_alone_is_no_change() -> None:
    text = body.renewed("Mine", told(replace(ordinary(), sources=(source(),))))
    again = body.renewed(
        "Mine", told(replace(ordinary(), sources=(source("cd", datetime(2026, 8, 23, tzinfo=UTC)),)))
    )

    assert text != again
    assert body.compared(text) == body.compared(again.replace("\n", "\r\n"))
    assert body.compared(text) != body.compared(text.replace("421", "422"))


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_an_address_is_text(name: str) -> None:
    about = told(replace(ordinary(), sources=(source(), source(url=name))))

    check_html(body.renewed(None, about).replace(f"[this run]({RUN_URL})", ""))


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "`x`"},
        {"sha256": 1},
        {"fetched": "soon"},
        {"fetched": "2026-08-22T06:17:00"},
        {"fetched": "0001-01-01T00:00:00+14:00"},
        {"url": None},
    ],
    ids=str,
)
def test_a_source_of_another_shape_is_refused_with_a_cure(wrong: dict[str, object]) -> None:
    report: Any = report_json([replace(ordinary(), sources=(source(),))], [], TODAY)
    assert run_of(report).sources == (source(),)
    report["runs"][0]["sources"][0] |= wrong

    with pytest.raises(SyncError, match="make the change set again: run --out"):
        run_of(report)


def test_a_pull_request_says_what_was_read_and_is_not_edited_for_other_bytes_alone(lane: Days) -> None:
    listed = feed("0.000002")
    lane.sync(listed)
    [pull] = lane.forge.pulls("open")
    assert f"SHA-256 of what came: `{hashed(listing(listed))}`" in (pull.body or "")

    same = [{**each, "description": "said otherwise"} for each in listed]
    assert lane.writes(lambda: lane.sync(same, later=1)) == []
