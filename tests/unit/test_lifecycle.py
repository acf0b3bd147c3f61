"""An offer that is no longer listed: dated, one step a run, never deleted, and back with all that it had."""

import pytest

from sync.core.lifecycle import Clocks, absent, missing_since, state
from sync.core.scope import Scope
from sync.core.values import Doc, Value
from sync.errors import SourceError
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import Source, day, listed_on

GONE, STAYS = offered("acme/gone"), offered()
ENTRY: Doc = {"model": "acme/gone", "price": usd("3", "15")}


def source(*bound: str) -> Source:
    """One that lists two offers until day 0, and then only one of them."""
    return listed_on(-1, GONE, STAYS, bound=bound)


def left(number: int, *bound: str) -> Source:
    """One whose second offer was missing every day from day 0 on."""
    found = source(*bound)
    for each in range(number + 1):
        found.day(each, STAYS)
    return found


def clock(of: Source) -> tuple[Value, Value]:
    """Its state, and since when it is missing: in the price list, and the same in the base."""
    entry = of.offer("acme/gone")
    assert {**entry} == ENTRY | {key: of.base.records["acme/gone"].offer[key] for key in entry.keys() - ENTRY}
    return entry.get("state"), entry.get("missing_since")


@pytest.mark.parametrize(
    ("number", "unbound", "bound"),
    [
        (0, "stale", "stale"),
        (13, "stale", "stale"),
        (14, "deprecated", "deprecated"),
        (29, "deprecated", "deprecated"),
        (30, "removed", "deprecated"),
        (31, "removed", "deprecated"),
    ],
)
def test_the_days_since_it_went_decide_and_what_is_referred_to_is_not_removed(
    number: int, unbound: str, bound: str
) -> None:
    assert clock(left(number)) == (unbound, "2026-08-01")
    assert clock(left(number, "acme/gone")) == (bound, "2026-08-01")


def test_a_late_run_moves_one_step_only() -> None:
    found = source()

    steps = [found.day(number, STAYS).run.lifecycle for number in (0, 100, 101, 102)]

    assert [[(each.old, each.new) for each in step] for step in steps] == [
        [("listed", "stale")],
        [("stale", "deprecated")],
        [("deprecated", "removed")],
        [],
    ]
    assert clock(found) == ("removed", "2026-08-01")


def test_what_is_no_longer_referred_to_is_removed_then() -> None:
    found = left(40, "acme/gone")
    found.bound = frozenset()

    found.day(41, STAYS)

    assert clock(found)[0] == "removed"


@pytest.mark.parametrize("number", [6, 14, 200])
def test_what_returns_is_listed_again_with_every_hand_edit(number: int) -> None:
    found = source()
    found.offers["acme/gone"] = ENTRY | {"price": usd("2", "15"), "notes": "ours"}
    for each in range(0, number, 5):
        found.day(each, STAYS)

    back = found.day(number, GONE, STAYS)

    assert found.offer("acme/gone") == ENTRY | {"price": usd("2", "15"), "notes": "ours"}
    assert (back.run.returned, back.run.missing, back.run.added) == (("acme/gone",), (), ())
    assert found.base.records["acme/gone"] == GONE


def test_a_clock_begins_anew_after_a_return() -> None:
    found = left(5)
    found.day(6, GONE, STAYS)
    found.day(7, STAYS)

    assert clock(found) == ("stale", "2026-08-08")


def test_a_limited_run_moves_no_clock() -> None:
    found = source()
    for number in (0, 20):
        plan = found.day(number, STAYS, scope=Scope(ids=("acme/one",)))
        assert (plan.run.missing, plan.run.lifecycle, plan.base_changed) == ((), (), False)

    assert clock(found) == (None, None)


def test_a_refused_list_moves_no_clock() -> None:
    many = [offered(f"acme/m{each}") for each in range(20)]
    found = listed_on(-1, GONE, *many)

    with pytest.raises(SourceError) as refused:
        found.day(0, *many[:5])

    assert refused.value.rule == "shrink"
    assert clock(found) == (None, None)


def test_an_unusable_record_is_not_missing() -> None:
    found = source()
    found.day(0, STAYS, quarantined=("acme/gone",))

    assert clock(found) == (None, None)


def test_a_model_file_is_left_alone() -> None:
    found = left(0)
    model = found.models["acme/gone"]

    for number in range(1, 40):
        found.day(number, STAYS)

    assert found.models["acme/gone"] is model


def test_other_clocks_may_be_set() -> None:
    slow = Clocks(deprecated=60, removed=90)
    record = absent(offered(), day(0), bound=False)

    assert state(absent(record, day(59), bound=False, clocks=slow)) == "stale"
    assert state(absent(record, day(60), bound=False, clocks=slow)) == "deprecated"


def test_a_record_that_never_went_is_listed() -> None:
    assert (state(offered()), missing_since(offered())) == ("listed", None)
    assert (state(offered(state="odd")), missing_since(offered(facts=said()))) == ("listed", None)
