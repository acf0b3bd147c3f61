"""The replay's own measure: a line that differs belongs to a changed field, or it is a stray one."""

import pytest

from tests.replay.reading import stray_lines

OFFERS = "catalog/offers/p.yaml"
BEFORE = """\
# header
lab/one:
  model: lab/one
  price: {input: 1, output: 2}   # agreed

# the second
lab/two:
  model: lab/two
  price: {input: 1, output: 2}
  limits:
    context: 10
    max_output: 5
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{input: 1, output: 2}   # agreed", "{input: 1.5, output: 2}   # agreed"),
        ("{input: 1, output: 2}   # agreed", "{input: 1}   # agreed"),
        ("{input: 1, output: 2}   # agreed", "{input: 1, output: 2, cache_read: 3}   # agreed"),
        ("    context: 10\n", ""),
        ("    context: 10\n", "    context: 10\n    max_input: 9\n"),
        ("  limits:\n    context: 10\n    max_output: 5\n", ""),
        ("  limits:\n", "  ends: 2026-01-01\n  limits:\n"),
        ("# the second\n", "lab/three:\n  model: lab/two\n  price: {input: 1, output: 2}\n# the second\n"),
    ],
)
def test_the_lines_of_a_changed_field_or_a_new_entry_are_none(old: str, new: str) -> None:
    assert stray_lines(OFFERS, BEFORE, BEFORE.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "stray"),
    [
        (
            "   # agreed",
            "",
            ["-  price: {input: 1, output: 2}   # agreed\n", "+  price: {input: 1, output: 2}\n"],
        ),
        ("# the second\n", "", ["-# the second\n"]),
        ("# agreed\n\n", "# agreed\n", ["-\n"]),
        ("context: 10", "context: 10.0", ["-    context: 10\n", "+    context: 10.0\n"]),
        ("model: lab/two", "model: 'lab/two'", ["-  model: lab/two\n", "+  model: 'lab/two'\n"]),
        ("max_output: 5\n", "max_output: 5", ["-    max_output: 5\n", "+    max_output: 5"]),
        ("  model: lab/two\n", "  # new\n  model: lab/two\n", ["+  # new\n"]),
        (
            "context: 10\n    max_output: 5\n",
            "max_output: 5\n    context: 10\n",
            ["-    max_output: 5\n", "+    max_output: 5\n"],
        ),
    ],
)
def test_every_other_line_is_one(old: str, new: str, stray: list[str]) -> None:
    assert sorted(stray_lines(OFFERS, BEFORE, BEFORE.replace(old, new))) == sorted(stray)
