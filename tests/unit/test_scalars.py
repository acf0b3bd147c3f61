"""The one scalar table: what a word means, that other readers agree, that what is written comes back."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sync.core.values import Value
from sync.files import read, scalars

# docs/format.md shows these rows; tests hold both it and the code to them.
BARE: tuple[tuple[str, Value], ...] = (
    ("true", True),
    ("false", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("0", 0),
    ("3", 3),
    ("-3", -3),
    ("1000000", 1000000),
    ("0.25", Decimal("0.25")),
    ("-0.25", Decimal("-0.25")),
    ("3.0", Decimal("3.0")),
    ("12345678901234567890.123456789", Decimal("12345678901234567890.123456789")),
    ("007", 7),
    ("2026-08-22", "2026-08-22"),
    ("2028-02-29", "2028-02-29"),
    ("openrouter", "openrouter"),
    ("Claude Sonnet 4.5", "Claude Sonnet 4.5"),
    ("anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5"),
    ("z-ai/glm-5.2:free", "z-ai/glm-5.2:free"),
    ("16:00-01:00", "16:00-01:00"),
    ("4.5-turbo", "4.5-turbo"),
    ("v1.2.3", "v1.2.3"),
    ("1.2.3", "1.2.3"),
    ("nullable", "nullable"),
    ("yesterday", "yesterday"),
    ("y", "y"),
    ("n", "n"),
    ("infinity", "infinity"),
    ("2026-08", "2026-08"),
)
REFUSED: tuple[tuple[str, str], ...] = (
    ("True", 'write true, or "True" in quotes if you mean the word'),
    ("FALSE", 'write false, or "FALSE" in quotes if you mean the word'),
    ("yes", 'write true, or "yes" in quotes if you mean the word'),
    ("No", 'write false, or "No" in quotes if you mean the word'),
    ("on", 'write true, or "on" in quotes if you mean the word'),
    ("OFF", 'write false, or "OFF" in quotes if you mean the word'),
    ("Null", "write null, or leave the key out"),
    ("NULL", "write null, or leave the key out"),
    ("1e-7", 'write it as digits with at most one dot (1000000, 0.25), or "1e-7" in quotes'),
    ("1.5E+3", 'write it as digits with at most one dot (1000000, 0.25), or "1.5E+3" in quotes'),
    ("+1", 'write it as digits with at most one dot (1000000, 0.25), or "+1" in quotes'),
    (".5", 'write it as digits with at most one dot (1000000, 0.25), or ".5" in quotes'),
    ("5.", 'write it as digits with at most one dot (1000000, 0.25), or "5." in quotes'),
    ("1_000", 'write it as digits with at most one dot (1000000, 0.25), or "1_000" in quotes'),
    ("0x1F", 'write it as digits with at most one dot (1000000, 0.25), or "0x1F" in quotes'),
    ("0o17", 'write it as digits with at most one dot (1000000, 0.25), or "0o17" in quotes'),
    ("0b11", 'write it as digits with at most one dot (1000000, 0.25), or "0b11" in quotes'),
    ("12:30", 'write it as digits with at most one dot (1000000, 0.25), or "12:30" in quotes'),
    (".inf", 'write it as digits with at most one dot (1000000, 0.25), or ".inf" in quotes'),
    ("-.Inf", 'write it as digits with at most one dot (1000000, 0.25), or "-.Inf" in quotes'),
    (".NaN", 'write it as digits with at most one dot (1000000, 0.25), or ".NaN" in quotes'),
    ("2026-8-2", 'write a day of the calendar as YYYY-MM-DD, or "2026-8-2" in quotes'),
    ("2026-02-30", 'write a day of the calendar as YYYY-MM-DD, or "2026-02-30" in quotes'),
    ("2026-08-22T12:00:00Z", 'write the date alone (YYYY-MM-DD), or "2026-08-22T12:00:00Z" in quotes'),
    ("2026-08-22 12:00:00", 'write the date alone (YYYY-MM-DD), or "2026-08-22 12:00:00" in quotes'),
    ("=", 'write "=" in quotes'),
)

# Whole and broken words that some YAML reader has a meaning for.
PIECES = (
    *"0123456789.-+_:eExobETZyYnN~=<", "0x", "0o", "0b", "on", "off", "yes", "no", "true", "False", "NULL",
    "null", ".inf", ".nan", "2026-08-22", "T12:00", "12:30:45", " ", "1_0", "e-7", "a", "/",
)  # fmt: skip
words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)
tricky_text = st.text(
    st.sampled_from(
        "aZ09 .:-+_#'\"\\[]{},&*!|>%@`?=~<\n\t\r\0\x07\x1b\x7f\x85\xa0\u200b\u2028\u2029\ufeffé😀𝒳"
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=12,
)
numbers = st.integers(-(10**20), 10**20) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12
)
values: st.SearchStrategy[Value] = (
    st.none() | st.booleans() | numbers | words | tricky_text | st.dates().map(str)
)


@pytest.mark.parametrize(("word", "value"), BARE)
def test_a_bare_word_means_what_the_table_says(word: str, value: Value) -> None:
    found = scalars.read(word)

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("word", "fix"), REFUSED)
def test_a_bare_word_that_readers_disagree_about_is_an_error_with_its_fix(word: str, fix: str) -> None:
    with pytest.raises(scalars.ScalarError) as error:
        scalars.read(word)

    assert error.value.fix == fix
    assert repr(word) in str(error.value)


@pytest.mark.parametrize("word", ["9" * 401, "-" + "9" * 5_000, "0." + "1" * 399])
def test_an_absurdly_long_number_is_told_on_its_line_and_as_long_as_can_be_read(word: str) -> None:
    [problem] = read.read(f"a: 1\nk: {word}\n", "f.yaml").problems

    assert (problem.line, problem.path, problem.rule) == (2, "k", "scalar")
    assert problem.message == f"{word[:12]}… is a number of {len(word):,} characters"
    assert problem.fix == "write the number that is meant, in at most 400 characters"
    assert scalars.read("9" * 400) == 10**400 - 1


@pytest.mark.parametrize("word", [word for word, _ in BARE + REFUSED])
def test_in_quotes_every_word_is_text(word: str) -> None:
    assert _ours(f'k: "{word}"\n') == {"k": word}


@given(words)
def test_a_bare_word_is_refused_or_means_the_same_to_yaml_1_2(word: str) -> None:
    text = f"k: {word}\n"
    document = read.read(text, "f.yaml")
    try:
        theirs = _ruamel(text)
    except (YAMLError, ValueError):  # what ruamel refuses, nobody reads as something else
        return
    if document.problems:
        return

    assert _comparable(document.value) == _comparable(theirs)


@given(values)
def test_what_is_written_is_read_back_by_us_and_by_yaml_1_2(value: Value) -> None:
    for text, wanted in (  # one after another, so that a failure shows the text
        (f"k: {scalars.write(value)}\n", {"k": value}),
        (f"{scalars.write(str(value))}: 1\n", {str(value): 1}),
        (f"- {scalars.write(value)}\n", [value]),
        (
            f"k: {{a: {scalars.write(value, flow=True)}, b: [{scalars.write(value, flow=True)}]}}\n",
            {"k": {"a": value, "b": [value]}},
        ),
    ):
        assert _comparable(_ours(text), types=False) == _comparable(wanted, types=False)
        assert _comparable(_ruamel(text), types=False) == _comparable(wanted, types=False)


@given(values)
def test_what_is_written_stands_on_one_visible_line(value: Value) -> None:
    spelled = scalars.write(value)

    assert len(spelled.splitlines()) == 1
    assert spelled.isprintable()


@given(numbers)
def test_a_number_is_written_in_digits_and_at_most_one_dot(number: int | Decimal) -> None:
    spelled = scalars.write(number)

    assert set(spelled) <= set("-0123456789.")
    assert Decimal(spelled) == Decimal(number)


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_what_is_no_number_is_never_written(number: Decimal) -> None:
    with pytest.raises(TypeError):
        scalars.write(number)


@pytest.mark.parametrize("word", ["2024-02-29", "2026-12-31", "0001-01-01", "2000-02-29"])
def test_a_day_of_the_calendar_is_a_date(word: str) -> None:
    assert scalars.is_date(word)


@pytest.mark.parametrize("word", ["2023-02-29", "1900-02-29", "2026-13-01", "2026-04-31", "0000-01-01", "x"])
def test_no_day_of_the_calendar_is_no_date(word: str) -> None:
    assert not scalars.is_date(word)


def _ours(text: str) -> Value:
    document = read.read(text, "f.yaml")
    assert [p for p in document.problems if p.message != "the file does not hold a mapping"] == []
    return document.value


def _ruamel(text: str) -> object:
    return YAML(typ="safe", pure=True).load(StringIO(text))


def _comparable(value: object, *, types: bool = True) -> object:
    """A value as both readers' types can be compared: dates as their text, fractions as floats."""
    if isinstance(value, dict):
        return {str(key): _comparable(item, types=types) for key, item in value.items()}
    if isinstance(value, list):
        return [_comparable(item, types=types) for item in value]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        fraction = not isinstance(value, int) if types else None
        return ("number", fraction, value if isinstance(value, int) else float(value))
    return ("text", str(value)) if isinstance(value, str | date) else (type(value).__name__, value)
