"""What is typed behind FIELD= reads like a value in the files, or is refused with a way on."""

from decimal import Decimal

import pytest

from sync.core.values import Value
from sync.errors import UsageError
from sync.files.typed import value


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
