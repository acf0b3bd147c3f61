"""Values: when two are the same, how a price is rounded and spelled, and paths into documents."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.values import Doc, Path, Value, copy, copy_doc, get, leaves, plain, price, put, same


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        (True, 1, False),
        (1, True, False),
        (False, 0, False),
        (True, True, True),
        (True, False, False),
        (3, Decimal("3.0"), True),
        (Decimal("0.10"), Decimal("0.1"), True),
        (3, 4, False),
        (3, "3", False),
        (None, None, True),
        (None, 0, False),
        (None, "", False),
        ([1, 2], [2, 1], False),
        ([1], [1, 1], False),
        ([1, [True]], [1, [True]], True),
        ([True], [1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": Decimal(1)}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": None}, {}, False),
        ([], {}, False),
    ],
    ids=repr,
)
def test_same_is_equality_without_pythons_surprises(a: Value, b: Value, equal: bool) -> None:
    assert same(a, b) is equal
    assert same(b, a) is equal


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        (["a", "b"], ["b", "a"], True),
        (["a"], ["a", "b"], False),
        (["a", "a"], ["a"], True),
        ([], ["a"], False),
        (None, ["a"], False),
        ("a", ["a"], False),
    ],
    ids=repr,
)
def test_sets_have_no_order(a: Value, b: Value, equal: bool) -> None:
    assert same(a, b, as_set=True) is equal


@pytest.mark.parametrize(
    ("feed", "spelled"),
    [
        ("0.6000000000000001", "0.6"),
        ("0.08333333333333334", "0.083333333"),
        ("3", "3"),
        ("3.00", "3"),
        ("1E+3", "1000"),
        ("123456789", "123456790"),
        ("0.000000001", "0.000000001"),
        ("1E-9", "0.000000001"),
        ("2.00000000001", "2"),
        ("1.99999999999", "2"),
        ("0", "0"),
        ("0.00", "0"),
        ("0.123456785", "0.12345678"),
        ("0.123456775", "0.12345678"),
        ("1000000000", "1000000000"),
    ],
)
def test_a_price_keeps_8_significant_digits_and_is_spelled_without_an_exponent(
    feed: str, spelled: str
) -> None:
    assert plain(price(Decimal(feed))) == spelled


@given(st.decimals("1e-9", "1e9", allow_nan=False, places=20))
def test_rounding_a_price_twice_is_rounding_it_once(amount: Decimal) -> None:
    once = price(amount)

    assert price(once) == once
    assert abs(once - amount) <= amount * Decimal("5.1e-8")
    assert plain(once).replace(".", "").isdigit()


def test_a_whole_number_is_spelled_as_it_is() -> None:
    assert (plain(200000), plain(Decimal("0.30"))) == ("200000", "0.30")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), {"a": {"b": 1}}),
        (("a",), {"b": 1}),
        (("a", "b"), 1),
        (("a", "c"), None),
        (("x", "y"), None),
        (("a", "b", "c"), None),
    ],
    ids=str,
)
def test_get_is_none_where_nothing_stands(path: Path, value: Value) -> None:
    assert get({"a": {"b": 1}}, path) == value


@pytest.mark.parametrize(
    ("doc", "path", "value", "after"),
    [
        ({}, ("a",), 1, {"a": 1}),
        ({}, ("a", "b", "c"), 1, {"a": {"b": {"c": 1}}}),
        ({"a": {"b": 1}}, ("a", "c"), 2, {"a": {"b": 1, "c": 2}}),
        ({"a": None}, ("a", "b"), 1, {"a": {"b": 1}}),
        ({"a": "text"}, ("a", "b"), 1, {"a": {"b": 1}}),
        ({"a": 1, "b": 2}, ("a",), None, {"b": 2}),
        ({"a": {"b": 1}, "x": 1}, ("a", "b"), None, {"x": 1}),
        ({"a": {"b": {"c": 1}}}, ("a", "b", "c"), None, {}),
        ({"a": {"b": {"c": 1}, "d": 1}}, ("a", "b", "c"), None, {"a": {"d": 1}}),
        ({"a": {"b": 1, "c": 2}}, ("a", "b"), None, {"a": {"c": 2}}),
        ({"x": 1}, ("a", "b"), None, {"x": 1}),
        ({"a": 1}, ("a", "b"), None, {"a": 1}),
        ({"a": {"b": 1}}, ("a", "x"), None, {"a": {"b": 1}}),
    ],
    ids=str,
)
def test_put_sets_a_value_and_none_takes_it_out(doc: Doc, path: Path, value: Value, after: Doc) -> None:
    put(doc, path, value)

    assert doc == after


def test_a_copy_is_its_own() -> None:
    doc: Doc = {"a": [{"b": [1]}], "c": "x"}

    copied = copy_doc(doc)
    inner = get(copied, ("a",))
    assert isinstance(inner, list)
    inner.append(2)

    assert doc == {"a": [{"b": [1]}], "c": "x"}
    assert copied == {"a": [{"b": [1]}, 2], "c": "x"}
    assert copy([1, "a", None]) == [1, "a", None]


def test_leaves_are_every_value_that_is_no_mapping_in_the_order_of_the_file() -> None:
    doc: Doc = {"b": {"y": 1, "x": [{"deep": 2}]}, "a": {}, "c": None}

    assert list(leaves(doc)) == [
        (("b", "y"), 1),
        (("b", "x"), [{"deep": 2}]),
        (("a",), {}),
        (("c",), None),
    ]
    assert list(leaves(3)) == [((), 3)]
