"""What the catalog would say if only upstream wrote it."""

import pytest

from sync.core.authority import spoke, variant
from sync.core.facts import Record, Records
from sync.core.project import project
from sync.core.values import Doc
from tests.unit.core_records import alias, offered, said, usd

UNIT_NO: Doc = {"value": False, "from": "api"}


def records(*each: Record) -> Records:
    return {record.id: record for record in each}


def offers(*each: Record) -> dict[str, Doc]:
    found = records(*each)
    return dict(project("acme", found, spoke(found)).offers)


@pytest.mark.parametrize(
    ("id_", "suffix"),
    [("z-ai/glm:free", "free"), ("z-ai/glm", None), ("a/b:c:batch", "batch"), ("a/b:", "")],
)
def test_a_variant_is_what_follows_the_last_colon(id_: str, suffix: str | None) -> None:
    assert variant(id_) == suffix


def test_the_plain_id_speaks_for_its_model_and_a_variant_only_while_there_is_none() -> None:
    plain, free, batch = offered(), offered("acme/one:free"), offered("acme/one:batch")

    assert spoke(records(free, batch, plain)) == {"acme/one": "acme/one"}
    assert spoke(records(free, batch)) == {"acme/one": "acme/one:batch"}


def test_what_a_person_chose_speaks_before_what_the_rule_would() -> None:
    free = Record(id="acme/one:free", model="acme/one", voice_of=("acme/one", "acme/old"))

    assert spoke(records(offered(), free)) == {"acme/one": "acme/one:free", "acme/old": "acme/one:free"}


def test_an_alias_and_an_offer_of_no_known_model_speak_for_none() -> None:
    assert spoke(records(alias("~acme/latest", "acme/one"), offered("x", model=None))) == {}


def test_a_model_is_what_its_authority_says_and_an_empty_part_is_not_said() -> None:
    found = records(offered(facts=said(released="2026-01-01", limits={})))

    assert project("acme", found, spoke(found)).models == {
        "acme/one": {
            "authority": {"provider": "acme", "offer": "acme/one"},
            "name": "One",
            "released": "2026-01-01",
            "modalities": {"input": ["text"], "output": ["text"]},
            "capabilities": {"tools": {"value": True, "from": "api"}},
        }
    }


def test_the_authoritys_offer_states_its_terms_and_nothing_of_the_model() -> None:
    record = offered(tiers=[{"over": 5, "input": 6}], windows=[], ends="2027-01-01")

    assert offers(record)["acme/one"] == {
        "model": "acme/one",
        "price": usd("3", "15"),
        "tiers": [{"over": 5, "input": 6}],
        "ends": "2027-01-01",
    }


def test_the_authoritys_offer_states_the_context_of_its_top_provider_where_that_differs() -> None:
    assert offers(offered(limits={"context": 500}))["acme/one"]["limits"] == {"context": 500}


def test_a_variant_states_only_what_differs_from_the_authoritys_record() -> None:
    facts = said(
        name=None,
        limits={"context": 500, "max_output": 100},
        modalities={"input": ["text", "image"], "output": ["text"]},
        capabilities={"tools": UNIT_NO},
    )

    assert offers(offered(), offered("acme/one:free", facts=facts, price=usd("0", "0")))["acme/one:free"] == {
        "model": "acme/one",
        "price": usd("0", "0"),
        "limits": {"context": 500},
        "modalities": {"input": ["text", "image"]},
        "capabilities": {"tools": UNIT_NO},
    }


def test_a_variant_that_says_the_same_in_another_order_states_nothing() -> None:
    plain = offered(facts=said(modalities={"input": ["text", "image"]}))
    free = offered("acme/one:free", facts=said(modalities={"input": ["image", "text"]}))

    assert offers(plain, free)["acme/one:free"] == {"model": "acme/one", "price": usd("3", "15")}


def test_what_a_variant_does_not_say_is_unknown_and_not_stated() -> None:
    assert offers(offered(), offered("acme/one:free", facts={}))["acme/one:free"].keys() == {"model", "price"}


def test_a_variants_top_provider_context_goes_before_its_own() -> None:
    free = offered("acme/one:free", facts=said(limits={"context": 800}), limits={"context": 500})

    assert offers(offered(), free)["acme/one:free"]["limits"] == {"context": 500}


def test_an_orphan_variant_speaks_and_so_states_nothing_of_the_model() -> None:
    orphan = offered("acme/one:free")
    found = records(orphan)

    projected = project("acme", found, spoke(found))

    assert projected.offers["acme/one:free"].keys() == {"model", "price"}
    assert projected.models["acme/one"]["authority"] == {"provider": "acme", "offer": "acme/one:free"}


def test_a_variant_that_a_person_chose_leaves_the_name_to_the_plain_id() -> None:
    found = records(offered(), offered("acme/one:free", facts=said(name=None)))

    [model] = project("acme", found, {"acme/one": "acme/one:free"}).models.values()

    assert (model["name"], model["authority"]) == ("One", {"provider": "acme", "offer": "acme/one:free"})


def test_an_alias_is_a_target_and_nothing_else() -> None:
    assert offers(alias("~acme/latest", "acme/one")) == {"~acme/latest": {"alias_of": "acme/one"}}


def test_an_offer_of_no_known_model_waits_and_states_its_own_limits() -> None:
    assert offers(offered("odd", model=None)) == {
        "odd": {"model": None, "price": usd("3", "15"), "limits": {"context": 1000, "max_output": 100}}
    }


def test_where_another_provider_speaks_offers_state_their_limits_and_no_model_is_made() -> None:
    projected = project("acme", records(offered()), {})

    assert projected.models == {}
    assert projected.offers["acme/one"] == {
        "model": "acme/one",
        "price": usd("3", "15"),
        "limits": {"context": 1000, "max_output": 100},
    }


def test_a_projection_shares_no_mapping_with_its_record() -> None:
    record = offered(limits={"context": 500})

    made = offers(record)["acme/one"]
    made["price"] = {}
    limits = made["limits"]
    assert isinstance(limits, dict)
    limits["context"] = 1

    assert record.offer == {"price": usd("3", "15"), "limits": {"context": 500}}
