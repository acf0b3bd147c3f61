"""`build`: the files that applications read, byte by byte."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.scratch import ACCEPTED, OFFERS, ONE, Scratch, Tree, priced, records, scratch
from tests.unit.openrouter_records import Json, record
from tests.unit.test_cli_override import second_provider

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


def built(catalog: Scratch, name: str = "build") -> Tree:
    out = catalog.root.parent / name
    assert catalog.call("build", "--out", str(out)) == 0
    return {path.name: path.read_bytes() for path in out.iterdir()}


def model(catalog: Scratch, id_: str) -> dict[str, object]:
    lines = built(catalog)["catalog.jsonl"].decode().splitlines()
    doc: dict[str, object] = json.loads(dict(line.split("\t", 1) for line in lines)[id_])
    return doc


def offer(catalog: Scratch, id_: str, number: int = 0) -> dict[str, object]:
    offers = model(catalog, id_)["offers"]
    assert isinstance(offers, list)
    found: dict[str, object] = offers[number]
    return found


CAPABILITIES = (
    '"capabilities":{"tools":{"value":true,"from":"api"},"json_mode":{"value":false,"from":"api"},'
    '"structured_outputs":{"value":false,"from":"api"},"reasoning":{"value":"none","from":"api"}}'
)
MORE = (
    '"created":1751328000,"canonical_slug":"acme/one-20260701","hugging_face_id":"acme-ai/One",'
    '"tokenizer":"Other","moderated":false,"parameters":["max_tokens","temperature","tool_choice","tools"]'
)
LIMITS = '"limits":{"context":131072,"max_output":32000}'


def line(id_: str, name: str, offers: str, *, active: str = "false", selectable: str = "false") -> str:
    return (
        f'{id_}\t{{"id":"{id_}","name":"{name}","authority":{{"provider":"openrouter","offer":"{id_}"}},'
        f'"released":"2025-07-01","knowledge_cutoff":"2025-01-31",'
        f'"modalities":{{"input":["text"],"output":["text"]}},{LIMITS},{CAPABILITIES},"active":{active},'
        f'{MORE},"state":"listed","visible":true,"selectable":{selectable},"curated":false,"offers":[{offers}]}}\n'
    )


def listed(id_: str, price: str, tier: str, display: str, *, variant: str = "", free: str = "false") -> str:
    return (
        f'{{"provider":"openrouter","id":"{id_}",{variant}"price":{price},{LIMITS},"state":"listed",'
        f'"visible":true,"free":{free},"price_tier":"{tier}","display":"{display}","as_of":"{ACCEPTED}"}}'
    )


def test_a_catalog_is_compiled_to_one_line_for_each_model(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: true")
    out = catalog.root.parent / "build"

    files = built(catalog)

    three = '{"input":"3","output":"15"}'
    free = listed(
        "acme/one:free",
        '{"input":"0","output":"0"}',
        "free",
        "free",
        variant='"variant":"free",',
        free="true",
    )
    paid = listed("acme/one", three, "standard", "$3 / $15")
    assert files["catalog.jsonl"].decode() == (
        line("acme/one", "One", f"{paid},{free}", active="true", selectable="true")
        + line("acme/two", "Two", listed("acme/two", three, "standard", "$3 / $15"))
        + line("beta/big", "Big", listed("beta/big", '{"input":"1","output":"2"}', "standard", "$1 / $2"))
    )
    assert capsys.readouterr().out == (
        f"{out}/catalog.jsonl: 3\n{out}/current.json: 3\n{out}/curated.json: 0\n"
    )


def test_the_manifest_tells_the_truth(catalog: Scratch) -> None:
    files = built(catalog)

    assert json.loads(files.pop("manifest.json")) == {
        "schema_version": 1,
        "as_of": {"openrouter": ACCEPTED},
        "files": {
            name: {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
            for name, raw in files.items()
        },
    }
    assert files.keys() == {"catalog.jsonl", "current.json", "curated.json", "deprecations.json"}


def test_two_builds_are_the_same_bytes(catalog: Scratch) -> None:
    assert built(catalog, "first") == built(catalog, "second")


def test_building_changes_nothing_in_the_catalog(catalog: Scratch) -> None:
    before = catalog.tree()

    built(catalog)

    assert catalog.tree() == before


def test_an_alias_has_a_record_that_leads_to_a_model(catalog: Scratch) -> None:
    listed = [
        *records(),
        record("~acme/latest", alias_target={"slug": "acme/one", "name": "x"}),
        record("~acme/cheapest", alias_target={"slug": "acme/one:free", "name": "x"}),
    ]
    assert catalog.run(listed) == 0

    assert model(catalog, "~acme/latest") == {
        "id": "~acme/latest",
        "alias_of": "acme/one",
        "provider": "openrouter",
    }
    assert model(catalog, "~acme/cheapest")["alias_of"] == "acme/one"


@pytest.mark.parametrize(
    ("of_model", "of_offer", "expected"),
    [
        ("{context: 131072, max_output: 32000}", "{context: 64000}", {"context": 64000, "max_output": 32000}),
        ("{context: 50000, max_output: 32000}", "{context: 64000}", {"context": 64000, "max_output": 32000}),
        ("{context: 131072}", None, {"context": 131072}),
        ("{context: 200000, max_output: 32000}", None, {"context": 200000, "max_output": 32000}),
    ],
)
def test_the_limits_that_hold_are_the_smaller_known_and_a_persons_number_wins(
    catalog: Scratch, of_model: str, of_offer: str | None, expected: dict[str, int]
) -> None:
    catalog.edit(ONE, "{context: 131072, max_output: 32000}", of_model)
    if of_offer is not None:
        entry = "acme/one:\n  model: acme/one\n"
        catalog.edit(OFFERS, entry, f"{entry}  limits: {of_offer}\n")

    assert offer(catalog, "acme/one")["limits"] == expected


def test_upstreams_smaller_limit_of_an_offer_holds(catalog: Scratch) -> None:
    small = {"context_length": 96000, "max_completion_tokens": 32000, "is_moderated": False}
    assert catalog.run([record("acme/one", top_provider=small), *records()[1:]]) == 0

    assert offer(catalog, "acme/one")["limits"] == {"context": 96000, "max_output": 32000}
    assert model(catalog, "acme/one")["limits"] == {"context": 131072, "max_output": 32000}


def test_what_a_person_hid_is_not_visible(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "beta/big:\n  model: beta/big\n", "beta/big:\n  model: beta/big\n  disabled: true\n")
    catalog.edit("catalog/models/beta/big.yaml", "active: false", "active: true")

    big = model(catalog, "beta/big")

    assert (big["visible"], big["selectable"], offer(catalog, "beta/big")["visible"]) == (False, False, False)
    assert [doc["id"] for doc in json.loads(built(catalog)["current.json"])] == ["acme/one", "acme/two"]


def test_the_shortlist_is_the_visible_part_of_the_pins(catalog: Scratch) -> None:
    catalog.write("catalog/lists/pins.yaml", "models: [acme/two, {id: beta/big, rank: 1}]\n")
    catalog.edit(OFFERS, "beta/big:\n  model: beta/big\n", "beta/big:\n  model: beta/big\n  disabled: true\n")

    assert [doc["id"] for doc in json.loads(built(catalog)["curated.json"])] == ["acme/two"]


def test_what_leaves_is_listed_with_its_last_day(catalog: Scratch) -> None:
    listed = [record("acme/one", expiration_date="2026-09-30"), *records()[2:]]
    first = catalog.root.parent / "first"
    catalog.edit(OFFERS, "acme/one:free:\n  model: acme/one\n  price: {input: 0, output: 0}\n", "")
    assert catalog.run(listed) == 0

    assert json.loads(built(catalog, first.name)["deprecations.json"]) == {
        "redirects": {},
        "leaving": {"acme/one": {"state": "listed", "ends": "2026-09-30", "replaced_by": None}},
    }


def test_a_bare_capability_is_a_persons_and_a_note_stays_at_home(catalog: Scratch) -> None:
    catalog.edit(ONE, "tools: {value: true, from: api}", "tools: false")
    catalog.edit(ONE, "active: false", "active: false\nnotes: For colleagues.\nx_team: a")

    one = model(catalog, "acme/one")

    assert isinstance(one["capabilities"], dict)
    assert one["capabilities"]["tools"] == {"value": False, "from": "person"}
    assert ("notes" in one, one["x_team"]) == (False, "a")


def test_an_unknown_price_is_no_zero(catalog: Scratch) -> None:
    assert catalog.run([*records(), priced("gamma/odd", "0", "0")]) == 0

    odd = offer(catalog, "gamma/odd")
    assert (odd.get("price"), odd["free"], odd["price_tier"], odd["display"]) == (
        None,
        False,
        None,
        "unknown",
    )


def test_another_source_fills_what_nobody_else_knows(catalog: Scratch) -> None:
    catalog.write("catalog/providers/other.yaml", catalog.read("catalog/providers/openrouter.yaml"))
    bare = record("acme/one", knowledge_cutoff=None, context_length=None, top_provider={})
    assert catalog.run([bare, *records()[1:]]) == 0
    path = catalog.payload([record("acme/one", knowledge_cutoff="2025-02-28", context_length=9000)])
    assert catalog.call("run", "--from-file", f"other={path}") == 0

    one = model(catalog, "acme/one")

    assert one["knowledge_cutoff"] == "2025-02-28"


def test_a_broken_catalog_is_not_built(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(ONE, "a: 1\na: 2\n")

    assert catalog.call("build", "--out", str(catalog.root.parent / "build")) == 1

    assert "the key stands here twice" in capsys.readouterr().err
    assert not (catalog.root.parent / "build").exists()


def test_what_an_override_calls_unknown_is_not_said_by_the_offers_own_provider(catalog: Scratch) -> None:
    second_provider(catalog, record("acme/one", supported_parameters=["tools", "response_format"]))
    said = {"set": {"capabilities": {"json_mode": None}}, "reason": "Not reliable there."}
    of_other = {"acme/one": [said]}

    before = at_other(catalog)
    catalog.write("overrides/offers/other.yaml", json.dumps(of_other))

    assert before["capabilities"] == {"json_mode": {"value": True, "from": "api"}}
    assert "capabilities" not in at_other(catalog)


def at_other(catalog: Scratch) -> Json:
    offers: Any = model(catalog, "acme/one")["offers"]
    found: Json = next(each for each in offers if each["provider"] == "other")
    return found


def test_null_in_a_file_is_no_value_of_a_capability(catalog: Scratch) -> None:
    catalog.edit(ONE, "tools: {value: true, from: api}", "tools: null")

    capabilities: Any = model(catalog, "acme/one")["capabilities"]

    assert capabilities and "tools" not in capabilities
