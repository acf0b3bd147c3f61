import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, get_args

import pytest

from sync.core.guards.why import Why
from sync.core.outcome import Run, Source, Step
from sync.errors import SyncError
from sync.files.lanes import Lane
from sync.publish.items import digest, fingerprint, items
from sync.publish.marker import read, short
from sync.publish.text import body, labels
from sync.publish.text.page import NONE_LEFT
from sync.publish.text.retold import run_of
from sync.publish.world import Marker
from sync.report.counts import headline
from sync.report.jsonable import report_json
from sync.report.markdown import markdown
from sync.report.tables import size
from tests.hostile import HOSTILE
from tests.unit.pages import (
    TODAY,
    attention_of,
    change,
    check_html,
    hostile_run,
    many_changes,
    ordinary,
)
from tests.unit.test_report_waits import RUN as HELD
from tests.unit.test_report_waits import waits

READ = Source(
    url="https://openrouter.ai/api/v1/models",
    fetched=datetime(2026, 8, 22, 6, 17, tzinfo=UTC),
    sha256="ab" * 32,
)
RUN_URL = "https://github.com/acme/book/actions/runs/1"


def told(run: Run, *, lane: Lane = "main", url: str | None = RUN_URL, limit: int = 60_000) -> body.Told:
    """What is told of a run, through the files that carry it."""
    run = run if run.sources else replace(run, sources=(READ,))
    report = report_json([run], [], TODAY)
    found = items(report["runs"][0])  # type: ignore[index,arg-type]
    known = Marker(head="a" * 40, fingerprint=fingerprint(found), items=short(found))
    page = markdown([run], [], TODAY, limit=limit)
    return body.Told(
        run=run_of(report),
        lane=lane,
        page=page,
        marker=known,
        count=len(found),
        run_url=url,
    )


def test_a_report_reads_back_with_the_same_headline() -> None:
    for run in (ordinary(), HELD, many_changes(50)):
        assert headline([run_of(report_json([run], [], TODAY))]) == headline([replace(run, today=TODAY)])


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"today": "2026-08-22", "runs": []},
        {"today": "soon", "runs": [{}]},
        {"today": "2026-08-22", "runs": [{"provider": "acme"}]},
        {"today": "2026-08-22", "runs": [[]]},
    ],
)
def test_a_report_of_another_shape_is_refused_with_a_cure(report: dict[str, object]) -> None:
    with pytest.raises(SyncError, match="make the change set again: run --out"):
        run_of(report)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_refused_report_is_told_on_one_line(name: str) -> None:
    report: Any = report_json([ordinary()], [], TODAY)
    report["runs"][0]["status"] = name

    with pytest.raises(SyncError) as refused:
        run_of(report)
    assert refused.value.what.isprintable()


def test_titles_say_what_changes_in_at_most_120_characters() -> None:
    moved = Run(provider="openrouter", status="ok", changes=(change("a/one", "price.input", 1, 2),))

    assert body.title(moved, "main", 1) == "sync(openrouter): 1 price up"
    assert body.title(moved, "review", 3) == "sync(openrouter): 3 held changes to review"
    assert body.title(HELD, "main", 3) == "sync(groq): 3 held (1 new)"
    long = body.title(replace(ordinary(), held=HELD.held, today=TODAY), "main", 9)
    assert long.startswith("sync(openrouter): 2 new, 1 price up, ")
    assert re.search(r", \d+ held \(\d+ new\) …$", long)
    assert len(long) <= 120


def test_the_body_of_an_ordinary_day() -> None:
    about = told(ordinary())
    text = body.renewed(None, about)

    assert read(text) == about.marker
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings[:3] == ["## Needs attention", "## Prices", "## New models"]
    assert headings[-4:] == ["## Sources", "## Summary", "## Written", "## How to"]
    assert f"\nRead at 2026-08-22 06:17 UTC; SHA-256 of what came: `{'ab' * 32}`\n\n## Summary" in text
    assert f"Made by [this run]({RUN_URL})." in text
    headline, _, rest = about.page.partition("## Sources")[0].partition("\n\n")
    assert (headline in text) == body.title(about.run, "main", about.count).endswith("…")
    assert rest in text
    check_html(text.replace(f"[this run]({RUN_URL})", ""))


def test_a_body_says_what_merging_does() -> None:
    quiet = Run(provider="groq", status="ok")

    assert "Merging this writes the changes below. " in body.renewed(None, told(ordinary()))
    assert "Merging this writes no value, only what upstream said last. " in body.renewed(None, told(quiet))
    assert "Merging this writes no value, " in body.renewed(None, told(HELD))


PRICES = "https://groq.com/pricing?a=b#on-demand"
LOOKED_UP = f"To look a price up: [the provider's own page]({PRICES})."


@pytest.mark.parametrize("lane", ["main", "review"])
def test_where_a_price_waits_the_providers_own_page_is_one_click_away(lane: Lane) -> None:
    text = body.block(told(replace(HELD, pricing_url=PRICES), lane=lane))

    assert text.count(LOOKED_UP) == 1
    assert text.index(LOOKED_UP) < text.index("\n## ")


def test_where_nothing_asks_to_be_looked_up_no_page_is_named() -> None:
    quiet = Run(provider="groq", status="ok", pricing_url=PRICES)

    assert "own page" not in body.block(told(quiet))
    assert "own page" not in body.block(told(HELD))
    assert LOOKED_UP in body.block(told(replace(quiet, changes=(change("a/one", "price.input", 1, 2),))))


NO_LINKS = ("javascript:alert(1)", "https://x/)<b>", "https://x/\n# y", "https://x/[a](b)")


@pytest.mark.parametrize(
    "url", [*(name for name in HOSTILE.values() if name and not name.startswith("https:")), *NO_LINKS]
)
def test_a_page_of_prices_that_is_no_plain_address_is_no_link(url: str) -> None:
    text = body.block(told(replace(HELD, pricing_url=url), url=None))

    check_html(text)
    assert "The provider's own page of prices: `" in text


def test_a_headline_stands_below_a_title_only_where_that_has_no_room_for_all_of_it() -> None:
    short = body.block(told(HELD))
    crowded = told(replace(ordinary(), held=HELD.held, today=TODAY))
    assert body.title(crowded.run, "main", crowded.count).endswith("…")

    assert short.count("3 held") == 1
    assert short.index("snooze.\n\n## Needs attention\n\n- **3 held**: 1 new") > 0
    assert f"\n\n{crowded.page.partition(chr(10))[0]}\n\n## Needs attention" in body.block(crowded)


def test_the_review_lane_shows_what_it_writes_and_what_merging_means() -> None:
    text = body.renewed(None, told(HELD, lane="review"))

    assert "Merging this accepts what its diff shows; revert a line in the branch to reject it" in text
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    held = [heading for heading in headings if heading.startswith("## Held: ")]
    assert headings == [*held, "## Sources", "## How to"]
    assert len(held) == 3


@pytest.mark.parametrize("limit", [60_000, 10_000_000], ids=["page that fits", "page of any length"])
@pytest.mark.parametrize("count", [400, 2_000])
def test_four_hundred_changes_fit_and_what_is_urgent_is_whole(count: int, limit: int) -> None:
    about = told(many_changes(count), limit=limit)
    text = body.renewed(None, about)

    assert size(text) <= 60_000
    assert len(text.encode("utf-16-le")) // 2 <= 60_000
    assert attention_of(text) == attention_of(about.page)
    assert read(text) == about.marker
    assert ("more; they stand in Files changed" in text) == (limit > 60_000 or count > 400)
    check_html(text.replace(f"[this run]({RUN_URL})", ""))


def waiting_for_every_reason(each: int) -> Run:
    """Four hundred changes, and so many new holds and settling ones of each guard."""
    lines = tuple(
        waits(f"lab/model-{n}", "limits.context", 9000 + n, 1, why)
        for why in get_args(Why)
        for n in range(each)
    )
    return replace(many_changes(400), held=lines, settling=lines, today=TODAY)


@pytest.mark.parametrize("run", [many_changes(400), waiting_for_every_reason(60)], ids=["moves", "waits"])
@pytest.mark.parametrize("limit", range(24_000, 34_000, 2_222))
def test_a_body_never_ends_inside_a_table_or_a_fold(run: Run, limit: int) -> None:
    about = told(run, limit=10_000_000)
    text = body.block(replace(about, marker=replace(about.marker, items={})), limit)

    assert size(text) <= limit
    assert attention_of(text) == attention_of(about.page)
    check_html(text.replace(f"[this run]({RUN_URL})", ""))
    lines = text.splitlines()
    for line, after in pairwise(lines):
        assert not line.startswith("|") or line.endswith("|")
        assert not line.startswith("| ---") or after.startswith("| ")


def test_a_persons_long_text_leaves_less_room() -> None:
    mine = "My own words. " * 2_000
    text = body.renewed(mine, told(many_changes(400)))

    assert text.startswith(mine)
    assert 55_000 < size(text) <= 65_536


def test_a_page_that_nothing_makes_fit_says_so() -> None:
    text = body.block(replace(told(ordinary()), page="## Needs attention\n\n" + "- x\n" * 20_000))

    assert NONE_LEFT.strip() in text
    assert size(text) <= 60_000


def test_another_run_is_no_change() -> None:
    one = body.renewed("Mine", told(ordinary()))
    other = body.renewed("Mine", told(ordinary(), url=RUN_URL + "23"))
    without = body.renewed("Mine", told(ordinary(), url=None))

    assert one != other
    assert body.compared(one.replace("\n", "\r\n")) == body.compared(other) == body.compared(without)
    assert body.compared(one) != body.compared(body.renewed("Mine", told(many_changes(3))))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://x/)<b>", "https://x/\n# y", "https://x/" + "y" * 300]
)
def test_a_run_that_is_no_address_is_not_named(url: str) -> None:
    assert "Made by" not in body.block(told(ordinary(), url=url))


def test_a_title_that_a_person_wrote_is_known() -> None:
    about = told(ordinary())
    text, name = body.renewed(None, about), body.title(about.run, "main", about.count)

    assert body.is_ours(name, text.replace("\n", "\r\n"))
    assert not body.is_ours("My title", text)
    assert not body.is_ours(name, None)
    assert body.is_ours(name, f"<!-- sync-title {digest('x')} -->\n{text}")


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_changes_no_body_title_or_label(name: str) -> None:
    about = told(hostile_run(name), url=None)
    text, title = body.renewed(None, about), body.title(about.run, "main", 1)

    check_html(text)
    assert read(text) == about.marker
    assert len(title) <= 120
    assert title.isprintable()
    assert not re.search(r"(?<!\w)@\w|#\d|<!--", title)
    for label in labels.wanted(about.run, "main"):
        assert len(label) <= 50
        assert label.isprintable()
        assert "," not in label


def test_a_marker_inside_a_page_that_did_not_come_from_a_run_is_inert() -> None:
    about = told(ordinary())
    bad = replace(about, page=f"{about.page}\n<!-- catalog-sync:end -->\n<!-- x\n")

    assert read(body.renewed(None, bad)) == about.marker
    assert "<h2>How to</h2>" in check_html(body.renewed(None, bad).replace(f"[this run]({RUN_URL})", ""))


def test_labels_say_what_a_report_has() -> None:
    quiet = Run(provider="groq", status="ok", changes=(change("a/one", "price.input", 1, 2),))
    gone = replace(quiet, lifecycle=(Step(id="x", old="stale", new="deprecated", since="2026-08-01"),))

    assert labels.wanted(quiet, "main") == {"sync", "provider:groq"}
    assert labels.wanted(gone, "main") == {"sync", "provider:groq", "removals"}
    assert labels.wanted(HELD, "main") >= {"sync", "held", "attention"}
    assert labels.wanted(HELD, "review") == {"sync", "provider:groq", "review", "held"}
    assert labels.outdated(frozenset({"held", "sync", "mine", "sync:hold"}), quiet, "main") == {"held"}


def test_the_first_list_of_a_provider_says_how_to_read_it() -> None:
    new = replace(ordinary(), changes=(), updated=(), missing=(), kept=(), conflicts=(), unchanged=0)

    assert "first list of this provider" in body.block(told(new))
    assert "first list of this provider" not in body.block(told(replace(new, unchanged=1)))
    assert "first list of this provider" not in body.block(told(ordinary()))
