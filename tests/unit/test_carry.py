"""An open pull request restarts no clock: a later run on the same main proposes the same, dates too."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sync.core.carry import Branch, carried
from sync.core.facts import Record
from sync.core.ledger import Ledger
from sync.core.mine import Mine
from sync.core.outcome import Change
from sync.core.plan import Plan, plan
from sync.core.scope import EVERYTHING
from tests.unit.core_records import SOURCE, listing, offered, usd
from tests.unit.guarding import GUARDS, Source, day, listed_on, some

GONE, STAYS = offered("acme/gone"), offered()
DEAR, DEARER = offered(price=usd("30", "15")), offered(price=usd("40", "15"))


def proposed(main: Source, number: int, *records: Record, branches: Sequence[Branch] = ()) -> Plan:
    """What a run on the n-th day proposes, which nobody merges."""
    mine = Mine(offers=main.offers, models=main.models, ledger=main.ledger, history=main.history)
    listed = listing(*records)

    def planned(waits: Ledger) -> Plan:
        ours, today = replace(mine, ledger=waits), day(number)
        return plan("acme", listed, main.base, ours, main.book, source=SOURCE, today=today, scope=EVERYTHING)

    return carried(planned, branches, main.base, mine, GUARDS, day(number))


def branch(main: Source, planned: Plan) -> Branch:
    """The branch of a pull request that proposes this."""
    return Branch(base=planned.base, ledger=planned.ledger, history=[*main.history, *planned.history])


def days(main: Source, numbers: Sequence[int], *records: Record) -> list[Plan]:
    """A run on each of these days, with the dates of the one before."""
    found: list[Plan] = []
    for number in numbers:
        open_ = [branch(main, found[-1])] if found else []
        found.append(proposed(main, number, *records, branches=open_))
    return found


def files(planned: Plan) -> object:
    return planned.offers, planned.models, planned.base, planned.ledger, list(planned.history)


def clock(planned: Plan, id_: str = "acme/gone") -> object:
    entry, record = planned.offers[id_], planned.base.records[id_]
    assert isinstance(entry, dict)
    assert entry["missing_since"] == record.offer["missing_since"]
    [step] = planned.run.lifecycle
    assert step.since == entry["missing_since"]
    return entry["state"], entry["missing_since"]


def line(planned: Plan) -> tuple[int, int, int | None]:
    """Of the one line that waits `first`, `since` and `after`, as days."""
    [each] = planned.ledger.values()
    found = [None if when is None else (when - day(0)).days for when in (each.first, each.since, each.after)]
    assert found[0] is not None
    assert found[1] is not None
    return found[0], found[1], found[2]


def test_an_id_is_missing_since_the_day_on_which_the_branch_first_missed_it() -> None:
    main = listed_on(0, GONE, STAYS)

    first, later = days(main, [1, 3], STAYS)

    assert clock(later) == ("stale", "2026-08-02")
    assert clock(proposed(main, 3, STAYS)) == ("stale", "2026-08-04")
    assert files(later) == files(first)
    assert later.run.changes == first.run.changes
    assert later.run.as_of == day(1)


def test_the_way_to_deprecated_counts_from_the_carried_day() -> None:
    main = listed_on(0, GONE, STAYS)
    *_, last = days(main, [1, 10], STAYS)
    main.offers, main.base = dict(last.offers), last.base  # merged on the tenth day

    main.day(14, STAYS)
    assert main.offer("acme/gone")["state"] == "stale"
    main.day(15, STAYS)

    assert main.offer("acme/gone")["state"] == "deprecated"
    assert main.offer("acme/gone")["missing_since"] == "2026-08-02"


def test_an_unmerged_branch_moves_no_id_two_steps() -> None:
    *_, last = days(listed_on(0, GONE, STAYS), [1, 20, 40], STAYS)

    assert clock(last) == ("stale", "2026-08-02")


def test_an_id_that_main_saw_later_is_missing_since_then() -> None:
    main = listed_on(0, GONE, STAYS)
    old = branch(main, proposed(main, 1, STAYS))
    main.day(2, GONE, STAYS, offered("acme/new"))

    again = proposed(main, 4, STAYS, offered("acme/new"), branches=[old])

    assert clock(again) == ("stale", "2026-08-05")


def test_an_id_that_is_missing_on_main_since_later_gets_the_earlier_day() -> None:
    main = listed_on(0, GONE, STAYS)
    old = branch(main, proposed(main, 1, STAYS))
    main.day(3, STAYS)

    again = proposed(main, 4, STAYS, branches=[old])

    assert again.offers["acme/gone"]["missing_since"] == "2026-08-02"  # type: ignore[call-overload,index]
    assert again.base_changed
    assert again.run.changes == (
        Change(
            id="acme/gone",
            field="missing_since",
            old="2026-08-04",
            new="2026-08-02",
            place="offer",
            model="acme/gone",
        ),
    )


def test_a_later_day_of_the_branch_is_not_taken() -> None:
    main = listed_on(0, GONE, STAYS)
    late = branch(main, proposed(main, 5, STAYS))

    assert clock(proposed(main, 3, STAYS, branches=[late])) == ("stale", "2026-08-04")


def test_a_persons_date_stays_and_what_upstream_says_against_it_is_the_carried_day() -> None:
    main = listed_on(0, GONE, STAYS)
    main.offers["acme/gone"] = main.offer("acme/gone") | {"missing_since": "2026-07-01"}

    first, later = days(main, [1, 3], STAYS)

    assert main.offer("acme/gone")["missing_since"] == "2026-07-01"
    assert later.offers == first.offers
    assert later.run.kept + later.run.conflicts + later.run.adopt == (
        first.run.kept + first.run.conflicts + first.run.adopt
    )


def test_a_held_price_waits_since_the_branch_saw_it() -> None:
    main = listed_on(0, STAYS)

    first, later = days(main, [1, 3], DEAR)

    assert line(later) == (1, 1, 0)
    assert files(later) == files(first)
    assert later.run.held == (*later.ledger.values(),)
    assert line(proposed(main, 3, DEAR)) == (3, 3, 0)


def test_another_proposal_keeps_only_the_day_on_which_the_field_began_to_wait() -> None:
    main = listed_on(0, STAYS)
    old = branch(main, proposed(main, 1, DEAR))

    assert line(proposed(main, 3, DEARER, branches=[old])) == (1, 3, 0)


def test_a_wait_that_main_saw_end_is_not_carried() -> None:
    main = listed_on(0, STAYS)
    old = branch(main, proposed(main, 1, DEAR))
    main.day(2, STAYS, offered("acme/new"))  # back to the old price

    assert line(proposed(main, 4, DEAR, offered("acme/new"), branches=[old])) == (4, 4, 2)


def test_a_held_price_ends_by_itself_on_a_branch_and_stays_written_there() -> None:
    main = listed_on(0, STAYS)

    *_, held, ended, after = days(main, [1, 3, 6, 7, 8], DEAR)

    assert held.ledger != {}
    assert ended.ledger == after.ledger == {}
    assert files(after) == files(ended)
    assert [(each.seen, each.accepted) for each in after.history] == [(day(1), day(7))]


def test_what_settles_is_written_on_the_second_day_and_on_every_later_one() -> None:
    main = listed_on(0, STAYS)
    for number, price in enumerate(("4", "5"), 1):
        main.day(number, offered(price=usd(price, "15")))

    first, *rest = days(main, [3, 4, 5, 9], offered(price=usd("6", "15")))

    assert [each.why for each in first.ledger.values()] == ["restless"]
    assert [each.ledger for each in rest] == [{}, {}, {}]
    assert files(rest[1]) == files(rest[0])
    assert {(each.new, each.seen, each.accepted) for each in rest[2].history} == {
        (Decimal(6), day(3), day(4))
    }


def test_an_accepted_price_keeps_the_days_on_which_the_branch_saw_and_wrote_it() -> None:
    main = listed_on(0, STAYS)

    first, later = days(main, [1, 3], offered(price=usd("4", "15")))

    assert [(each.seen, each.after, each.accepted) for each in later.history] == [(day(1), day(0), day(1))]
    assert files(later) == files(first)


def test_many_ids_that_went_end_their_wait_and_do_not_begin_another() -> None:
    left, gone = some(40), some(8, first=40)
    main = listed_on(0, *left, *gone)

    *_, held, ended, after = days(main, [1, 3, 7, 9], *left)

    assert {each.since for each in held.ledger.values()} == {day(1)}
    assert ended.ledger == after.ledger == {}
    assert {step.since for step in after.run.lifecycle} == {"2026-08-02"}
    assert files(after) == files(ended)


def test_a_week_later_the_base_gets_a_new_date_and_nothing_else_does() -> None:
    main = listed_on(0, GONE, STAYS)

    first, later = days(main, [1, 8], STAYS)

    assert (first.base.as_of, later.base.as_of) == (day(1), day(8))
    assert clock(later) == clock(first)


def test_of_several_branches_the_earliest_day_counts() -> None:
    main = listed_on(0, STAYS)
    both = [branch(main, proposed(main, number, DEAR)) for number in (2, 1)]

    assert line(proposed(main, 5, DEAR, branches=both)) == (1, 1, 0)
    assert line(proposed(main, 5, DEAR, branches=[both[1], both[0]])) == (1, 1, 0)


def test_a_branch_that_says_nothing_changes_nothing() -> None:
    main = listed_on(0, GONE, STAYS)

    assert proposed(main, 3, DEAR, branches=[Branch()]) == proposed(main, 3, DEAR)


def test_an_accepted_price_that_main_saw_back_since_is_dated_anew() -> None:
    main, dearer = listed_on(0, STAYS), offered(price=usd("4", "15"))
    old = branch(main, proposed(main, 1, dearer))
    main.day(2, STAYS, offered("acme/new"))

    again = proposed(main, 4, dearer, offered("acme/new"), branches=[old])

    assert [(each.seen, each.after, each.accepted) for each in again.history] == [(day(4), day(2), day(4))]


def test_a_few_ids_that_go_beside_many_held_ones_are_stale_today_and_tomorrow() -> None:
    left, few, gone = some(40), some(2, first=40), some(8, first=42)
    main = listed_on(0, *left, *few, *gone)
    first = proposed(main, 1, *left, *few)

    third = proposed(main, 3, *left, branches=[branch(main, first)])
    fourth = proposed(main, 4, *left, branches=[branch(main, third)])

    assert [each.since for each in third.ledger.values()] == [day(1)] * 8
    assert [(step.id, step.since) for step in third.run.lifecycle] == [
        ("acme/m40", "2026-08-04"),
        ("acme/m41", "2026-08-04"),
    ]
    assert files(fourth) == files(third)


def test_few_and_few_that_are_many_together_wait_each_since_its_own_day() -> None:
    left, some_, more = some(40), some(4, first=40), some(4, first=44)
    main = listed_on(0, *left, *some_, *more)
    first = proposed(main, 1, *left, *more)
    assert first.ledger == {}

    third = proposed(main, 3, *left, branches=[branch(main, first)])
    fourth = proposed(main, 4, *left, branches=[branch(main, third)])

    assert [each.since for each in third.ledger.values()] == [day(1)] * 4 + [day(3)] * 4
    assert third.run.held == (*third.ledger.values(),)
    assert files(fourth) == files(third)
