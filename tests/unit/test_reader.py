"""The reader: ids and aliases to typed, immutable models; what is not known is never 0."""

import dataclasses
import doctest
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import modelbook
from sync.cli.main import call

ROOT = Path(__file__).parents[2]

ONE: dict[str, Any] = {
    "id": "acme/one",
    "name": "One",
    "released": "2025-07-01",
    "knowledge_cutoff": "2025-01-31",
    "modalities": {"input": ["text", "image"], "output": ["text"]},
    "limits": {"context": 131072},
    "capabilities": {
        "tools": {"value": True, "from": "api"},
        "json_mode": {"value": False, "from": "person"},
        "reasoning": {"value": "configurable", "from": "api"},
    },
    "active": True,
    "state": "listed",
    "ends": "2026-10-23",
    "replaced_by": "beta/bare",
    "visible": True,
    "selectable": True,
    "curated": False,
    "a_key_of_the_future": [1],
    "offers": [
        {
            "provider": "openrouter",
            "id": "acme/one:free",
            "variant": "free",
            "price": {"input": "0", "output": "0.30", "reasoning": None, "currency": "USD", "x_ours": "n/a"},
            "tiers": [{"over": 200000, "mode": "cliff", "input": "6", "output": None, "x_ours": "n/a"}],
            "windows": [{"utc": "16:00-01:00", "days": ["mon"], "input": "0.3"}],
            "limits": {"context": 64000},
            "state": "stale",
            "visible": True,
            "free": False,
            "price_tier": "budget",
            "display": "$0 / $0.30",
            "ends": "2026-09-30",
            "as_of": "2026-08-22",
            "disputed": [{"field": "price", "upstream": {"input": "0.1"}, "since": "2026-08-20"}],
        },
        {
            "provider": "router",
            "id": "auto",
            "price": {"dynamic": True},
            "state": "deprecated",
            "reason": "excluded",
        },
    ],
}
BARE = {"id": "beta/bare"}


def write(folder: Path, *docs: dict[str, Any], manifest: object = None, redirects: object = None) -> Path:
    lines = "".join(f"{doc['id']}\t{json.dumps(doc)}\n" for doc in docs)
    (folder / "catalog.jsonl").write_text(lines, "utf-8")
    (folder / "deprecations.json").write_text(json.dumps({"redirects": redirects or {}}), "utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest or {"schema_version": 1}), "utf-8")
    return folder


@pytest.fixture
def book(tmp_path: Path) -> modelbook.Catalog:
    aliases = [
        {"id": "~acme/latest", "alias_of": "acme/one"},
        {"id": "~acme/best", "alias_of": "~acme/latest"},
        {"id": "~a", "alias_of": "~b"},
        {"id": "~b", "alias_of": "~a"},
        {"id": "~gone", "alias_of": "acme/gone"},
    ]
    return modelbook.load(write(tmp_path, ONE, BARE, *aliases))


def test_a_model_says_what_is_known(book: modelbook.Catalog) -> None:
    one = book.get("acme/one")

    assert (one.id, one.name, one.released, one.knowledge_cutoff) == (
        "acme/one",
        "One",
        "2025-07-01",
        "2025-01-31",
    )
    assert (one.inputs, one.outputs) == (frozenset({"text", "image"}), frozenset({"text"}))
    assert (one.limits, one.capabilities) == (
        {"context": 131072},
        {"tools": True, "json_mode": False, "reasoning": "configurable"},
    )
    assert (one.active, one.state, one.visible, one.selectable, one.curated) == (
        True,
        "listed",
        True,
        True,
        False,
    )
    assert (one.vision, one.reasoning) == (True, "configurable")
    assert (one.ends, one.replaced_by, one.reason) == ("2026-10-23", "beta/bare", None)
    assert one.raw["a_key_of_the_future"] == (1,)


def test_an_offer_says_what_it_costs_exactly(book: modelbook.Catalog) -> None:
    free, auto = book.get("acme/one").offers

    assert free.price == {"input": Decimal("0"), "output": Decimal("0.30")}
    assert [type(amount) for amount in free.price.values()] == [Decimal, Decimal]
    assert free.tiers == ({"over": 200000, "mode": "cliff", "input": Decimal(6)},)
    assert free.windows == ({"utc": "16:00-01:00", "days": ("mon",), "input": Decimal("0.3")},)
    assert (free.provider, free.id, free.variant, free.limits) == (
        "openrouter",
        "acme/one:free",
        "free",
        {"context": 64000},
    )
    assert (free.state, free.price_tier, free.ends, free.as_of) == (
        "stale",
        "budget",
        "2026-09-30",
        "2026-08-22",
    )
    assert (free.reason, auto.state, auto.reason, auto.visible) == (None, "deprecated", "excluded", False)
    assert (auto.dynamic, auto.price, auto.display, auto.price_tier) == (True, {}, "unknown", None)


def test_what_is_not_known_is_absent_or_none_and_never_zero(book: modelbook.Catalog) -> None:
    bare = book.get("beta/bare")

    assert (bare.name, bare.released, bare.reasoning, bare.offers) == (None, None, None, ())
    assert (bare.ends, bare.replaced_by, bare.reason) == (None, None, None)
    assert (bare.limits, bare.capabilities) == ({}, {})
    assert (bare.active, bare.visible, bare.selectable) == (False, False, False)
    assert book.get("acme/one").offers[0].price.get("reasoning") is None
    assert "structured_outputs" not in book.get("acme/one").capabilities


def test_an_alias_leads_to_its_model(book: modelbook.Catalog) -> None:
    assert book.get("~acme/best") is book.get("~acme/latest") is book.get("acme/one")


def test_aliases_that_lead_to_each_other_are_an_error(book: modelbook.Catalog) -> None:
    with pytest.raises(modelbook.CatalogError, match="leads back to itself"):
        book.get("~a")


@pytest.mark.parametrize(
    ("id_", "said"),
    [
        ("acme/on", "no model has the id 'acme/on'; did you mean acme/one"),
        ("zzzzzz", "no model has the id 'zzzzzz'$"),
        ("~gone", "no model has the id 'acme/gone'"),
    ],
)
def test_an_unknown_id_is_an_error_that_names_close_ones(
    book: modelbook.Catalog, id_: str, said: str
) -> None:
    with pytest.raises(modelbook.UnknownModelError, match=said):
        book.get(id_)


def test_iterating_gives_each_model_once_and_no_alias(book: modelbook.Catalog) -> None:
    assert [model.id for model in book] == ["acme/one", "beta/bare"]
    assert len(book) == 2
    assert ["acme/one" in book, "~acme/latest" in book, "nope" in book, 3 in book] == [
        True,
        True,
        False,
        False,
    ]


def test_nothing_can_be_changed(book: modelbook.Catalog) -> None:
    one: Any = book.get("acme/one")

    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "Two"
    for mapping in (one.limits, one.capabilities, one.raw, one.raw["limits"], one.offers[0].price):
        with pytest.raises(TypeError):
            mapping["x"] = 1
    with pytest.raises(TypeError):
        one.offers[0].windows[0]["days"][0] = "sun"
    assert not hasattr(one.raw["offers"], "append")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("manifest.json", None, "holds no compiled catalog"),
        ("catalog.jsonl", None, "holds no compiled catalog"),
        ("manifest.json", "{", "holds no compiled catalog"),
        ("manifest.json", "[]", "has format None, this modelbook reads 1; build it again"),
        (
            "manifest.json",
            '{"schema_version": 2}',
            "this modelbook reads 1; install a newer one",
        ),
        ("catalog.jsonl", "acme/one {}\n", "catalog.jsonl:1 is no record; build it again"),
        ("catalog.jsonl", b"\xff\t{}\n", "holds no compiled catalog"),
    ],
)
def test_a_folder_that_holds_no_catalog_is_an_error(
    tmp_path: Path, name: str, text: str | bytes | None, said: str
) -> None:
    path = write(tmp_path, ONE) / name
    path.unlink() if text is None else path.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(modelbook.CatalogError, match=said):
        modelbook.load(tmp_path)


def test_what_a_person_must_decide_first_is_told_beside_what_stands(book: modelbook.Catalog) -> None:
    first, second = book.get("acme/one").offers

    [told] = first.disputed
    assert (told.field, told.upstream["input"], told.since) == ("price", "0.1", "2026-08-20")
    assert first.price["input"] == 0
    assert second.disputed == ()


def test_a_model_that_is_gone_says_since_when_and_why(tmp_path: Path) -> None:
    gone = {"kind": "tombstone", "since": "2026-10-01", "reason": "no longer listed"}

    book = modelbook.load(write(tmp_path, ONE, redirects={"acme/old": gone, "acme/one": gone}))

    assert book.get("acme/one").id == "acme/one"
    with pytest.raises(modelbook.UnknownModelError, match=r"^'acme/old' is gone since 2026-10-01: no longer"):
        book.get("acme/old")


@pytest.mark.parametrize(
    "record",
    [
        "{",
        "3",
        "[]",
        '{"name": "no id"}',
        '{"id": "acme/one", "offers": [{"id": "x"}]}',
        '{"id": "acme/one", "offers": [{"id": "x", "provider": "p", "price": {"input": "much"}}]}',
        '{"id": "acme/one", "capabilities": [1]}',
    ],
)
def test_a_damaged_record_is_an_error_of_its_own(tmp_path: Path, record: str) -> None:
    write(tmp_path, ONE, BARE)
    (tmp_path / "catalog.jsonl").write_text(f"acme/one\t{record}\nbeta/bare\t{json.dumps(BARE)}\n", "utf-8")
    book = modelbook.load(tmp_path)

    assert book.get("beta/bare").id == "beta/bare"
    with pytest.raises(modelbook.CatalogError, match="the record of 'acme/one' is damaged"):
        book.get("acme/one")


def test_an_empty_catalog_is_a_catalog(tmp_path: Path) -> None:
    book = modelbook.load(write(tmp_path))

    assert (len(book), list(book)) == (0, [])


def test_the_examples_hold_for_the_shipped_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(["build", "--out", "build/"]) == 0
    readme = (ROOT / "README.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    told: dict[str, Any] = {}
    expected = {}
    for line in readme.splitlines():
        code, _, value = (part.strip() for part in line.partition("#"))
        if code and "=" not in code and not code.startswith("import"):
            expected[code] = value
        else:
            exec(code, told)  # noqa: S102  the README's own lines

    answers = {code: str(eval(code, told)) for code in expected}  # noqa: S307
    assert answers == {
        'model.limits["context"], model.family': "(1000000, 'claude-4.5')",
        'model.offers[0].price["input"]': "3",
        'model.offers[0].price.get("reasoning")': "None",
        "model.vision, model.reasoning": "(True, 'configurable')",
    }
    assert [value.partition(",")[0].partition(":")[0] for value in expected.values()] == [
        "1000000",
        "Decimal('3')",
        "None",
        "True",
    ]
    results = doctest.testmod(modelbook, extraglobs={"modelbook": modelbook})
    assert (results.failed, results.attempted) == (0, 3)
