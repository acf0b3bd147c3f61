"""What was done lately speaks against merging without a person: a no, small steps, an older commit."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sync.core.automerge import Rules, Written, rules
from sync.core.history import Entry
from sync.core.outcome import Added, Change, Run
from sync.core.values import Value
from sync.publish import items, marker
from sync.publish.automerge.likeness import unlike
from sync.publish.automerge.reasons import Contents, walked
from sync.publish.automerge.refused import ANYTHING, WHY, refused
from sync.publish.world import Items, Past, Proposal, Reason, World
from sync.report.jsonable import report_json

DAY = date(2026, 8, 22)
NOW = datetime(2026, 8, 22, 6, tzinfo=UTC)


def moved(field: str, old: Value, new: Value) -> Change:
    return Change(id="acme/one", field=field, old=old, new=new, place="offer", model="acme/one")


def running(*changes: Change, added: tuple[str, ...] = (), price: int = 1) -> Run:
    new = [
        Added(id=id_, model=id_, alias_of=None, offer={"price": {"input": price}}, facts={}) for id_ in added
    ]
    return Run(provider="openrouter", status="ok", today=DAY, as_of=DAY, changes=changes, added=tuple(new))


def items_of(run: Run) -> Items:
    return marker.short(items.items(told(run)))


def told(run: Run) -> dict[str, Any]:
    [found] = json.loads(json.dumps(report_json([run], [], DAY)))["runs"]
    assert isinstance(found, dict)
    return found


def proposing(run: Run, *past: Past, found: Items | None = None) -> tuple[World, Run, date]:
    found = items_of(run) if found is None else found
    proposal = Proposal(provider="openrouter", lane="main", items=found, fingerprint=items.fingerprint(found))
    return World(proposal=proposal, now=NOW, main="c" * 40, past=past), run, date(2026, 8, 1)


def over(found: Items, days: int = 1, *, merged: bool = False, by_sync: bool = False) -> Past:
    return Past(number=7, at=NOW - timedelta(days=days), items=found, merged=merged, by_sync=by_sync)


NAME, PRICE = moved("name", "a", "b"), moved("price.input", 1, 2)
BOTH = running(NAME, PRICE)
NO = Reason(WHY, "acme/one", "price.input")


@pytest.mark.parametrize("once", [2, 3], ids=["the same value", "another value"])
def test_what_was_closed_is_refused_in_whatever_company_it_comes_back(once: int) -> None:
    closed = over(items_of(running(moved("price.input", 1, once))))

    assert [*refused(*proposing(BOTH, closed))] == [NO]
    assert [*refused(*proposing(running(NAME), closed))] == []


def test_a_no_counts_for_as_long_as_it_keeps_a_pull_request_closed_and_the_syncs_own_is_none() -> None:
    found = items_of(BOTH)

    assert len([*refused(*proposing(BOTH, over(found, 30)))]) == 2
    assert [*refused(*proposing(BOTH, over(found, 31), over(found, by_sync=True)))] == []


def test_what_was_merged_is_refused_where_main_has_it_no_longer() -> None:
    taken_back = over(items_of(running(moved("price.input", 1, 3))), merged=True)
    went_on = over(items_of(running(moved("price.input", 0, 1))), merged=True)

    assert [*refused(*proposing(BOTH, taken_back))] == [NO]
    assert [*refused(*proposing(BOTH, went_on, taken_back))] == []
    assert [*refused(*proposing(BOTH, went_on))] == []


def test_a_new_id_that_was_merged_and_is_new_again_is_refused_whatever_it_costs() -> None:
    once, now = running(added=("acme/new",)), running(added=("acme/new",), price=2)

    assert [*refused(*proposing(now, over(items_of(once), merged=True)))] == [Reason(WHY, "acme/new")]


def test_a_base_that_was_merged_alone_is_refused_where_main_has_another_and_nothing_came_since() -> None:
    def base(day: str) -> Items:
        return marker.short({items.BASE: items.digest(day)})

    run, gone, stands = (
        running(),
        over(base("2026-08-09"), merged=True),
        over(base("2026-08-01"), merged=True),
    )

    assert [*refused(*proposing(run, gone, found=base("2026-08-22")))] == [Reason(WHY)]
    assert [*refused(*proposing(run, stands, found=base("2026-08-22")))] == []
    other = over(items_of(BOTH), merged=True)
    assert [*refused(*proposing(run, other, gone, found=base("2026-08-22")))] == []


@pytest.mark.parametrize("merged", [True, False])
def test_where_nobody_knows_what_it_was_anything_is_refused(merged: bool) -> None:
    many = marker.short({f"change acme/{at} name": "1" for at in range(marker.MOST + 1)})

    for found in ({}, many):
        assert [*refused(*proposing(running(NAME), over(found, merged=merged)))] == [Reason(ANYTHING)]


def test_where_a_text_remembers_that_nothing_was_proposed_nothing_is_refused() -> None:
    emptied = replace(over({}), fingerprint=items.fingerprint({}))

    assert [*refused(*proposing(BOTH, emptied))] == []


def test_a_new_id_that_says_something_else_is_another_item_under_the_same_key() -> None:
    one, two = running(added=("acme/new",)), running(added=("acme/new",), price=2)

    assert items_of(one).keys() == items_of(two).keys()
    assert items_of(one) != items_of(two)


def test_an_older_report_has_no_more_of_a_new_id_than_its_name() -> None:
    old = {key: value for key, value in told(running(added=("acme/new",))).items() if key != "new"}

    assert items.items(old) == {"new acme/new": items.digest(True)}


RULES = Rules(enabled=True, most=9, allow={"price-up": 10, "limit-up": 4}, days=30, times=3)


def entry(
    old: Value, new: Value, days: int = 1, *, id_: str = "acme/one", field: str = "price.input"
) -> Entry:
    day = DAY - timedelta(days=days)
    return Entry(id=id_, field=field, old=old, new=new, seen=day, after=None, accepted=day)


def walk(*accepted: Entry, rules: Rules = RULES, new: int = 110) -> list[str]:
    change = Written(id="acme/one", field="price.input", old=105, new=new)
    return [each.why for each in walked(Contents(offers=[change]), rules, accepted, {}, DAY)]


def test_small_steps_are_judged_from_where_the_first_of_them_began() -> None:
    assert walk() == walk(entry(100, 105)) == []
    assert walk(entry(100, 105), new=111) == ["too far within 30 days"]
    assert walk(entry(100, 105, 31), new=111) == []
    assert walk(entry(90, 100, 2), entry(100, 105)) == ["too far within 30 days"]


def test_a_value_moves_so_often_and_no_more_also_within_one_day() -> None:
    twice = (entry(100, 104, 0), entry(104, 105, 0))

    assert walk(*twice[:1]) == []
    assert walk(*twice) == []
    assert walk(*twice, rules=replace(RULES, times=2)) == ["3 times within 30 days"]
    other = [replace(each, field="price.output") for each in twice]
    assert (
        walk(*other, *(replace(each, id="acme/two") for each in twice), rules=replace(RULES, times=1)) == []
    )


def test_a_models_limit_has_moved_where_one_of_its_offers_did() -> None:
    change = Written(id="acme/one", field="limits.context", old=400, new=800)
    before = entry(100, 400, id_="acme/one:free", field="limits.context")

    def found(offered: dict[str, str]) -> list[Reason]:
        return [*walked(Contents(models=[change]), RULES, [before], offered, DAY)]

    assert found({"acme/one:free": "acme/one"}) == [
        Reason("too far within 30 days", "acme/one", "limits.context")
    ]
    assert found({"acme/one:free": "acme/two"}) == []


@pytest.mark.parametrize(
    ("within", "days", "times"),
    [(None, 30, 2), ({"days": 7, "times": 4}, 7, 4), ({"days": 7}, 7, 0), ("often", 365, 0)],
)
def test_what_the_file_says_of_it_holds_and_nonsense_allows_nothing(
    within: Value, days: int, times: int
) -> None:
    found = rules({"enabled": True, **({} if within is None else {"within": within})})

    assert (found.days, found.times) == (days, times)


BASE, PAST, LIST = "catalog/upstream/a.jsonl", "catalog/history/a.jsonl", "catalog/offers/a.yaml"


def made(day: str, price: str = "1") -> dict[str, bytes | None]:
    return {
        BASE: f'{{"as_of": "{day}", "rules": "a/1"}}\n{{"id": "x", "price": {price}}}\n'.encode(),
        PAST: f'{{"id": "x", "seen": "{day}", "after": "2026-08-01", "accepted": "{day}"}}\n'.encode(),
        LIST: b"x:\n  released: 2026-08-22\n",
    }


TODAY, EARLIER = made("2026-08-22"), made("2026-08-20")


def test_what_was_made_on_an_earlier_day_may_say_that_day_and_nothing_else() -> None:
    since = date(2026, 8, 19)

    assert unlike(TODAY, TODAY, since, DAY) == unlike(TODAY, EARLIER, since, DAY) == []
    assert unlike(TODAY, EARLIER, date(2026, 8, 21), DAY) == [PAST, BASE]
    assert unlike(EARLIER, TODAY, since, DAY) == [PAST, BASE]
    assert unlike(TODAY, {**EARLIER, PAST: made("2026-08-21")[PAST]}, since, DAY) == [PAST, BASE]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        (BASE, made("2026-08-20", "2")[BASE]),
        (BASE, None),
        (PAST, b""),
        (PAST, (EARLIER[PAST] or b"").replace(b"2026-08-01", b"2026-08-20")),
        (LIST, b"x:\n  released: 2026-08-20\n"),
        ("README.md", b"x"),
    ],
)
def test_a_file_that_a_sync_would_write_otherwise_or_not_at_all_is_named(
    name: str, raw: bytes | None
) -> None:
    assert unlike(TODAY, {**EARLIER, name: raw}, None, DAY) == [name]
    assert unlike({**TODAY, "catalog/offers/b.yaml": b""}, EARLIER, None, DAY) == ["catalog/offers/b.yaml"]
