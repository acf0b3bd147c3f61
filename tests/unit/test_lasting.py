"""What a person made lasting stays beside the record it stands against, and no longer than it is true."""

import pytest

from sync.core.base import Base
from sync.core.facts import Record, from_doc, to_doc
from sync.core.lasting import mark
from sync.core.outcome import Kept
from sync.core.plan import Plan
from sync.core.values import Doc, Path, Value, copy_doc, put
from tests.unit.core_records import accepted, alias, listing, offered, planned, said, synced, usd

ONE, FREE = offered(), offered("acme/one:free", price=usd("0", "0"))
CONTEXT: Path = ("limits", "context")
DECIDED = "model acme/one limits.context"


def remembering(record: Record, *marks: str) -> Record:
    doc = to_doc(record) | {"decided": [*marks]}
    return from_doc(doc)


def with_edit(base: Base, path: Path, value: Value) -> dict[str, Doc]:
    models = {model: copy_doc(doc) for model, doc in synced(base).models.items()}
    put(models["acme/one"], path, value)
    return models


def after(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {id_: record.decided for id_, record in plan.base.records.items() if record.decided}


def test_a_decision_is_a_part_of_its_record() -> None:
    for record in (ONE, alias("~acme/latest", "acme/one")):
        known = remembering(record, "offer price.output")
        assert from_doc(to_doc(known)) == known
        assert known != record
    with pytest.raises(ValueError, match="decided is not a list"):
        from_doc({"id": "acme/one", "decided": "offer"})


@pytest.mark.parametrize(
    ("place", "field", "words"),
    [
        ("offer", "price.output", "offer price.output"),
        ("offer", "model", "offer model"),
        ("offer", "offer", "offer"),
        ("model", "limits.context", DECIDED),
        ("model", "model", "model acme/one"),
    ],
)
def test_a_mark_names_the_entry_and_its_field(place: str, field: str, words: str) -> None:
    kept = Kept(id="x", field=field, mine=None, was=None, upstream=None, place=place, model="acme/one")  # type: ignore[arg-type]

    assert mark(kept) == words


def test_a_sync_without_news_changes_nothing() -> None:
    base = accepted(remembering(ONE, DECIDED))

    plan = planned(listing(ONE), base, models=with_edit(base, CONTEXT, 500))

    assert after(plan) == {"acme/one": (DECIDED,)}
    assert not plan.base_changed
    assert plan.run.base_moved == ()


def test_news_of_another_field_leave_it() -> None:
    base = accepted(remembering(ONE, DECIDED))
    news = offered(facts=said(limits={"context": 1000, "max_output": 90}))

    assert after(planned(listing(news), base, models=with_edit(base, CONTEXT, 500))) == {
        "acme/one": (DECIDED,)
    }


def test_it_ends_when_upstream_moves_that_field() -> None:
    base = accepted(remembering(ONE, DECIDED))
    news = offered(facts=said(limits={"context": 2000, "max_output": 100}))

    plan = planned(listing(news), base, models=with_edit(base, CONTEXT, 500))

    assert after(plan) == {}
    assert [kept.field for kept in plan.run.conflicts] == ["limits.context"]


def test_it_ends_with_the_edit_and_that_is_told_as_a_change_of_the_base() -> None:
    base = accepted(remembering(ONE, DECIDED))

    plan = planned(listing(ONE), base)

    assert after(plan) == {}
    assert plan.base_changed
    assert plan.run.base_moved == ("acme/one",)


def test_it_stays_with_a_record_that_is_missing() -> None:
    base = accepted(remembering(ONE, DECIDED), offered("acme/two"))

    plan = planned(listing(offered("acme/two")), base, models=with_edit(base, CONTEXT, 500))

    assert after(plan) == {"acme/one": (DECIDED,)}


def test_it_goes_along_when_another_offer_speaks_for_the_model() -> None:
    base = accepted(remembering(FREE, DECIDED, "offer price.input"))

    plan = planned(listing(ONE, FREE), base, models=with_edit(base, CONTEXT, 500))

    assert after(plan) == {"acme/one": (DECIDED,)}
