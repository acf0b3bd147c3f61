"""Whatever is done to a file's values: one that is said to be fine has no problem, and jsonschema agrees.

shipped file ──a few slips──> values ──> remembered verdict == jsonschema's own
                                     └─> fine ──> `validate` finds nothing either
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from hypothesis import event, given
from hypothesis import strategies as st

from sync.core.values import Doc, Value, copy_doc
from sync.core.values import Path as Place
from sync.files import schemas, store
from sync.files.read import read
from sync.files.render import inline
from sync.files.schemas import Kind, kind_of
from sync.files.validate import is_fine, validate
from sync.files.verdicts import Verdicts, verdicts

HERE = Path(__file__).resolve().parents[2]
SCHEMAS = schemas.load(HERE)
PRICES = "catalog/offers/acme.yaml"
ONE: Doc = {"reason": "Volume agreement", "since": "2026-08-01", "until": "2026-12-31"}
WRITTEN: tuple[tuple[str, Doc], ...] = (
    (
        PRICES,
        {
            "acme/one": {
                "model": "acme/one",
                "price": {"input": 3, "output": Decimal("15.5"), "per_search": None, "currency": "USD"},
                "tiers": [{"over": 200_000, "mode": "cliff", "input": 6}],
                "windows": [{"utc": "16:00-01:00", "days": ["sat", "sun"], "output": Decimal("0.5")}],
                "limits": {"context": 200_000, "max_output": None},
                "modalities": {"input": ["text", "image"], "output": ["text"]},
                "capabilities": {"tools": {"value": True, "from": "api"}, "reasoning": "fixed"},
                "ends": "2026-12-31",
                "state": "deprecated",
                "x_note": {"any": ["thing"]},
            },
            "acme/two": {"model": None, "price": {"dynamic": True}, "disabled": True, "free": "confirmed"},
        },
    ),
    ("overrides/offers/acme.yaml", {"acme/one": [{"set": {"price": {"input": 1}}, **ONE}]}),
    ("overrides/capabilities.yaml", {"acme/one": [{"set": {"tools": False}, "add": ["rerank"], **ONE}]}),
    ("overrides/deprecations.yaml", {"acme/one": [{"state": "deprecated", **ONE}]}),
    ("overrides/ignore.yaml", {"acme": [{"id": "acme/one", "reason": "a test model"}]}),
    ("catalog/redirects.yaml", {"acme/old": "acme/one"}),
)
PRICED: Doc = {"input": 3, "output": 15}
TOLD: Doc = {"value": True, "from": "api"}
VALUES: list[Value] = [
    *cast("list[Value]", [None, True, False, 0, 1, -1, 10**10, Decimal("0.5"), Decimal(1), Decimal(-1)]),
    *cast("list[Value]", ["", "1", "true", "text", "api", "acme/one", "2026-08-22", "a b", "mandatory"]),
    *cast("list[Value]", ["a" * 201, [], [1], ["text"], ["text", "text"], [None], [{}], {}, PRICED, TOLD]),
    *cast("list[Value]", [{"value": 1}, {"from": "api"}]),
]
KEYS = ("price", "input", "value", "from", "id", "reason", "set", "tools", "context", "nmae", "x_own", "add")

remembered = verdicts(SCHEMAS)
"""What one example leaves behind is there in the next one."""


@cache
def files() -> tuple[tuple[str, Doc], ...]:
    """A few files of each kind: what is written above, and the shortest that are shipped."""
    found = dict(WRITTEN)
    for kind in {kind for _, kind in schemas.KINDS}:
        shipped = [file for file in store.load(HERE).files.values() if kind_of(file.name) == kind]
        listed = sorted(shipped, key=lambda file: (len(file.raw), file.name))
        found |= {file.name: file.doc for file in (*listed[:2], *listed[-2:]) if kind != "offers"}
    return tuple(sorted(found.items()))


def places(value: Value, place: Place = ()) -> Iterator[Place]:
    """Where values stand below one."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*place, str(key))
        yield from places(inner, (*place, str(key)))


def slip(doc: Doc, place: Place, act: str, key: str, value: Value) -> None:
    """One slip at a place: another value, nothing, a key more, or one thing twice."""
    holder: Any = doc
    for name in place[:-1]:
        holder = holder[int(name) if isinstance(holder, list) else name]
    at = int(place[-1]) if isinstance(holder, list) else place[-1]
    if act == "out":
        del holder[at]
    elif act == "set":
        holder[at] = value
    elif isinstance(holder, list):
        holder.append(holder[int(at)])
    else:
        holder[key] = value


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, Doc]:
    """A file with up to three slips."""
    name, whole = draw(st.sampled_from(files()))
    doc = copy_doc(whole)
    for _ in range(draw(st.integers(0, 3))):
        found = list(places(doc))
        if found:
            act, key = draw(st.sampled_from(("set", "out", "more"))), draw(st.sampled_from(KEYS))
            slip(doc, draw(st.sampled_from(found)), act, key, draw(st.sampled_from(VALUES)))
            doc = copy_doc(doc)  # what was put in twice shall not change in both places
    return name, doc


def kind_of_file(name: str) -> Kind:
    kind = kind_of(name)
    assert kind is not None
    return kind


@given(slipped())
def test_a_remembered_verdict_is_jsonschemas_own(file: tuple[str, Doc]) -> None:
    name, doc = file
    kind = kind_of_file(name)
    said = SCHEMAS.validator(kind).is_valid(doc)  # type: ignore[arg-type]
    event(f"valid: {said}")

    assert remembered.are_valid(kind, doc) == said
    assert remembered.are_valid(kind, doc) == said
    assert Verdicts(SCHEMAS).are_valid(kind, doc) == said


@given(slipped())
def test_a_file_is_fine_exactly_when_there_is_nothing_to_say_of_it(file: tuple[str, Doc]) -> None:
    name, doc = file
    kind, document = kind_of_file(name), read(inline(doc), name)
    assert document.value == doc or document.problems
    event(f"readable: {not document.problems}")

    if not document.problems:
        assert is_fine(name, document.mapping(), kind, SCHEMAS) == (not validate(document, kind, SCHEMAS))
