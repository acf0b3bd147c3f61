"""Lines fit the terminal: cells are wrapped at spaces, and no id is ever cut."""

import pytest

from sync.cli import columns

LONG = "provider-of-models/a-model-with-a-long-name"


@pytest.fixture(autouse=True)
def forty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "terminal_width", lambda: 40)


def test_rows_that_fit_stay_lines() -> None:
    assert columns.fitted([("a", "one", "x"), ("bc", "two", "")], indent="  ") == [
        "  a   one  x",
        "  bc  two",
    ]


def test_the_cell_that_is_too_long_is_wrapped_at_spaces() -> None:
    rows = [("a", "one two three four five six seven", "x"), ("b", "one", "y")]

    assert columns.fitted(rows) == [
        "a  one two three four five six seven  x",
        "b  one                                y",
    ]
    assert columns.fitted([*rows, ("c", "one", "a longer one")]) == [
        "a  one two three four five  x",
        "   six seven",
        "b  one                      y",
        "c  one                      a longer one",
    ]


def test_an_id_stays_whole_and_what_stands_beside_it_begins_below() -> None:
    assert columns.fitted([("model", LONG, "as before"), ("price", "$3", "as before")]) == [
        f"model  {LONG}",
        f"{'':<31}as before",
        f"{'price  $3':<31}as before",
    ]
    assert columns.fitted([(LONG, "x")]) == [f"{LONG}  x"]


def test_each_row_has_its_lines_and_nothing_has_none() -> None:
    assert columns.blocks([("a", "→", "b")], gaps=(" ", " ")) == [["a → b"]]
    assert columns.fitted([]) == []
    assert columns.columns([]) == []


def test_a_text_is_cut_between_words_only() -> None:
    assert columns.shorter("one, two", 8) == "one, two"
    assert columns.shorter("one, two three", 8) == "one …"
    assert columns.shorter(LONG, 8) == LONG
    assert columns.shorter(f"{LONG} too", 8) == f"{LONG} …"


def test_a_sentence_gets_as_many_lines_as_it_needs() -> None:
    assert columns.paragraph("one two three four five six seven eight", indent="    ") == [
        "    one two three four five six seven",
        "    eight",
    ]
