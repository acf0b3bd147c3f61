"""What `check` advises about an edit by hand can be typed as it stands, and keeps the edit."""

import json
import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sync.core import effective
from sync.core.fields import Field
from sync.core.values import Doc, Value, get, put
from sync.files import shelf, store
from sync.files.render import inline
from sync.files.schemas import Kind
from tests.scratch import (
    ACCEPTED,
    BASE,
    OFFERS,
    ONE,
    PROVIDER,
    TODAY,
    Scratch,
    priced,
    records,
    scratch,
)
from tests.unit.linting import fixes, found

RULE = "hand-edit"
BIG = "beta/big:\n  model: beta/big\n  price: {input: 1, output: 2}\n"
TERMS = ("price", "tiers", "windows", "ends")


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def fields(catalog: Scratch, kind: Kind) -> list[Field]:
    """All that the rule can tell: what upstream refreshes, but for what a sync dates itself."""
    found = store.load(catalog.root).schemas.fields(kind)
    return [each for each in found if each.path[0] not in ("state", "missing_since")]


def other(field: Field) -> Value:
    """A value that upstream doesn't say, and that is not spelled like a plain word where it can be."""
    match field.path:
        case ("model" | "alias_of", *_):
            return "acme/one"
        case ("price", "dynamic"):
            return True
        case ("price", "currency"):
            return "EUR"
        case ("tiers",):
            return [{"over": 9, "mode": "cliff", "input": 2, "output": 3}]
        case ("windows",):
            return [{"utc": "10:00-01:00", "days": ["mon"], "input": 1}]
        case ("modalities", *_):
            return ["image", "video"]
        case ("capabilities", "reasoning"):
            return "mandatory"
        case ("capabilities", *_):
            return False
        case ("ends",):
            return "2027-01-31"
    return 7


def entry(doc: Doc) -> str:
    """beta/big as a price list has it."""
    return "beta/big:\n" + "".join(f"  {key}: {inline(value)}\n" for key, value in doc.items())


def with_all(chosen: list[Field]) -> Doc:
    doc: Doc = {}
    for field in chosen:
        put(doc, field.path, other(field))
    return doc


def typed(catalog: Scratch) -> int:
    """Type every command that is advised, with a reason; how many there are."""
    advised = [fix.split("`")[1] for fix in fixes(catalog, RULE) if fix.startswith("`")]
    for command in advised:
        words = shlex.split(command.replace("…", "agreed"))
        assert words[:3] == ["python", "-m", "sync"]
        assert catalog.call(*words[3:]) == 0, command
    return len(advised)


def holds(catalog: Scratch, id_: str = "beta/big") -> Doc:
    """What holds of an offer."""
    book = shelf.open_book(store.load(catalog.root), date.fromisoformat(TODAY))
    return effective.offer(book, "openrouter", id_).doc


def test_an_edit_by_hand_outlives_all_that_is_advised_and_fix(catalog: Scratch) -> None:
    as_listed = catalog.read(OFFERS)
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 1.4}")

    assert typed(catalog) == 1
    assert catalog.call("fix") == 0
    assert fixes(catalog, RULE) == ["an override decides it already: write 2 here again"]
    catalog.edit(OFFERS, "output: 1.4", "output: 2")

    for step in ("fix", "check", "fix"):
        assert catalog.call(step) == 0
    assert catalog.read(OFFERS) == as_listed
    assert holds(catalog)["price"] == {"input": 1, "output": Decimal("1.4")}


def test_it_outlives_a_fix_while_upstream_agrees_for_some_time(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 1.4}")
    typed(catalog)
    catalog.edit(OFFERS, "output: 1.4", "output: 2")
    for output in ("0.0000014", "0.000003"):
        listed = [*records()[:-1], priced("beta/big", "0.000001", output, name="Beta: Big")]
        assert catalog.run(listed) == 0
        assert catalog.call("fix") == 0

    assert "output: 3}" in catalog.read(OFFERS)
    assert holds(catalog)["price"] == {"input": 1, "output": Decimal("1.4")}


def test_every_field_of_an_offer_can_be_kept_with_the_line_that_is_advised(catalog: Scratch) -> None:
    mine = with_all(fields(catalog, "offers"))
    catalog.edit(OFFERS, BIG, entry(mine))

    assert typed(catalog) == len(fields(catalog, "offers"))

    catalog.edit(OFFERS, entry(mine), BIG)
    assert found(catalog, RULE) == []
    assert bare(holds(catalog)) == mine


def test_every_field_of_an_offer_can_stay_taken_out(catalog: Scratch) -> None:
    terms = [each for each in fields(catalog, "offers") if each.path[0] in TERMS]
    said, model = with_all(terms), "beta/big:\n  model: beta/big\n"
    listed = model + entry(said).partition("\n")[2]
    lines = [json.loads(line, parse_float=Decimal) for line in catalog.read(BASE).splitlines()]
    for line in lines:
        if line.get("id") == "beta/big":
            line["offer"] = said
    catalog.write(BASE, "".join(json.dumps(line) + "\n" for line in lines))
    catalog.edit(OFFERS, BIG, listed)
    assert found(catalog, RULE) == []
    catalog.edit(OFFERS, listed, model)

    assert typed(catalog) == len(terms) - 1
    [no_line] = [fix for fix in fixes(catalog, RULE) if not fix.startswith(("`", "an override"))]
    assert no_line == "nothing, if it is right: no override holds it. To give it up, write EUR here again"

    catalog.edit(OFFERS, model, listed)
    assert holds(catalog) == {"model": "beta/big", "price": {"currency": "EUR"}}


def test_every_capability_of_a_model_can_be_kept_and_its_other_fields_may_stay(catalog: Scratch) -> None:
    capabilities = [each for each in fields(catalog, "model") if each.path[0] == "capabilities"]
    text = catalog.read(ONE)
    start, end = text.index("capabilities:"), text.index("# people")
    mine = "".join(f"  {each.path[1]}: {inline(mine_of(each))}\n" for each in capabilities)
    catalog.write(ONE, f"{text[:start]}capabilities:\n{mine}\n{text[end:]}")
    catalog.edit(ONE, "name: One\n", "name: 'Uno: \"1\"'\nsummary: Ours.\n")
    catalog.edit(ONE, "context: 131072", "context: 9000")

    assert typed(catalog) == len(capabilities)

    catalog.write(ONE, text)
    assert found(catalog, RULE) == []
    book = shelf.open_book(store.load(catalog.root), date.fromisoformat(TODAY))
    held = bare(effective.model(book, "acme/one").doc)
    assert {each: get(held, each.path) for each in capabilities} == {
        each: mine_of(each) for each in capabilities
    }


@pytest.mark.parametrize(
    ("price", "fix"),
    [
        ("{input: 1, output: cheap}", "nothing, if it is right: no override holds it. "
         "To give it up, write 2 here again"),
        ("{input: 1, output: -3}", "nothing, if it is right: no override holds it. "
         "To give it up, write 2 here again"),
    ],
)  # fmt: skip
def test_no_line_is_advised_that_would_be_refused(catalog: Scratch, price: str, fix: str) -> None:
    catalog.edit(OFFERS, "{input: 1, output: 2}", price)

    assert fixes(catalog, RULE) == [fix]


def test_an_id_that_looks_like_an_option_can_be_typed(catalog: Scratch) -> None:
    catalog.run([*records(), priced("-x/y", "0.000001", "0.000002")], today=ACCEPTED)
    catalog.edit(OFFERS, '"-x/y"\n  price: {input: 1', '"-x/y"\n  price: {input: 7')

    assert typed(catalog) == 1

    assert get(holds(catalog, "-x/y"), ("price", "input")) == 7


def test_what_upstream_wins_anyway_is_not_said_to_stay(catalog: Scratch) -> None:
    catalog.edit(PROVIDER, "models_api:", "merge: {always: [limits, description]}\nmodels_api:")
    catalog.edit(ONE, "context: 131072", "context: 9000")

    assert fixes(catalog, RULE) == [
        "write 131072 here again, or have `merge` in the provider's file let it stay"
    ]


def mine_of(field: Field) -> Value:
    """What upstream doesn't say of a capability."""
    return True if field.path[1] in ("json_mode", "structured_outputs") else other(field)


def bare(value: Value) -> Value:
    """Capabilities without where they come from."""
    if isinstance(value, dict):
        return value["value"] if "value" in value else {key: bare(item) for key, item in value.items()}
    return value
