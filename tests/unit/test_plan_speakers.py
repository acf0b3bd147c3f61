"""Who speaks for a model as a run is planned: by the rule, by a person's hand, or another provider."""

from dataclasses import replace

import pytest

from sync.core.values import Doc
from tests.unit.core_records import (
    ONE_MODEL,
    ONE_OFFER,
    TODAY,
    accepted,
    alias,
    listing,
    offered,
    planned,
    said,
    synced,
    usd,
)


def test_an_orphan_variant_hands_its_model_over_when_the_plain_id_comes() -> None:
    orphan = offered("acme/one:free", price=usd("0", "0"), facts=said(name=None, limits={"context": 500}))

    plan = planned(listing(orphan, offered()), accepted(orphan))

    assert plan.models == {"acme/one": ONE_MODEL | {"active": False}}
    assert plan.offers["acme/one:free"] == {
        "model": "acme/one", "price": usd("0", "0"), "limits": {"context": 500},
    }  # fmt: skip
    assert [(each.id, each.field, each.place) for each in plan.run.changes] == [
        ("acme/one:free", "limits.context", "offer"),
        ("acme/one", "name", "model"),
        ("acme/one", "authority", "model"),
        ("acme/one", "limits.context", "model"),
        ("acme/one", "limits.max_output", "model"),
    ]
    assert [each.id for each in plan.run.added] == ["acme/one"]
    assert plan.run.updated == ("acme/one:free",)


def test_a_missing_plain_id_still_speaks_for_its_model() -> None:
    free = offered("acme/one:free", price=usd("0", "0"), facts=said(name=None, limits={"context": 500}))

    plan = planned(listing(free), accepted(offered(), free))

    assert (plan.run.missing, plan.models) == (("acme/one",), {})
    assert [each.field for each in plan.run.changes] == ["state", "missing_since"]


def test_an_authority_pinned_by_hand_refreshes_the_file_from_then_on() -> None:
    free = offered(
        "acme/one:free", price=usd("0", "0"), facts=said(limits={"context": 500, "max_output": 100})
    )
    base = accepted(offered(), free)
    models: dict[str, Doc] = {
        "acme/one": ONE_MODEL | {"name": "Mine", "authority": {"provider": "acme", "offer": "acme/one:free"}}
    }

    first = planned(listing(offered(), free), base, models=models)
    models |= first.models
    still = planned(listing(offered(), free), first.base, offers=first.offers, models=models)
    fuller = replace(free, facts=said(limits={"context": 600, "max_output": 100}))
    later = planned(listing(offered(), fuller), first.base, offers=first.offers, models=models)

    assert first.models["acme/one"]["limits"] == {"context": 500, "max_output": 100}
    assert [each.field for each in first.run.kept] == ["name"]
    assert first.offers["acme/one"] == ONE_OFFER | {"limits": {"context": 1000}}
    assert first.offers["acme/one:free"] == {"model": "acme/one", "price": usd("0", "0")}
    assert first.base.records["acme/one:free"].voice_of == ("acme/one",)
    assert (still.run.changes, still.models, still.base_changed) == ((), {}, False)
    assert [(each.field, each.new) for each in later.run.changes] == [("limits.context", 600)]


def test_an_authority_given_back_to_the_rule_is_the_rules_again() -> None:
    free = offered("acme/one:free", facts=said(limits={"context": 500, "max_output": 100}))
    pinned = replace(free, voice_of=("acme/one",))
    base = accepted(offered(), pinned)
    models: dict[str, Doc] = {"acme/one": ONE_MODEL | {"limits": {"context": 500, "max_output": 100}}}

    plan = planned(listing(offered(), free), base, models=models)

    assert plan.models == {"acme/one": ONE_MODEL}
    assert plan.base == accepted(offered(), free, as_of=TODAY)
    assert plan.run.kept == ()


def test_an_authority_pinned_to_another_models_offer_speaks_for_both() -> None:
    two = offered("acme/two", facts=said(name="Two"))
    models = synced(accepted(offered(), two)).models
    pin: Doc = {"authority": {"provider": "acme", "offer": "acme/two"}}

    plan = planned(
        listing(offered(), two), accepted(offered(), two), models={**models, "acme/one": ONE_MODEL | pin}
    )

    assert plan.models == {"acme/one": ONE_MODEL | pin | {"name": "Two"}}
    assert plan.base.records["acme/two"].voice_of == ("acme/one", "acme/two")
    assert plan.base.records["acme/one"].voice_of == ()


@pytest.mark.parametrize("offer", ["acme/gone", "~acme/latest", None])
def test_an_authority_that_lists_no_model_is_kept_and_the_rules_choice_refreshes(offer: str | None) -> None:
    models: dict[str, Doc] = {"acme/one": ONE_MODEL | {"authority": {"provider": "acme", "offer": offer}}}
    latest = alias("~acme/latest", "acme/one")

    plan = planned(
        listing(offered(facts=said(name="Uno")), latest), accepted(offered(), latest), models=models
    )

    assert [(each.field, each.new) for each in plan.run.changes] == [("name", "Uno")]
    assert [each.field for each in plan.run.kept] == ["authority"]


def test_a_model_of_another_providers_is_left_alone() -> None:
    models: dict[str, Doc] = {"acme/one": {"authority": {"provider": "groq", "offer": "one"}, "name": "Uno"}}

    plan = planned(listing(offered()), models=models)

    assert plan.models == {}
    assert plan.offers == {"acme/one": ONE_OFFER | {"limits": {"context": 1000, "max_output": 100}}}


def test_a_model_file_that_was_moved_goes_on_being_refreshed() -> None:
    model = planned(listing(offered()), accepted()).models["acme/one"]

    plan = planned(
        listing(offered(facts=said() | {"name": "One more"})),
        accepted(offered()),
        offers={"acme/one": {"model": "ours/one", "price": usd("3", "15")}},
        models={"ours/one": model},
    )

    assert plan.models["ours/one"]["name"] == "One more"
    assert (plan.run.adopt, plan.run.conflicts) == ((), ())
