"""Who speaks for a model: the rule for a new one, its file for the rest; what a change of speaker does."""

from dataclasses import dataclass, field, replace

import pytest

from sync.core.authority import Authority, authority, marked, speaks, spoke
from sync.core.base import Base
from sync.core.facts import Record, from_doc, to_doc
from sync.core.mine import Mine, Rulebook
from sync.core.names import Names, names
from sync.core.outcome import Waiting
from sync.core.plan import Plan, plan
from sync.core.project import said_of
from sync.core.scope import Scope
from sync.core.values import Doc, Value
from tests.unit.core_records import SCHEMAS, SOURCE, TODAY, listing, offered, said, usd

RULES = authority(
    {
        "authority": [
            {"models": "acme/own-*", "provider": "acme"},
            {"models": "*", "provider": "hub"},
        ]
    }
)
NAMES = names(
    {
        "ids": [
            {"provider": "acme", "match": "one-latest", "model": "acme/one"},
            {"match": "([^/:]+/[^/:]+)(:[^/:]+)?", "model": r"\1"},
        ]
    }
)


@dataclass
class Catalog:
    """A catalog that several providers refresh, each in its own sync."""

    rules: Authority = RULES
    names: Names = NAMES
    models: dict[str, Doc] = field(default_factory=dict)
    offers: dict[str, dict[str, Value]] = field(default_factory=dict)
    bases: dict[str, Base] = field(default_factory=dict)

    def sync(self, provider: str, *records: Record) -> Plan:
        def elsewhere(model: str) -> list[Doc]:
            others = [(name, base.records) for name, base in self.bases.items() if name != provider]
            said: list[Doc | None] = []
            for spoken in (True, False):
                said = said if any(said) else [said_of(*other, model, spoken=spoken) for other in others]
            return [doc for doc in said if doc is not None]

        done = plan(
            provider,
            listing(*records),
            self.bases.get(provider, Base()),
            Mine(offers=self.offers.get(provider, {}), models=self.models, elsewhere=elsewhere),
            Rulebook(
                offer_fields=SCHEMAS.fields("offers"),
                model_fields=SCHEMAS.fields("model"),
                authority=self.rules,
                names=self.names,
            ),
            source=SOURCE,
            today=TODAY,
            scope=Scope(),
        )
        self.models |= done.models
        self.offers[provider] = dict(done.offers)
        self.bases[provider] = done.base
        return done

    def give(self, model: str, provider: str, offer: str) -> None:
        self.models[model] = self.models[model] | {"authority": {"provider": provider, "offer": offer}}


def native(id_: str = "one-latest", **changes: Value) -> Record:
    """A record whose source names no model."""
    return offered(id_, model=None, facts=said(**changes), price=usd("1", "2"))


def at_hub(**changes: Value) -> Record:
    return offered(facts=said(**changes))


def limits(context: int) -> Doc:
    return {"context": context, "max_output": 100}


def test_one_model_at_two_providers_is_one_file_and_two_offers() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    done = catalog.sync("acme", native(limits=limits(5000)))

    assert done.models == {}
    assert catalog.models["acme/one"]["limits"] == limits(1000)
    assert catalog.offers["hub"] == {"acme/one": {"model": "acme/one", "price": usd("3", "15")}}
    assert catalog.offers["acme"] == {
        "one-latest": {"model": "acme/one", "price": usd("1", "2"), "limits": limits(5000)}
    }
    assert done.run.waiting == ()


def test_an_offer_of_an_unknown_model_waits_and_is_counted_and_finds_it_later() -> None:
    catalog = Catalog()
    waits = catalog.sync("acme", native())
    catalog.sync("hub", at_hub())
    found = catalog.sync("acme", native())

    assert waits.models == {}
    assert waits.offers["one-latest"] == {"model": None, "price": usd("1", "2"), "limits": limits(1000)}
    assert waits.run.waiting == (Waiting(id="one-latest", model="acme/one"),)
    assert [(each.field, each.old, each.new) for each in found.run.changes] == [("model", None, "acme/one")]
    assert found.run.kept == () and found.run.waiting == ()


def test_an_id_that_no_line_fits_waits_for_nobody_knows_what() -> None:
    assert Catalog().sync("acme", native("whisper")).run.waiting == (Waiting(id="whisper", model=None),)


def test_a_provider_brings_in_the_models_that_the_rule_gives_it() -> None:
    catalog = Catalog()
    done = catalog.sync("acme", native("acme/own-1"), native("acme/other"))

    assert done.models["acme/own-1"]["authority"] == {"provider": "acme", "offer": "acme/own-1"}
    assert [each.id for each in done.run.waiting] == ["acme/other"]


def test_a_native_id_finds_its_model_whatever_its_case() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    done = catalog.sync("acme", native("ACME/One"))

    assert done.offers["ACME/One"] == {"model": "acme/one", "price": usd("1", "2"), "limits": limits(1000)}


def test_a_file_given_to_another_provider_is_refreshed_by_it_at_once() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    catalog.sync("acme", native(limits=limits(5000)))
    catalog.models["acme/one"] = catalog.models["acme/one"] | {"name": "Ours"}  # an edit, which is kept
    catalog.give("acme/one", "acme", "one-latest")

    done = catalog.sync("acme", native(limits=limits(5000)))
    still = catalog.sync("acme", native(limits=limits(5000)))

    assert done.models["acme/one"]["limits"] == limits(5000)
    assert [(each.field, each.mine) for each in done.run.kept] == [("name", "Ours")]
    assert catalog.offers["acme"]["one-latest"] == {"model": "acme/one", "price": usd("1", "2")}
    assert (still.models, still.run.changes, still.base_changed) == ({}, (), False)


def test_who_lost_a_model_states_its_own_limits_and_calls_nothing_an_edit() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    catalog.sync("acme", native())
    catalog.give("acme/one", "acme", "one-latest")

    done = catalog.sync("hub", at_hub())
    still = catalog.sync("hub", at_hub())

    assert done.models == {}
    assert done.run.kept == () and done.run.conflicts == ()
    assert catalog.offers["hub"]["acme/one"] == {
        "model": "acme/one",
        "price": usd("3", "15"),
        "limits": limits(1000),
    }
    assert (still.run.changes, still.base_changed) == ((), False)


def test_a_file_given_away_and_back_ends_as_it_was() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    catalog.sync("acme", native())
    before = (dict(catalog.models), dict(catalog.offers["hub"]), catalog.bases["hub"].records)

    catalog.give("acme/one", "acme", "one-latest")
    for provider, record in (("hub", at_hub()), ("acme", native())):
        catalog.sync(provider, record)
    catalog.give("acme/one", "hub", "acme/one")
    told = [
        catalog.sync(provider, record).run for provider, record in (("acme", native()), ("hub", at_hub()))
    ]

    assert [run.kept for run in told] == [(), ()]
    assert (catalog.models, catalog.offers["hub"], catalog.bases["hub"].records) == before


def test_a_file_whose_provider_says_nothing_of_it_is_touched_by_nobody() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    catalog.give("acme/one", "nobody", "acme/one")

    assert catalog.sync("hub", at_hub(name="Uno")).models == {}


def test_a_deleted_file_stays_deleted_and_says_so() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    del catalog.models["acme/one"]

    done = catalog.sync("hub", at_hub(name="Uno"))

    assert done.models == {}
    assert [(each.field, each.mine) for each in done.run.kept] == [("model", None)]


def test_without_rules_whoever_names_a_model_brings_it_in() -> None:
    assert list(Catalog(rules=Authority()).sync("hub", at_hub()).models) == ["acme/one"]


@pytest.mark.parametrize("voice_of", [None, (), ("acme/one",), ("acme/one", "acme/two")])
def test_the_base_remembers_who_spoke(voice_of: tuple[str, ...] | None) -> None:
    record = replace(offered(), voice_of=voice_of)

    assert from_doc(to_doc(record)) == record
    models = ("acme/one",) if voice_of is None else voice_of
    assert spoke({"acme/one": record}) == dict.fromkeys(models, "acme/one")


def test_marks_are_what_speakers_say_and_no_more_than_is_needed() -> None:
    records = {id_: offered(id_) for id_ in ("acme/one", "acme/one:free", "acme/two")}
    files: dict[str, Doc] = {
        "acme/one": {"authority": {"provider": "hub", "offer": "acme/one:free"}},
        "acme/two": {"authority": {"provider": "acme", "offer": "two"}},
    }

    now = speaks("hub", RULES, {}, records, files)

    assert now == {"acme/one": "acme/one:free"}
    assert {id_: record.voice_of for id_, record in marked(records, now).items()} == {
        "acme/one": (),
        "acme/one:free": ("acme/one",),
        "acme/two": (),
    }
    assert spoke(marked(records, now)) == now


def test_a_field_taken_out_before_the_file_is_given_away_stays_out() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    catalog.sync("acme", native(name=None))
    catalog.sync("other", native("acme/one", name="Other"))
    del catalog.models["acme/one"]["name"]
    catalog.give("acme/one", "other", "acme/one")

    done = catalog.sync("other", native("acme/one", name="Other"))

    assert "name" not in catalog.models["acme/one"]
    assert [(each.field, each.mine) for each in (*done.run.kept, *done.run.conflicts)] == [("name", None)]


def test_a_file_deleted_after_it_was_given_away_is_made_by_nobody() -> None:
    catalog = Catalog()
    catalog.sync("hub", at_hub())
    catalog.sync("acme", native())
    catalog.give("acme/one", "acme", "one-latest")
    catalog.sync("hub", at_hub())
    catalog.sync("acme", native())
    del catalog.models["acme/one"]

    for provider, record in (("hub", at_hub()), ("acme", native()), ("hub", at_hub())):
        assert catalog.sync(provider, record).models == {}
