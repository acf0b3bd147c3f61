"""What a provider that has gone wrong can do to a catalog: nothing, or wait until a person looks.

60 models are accepted on one day, and on the next comes a list that is broken in one way.
"""

import gzip
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync.sources.payload import MAX_DECODED
from tests.hostile import HOSTILE_IDS
from tests.scratch import BASE, Scratch, Tree, body, scratch
from tests.unit.openrouter_records import Json, architecture, record

HELD = "catalog/upstream/openrouter.held.jsonl"
FIRST = "acme/m00"
"""The one model that is switched on."""


def good(number: int = 60) -> list[Json]:
    """The list of the first day, each model at a price of its own."""
    return [
        record(
            f"acme/m{each:02}",
            name=f"Acme: Model {each}",
            context_length=128_000,
            top_provider={"context_length": 128_000, "max_completion_tokens": 32_000},
            pricing={"prompt": f"0.0000{each + 10}", "completion": f"0.000{each + 10}"},
        )
        for each in range(number)
    ]


def every(**changes: object) -> bytes:
    """All records, with these keys replaced."""
    return body([each | changes for each in good()])


def one(at: int = 1, **changes: Any) -> bytes:
    """One record with these keys replaced; `...` takes one out."""
    listed = good()
    listed[at] = {key: value for key, value in (listed[at] | changes).items() if value is not ...}
    return body(listed)


def nulls(each: Json) -> Json:
    return {key: value if key == "id" else None for key, value in each.items()}


def times(factor: int) -> list[Json]:
    """Every price so many times as high."""
    return [
        each | {"pricing": {kind: f"{float(price) * factor:f}" for kind, price in each["pricing"].items()}}
        for each in good()
    ]


def limits(context: int, output: int) -> dict[str, Any]:
    return {
        "context_length": context,
        "top_provider": {"context_length": context, "max_completion_tokens": output},
    }


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


def literal(number: str) -> bytes:
    """A number as JSON's own spelling can't be trusted to, in place of every price."""
    return every(pricing={"prompt": "NUMBER", "completion": "NUMBER"}).replace(b'"NUMBER"', number.encode())


def prices(prompt: object, completion: object = "0.001") -> dict[str, Any]:
    return {"pricing": {"prompt": prompt, "completion": completion}}


REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "an empty list": (lambda: body([]), "empty"),
    "an empty body": (lambda: b"", "not-json"),
    "a web page": (lambda: b"<!doctype html><title>Maintenance</title>", "not-json"),
    "truncated JSON": (lambda: every()[:-200], "not-json"),
    "truncated gzip": (lambda: gzip.compress(every())[:-200], "not-json"),
    "not UTF-8": (lambda: every(name="\u00e9").decode().encode("utf-16"), "not-json"),
    "an error that is a success": (
        lambda: b'{"error": {"message": "Rate limited", "code": 429}}',
        "not-a-list",
    ),
    "no list": (lambda: b'{"data": {"acme/m00": {}}}', "not-a-list"),
    "null": (lambda: b"null", "not-a-list"),
    "one of more pages": (lambda: b'{"has_more": true,' + every()[1:], "more-pages"),
    "nested without end": (lambda: b"[" * 200_000, "not-json"),
    "over the cap": (lambda: gzip.compress(b" " * (MAX_DECODED + 1), 1), "not-json"),
    "texts for records": (lambda: body(["acme/m00"] * 60), "bad-ids"),
    "NaN": (lambda: literal("NaN"), "bad-ids"),
    "Infinity": (lambda: literal("-Infinity"), "bad-ids"),
    "1e999": (lambda: literal("1e999"), "bad-ids"),
    "1e99999": (lambda: literal("1e99999"), "bad-ids"),
    "NaN as text": (lambda: every(**prices("NaN")), "bad-ids"),
    "1e999 as text": (lambda: every(**prices("1e999")), "bad-ids"),
    "each nested too deep": (lambda: every(benchmarks=nested(30)), "bad-ids"),
    "each listed twice": (
        lambda: body([*good(), *(each | {"name": "Another"} for each in good())]),
        "bad-ids",
    ),
    "prices as numbers": (lambda: every(**prices(0.00001, 0.001)), "bad-ids"),
    "contexts as text": (lambda: every(context_length="128000"), "bad-ids"),
    "six unusable ids": (lambda: body([*good(), *(record(f"../{each}") for each in range(6))]), "bad-ids"),
    "empty prices": (lambda: every(**prices("", "")), "blanked"),
    "no prices": (lambda: every(pricing=None), "blanked"),
    "varying prices": (lambda: every(**prices("-1", "-1")), "blanked"),
    "limits of 0": (lambda: every(**limits(0, 0)), "blanked"),
    "nothing but ids": (lambda: body([*map(nulls, good())]), "blanked"),
    "all free": (lambda: every(**prices("0", "0")), "price-shift"),
    "one price for all": (lambda: every(**prices("0.000011")), "price-shift"),
    "prices × 1000": (lambda: body(times(1000)), "unit"),
    "contexts ÷ 1000": (lambda: every(context_length=128, top_provider={"context_length": 128}), "unit"),
    "limits × 1000": (lambda: every(**limits(128_000_000, 32_000_000)), "unit"),
    "longest output 1": (lambda: every(**limits(128_000, 1)), "unit"),
    "half of the context": (lambda: every(**limits(64_000, 32_000)), "limit-shift"),
    "no parameters": (lambda: every(supported_parameters=[]), "capability-loss"),
    "no architecture": (lambda: every(architecture=None), "capability-loss"),
    "half the list": (lambda: body(good()[:30]), "shrink"),
    "one record": (lambda: body(good()[:1]), "shrink"),
    "other ids": (lambda: body([each | {"id": f"new-{each['id']}"} for each in good()]), "shrink"),
    "double the list": (lambda: body(good(120)), "growth"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a run tells, and the lines of YAML files that it takes out and puts in."""

    quarantined: Sequence[str] = ()
    held: Sequence[str] = ()
    settling: Sequence[str] = ()
    out: Sequence[str] = ()
    new: Sequence[str] = ()


CAPABILITIES = (
    "capabilities:",
    "  tools: {value: true, from: api}",
    "  json_mode: {value: false, from: api}",
    "  structured_outputs: {value: false, from: api}",
    "  reasoning: {value: none, from: api}",
)
SAID = ("name: Model 1", "released: 2025-07-01", "knowledge_cutoff: 2025-01-31")
MODALITIES = ("modalities: {input: [text], output: [text]}",)
ZERO = "acme/m01 price zero-unconfirmed"
MOVED = "acme/m01 price price-move"
VANISHED = "acme/m01 price price-vanished"
NO_LIMITS = ("acme/m01 limits.context limit-vanished", "acme/m01 limits.max_output limit-vanished")
QUARANTINED = Told(quarantined=["acme/m01"])

WAITS: Mapping[str, tuple[Callable[[], bytes], Told]] = {
    "the same list": (lambda: body(good()), Told()),
    "the same list, gzipped": (lambda: gzip.compress(body(good())), Told()),
    "no lists of modalities": (
        lambda: every(architecture=architecture(input_modalities=None, output_modalities=None)),
        Told(),
    ),
    "one price NaN": (lambda: one(**prices("NaN")), QUARANTINED),
    "one price as a number": (lambda: one(**prices(0.00001)), QUARANTINED),
    "one price negative": (lambda: one(**prices("-1")), QUARANTINED),
    "one price absurd": (lambda: one(**prices("1" + "0" * 300)), QUARANTINED),
    "one context as text": (lambda: one(context_length="128000"), QUARANTINED),
    "one context negative": (lambda: one(context_length=-1), QUARANTINED),
    "one record nested too deep": (lambda: one(benchmarks=nested(30)), QUARANTINED),
    "one record just so deep": (lambda: one(benchmarks=nested(29)), Told()),
    "each listed twice, word for word": (lambda: body(good() * 2), Told()),
    "one id listed twice": (lambda: body([*good(), record("acme/m01", **prices("9", "9"))]), QUARANTINED),
    "one record no object": (lambda: body([*good(), 5]), Told(quarantined=["#60"])),
    "one record without pricing": (lambda: one(pricing=...), Told(held=[VANISHED])),
    "one price empty": (lambda: one(**prices("", "")), Told(held=[VANISHED])),
    "one price varying": (lambda: one(**prices("-1", "-1")), Told(held=[VANISHED])),
    "one price 0": (lambda: one(**prices("0", "0")), Told(held=[ZERO])),
    "one input price 0": (lambda: one(**prices("0", "0.00011")), Told(held=[ZERO])),
    "one price × 1000": (lambda: one(**prices("0.011", "0.11")), Told(held=[MOVED])),
    "one pair of limits 0": (lambda: one(**limits(0, 0)), Told(settling=NO_LIMITS)),
    "one context ÷ 1000": (
        lambda: one(**limits(128, 32_000)),
        Told(settling=["acme/m01 limits.context context-halved"]),
    ),
    "one record of nulls": (
        lambda: body([*good()[:1], nulls(good()[1]), *good()[2:]]),
        Told(held=[VANISHED], settling=NO_LIMITS, out=[*SAID[1:], *MODALITIES, *CAPABILITIES]),
    ),
    "a context that people rely on": (
        lambda: one(0, **limits(127_000, 32_000)),
        Told(held=[f"{FIRST} limits.context context-shrunk"]),
    ),
    "a capability that people rely on": (
        lambda: one(0, supported_parameters=["response_format", "structured_outputs"]),
        Told(
            held=[f"{FIRST} capabilities.tools capability-lost"],
            out=CAPABILITIES[2:4],
            new=[line.replace("false", "true") for line in CAPABILITIES[2:4]],
        ),
    ),
    "a newline in a name": (
        lambda: one(name="Acme: Evil\nactive: true\u202e"),
        Told(out=SAID[:1], new=['name: "Evil active: true"']),
    ),
    "a few that go at once": (
        lambda: body(good()[8:]),
        Told(held=[f"acme/m{each:02} state mass-removal" for each in range(8)]),
    ),
    "letters that look like others": (
        lambda: body([*good(), record("аcme/m01")]),
        Told(held=["аcme/m01 id odd-id"]),
    ),
}


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    catalog = scratch(tmp_path_factory.mktemp("accepted"), good())
    catalog.edit(f"catalog/models/{FIRST}.yaml", "active: false", "active: true")
    return catalog


@pytest.fixture
def catalog(accepted: Scratch, tmp_path: Path) -> Scratch:
    shutil.copytree(accepted.root, tmp_path / "catalog")
    return Scratch(tmp_path / "catalog")


def fed(catalog: Scratch, content: bytes) -> tuple[int, Json]:
    """The exit code and what is told of a run on this body."""
    payload, report = catalog.root.parent / "payload", catalog.root.parent / "report.json"
    payload.write_bytes(content)
    code = catalog.call("run", "--from-file", f"openrouter={payload}", "--report-json", str(report))
    (run,) = json.loads(report.read_text("utf-8"))["runs"]
    return code, run


def lines(tree: Tree) -> set[tuple[str, str]]:
    """Every line of a YAML file, with its file."""
    return {
        (name, line)
        for name, raw in tree.items()
        if name.endswith(".yaml")
        for line in raw.decode().splitlines()
    }


@pytest.mark.parametrize(("feed", "rule"), REFUSED.values(), ids=REFUSED)
def test_a_list_that_can_not_be_believed_changes_nothing(
    catalog: Scratch, feed: Callable[[], bytes], rule: str
) -> None:
    before = catalog.tracked()

    code, run = fed(catalog, feed())

    assert (code, run["status"], run["rule"]) == (3, "refused", rule)
    assert run["reason"]
    assert catalog.tracked() == before


@pytest.mark.parametrize(("feed", "told"), WAITS.values(), ids=WAITS)
def test_what_is_wrong_with_one_record_costs_that_record_only(
    catalog: Scratch, feed: Callable[[], bytes], told: Told
) -> None:
    before = catalog.tracked()

    code, run = fed(catalog, feed())

    after = catalog.tracked()
    waiting = [f"{each['id']} {each['field']} {each['why']}" for each in run["held"]]
    settling = [f"{each['id']} {each['field']}" for each in run["settling"]]
    assert (code, run["status"], run["added"], run["missing"]) == (0, "ok", [], [])
    assert [each["id"] for each in run["quarantined"]] == [*told.quarantined]
    assert waiting == [*told.held]
    assert settling == [line.rpartition(" ")[0] for line in told.settling]
    assert [line for _, line in sorted(lines(before) - lines(after))] == sorted(told.out)
    assert [line for _, line in sorted(lines(after) - lines(before))] == sorted(told.new)
    assert before.keys() <= after.keys()
    changed = {name for name in after if after[name] != before.get(name) and not name.endswith(".yaml")}
    assert changed == {*([HELD] if told.held or told.settling else []), *([BASE] if told.out else [])}


@pytest.mark.parametrize("id_", HOSTILE_IDS.values(), ids=HOSTILE_IDS)
def test_a_hostile_id_gets_into_no_file_and_makes_none(catalog: Scratch, id_: str) -> None:
    before = catalog.tracked()

    code, run = fed(catalog, body([*good(), record(id_)]))

    assert (code, run["status"], len(run["quarantined"]), run["held"]) == (0, "ok", 1, [])
    assert catalog.tracked() == before
    assert {path.name for path in catalog.root.parent.iterdir()} == {"catalog", "payload", "report.json"}


def test_the_list_of_the_next_day_is_as_good_as_ever(catalog: Scratch) -> None:
    before = catalog.tracked()
    fed(catalog, one(**prices("0", "0")))
    fed(catalog, body([]))

    code, run = fed(catalog, body(good()))

    assert (code, run["status"], run["unchanged"], run["held"]) == (0, "ok", 60, [])
    assert catalog.tracked() == before | {HELD: b""}
