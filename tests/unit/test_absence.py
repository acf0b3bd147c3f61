"""What a complete list says by leaving ids out: a few go, many wait, and what waited long enough goes."""

from collections.abc import Sequence
from datetime import date

import pytest

from sync.core.absence import Stood, absence, listed, newly_gone
from sync.core.facts import Record
from sync.core.guards.feed import Thresholds
from sync.core.ledger import Ledger, Line, ledger
from tests.unit.core_records import alias, offered
from tests.unit.guarding import GUARDS, day, some


def held(id_: str, since: int = 0) -> Line:
    return Line(
        id=id_,
        field="state",
        old="listed",
        new="stale",
        why="mass-removal",
        first=day(since),
        since=day(since),
    )


def gone(
    before: Sequence[Record],
    here: Sequence[str],
    waits: Ledger | None = None,
    *,
    limits: Thresholds = GUARDS,
    today: int = 0,
    include_held: bool = False,
) -> tuple[dict[str, object], list[str], list[str], list[str]]:
    """Since when each id is missing; the ids that wait, those whose wait ended, those let pass."""
    found = absence(
        {each.id: each for each in before},
        here,
        waits or {},
        limits,
        today=day(today),
        bound=(),
        include_held=include_held,
    )
    lines = ([line.id for line in each] for each in (found.lines, found.ended, found.written))
    waiting, ended, written = lines
    return (
        {id_: record.offer["missing_since"] for id_, record in found.records.items()},
        waiting,
        ended,
        written,
    )


@pytest.mark.parametrize(
    ("total", "missing", "waits"),
    [(100, 5, False), (100, 6, True), (120, 6, False), (120, 7, True), (8, 5, False)],
)
def test_more_than_a_twentieth_and_more_than_five_must_be_newly_gone_to_wait(
    total: int, missing: int, waits: bool
) -> None:
    records = some(total)

    went, waiting, _, _ = gone(records, [each.id for each in records[missing:]])

    assert (len(went), len(waiting)) == ((0, missing) if waits else (missing, 0))


def test_what_is_missing_already_or_waits_already_is_not_newly_gone() -> None:
    records = [*some(20), offered("acme/old", state="stale", missing_since="2026-07-30")]
    waits = ledger([held("acme/m0"), held("acme/m1")])
    before = {each.id: each for each in records}

    assert newly_gone(before, ["acme/m3"], waits) == ["acme/m2", *(f"acme/m{each}" for each in range(4, 20))]
    assert listed(before, waits) == [f"acme/m{each}" for each in range(2, 20)]


def test_a_few_that_go_while_many_wait_go_at_once() -> None:
    records = some(100)
    waits = ledger([held(each.id) for each in records[:6]])

    went, waiting, _, _ = gone(records, [each.id for each in records[8:]], waits, today=1)

    assert (list(went), len(waiting)) == (["acme/m6", "acme/m7"], 6)


@pytest.mark.parametrize(("today", "over"), [(5, False), (6, True), (20, True)])
def test_a_held_removal_ends_by_itself_after_six_days_and_counts_from_when_it_went(
    today: int, over: bool
) -> None:
    went, waiting, ended, _ = gone(some(2), ["acme/m1"], ledger([held("acme/m0")]), today=today)

    assert (went, ended) == (({"acme/m0": "2026-08-01"}, ["acme/m0"]) if over else ({}, []))
    assert waiting == ([] if over else ["acme/m0"])


def test_what_a_person_lets_pass_goes_today() -> None:
    records = some(100)
    waits = ledger([held(each.id) for each in records[:3]])

    went, waiting, ended, written = gone(
        records, [each.id for each in records[9:]], waits, today=1, include_held=True
    )

    assert (waiting, ended, written) == ([], [], [f"acme/m{each}" for each in range(9)])
    assert [*went.values()] == ["2026-08-01"] * 3 + ["2026-08-02"] * 6


def test_what_came_back_waits_no_longer() -> None:
    assert gone(some(2), ["acme/m0", "acme/m1"], ledger([held("acme/m0")])) == ({}, [], [], [])


@pytest.mark.parametrize(("last", "state"), [(39, "deprecated"), (40, "stale")])
def test_two_lists_of_one_day_move_an_id_by_one_step_only(last: int, state: str) -> None:
    lost = offered("acme/old", state="stale", missing_since=day(0).isoformat())

    found = absence(
        {"acme/old": lost},
        [],
        {},
        GUARDS,
        today=day(40),
        bound=(),
        include_held=False,
        stood=Stood(day(last)),
    )

    assert found.records["acme/old"].offer["state"] == state


@pytest.mark.parametrize(("moved", "state"), [(39, "removed"), (40, "deprecated")])
def test_a_step_that_no_list_took_today_is_the_only_one_of_the_day(moved: int, state: str) -> None:
    lost = offered(
        "acme/old", state="deprecated", missing_since=day(0).isoformat(), moved=day(moved).isoformat()
    )

    found = absence(
        {"acme/old": lost}, [], {}, GUARDS, today=day(40), bound=(), include_held=False, stood=Stood(day(1))
    ).records["acme/old"]

    assert found.offer["state"] == state
    assert ("moved" in found.offer) is (state == "deprecated")


@pytest.mark.parametrize("bound", ["acme/old", "ACME/Old", "ACME/Old:FREE"])
def test_what_refers_to_an_id_protects_it_in_any_case(bound: str) -> None:
    lost = offered("acme/old:free", state="deprecated", missing_since=day(0).isoformat())

    found = absence(
        {lost.id: lost},
        [],
        {},
        GUARDS,
        today=day(40),
        bound=[bound],
        include_held=False,
        stood=Stood(day(39)),
    )

    assert found.records[lost.id].offer["state"] == "deprecated"


def test_without_a_threshold_nothing_waits() -> None:
    went, waiting, _, _ = gone(some(100), [], limits={})

    assert (len(went), waiting) == (100, [])


def test_a_moving_alias_goes_like_any_other_id() -> None:
    went, _, _, _ = gone([offered(), alias("~acme/latest", "acme/one")], ["acme/one"])

    assert went == {"~acme/latest": "2026-08-01"}


@pytest.mark.parametrize(
    ("filed", "since"),
    [(day(1), day(1)), (None, day(2)), (day(9), day(2)), (day(-1), day(2))],
    ids=["on that day", "on no day", "later than today", "while it was listed"],
)
def test_what_the_files_have_as_gone_waits_no_more(filed: date | None, since: date) -> None:
    waits = ledger([held("acme/m0", 2), held("acme/m1", 2)])
    stood = Stood(day(0), {"acme/m0": filed})

    found = absence(
        {each.id: each for each in some(2)},
        [],
        waits,
        GUARDS,
        today=day(3),
        bound=(),
        include_held=False,
        stood=stood,
    )

    assert [line.id for line in found.lines] == ["acme/m1"]
    assert [line.id for line in found.filed] == ["acme/m0"] and found.ended == found.written == []
    assert found.records["acme/m0"].offer["missing_since"] == since.isoformat()
