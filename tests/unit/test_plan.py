"""One provider's run, planned: what its files shall say and what is told of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sync.core.base import HEARTBEAT
from sync.core.facts import Record
from sync.core.outcome import Added, Change, Kept, Retarget, Step
from sync.core.scope import Scope
from sync.core.values import Doc, Value
from tests.unit.core_records import (
    ONE_MODEL,
    ONE_OFFER,
    SOURCE,
    TODAY,
    YESTERDAY,
    accepted,
    alias,
    listing,
    offered,
    planned,
    said,
    synced,
    usd,
)


def test_a_first_run_makes_an_offer_and_a_model_for_each_record_and_new_models_are_not_active() -> None:
    plan = planned(listing(offered()))

    assert plan.offers == {"acme/one": ONE_OFFER}
    assert plan.models == {"acme/one": ONE_MODEL | {"active": False}}
    assert (plan.base, plan.base_changed) == (accepted(offered(), as_of=TODAY), True)
    assert plan.run.added == (
        Added(id="acme/one", model="acme/one", alias_of=None, offer=ONE_OFFER, facts=said()),
    )
    assert (plan.run.updated, plan.run.changes, plan.run.unchanged) == ((), (), 0)


def test_an_unchanged_list_changes_nothing() -> None:
    plan = planned(listing(offered()), accepted(offered()))

    assert (plan.offers, plan.models) == ({"acme/one": ONE_OFFER}, {})
    assert (plan.base, plan.base_changed) == (accepted(offered()), False)
    assert plan.run == replace(planned(listing(offered()), accepted(offered())).run)
    assert (plan.run.unchanged, plan.run.fetched, plan.run.as_of) == (1, 1, YESTERDAY)


def test_an_untouched_entry_is_handed_on_as_it_is() -> None:
    entry: Value = {"model": "acme/one", "price": usd("3", "15"), "x_own": 1}

    plan = planned(listing(offered()), accepted(offered()), offers={"acme/one": entry})

    assert plan.offers["acme/one"] is entry


def test_a_change_is_written_and_told_with_its_place() -> None:
    facts = said(limits={"context": 2000, "max_output": 100})

    plan = planned(listing(offered(price=usd("4", "15"), facts=facts)), accepted(offered()))

    assert plan.offers["acme/one"] == {"model": "acme/one", "price": usd("4", "15")}
    assert plan.models == {"acme/one": ONE_MODEL | {"limits": facts["limits"], "active": False}}
    assert plan.run.changes == (
        Change(id="acme/one", field="price.input", old=3, new=4, place="offer", model="acme/one"),
        Change(id="acme/one", field="limits.context", old=1000, new=2000, place="model", model="acme/one"),
    )
    assert (plan.run.updated, plan.run.base_moved, plan.run.as_of) == (("acme/one",), (), TODAY)


def test_a_standing_edit_is_kept_and_only_the_base_moves_where_upstream_does() -> None:
    offers: dict[str, Value] = {"acme/one": {"model": "acme/one", "price": usd("2", "15")}}

    same = planned(listing(offered()), accepted(offered()), offers=offers)
    moved = planned(listing(offered(price=usd("4", "15"))), accepted(offered()), offers=offers)

    edit = Kept(
        id="acme/one", field="price.input", mine=usd("2", "15")["input"], was=3, upstream=3,
        place="offer", model="acme/one",
    )  # fmt: skip
    assert (same.run.kept, same.run.conflicts, same.base_changed) == ((edit,), (), False)
    assert (moved.run.kept, moved.run.conflicts) == ((), (replace(edit, upstream=4),))
    assert (moved.offers, moved.run.base_moved, moved.run.updated) == (offers, (), ())


def test_an_id_that_did_not_come_is_missing_and_dated_in_its_entry_and_the_base() -> None:
    since = TODAY.isoformat()
    gone: Doc = {"state": "stale", "missing_since": since}

    plan = planned(listing(offered()), accepted(offered(), offered("acme/two")))

    assert (plan.run.missing, plan.models, plan.run.updated) == (("acme/two",), {}, ())
    assert plan.base.records["acme/two"] == offered("acme/two", state="stale", missing_since=since)
    assert plan.offers == {"acme/one": ONE_OFFER, "acme/two": ONE_OFFER | {"model": "acme/two"} | gone}
    assert plan.run.lifecycle == (Step(id="acme/two", old="listed", new="stale", since=since),)


def test_a_quarantined_id_is_told_keeps_its_state_and_is_not_missing() -> None:
    base = accepted(offered(), offered("acme/two"))

    plan = planned(listing(offered(), quarantined=("acme/two",)), base)

    assert (plan.run.quarantined, plan.run.missing) == ((("acme/two", "id is odd"),), ())
    assert (plan.base, plan.run.fetched) == (base, 2)


@pytest.mark.parametrize(("days", "moves"), [(0, False), (6, False), (7, True), (30, True)])
def test_a_base_without_a_change_gets_a_new_date_only_when_its_old_one_is_a_week_old(
    days: int, moves: bool
) -> None:
    base = accepted(offered(), as_of=TODAY - timedelta(days=days))

    plan = planned(listing(offered()), base)

    assert timedelta(days=7) == HEARTBEAT
    assert plan.base_changed is moves
    assert plan.base.as_of == (TODAY if moves else base.as_of)


def test_a_date_never_moves_back() -> None:
    plan = planned(listing(offered(price=usd("4", "15"))), accepted(offered()), today=date(2026, 8, 1))

    assert plan.base.as_of == YESTERDAY


def test_facts_under_other_rules_are_rederived_and_the_base_says_so() -> None:
    changed = planned(listing(offered()), accepted(offered(), rules="test/0"))
    first = planned(listing(offered()), accepted(offered(), rules=""))

    assert (changed.run.rederived, changed.base_changed, changed.base.rules) == (True, True, "test/1")
    assert (changed.run.changes, changed.run.as_of) == ((), TODAY)
    assert (first.run.rederived, first.base.rules) == (False, "test/1")


def test_another_address_is_noted_without_a_new_date() -> None:
    plan = planned(
        listing(offered()), accepted(offered()), source=replace(SOURCE, source="https://b.example")
    )

    assert (plan.base.source, plan.base.as_of, plan.base_changed) == ("https://b.example", YESTERDAY, True)


def test_a_deleted_entry_is_a_lasting_refusal() -> None:
    plan = planned(listing(offered(price=usd("4", "15"))), accepted(offered()), offers={})

    assert plan.offers == {}
    assert (plan.run.added, plan.run.changes) == ((), ())
    assert plan.run.kept == (
        Kept(
            id="acme/one", field="offer", mine=None, was=usd("3", "15"), upstream=usd("4", "15"),
            place="offer", model="acme/one",
        ),
    )  # fmt: skip


def test_a_deleted_model_file_is_a_lasting_refusal() -> None:
    plan = planned(listing(offered(facts=said(name="Two"))), accepted(offered()), models={})

    assert plan.models == {}
    assert plan.run.kept == (
        Kept(
            id="acme/one", field="model", mine=None, was="acme/one", upstream="acme/one",
            place="model", model="acme/one",
        ),
    )  # fmt: skip


def test_a_hand_written_catalog_is_adopted_on_the_first_run_and_told_once() -> None:
    offers: dict[str, Value] = {"acme/one": {"price": {"input": 2}}}
    models: dict[str, Doc] = {"acme/one": {"name": "My One", "active": True}}

    first = planned(listing(offered()), offers=offers, models=models)
    second = planned(listing(offered()), first.base, offers=first.offers, models={**models, **first.models})

    assert first.offers == {"acme/one": {"price": {"input": 2, "output": 15}, "model": "acme/one"}}
    assert first.models == {"acme/one": ONE_MODEL | {"name": "My One", "active": True}}
    assert [(each.id, each.field, each.mine, each.upstream) for each in first.run.adopt] == [
        ("acme/one", "price.input", 2, 3),
        ("acme/one", "name", "My One", "One"),
    ]
    assert (first.run.kept, first.run.added, first.run.updated) == ((), (), ("acme/one",))
    assert (second.run.adopt, second.run.changes) == ((), ())
    assert [each.field for each in second.run.kept] == ["price.input", "name"]


def test_an_entry_of_a_person_that_upstream_does_not_list_is_left_alone() -> None:
    offers: dict[str, Value] = {"own/x": {"price": {"input": 1}}, "acme/one": ONE_OFFER}

    plan = planned(listing(offered()), accepted(offered()), offers=offers)

    assert (plan.offers, plan.run.kept) == (offers, ())


def test_an_entry_emptied_by_hand_is_every_field_deleted() -> None:
    plan = planned(listing(offered()), accepted(offered()), offers={"acme/one": None})

    assert plan.offers == {"acme/one": None}
    assert [each.field for each in plan.run.kept] == ["model", "price.input", "price.output"]


def test_a_run_limited_to_some_ids_moves_no_clock_misses_none_and_leaves_the_rest() -> None:
    base = accepted(offered(), offered("acme/two"), offered("acme/gone"), rules="test/0")
    listed = listing(
        offered(price=usd("4", "15")), offered("acme/two", price=usd("4", "15")), offered("acme/new")
    )

    plan = planned(listed, base, scope=Scope(ids=("acme/one", "acme/typo")))

    assert [each.id for each in plan.run.changes] == ["acme/one"]
    assert (plan.run.missing, plan.run.not_listed, plan.run.added) == ((), ("acme/typo",), ())
    assert (plan.base.as_of, plan.base.rules) == (YESTERDAY, "test/0")
    assert plan.base.records == dict(base.records) | {"acme/one": offered(price=usd("4", "15"))}


def test_a_limited_first_run_has_a_date_all_the_same() -> None:
    plan = planned(listing(offered(), offered("acme/two")), scope=Scope(ids=("acme/two",)))

    assert plan.base == accepted(offered("acme/two"), as_of=TODAY)


def test_a_zero_that_is_not_believed_makes_no_offer_free() -> None:
    plan = planned(listing(offered(price=usd("0", "0"))), scope=Scope(standing="free"))

    assert (plan.offers, plan.run.attention) == ({}, ())


def test_a_zero_that_a_person_confirmed_is_written() -> None:
    offers: dict[str, Value] = {"acme/one": ONE_OFFER | {"free": "confirmed"}}

    plan = planned(listing(offered(price=usd("0", "0"))), accepted(offered()), offers=offers)

    assert plan.offers == {"acme/one": {"model": "acme/one", "price": usd("0", "0"), "free": "confirmed"}}
    assert (plan.run.attention, plan.run.free) == ((), 1)


def test_a_moving_alias_that_leads_elsewhere_is_retargeted() -> None:
    latest, next_ = alias("~acme/latest", "acme/one"), alias("~acme/latest", "acme/two")

    plan = planned(listing(next_), accepted(latest))

    assert plan.offers == {"~acme/latest": {"alias_of": "acme/two"}}
    assert plan.run.aliases == (Retarget(id="~acme/latest", old="acme/one", new="acme/two"),)
    assert [each.field for each in plan.run.changes] == ["alias_of"]


def test_free_and_paid_are_counted_by_what_the_price_list_says() -> None:
    free = offered("acme/one:free", price=usd("0", "0"))
    records = (
        offered(),
        free,
        offered("acme/auto", price={"dynamic": True}),
        alias("~acme/latest", "acme/one"),
    )
    offers = dict(synced(accepted(*records, offered("acme/gone"))).offers)

    plan = planned(listing(*records), accepted(*records, offered("acme/gone")), offers=offers)

    assert (plan.run.free, plan.run.paid) == (1, 1)
    assert plan.run.cost == {"acme/one": "paid", "acme/one:free": "free"}


@pytest.mark.parametrize(("descriptions", "stored"), [(False, None), (True, "Prose.")])
def test_a_description_is_stored_only_where_the_provider_file_says_so(
    descriptions: bool, stored: str | None
) -> None:
    plan = planned(listing(offered(facts=said(description="Prose."))), descriptions=descriptions)

    assert plan.models["acme/one"].get("description") == stored
    assert plan.base.records["acme/one"].facts.get("description") == stored


def test_the_merge_asks_before_each_write() -> None:
    plan = planned(listing(offered(price=usd("4", "15"))), accepted(offered()), may_write=lambda _: False)

    assert (plan.offers, plan.run.changes) == ({"acme/one": ONE_OFFER}, ())


def test_what_is_told_of_a_record_that_moved_only_beside_its_files_is_that_its_base_moved() -> None:
    more = Record(
        id="acme/one", model="acme/one", facts=said(), offer=offered().offer, more={"tokenizer": "Other"}
    )

    plan = planned(listing(more), accepted(offered()))

    assert (plan.run.base_moved, plan.run.unchanged, plan.base_changed) == (("acme/one",), 1, True)
