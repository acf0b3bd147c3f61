"""The dashboard's page: what it says, what GitHub makes of it, and that it always fits."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from cmarkgfm import markdown_to_html_with_extensions
from cmarkgfm.cmark import Options

from sync.publish.decide import FULL
from sync.publish.text.body import FORGE
from sync.report.escape import code
from sync.report.tables import size
from sync.schedule import heard, news, rows, steps
from sync.schedule.heard import Heard, Told
from sync.schedule.news import News
from sync.schedule.page import HEAD, Board, body, headline, lines
from sync.schedule.rows import Book, Kind, Open, Point
from sync.schedule.state import Job, Row, State, read
from tests.hostile import HOSTILE
from tests.unit.dashboards import needs
from tests.unit.test_publish_rendered import Page

DAY = date(2026, 8, 22)
URL = "https://github.com/acme/catalog/pull/12"


def board(state: State, *pulls: Open, book: Book | None = None) -> Board:
    points = rows.points(state, pulls, book or Book(), DAY)
    return Board(state=state, pulls=pulls, points=points, today=DAY)


def failing(reason: str, rule: str = "", fix: str = "") -> Row:
    return Row(known=DAY, failing=DAY, failed=3, failure="failed", reason=reason, rule=rule, fix=fix)


def rendered(text: str) -> str:
    extensions = ["table", "strikethrough", "tagfilter", "autolink"]
    return str(markdown_to_html_with_extensions(text, Options.CMARK_OPT_UNSAFE, extensions))


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_reason_stays_in_its_cell(hostile: str) -> None:
    hostile = hostile[: heard.LENGTH]
    state = State(
        rows={
            "groq": failing(hostile, rule=hostile, fix=hostile),
            "other": Row(known=DAY, keyless=hostile),
            hostile: failing("down"),
        },
        jobs={"plan": Job(since=DAY, failed=1)},
    )
    pull = Open(number=12, provider=hostile, review=False, url=hostile, since=DAY - timedelta(days=30))
    made = board(state, pull, book=Book(problems=(hostile,)))
    whole = body(None, made, "https://github.com/acme/catalog/actions/runs/1")

    html = Page(rendered(whole))

    assert html.open == []
    assert html.tables == [[len(HEAD)] * 4]
    assert html.tags <= {
        "p",
        "strong",
        "h2",
        "ul",
        "li",
        "code",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
    }
    assert [link.rpartition("/")[2] for link in html.links] == ["1"]
    assert html.headings == ["Needs attention", "Providers"]
    assert read(whole) == state

    began = news.since(State(), news.marked(state, made.points), made.points, DAY)
    comment = news.text(News(began=began.began, healed=(hostile,)), None)
    html = Page(rendered(comment))
    assert (html.open, html.links, html.headings) == ([], [], ["Needs attention", "Healed"])
    assert html.tags <= {"p", "strong", "h2", "ul", "li", "code"}


def test_a_terminal_is_told_the_same_without_markup() -> None:
    pull = Open(number=12, provider="groq", review=True, url=URL, since=DAY - timedelta(days=9))
    told, table = lines(board(State(rows={"groq": failing("it's | down", rule="x")}), pull))

    assert told == [
        "2 things need attention; 1 of 1 provider failed.",
        "- groq failed 3 runs in a row, since 2026-08-22: it's | down",
        "  - next: the log of its job collect (groq) says why: Actions → sync",
        "- groq waits 9 days: #12",
        "  - next: merge it, without what you revert in its branch before, or decide one alone: "
        "python -m sync held --accept ID FIELD --commit, or --reject",
    ]
    assert table[1] == (
        "groq",
        "never",
        "–",
        "#12 (review, 9 days)",
        "0",
        "–",
        "failed (x), 3 runs in a row, since 2026-08-22: it's | down",
    )


STEPS: dict[Kind, str] = {
    "catalog": "`python -m sync check` says where, and how to mend it",
    "job": "the job's log says why: Actions → `sync`",
    "failing": "the log of its job `collect (groq)` says why",
    "silent": "with `providers: groq`; one that you leave out gets `enabled: false` in "
    "`catalog/providers/groq.yaml`",
    "blocked": "rename that branch, or delete it",
    "waiting": "merge it, or close it: it stays closed for 30 days, or until a value moves",
}


def test_each_kind_of_point_says_what_to_do_and_a_failure_what_its_run_said_mends_it() -> None:
    points = {kind: Point(kind=kind, who="groq", what="is odd") for kind in get_args(Kind)}

    told = {kind: steps.step(point, code) for kind, point in points.items()}

    assert told.keys() == STEPS.keys()
    assert [words for kind, words in STEPS.items() if words not in told[kind]] == []
    assert steps.step(replace(points["failing"], fix="set GROQ_API_KEY"), code) == "`set GROQ_API_KEY`"


def test_what_is_held_leads_to_the_review_that_decides_it() -> None:
    review = Open(number=12, provider="groq", review=True, url=URL, since=DAY)
    row = Row(known=DAY, success=DAY, held=2)

    assert f"| [2]({URL}) |" in body(None, board(State(rows={"groq": row}), review), None)
    assert "| 2 |" in body(None, board(State(rows={"groq": row}), replace(review, review=False)), None)


def test_what_waits_for_room_stands_where_its_pull_request_would_until_that_is_opened(tmp_path: Path) -> None:
    known = State(rows={"groq": Row(known=DAY)})
    table = {}
    for why in (FULL, "new"):
        told = {"lanes": [{"provider": "groq", "why": why}, {"provider": "groq", "why": "nothing to do"}]}
        (tmp_path / "published.json").write_text(json.dumps(told), "utf-8")
        said = replace(heard.hear(tmp_path, ""), told={"groq": Told(status="ok")})
        known = rows.moved(known, said, Book(), DAY)
        table[why] = lines(board(known))[1][1][3]

    assert table == {FULL: "waits for room", "new": "–"}
    waiting = State(rows={"groq": Row(known=DAY, waits=True)})
    assert read(body(None, board(waiting), None)) == waiting


def test_the_same_day_makes_the_same_page_and_a_run_only_another_link() -> None:
    state = State(rows={"groq": Row(known=DAY, success=DAY)})

    one, other = (body(None, board(state), f"https://x.example/{run}") for run in (1, 2))

    assert one != other
    assert one.replace("/1)", "/2)") == other
    assert headline(board(state)) == "Nothing needs attention."


def test_a_page_of_very_many_fits_beside_a_persons_text() -> None:
    state = State(rows={f"provider-{number}": failing("|" * 300) for number in range(200)})
    person = "Ours. " * 2_000

    whole = body(person, board(state), None)

    assert size(whole) <= FORGE
    assert whole.startswith(person)
    assert "more; run `python -m sync dashboard` to see them" in whole
    assert len((read(whole) or State()).rows) == 200


def test_only_a_catalog_that_can_be_read_lets_a_provider_go() -> None:
    before = State(rows={"gone": Row(known=DAY), "groq": Row(known=DAY)})
    book = Book(known=frozenset({"groq"}), enabled=frozenset({"groq"}), asked=frozenset({"groq"}))

    assert [*rows.moved(before, Heard(), book, DAY).rows] == ["groq"]
    assert [*rows.moved(before, Heard(), Book(problems=("x",)), DAY).rows] == ["gone", "groq"]


def test_what_is_no_provider_is_told_while_it_fails() -> None:
    book = Book(known=frozenset(), enabled=frozenset(), asked=frozenset())
    down = Heard(told={"sweep": Told(status="not published", reason="403")})

    assert [*rows.moved(State(), down, book, DAY).rows] == ["sweep"]
    assert [*rows.moved(State(), Heard(told={"sweep": Told(status="ok")}), book, DAY).rows] == []


JOBS = {
    "": ({}, []),
    needs("groq", collect="success", publish="skipped"): ({"collect": True, "plan": True}, ["groq"]),
    needs("groq", plan="failure", collect="skipped"): ({"plan": False}, []),
    needs("groq", collect="cancelled"): ({"collect": True, "plan": True}, ["groq"]),
    '{"publish": {"result": "failure"}}': ({"publish": False}, []),
    needs("../x", "a b", collect="success"): ({"collect": True, "plan": True}, []),
    '{"plan": {"result": "success", "outputs": {"matrix": "["}}}': ({"plan": True}, []),
    '{"plan": {"result": 1}, "x y": {"result": "failure"}, "z": null}': ({}, []),
}


@pytest.mark.parametrize("text", JOBS)
def test_the_results_of_jobs_are_read_as_far_as_they_can_be(text: str, tmp_path: Path) -> None:
    found = heard.hear(tmp_path, text)

    assert (found.jobs, sorted(found.told)) == JOBS[text]
    assert found.unread == ()


@pytest.mark.parametrize("text", ["[", "[]", '"x"', "[" * 100_000])
def test_jobs_that_cannot_be_read_are_said(text: str, tmp_path: Path) -> None:
    assert heard.hear(tmp_path, text).unread == ("SYNC_JOBS",)
    assert heard.hear(None, text).unread == ("SYNC_JOBS",)


RUN = '{"runs": [{"provider": "groq", "status": "failed", "reason": "x", "held": null}]}'


@pytest.mark.parametrize(
    ("name", "text", "told", "unread"),
    [
        ("reports/groq.json", RUN, "failed", ()),
        ("changes/groq/report.json", RUN, "failed", ()),
        ("reports/groq.json", "{}", "broke off", ("reports/groq.json",)),
        ("reports/groq.json", '{"runs": [{"provider": "groq", "status": "odd"}]}', "broke off",
         ("reports/groq.json",)),
        ("reports/groq.json", "\udcff", "broke off", ("reports/groq.json",)),
        ("reports/a b.json", "[", None, ("reports/a b.json",)),
        ("published.json", "[]", None, ("published.json",)),
        ("published.json", '{"lanes": [1, {"provider": "a b", "failed": "x"}]}', None, ()),
    ],
)  # fmt: skip
def test_files_of_a_run_are_read_or_said(
    tmp_path: Path, name: str, text: str, told: str | None, unread: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    found = heard.hear(tmp_path, "")

    assert {name: each.status for name, each in found.told.items()} == ({"groq": told} if told else {})
    assert found.unread == unread


def test_a_legs_own_report_wins_over_its_change_set_and_a_lane_that_failed_over_both(tmp_path: Path) -> None:
    (tmp_path / "changes/groq").mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    (tmp_path / "changes/groq/report.json").write_text(RUN, "utf-8")
    (tmp_path / "reports/groq.json").write_text(RUN.replace("failed", "ok"), "utf-8")
    assert heard.hear(tmp_path, "").told["groq"].status == "ok"

    (tmp_path / "published.json").write_text('{"lanes": [{"provider": "groq", "failed": "no"}]}', "utf-8")
    found = heard.hear(tmp_path, needs("groq", collect="success", publish="failure"))

    assert found.told["groq"] == Told(
        status="not published", reason="no", fix="look at the log of the job publish"
    )
    assert found.jobs["publish"] is True
