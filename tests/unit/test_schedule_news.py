"""The dashboard's comments: each thing once, when it begins and when it healed; and two runs at once."""

from datetime import date, timedelta

import pytest

from sync.schedule import news
from sync.schedule.news import News
from sync.schedule.state import Row, State
from tests.unit.dashboards import DOWN, REFUSED, Desk, run_of

DAY = date(2026, 8, 22)
OK = run_of()


def test_who_watches_is_told_once_when_a_provider_is_marked_and_once_when_it_heals(desk: Desk) -> None:
    for _ in range(3):
        desk.run(openrouter=OK, other=DOWN)
    [begun] = desk.comments
    assert begun.startswith(
        "## Needs attention\n\n- **other** failed 3 runs in a row, since 2026-08-22: `it "
    )
    assert begun.endswith(f"\n  - next: `run again later`\n\nMade by [this run]({_run_of(desk, 3)}).\n")

    desk.run(run=3, other=DOWN)  # the same run once more
    desk.run(openrouter=OK, other=REFUSED)
    desk.later(days=2)
    desk.run()
    desk.run("--dry-run", other=OK)
    assert desk.comments == [begun]

    desk.run(openrouter=OK, other=OK)
    desk.run(openrouter=OK, other=OK)
    [_, ended] = desk.comments
    assert ended.startswith("## Healed\n\n- **other**: its list was read again\n")


def _run_of(desk: Desk, number: int) -> str:
    return f"{desk.forge.url}/{desk.forge.slug}/actions/runs/{number}"


def test_a_comment_that_the_forge_refuses_is_a_failure_and_the_issue_says_it_all_the_same(desk: Desk) -> None:
    for _ in range(2):
        desk.run(other=DOWN)
    desk.forge.fail("POST", "/issues/*/comments", "502")

    assert desk.run(other=DOWN) == 1

    assert len(desk.urgent) == 1
    assert desk.run(other=DOWN) == 0
    assert desk.comments == []


@pytest.mark.parametrize(
    ("after", "healed"),
    [
        (Row(known=DAY, success=DAY), ("groq",)),
        (Row(known=DAY, success=DAY, marked=True), ()),
        (Row(known=DAY, success=DAY - timedelta(days=3), keyless="no key"), ()),
        (Row(known=DAY, success=None, failed=3, failing=DAY, failure="failed"), ()),
        (Row(known=DAY, success=DAY, failed=1, failing=DAY, failure="failed"), ()),
    ],
)
def test_healed_is_only_whose_list_was_read(after: Row, healed: tuple[str, ...]) -> None:
    before = State(rows={"groq": Row(known=DAY, marked=True)})

    assert news.since(before, State(rows={"groq": after}), [], DAY) == News(healed=healed)
    assert not news.since(before, State(), [], DAY)


def test_a_catalog_that_cannot_be_read_begins_and_ends_no_mark(desk: Desk) -> None:
    rules, patient = "catalog/rules/schedule.yaml", "failing: {runs: 1}\nsilent: {days: 60}\n"
    desk.catalog.write(rules, patient)
    desk.run(openrouter=OK, other=OK)
    desk.run(other=DOWN)
    desk.later(days=20)
    desk.run()
    [begun] = desk.comments
    assert "**other** failed" in begun

    for broken in ("silent: [\n", patient, "silent: [\n", patient):
        desk.catalog.write(rules, broken)
        desk.run()
    assert desk.comments == [begun]

    desk.catalog.write(rules, "silent: [\n")
    desk.run(other=OK)
    [_, ended] = desk.comments
    assert ended.startswith("## Healed\n\n- **other**: its list was read again\n")


def test_the_issue_is_read_right_before_it_is_written_so_that_two_runs_lose_little(desk: Desk) -> None:
    desk.run(openrouter=OK)

    desk.run(openrouter=OK, other=DOWN)

    asked = [(each.method, each.path.rpartition("/")[2]) for each in desk.forge.requests()]
    assert asked[-3:] == [("GET", "pulls"), ("GET", "issues"), ("PATCH", str(desk.issue.number))]
