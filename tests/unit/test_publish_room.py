"""`max_open_prs`: no run opens more pull requests than that, and what waits is opened by a later one."""

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sync.core.outcome import Attention, Run
from sync.publish.actions import Comment, Delete, Describe, Open, Push
from sync.publish.decide import FULL, Decision, opens, within
from sync.publish.lane import by_risk
from sync.publish.room import risk
from sync.report.jsonable import report_json
from tests.unit.pages import TODAY, change
from tests.unit.publishing_days import Days, feed
from tests.unit.test_report_waits import PRICE

QUIET = Run(provider="groq", status="ok", today=TODAY, changes=(change("a/one", "name", "A", "B"),))
DEARER = replace(QUIET, changes=(change("a/one", "price.input", 1, 2),))
HELD = replace(DEARER, held=(PRICE,))
LOOK = replace(HELD, attention=(Attention(id="a/one", field="price", value=1, why="replaced-by-policy"),))
DECISIONS = (
    Decision(actions=(Push(None), Open()), why="new"),
    Decision(actions=(Comment(1, "kept"), Push("a"), Open()), why="new"),
    Decision(actions=(Open(),), why="pushed before"),
    Decision(actions=(Push("a"), Describe(1)), why="updated"),
    Decision(actions=(Delete("a"),), why="left over"),
    Decision(why="unchanged"),
)


@given(st.lists(st.sampled_from(DECISIONS)), st.integers(1, 5), st.integers(0, 7))
def test_a_run_never_opens_more_than_the_limit_and_leaves_nothing_else_out(
    wanted: list[Decision], most: int, standing: int
) -> None:
    left, done = most - standing, list[Decision]()
    for decision in wanted:
        done.append(within(decision, left))
        left -= opens(done[-1])

    opened, asked = sum(map(opens, done)), sum(map(opens, wanted))
    assert opened == min(asked, max(0, most - standing))
    for then, now in zip(wanted, done, strict=True):
        assert now == then or (opens(then) and now == Decision(why=FULL))


def test_what_needs_a_person_most_is_opened_first_and_then_by_name(tmp_path: Path) -> None:
    runs: dict[str, Run | None] = {"a": QUIET, "b": DEARER, "c": HELD, "d": LOOK, "e": LOOK, "f": None}
    for name, run in runs.items():
        (tmp_path / name).mkdir()
        text = "{" if run is None else json.dumps(report_json([run], [], TODAY))
        (tmp_path / name / "report.json").write_text(text, "utf-8")

    assert [risk(run) for run in (LOOK, HELD, DEARER, QUIET)] == [0, 1, 2, 3]
    assert [each.name for each in by_risk([tmp_path / name for name in runs])] == [*"defcba"]


def test_what_waits_for_room_is_opened_by_the_run_that_has_some(lane: Days) -> None:
    lane.maintainer.change("main", {"catalog/rules/schedule.yaml": "max_open_prs: 1\n"}, "One at a time")
    lane.maintainer.change("catalog-sync/groq", {"groq.txt": "One.\n"})
    other = lane.maintainer.open("catalog-sync/groq")

    waits = lane.sync(feed("0.000002"))
    assert (waits.why, waits.warned, lane.tip()) == (FULL, (), None)
    lane.maintainer.close(other)

    assert lane.sync(feed("0.000002")).why == "new"
    assert lane.sync(feed("0.000003")).why == "updated"
