"""What holds for any JSON that could stand in an OpenRouter record."""

import json
from collections.abc import Callable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sync.core.facts import Listing, to_doc
from sync.core.values import leaves, plain
from sync.sources.openrouter import parse
from sync.sources.payload import decode
from tests.unit.openrouter_records import Json, record, tier, window

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["", "0", "-1", "-0", "1e-7", "0.000003", "NaN", "1E+400", "text->text", "2026-08-24"])
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FULL = record(
    pricing={
        "prompt": "0.000003", "completion": "0.000015", "input_cache_read": "0.0000003", "web_search": "0.01",
        "overrides": [tier(32000, "0.000006", "0.00003"), window(1000, 100, "0.000001", "0.000002")],
    },
    default_parameters={"temperature": 1},
    reasoning={"mandatory": False},
    alias_target=None,
)  # fmt: skip


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a record where something can go wrong."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


def with_value(value: object, path: tuple[str | int, ...], new: object) -> object:
    """A copy of `value` in which `new` stands at `path`."""
    if not path:
        return new
    key, *rest = path
    if isinstance(value, dict):
        return {
            name: with_value(child, tuple(rest), new) if name == key else child
            for name, child in value.items()
        }
    assert isinstance(value, list)
    return [
        with_value(child, tuple(rest), new) if index == key else child for index, child in enumerate(value)
    ]


def listing(records: object) -> Listing:
    return parse(decode(json.dumps({"data": records}).encode(), where="test"))


@st.composite
def spoilt(draw: st.DrawFn) -> object:
    """A full record in which up to three values are anything."""
    raw: object = FULL
    for _ in range(draw(st.integers(1, 3))):
        raw = with_value(raw, draw(st.sampled_from(places(raw))), draw(ANYTHING))
    return raw


def shuffled(value: object, draw: Callable[[st.SearchStrategy[list[str]]], list[str]]) -> object:
    """The same object with its keys in another order, all the way down."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    return [shuffled(item, draw) for item in value] if isinstance(value, list) else value


@given(spoilt())
def test_any_value_in_any_field_costs_at_most_its_record(raw: object) -> None:
    found = listing([raw, record("acme/other")])

    assert found.fetched == 2
    assert "acme/other" in found.records
    assert len(found.records) + len(found.quarantined) == 2
    for one in found.records.values():
        json.dumps(to_doc(one), default=str, ensure_ascii=False).encode("utf-8")
        for part in ("price", "tiers", "windows"):
            for number in numbers(one.offer.get(part)):
                assert number >= 0
                assert "E" not in plain(number)


def numbers(value: object) -> list[int | Decimal]:
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    return [value] if isinstance(value, int | Decimal) else []


@given(st.data())
def test_the_order_of_records_and_of_keys_never_shows(data: st.DataObject) -> None:
    spoilt_records = data.draw(st.lists(spoilt(), max_size=4))
    raws: list[Json] = [
        raw | {"id": f"acme/{index}"} for index, raw in enumerate(spoilt_records) if isinstance(raw, dict)
    ]
    raws.append(record())

    def draw_shuffled() -> list[object]:
        return [shuffled(raw, data.draw) for raw in data.draw(st.permutations(raws))]

    one, other = listing(draw_shuffled()), listing(draw_shuffled())

    assert repr(one) == repr(other)


@given(st.decimals(min_value="1e-15", max_value="1", allow_nan=False, places=15), st.integers(-4, 4))
def test_float_noise_beyond_the_eighth_digit_never_shows(price: Decimal, noise: int) -> None:
    clean = Decimal(f"{price:.5E}")
    noisy = clean + clean.scaleb(-14) * noise

    found = [
        listing([record(pricing={"prompt": format(text, "f"), "completion": "0"})]).records["acme/one"].offer
        for text in (clean, noisy)
    ]

    assert repr(found[0]) == repr(found[1])


def test_the_full_record_is_full() -> None:
    assert {".".join(path) for path, _ in leaves(listing([FULL]).records["acme/one"].offer)} == {
        "price.input", "price.output", "price.cache_read", "price.per_search", "tiers", "windows",
    }  # fmt: skip
