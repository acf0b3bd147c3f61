"""What the tests of what waits share: lists with a risky change in them, what waits, and what a run keeps."""

import json

import pytest

from tests.scratch import PROVIDER, Scratch, Tree, priced, records
from tests.unit.openrouter_records import Json, record

Capture = pytest.CaptureFixture[str]

HELD = "catalog/upstream/openrouter.held.jsonl"
HISTORY = "catalog/history/openrouter.jsonl"
TOMORROW = "2026-08-23"
ODD = "acm\u00e9/x"
PRICE_LIST = (
    "# yaml-language-server: $schema=../../schemas/offers.schema.json\n"
    "acme/one:\n  model: acme/one\n  price: {input: 3, output: 15}\n"
    "acme/one:free:\n  model: acme/one\n  price: {input: 0, output: 0}\n"
    "acme/two:\n  model: acme/two\n  price: {input: 3, output: 15}\n"
    "beta/big:\n  model: beta/big\n  price: {input: 1, output: 2}\n"
)


def dear(output: str = "0.00015") -> list[Json]:
    """The list with a price that moves very far."""
    return [priced("acme/one", "0.00003", output), *records()[1:]]


def unpaid() -> list[Json]:
    """The list with a model that is there for nothing, it seems."""
    one, free, _, big = records()
    return [one, free, priced("acme/two", "0", "0", name="Acme: Two"), big]


def smaller() -> list[Json]:
    """The list with a model that can do less, in a smaller context, of which its provider offers a part."""
    top = {"context_length": 65536, "max_completion_tokens": 32000, "is_moderated": False}
    one = record("acme/one", context_length=100000, supported_parameters=["max_tokens"], top_provider=top)
    return [one, *records()[1:]]


def without_two() -> list[Json]:
    return [each for each in records() if each["id"] != "acme/two"]


def guarded(catalog: Scratch, rules: str) -> Scratch:
    """With thresholds of the provider's own."""
    catalog.write(PROVIDER, catalog.read(PROVIDER) + f"guards: {rules}\n")
    return catalog


def waiting(catalog: Scratch, capsys: Capture, *args: str, today: str = TOMORROW) -> list[Json]:
    capsys.readouterr()
    assert catalog.call("held", "--json", *args, today=today) == 0
    found: list[Json] = json.loads(capsys.readouterr().out)
    return found


def decide(catalog: Scratch, capsys: Capture, *args: str) -> str:
    capsys.readouterr()
    assert catalog.call("held", *args, today=TOMORROW) == 0
    return capsys.readouterr().out


def changed(before: Tree, catalog: Scratch) -> dict[str, str]:
    after = catalog.tracked()
    assert before.keys() <= after.keys()
    return {name: raw.decode() for name, raw in after.items() if raw != before.get(name)}


def kept(
    catalog: Scratch, listed: list[Json], today: str = TOMORROW
) -> list[tuple[str, str, object, object]]:
    """What the next run keeps; it writes nothing and holds nothing."""
    before, report = catalog.tracked(), catalog.root.parent / "report.json"
    assert catalog.run(listed, "--report-json", str(report), today=today) == 0
    assert catalog.tracked() == before
    [run] = json.loads(report.read_text("utf-8"))["runs"]
    assert (run["held"], run["conflicts"], run["changes"]) == ([], [], [])
    return [(each["id"], each["field"], each["mine"], each["upstream"]) for each in run["kept"]]
