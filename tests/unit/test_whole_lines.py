"""Entries that move or go as whole lines, each with the comments that are its own and no others."""

import pytest

from sync.files.layout import Layout
from sync.files.read import read
from sync.files.sort_keys import sort_keys
from sync.files.splices import EditError
from sync.files.without import rest, without

LAYOUT = Layout(lambda _: None, lambda path: len(path) < 2)


@pytest.mark.parametrize(
    ("text", "sorted_text"),
    [
        ("a: 1\nc: 3\nb: 2\n", "a: 1\nb: 2\nc: 3\n"),
        ("c: 3\nb: 2\na: 1\n", "a: 1\nb: 2\nc: 3\n"),
        # comments go with what they are about, at the end of a line, above and further in
        (
            "# head\n\n# of c\nc: # third\n  x: 1\n  # more of c\n# of a\na: 1 # first\nb: 2\n",
            "# head\n\n# of a\na: 1 # first\nb: 2\n# of c\nc: # third\n  x: 1\n  # more of c\n",
        ),
        # blank lines stay between entries
        ("# h\n\nb: 2\n\na: 1\n\nc: 3\n", "# h\n\na: 1\n\nb: 2\n\nc: 3\n"),
        ("c: 3\n\nb: 2\n\na: 1\n", "a: 1\n\nb: 2\n\nc: 3\n"),
        ("b: 2\n\na: 1", "a: 1\n\nb: 2"),
        ("b: 2\na: 1", "a: 1\nb: 2"),
        ("c: 1\r\na: |\r\n  # text\r\n  b: x\r\nb: 2", "a: |\r\n  # text\r\n  b: x\r\nb: 2\r\nc: 1"),
        ("---\nb: 2\na: [1,\n  # inside\n  2]\n...\n", "---\na: [1,\n  # inside\n  2]\nb: 2\n...\n"),
        ("? b\n: 2\n? a\n: 1\n", "? a\n: 1\n? b\n: 2\n"),
    ],
)
def test_keys_are_put_in_order_with_their_comments(text: str, sorted_text: str) -> None:
    new, _ = sort_keys(text)

    assert new == sorted_text


def test_as_few_keys_as_possible_are_moved() -> None:
    _, moved = sort_keys("b: 1\nc: 1\na: 1\nd: 1\nf: 1\ne: 1\n")

    assert moved in (["a", "e"], ["a", "f"])


@pytest.mark.parametrize(
    "text",
    [
        "# of b, or of the file?\nb: 2\na: 1\n",
        "# yaml-language-server: $schema=x.json\n# of b, or of the file?\nb: 2\na: 1\n",
        "a: 1\nc: 3\n# of c, or of b?\n\nb: 2\n",
        "b: 2\na: 1\n# of a, or the end?\n",
        "{b: 2, a: 1}\n",
        "b: 2\n\n# a title, of all below?\n\na: 1\n",
        "b: 2\n # further in, yet above a\n# of a\na: 1\n# at the end\n",
    ],
)
def test_what_may_be_about_either_of_two_entries_moves_neither(text: str) -> None:
    with pytest.raises(EditError):
        sort_keys(text)


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("a:\n  - 1\n  - 2\nb: x\n", {"a": {0}}, "a:\n  - 2\nb: x\n"),
        ("a:\n  - 1\nb: x\n", {"a": {0}}, "b: x\n"),
        ("a:\n  - 1\n", {"a": {0}}, ""),
        ("# head\n# of a?\na:\n- 1\n", {"a": {0}}, "# head\n# of a?\n"),
        # of an entry: above it, beside it, in it, below it further in
        (
            "a:\n  - 0\n  # of 1\n  - k: 1 # one\n    # in 1\n    l: 2\n    # below 1\n  # of 2\n  - 2\n",
            {"a": {1}},
            "a:\n  - 0\n  # of 2\n  - 2\n",
        ),
        ("# h\n\n# of a\na: # a\n  # of 0\n  - 0\n\n# of b\nb: x\n", {"a": {0}}, "# h\n\n# of b\nb: x\n"),
        # of the list, or of its first entry
        ("a:\n  # of all?\n  - 0\n  - 1\n", {"a": {0}}, "a:\n  # of all?\n  - 1\n"),
        # nobody knows whose
        ("a:\n  - 0\n  - 1\n  # of 1?\n\nb: x\n", {"a": {1}}, "a:\n  - 0\n  # of 1?\n\nb: x\n"),
        ("a:\n  - 0\n\n  - 1\n\n  - 2\n", {"a": {1}}, "a:\n  - 0\n\n  - 2\n"),
        ("a:\n- 0\nb:\n- 1\n\nc:\n- 2\n", {"a": {0}, "b": {0}}, "c:\n- 2\n"),
        ("a:\n- 0\n\nb:\n- 1\n\nc:\n- 2\n", {"a": {0}, "b": {0}}, "c:\n- 2\n"),
        ("a:\r\n  - 0\r\n  - 1\r\nb: x", {"a": {0}}, "a:\r\n  - 1\r\nb: x"),
        # not on lines of their own: their comments stay
        ("a: [0, 1]\nb: x\n", {"a": {0}}, "a: [1]\nb: x\n"),
        ("a: [0]\nb: x\n", {"a": {0}}, "b: x\n"),
        ("a: [\n  0, # zero\n  1]\n", {"a": {0}}, "a: [\n  # zero\n  1]\n"),
        ("a:\n  - &x 0\n  - *x\n", {"a": {0}}, "a:\n  - &x 0\n"),
        ("a: &x\n  - 0\n  - 1\nb: *x\n", {"b": {0}}, "a: &x\n  - 0\n  - 1\nb: [1]\n"),
    ],
)
def test_items_go_with_their_comments(text: str, gone: dict[str, set[int]], left: str) -> None:
    new = without(text, gone, LAYOUT)

    assert new == left
    assert read(new, "").mapping() == rest(read(text, "").mapping(), gone)
