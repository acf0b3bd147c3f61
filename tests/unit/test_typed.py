"""What is typed behind FIELD= reads like a value in the files, or is refused with a way on."""

from decimal import Decimal

import pytest

from sync.core.values import Value
from sync.errors import UsageError
from sync.files.typed import meant_number, value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3", 3),
        ("3.10", Decimal("3.10")),
        ("0.0000000001", Decimal("0.0000000001")),
        ("null", None),
        ("~", None),
        ("true", True),
        ("2026-12-31", "2026-12-31"),
        ("https://x.y/z#a", "https://x.y/z#a"),
        ('"3"', "3"),
        ("'a: b # c'", "a: b # c"),
        (" [text, image] ", ["text", "image"]),
        ("[{over: 200000, mode: cliff, input: 6}]", [{"over": 200000, "mode": "cliff", "input": 6}]),
        ("{input: 3, output: null}", {"input": 3, "output": None}),
    ],
)
def test_a_value_is_what_the_table_of_the_files_says(text: str, meant: Value) -> None:
    found = value("price.input", text)

    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has no value"),
        ("  ", "has no value"),
        ("yes", "looks like a truth value"),
        ("1e-6", "looks like a number"),
        ("1_000", "looks like a number"),
        ("012", "begins with 0"),
        ("-00.5", "begins with 0"),
        ("2026-13-01", "looks like a date"),
        ("a # b", "is more than one value"),
        ("|", "is more than one value"),
        ("a: b", "can't be read"),
        ("- 3", "can't be read"),
        ("{a: 1", "can't be read"),
        ("{a: 1, a: 2}", "stands here twice"),
        ("!!str 3", "a tag"),
        ("*a", "undefined alias"),
        ("3\nreason: x", "holds what can't be seen"),
        ("\x1b[2J", "holds what can't be seen"),
        ("\udcff", "holds what can't be seen"),
        ("[" * 60 + "]" * 60, "nested too deep"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        value("price.input", text)

    assert refused.value.fix
    assert refused.value.what.isprintable()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", "1.5"),
        ("1,500", "1500"),
        ("1,234,567.5", "1234567.5"),
        ("1_000", "1000"),
        ("$3", "3"),
        ("3.50 USD", "3.5"),
        ("3$", "3"),
        ("012", "12"),
        ("-0.50", "-0.5"),
        (".5", "0.5"),
        ("1.", "1"),
        ("1e3", "1000"),
        ("1.25e+1", "12.5"),
        ("128k", "128000"),
        ("1.5M", "1500000"),
        ("0", "0"),
    ],
)
def test_a_number_that_is_written_otherwise_is_understood(text: str, number: str) -> None:
    assert meant_number(text) == number
    assert str(value("price.input", number)) == number


@pytest.mark.parametrize("text", ["", "cheap", "1-2", "$", ".", "-", "1,2,3", "k", "1e", "3 € or so", "0x10"])
def test_what_is_no_number_means_none(text: str) -> None:
    assert meant_number(text) is None
