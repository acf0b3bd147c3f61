"""What `build` says of models on their way out and of ids that are kept out, and how the reader reads it."""

import json
from pathlib import Path

import pytest

import modelbook
from modelbook import Catalog, Change
from tests.scratch import OFFERS, Scratch, records, scratch
from tests.unit.openrouter_records import record

DEPRECATIONS = "overrides/deprecations.yaml"
IGNORE = "overrides/ignore.yaml"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    """Three models, and two aliases of which one leads to the other and that to a variant."""
    found = scratch(tmp_path)
    latest = record("~acme/latest", alias_target={"slug": "acme/one:free", "name": "x"})
    assert found.run([*records(), latest, record("~acme/best", alias_target={"slug": "~acme/latest"})]) == 0
    return found


def built(catalog: Scratch) -> Catalog:
    out = catalog.root.parent / "build"
    assert catalog.call("build", "--out", str(out)) == 0
    return modelbook.load(out)


def page(catalog: Scratch, name: str) -> dict[str, object]:
    built(catalog)
    found = json.loads((catalog.root.parent / "build" / name).read_text("utf-8"))
    return found["leaving"] if name == "deprecations.json" else {doc["id"]: doc for doc in found}


def leaving(catalog: Scratch) -> dict[str, object]:
    return page(catalog, "deprecations.json")


def told(catalog: Scratch, name: str, text: str) -> list[tuple[object, ...]]:
    """What `diff` says of the catalog once a file is written, and of the way back the other way round."""
    before = built(catalog)
    catalog.write(name, text)
    after = built(catalog)
    assert len(modelbook.diff(after, before)) == len(modelbook.diff(before, after))
    return [row(change) for change in modelbook.diff(before, after)]


def row(change: Change) -> tuple[object, ...]:
    return change.kind, change.model, change.offer, change.field, change.old, change.new, len(change.offers)


def test_a_successor_reaches_applications(catalog: Scratch) -> None:
    catalog.write(
        DEPRECATIONS,
        "acme/two: [{state: deprecated, ends: 2026-10-23, replaced_by: beta/big, reason: x}]\n"
        "beta/big: [{replaced_by: acme/one, reason: x}]\n",
    )
    book = built(catalog)
    two = book.get("acme/two")

    assert (two.state, two.ends, two.replaced_by, two.reason) == (
        "deprecated",
        "2026-10-23",
        "beta/big",
        None,
    )
    assert book.get("beta/big").replaced_by == "acme/one"
    assert (book.get("acme/one").ends, book.get("acme/one").replaced_by) == (None, None)
    assert leaving(catalog) == {
        "acme/two": {"state": "deprecated", "ends": "2026-10-23", "replaced_by": "beta/big"},
        "beta/big": {"state": "listed", "ends": None, "replaced_by": "acme/one"},
    }


@pytest.mark.parametrize("alias", ["~acme/latest", "~acme/best"])
def test_a_successor_that_is_an_alias_is_the_model_it_leads_to(catalog: Scratch, alias: str) -> None:
    catalog.write(DEPRECATIONS, f'acme/two: [{{replaced_by: "{alias}", reason: x}}]\n')

    assert built(catalog).get("acme/two").replaced_by == "acme/one"


def test_a_change_of_successor_is_told_after_what_is_gone(catalog: Scratch) -> None:
    first = "acme/two: [{state: deprecated, replaced_by: beta/big, reason: x}]\n"

    assert told(catalog, DEPRECATIONS, first)[:2] == [
        ("gone", "acme/two", None, "state", "listed", "deprecated", 0),
        ("renamed", "acme/two", None, "replaced_by", None, "beta/big", 0),
    ]
    assert told(catalog, DEPRECATIONS, first.replace("beta/big", "acme/one")) == [
        ("renamed", "acme/two", None, "replaced_by", "beta/big", "acme/one", 0)
    ]


@pytest.mark.parametrize("state", ["deprecated", "removed"])
def test_the_offers_of_a_model_that_people_retire_are_hidden_with_it(catalog: Scratch, state: str) -> None:
    catalog.write(DEPRECATIONS, f"acme/one: [{{state: {state}, reason: x}}]\n")
    one = built(catalog).get("acme/one")

    assert (one.state, one.visible) == (state, False)
    assert [(offer.state, offer.visible) for offer in one.offers] == [("listed", False)] * 2
    assert [offer.visible for model in built(catalog) for offer in model.offers].count(True) == 2
    assert page(catalog, "current.json").keys() == {"acme/two", "beta/big"}


def test_what_is_hidden_with_its_model_is_told_with_it(catalog: Scratch) -> None:
    assert told(catalog, DEPRECATIONS, "acme/one: [{state: removed, reason: x}]\n") == [
        ("gone", "acme/one", None, "state", "listed", "removed", 0),
        ("other", "acme/one", None, "visible", True, False, 2),
    ]


@pytest.mark.parametrize(
    ("pattern", "out", "counted"),
    [("beta/*", "beta/big", "beta/big"), ("acme/one:free", "acme/one:free", None)],
)
def test_an_id_that_is_kept_out_is_not_retired(
    catalog: Scratch, pattern: str, out: str, counted: str | None
) -> None:
    text = f'openrouter: [{{id: "{pattern}", reason: x}}]\n'

    changes = told(catalog, IGNORE, text)
    book = built(catalog)

    offer = next(offer for model in book for offer in model.offers if offer.id == out)
    assert (offer.state, offer.reason, offer.visible) == ("deprecated", "excluded", False)
    assert [model.id for model in book if model.reason == "excluded"] == [counted] * bool(counted)
    assert leaving(catalog) == {}
    whose = (out, None, "state", "listed", "excluded", 1) if counted else None
    assert changes == [("gone", *(whose or ("acme/one", out, "state", "listed", "excluded", 0)))]


def test_an_announced_end_of_what_is_kept_out_is_still_known(catalog: Scratch) -> None:
    catalog.edit(
        OFFERS, "acme/two:\n  model: acme/two\n", "acme/two:\n  model: acme/two\n  ends: 2026-09-30\n"
    )

    changes = told(catalog, IGNORE, "openrouter: [{id: acme/two, reason: x}]\n")

    assert changes == [("gone", "acme/two", None, "state", "listed", "excluded", 1)]
    assert leaving(catalog) == {}


def test_what_is_kept_out_hides_no_end_of_what_stays(catalog: Scratch) -> None:
    catalog.edit(
        OFFERS, "acme/one:\n  model: acme/one\n", "acme/one:\n  model: acme/one\n  ends: 2026-09-30\n"
    )
    assert leaving(catalog) == {}
    catalog.write(IGNORE, "openrouter: [{id: acme/one:free, reason: x}]\n")

    assert leaving(catalog) == {"acme/one": {"state": "listed", "ends": "2026-09-30", "replaced_by": None}}
    assert built(catalog).get("acme/one").ends == "2026-09-30"


def test_a_person_who_retires_what_is_kept_out_is_heard(catalog: Scratch) -> None:
    catalog.write(IGNORE, 'openrouter: [{id: "acme/two", reason: x}]\n')
    catalog.write(DEPRECATIONS, "acme/two: [{state: removed, reason: x}]\n")

    assert leaving(catalog) == {"acme/two": {"state": "removed", "ends": None, "replaced_by": None}}
