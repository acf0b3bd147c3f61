"""What the dashboard's issue keeps for the next run."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.publish import marker
from sync.schedule.state import MOST, Failure, Job, Row, State, is_marked, read, write
from tests.hostile import HOSTILE

DAY = date(2026, 8, 22)
ROW = Row(
    known=DAY,
    success=DAY,
    failing=DAY,
    failed=3,
    failure="refused",
    rule="shrink",
    reason="half is gone",
    fix="look at the source",
    held=2,
    snoozed=(3, 12),
)
STATE = State(rows={"groq": ROW, "openrouter": Row(known=DAY)}, jobs={"plan": Job(since=DAY, failed=2)})

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
failures: st.SearchStrategy[Failure | None] = st.sampled_from([None, "refused", "failed", "broke off"])
dates = st.dates(date(1, 1, 1))
rows = st.builds(
    Row,
    known=dates,
    success=st.none() | dates,
    failing=st.none() | dates,
    failed=st.integers(0, 10**6),
    failure=failures,
    rule=texts,
    reason=texts,
    held=st.integers(0, 10**6),
    snoozed=st.lists(st.integers(1, 10**6), max_size=3).map(tuple),
    keyless=texts,
    fix=texts,
    marked=st.booleans(),
    blocked=st.lists(texts, max_size=2).map(tuple),
    waits=st.booleans(),
)
states = st.builds(State, rows=st.dictionaries(texts, rows, max_size=4))


def body(state: State, text: str = "A page.") -> str:
    return marker.replaced(None, marker.wrapped(text, write(state)))


@given(states, texts, st.booleans())
def test_what_is_written_is_read_again(state: State, text: str, crlf: bool) -> None:
    found = body(state, text.replace("`", "").replace("~", "")).replace("\r", "")

    assert read(found.replace("\n", "\r\n") if crlf else found) == state


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_reason_ends_the_block_or_begins_another(hostile: str) -> None:
    state = State(rows={"groq": replace(ROW, reason=hostile[:300])})
    found = body(state)

    assert read(found) == state
    assert found.count("-->") == 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("fp=", "fp=0"),
        ("catalog-sync:items\n", "catalog-sync:items\nQUFB\n"),
        ("catalog-sync:items\n", "catalog-sync:items\n*\n"),
        ("<!-- catalog-sync:dashboard", "<!-- catalog-sync:dashbored"),
        ("<!-- catalog-sync:end -->", ""),
    ],
)
def test_what_somebody_changed_is_not_believed(old: str, new: str) -> None:
    found = body(STATE)
    assert old in found

    assert read(found.replace(old, new)) is None


def test_what_is_kept_has_to_be_what_was_written_last() -> None:
    other = write(replace(STATE, jobs={})).partition("\n")[2]

    assert read(body(STATE)) == STATE
    assert read(body(STATE).replace(write(STATE).partition("\n")[2], other)) is None


@pytest.mark.parametrize(
    "row",
    [
        {"failed": 1},
        {"known": "yesterday"},
        {"known": "2026-08-22", "failed": True},
        {"known": "2026-08-22", "failure": "odd"},
        {"known": "2026-08-22", "reason": 1},
        {"known": "2026-08-22", "snoozed": [float("inf")]},
        {"known": "2026-08-22", "snoozed": ["3"]},
        [],
    ],
)
def test_what_another_version_may_have_written_is_not_believed(
    row: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.schedule.state._told", lambda _: row)

    assert read(body(State(rows={"groq": ROW}))) is None


def test_a_dashboard_is_known_by_its_line_even_where_it_is_broken() -> None:
    assert is_marked(body(STATE))
    assert is_marked(body(STATE).replace("\n", "\r\n").replace("catalog-sync:end", "gone"))
    assert not is_marked("catalog-sync:dashboard")
    assert not is_marked(f"> {write(STATE)}")


def test_of_very_many_only_the_reasons_are_left_out() -> None:
    many = State(rows={f"provider-{number}": replace(ROW, reason="x" * 300) for number in range(200)})

    found = read(body(many))

    assert found == State(rows={name: replace(row, reason="", fix="") for name, row in many.rows.items()})
    assert len(body(many)) < 2 * MOST + 10_000
