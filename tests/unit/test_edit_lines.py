"""Putting in and taking out whole lines, and what anchors and files as a whole ask for: by example."""

import pytest

from sync.core.values import Doc, Value, same
from sync.files.edit import EditError, new_file, rewrite
from sync.files.read import read
from tests.unit.editing import BY_SCHEMA, SORTED, edited

# -- keys on lines of their own ------------------------------------------------------------

INSERTED = {
    "first, above the comments of the next": (
        "# yaml-language-server: x\n\n# about price\nprice: 1\n",
        "# yaml-language-server: x\n\nmodel: m\n# about price\nprice: 1\n",
    ),
    "first, below the file's own comment": ("# the file\nprice: 1\n", "# the file\nmodel: m\nprice: 1\n"),
    "first, below ---": ("---\nprice: 1\n", "---\nmodel: m\nprice: 1\n"),
    "in the middle": (
        "name: n # why\n\n# about\nprice: 1\n",
        "name: n # why\nmodel: m\n\n# about\nprice: 1\n",
    ),
    "in the middle, behind unknown keys that came first": (
        "x_a: 1\nname: n\nx_b: 2\nprice: 1\n",
        "x_a: 1\nname: n\nmodel: m\nx_b: 2\nprice: 1\n",
    ),
    "last": ("name: n\n# the end\n", "name: n\nmodel: m\n# the end\n"),
    "last, without a line break": ("name: n", "name: n\nmodel: m"),
    "last, before ...": ("name: n\n...\n", "name: n\nmodel: m\n...\n"),
    "with CRLF": ("name: n\r\nprice: 1\r\n", "name: n\r\nmodel: m\r\nprice: 1\r\n"),
    "behind a block": (
        "name:\n  - a # one\n\n  # two\nprice: 1\n",
        "name:\n  - a # one\nmodel: m\n\n  # two\nprice: 1\n",
    ),
    "behind a list without indent": (
        "name:\n- a\n- b: 1\n  c: 2\nprice: 1\n",
        "name:\n- a\n- b: 1\n  c: 2\nmodel: m\nprice: 1\n",
    ),
    "behind a text": ("name: |\n  a\n\n  b\n\nprice: 1\n", "name: |\n  a\n\n  b\nmodel: m\n\nprice: 1\n"),
    "behind a text that keeps its end": (
        "name: |+\n  a\n\nprice: 1\n",
        "name: |+\n  a\n\nmodel: m\nprice: 1\n",
    ),
    "behind a flow of many lines": (
        "name: {\n  a: 1\n  } # why\nprice: 1\n",
        "name: {\n  a: 1\n  } # why\nmodel: m\nprice: 1\n",
    ),
    "behind nothing": ("name:\n# about\nprice: 1\n", "name:\nmodel: m\n# about\nprice: 1\n"),
    "into an empty file": ("", "model: m\n"),
    "into a file of comments": ("# one\n\n# two", "# one\n\n# two\nmodel: m"),
    "into a file of ---": ("--- # one\n", "--- # one\nmodel: m\n"),
    "into {}": ("# one\n{} # two\n", "# one\n# two\nmodel: m\n"),
}


@pytest.mark.parametrize(
    ("text", "wanted"), [pytest.param(*case, id=name) for name, case in INSERTED.items()]
)
def test_a_new_key_gets_a_line_of_its_own_in_the_layouts_order(text: str, wanted: str) -> None:
    assert edited(text, ("model", "m")) == wanted


DELETED = {
    "the first": ("gone: 1\na: 1\n", "a: 1\n"),
    "the last": ("a: 1\ngone: 1\n", "a: 1\n"),
    "the last, without a line break": ("a: 1\ngone: 1", "a: 1\n"),
    "with its comment left": (
        "a: 1\n# above\ngone: 1  # behind\n# below\nb: 2\n",
        "a: 1\n# above\n# behind\n# below\nb: 2\n",
    ),
    "with the blank lines left": ("a: 1\n\ngone: 1\n\nb: 2\n", "a: 1\n\n\nb: 2\n"),
    "a block, with its comments left": (
        "a: 1\ngone: # one\n  x: 1 # two\n  # three\n  y: '# no comment'\nb: 2\n",
        "a: 1\n# one\n# two\n# three\nb: 2\n",
    ),
    "a text": ("gone: | # one\n  # no comment\n  x\n\nb: 2\n", "# one\n\nb: 2\n"),
    "a flow of many lines": ("gone: [\n  a, # one\n  b]\nb: 2\n", "# one\nb: 2\n"),
    "a list without indent": ("gone:\n- a\n- b\nb: 2\n", "b: 2\n"),
    "nothing": ("gone:\nb: 2\n", "b: 2\n"),
    "under a question mark": ("? gone\n: 1\nb: 2\n", "b: 2\n"),
    "below a text, which takes no comment in": (
        "a: |-\n  x\ngone: 1\n   # why\n\n # too\nb: 2\n",
        "a: |-\n  x\n# why\n\n # too\nb: 2\n",
    ),
    "below a text inside of another key": (
        "a:\n  - >\n   x\ngone: {b: 1} # one\n    # why\n",
        "a:\n  - >\n   x\n# one\n# why\n",
    ),
    "with CRLF": ("a: 1\r\ngone: 1 # one\r\nb: 2\r\n", "a: 1\r\n# one\r\nb: 2\r\n"),
    "the only one": ("# one\ngone: 1 # two\n", "# one\n# two\n"),
    "the only one before ...": ("gone: 1 # two\n...\n", "{} # two\n...\n"),
}


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*case, id=name) for name, case in DELETED.items()])
def test_a_key_goes_with_its_lines_and_its_comments_stay(text: str, wanted: str) -> None:
    doc = read(text, "f.yaml").mapping()
    left = {key: value for key, value in doc.items() if key != "gone"}

    new = rewrite(text, left, BY_SCHEMA)

    assert new == wanted
    assert same(read(new, "f.yaml").mapping(), left)


def test_a_new_entry_is_sorted_in_even_where_others_are_not() -> None:
    text = "# list\nb/x: {price: 1}\n\nd/x: {price: 1}\n# about a\na/x: {price: 1}\n"

    assert edited(
        text, ("c/y:free", {"price": {"output": 2, "input": 1}, "model": "c/y"}), layout=SORTED
    ) == (
        "# list\nb/x: {price: 1}\nc/y:free:\n  model: c/y\n  price: {input: 1, output: 2}\n"
        "\nd/x: {price: 1}\n# about a\na/x: {price: 1}\n"
    )


def test_a_new_entry_whose_id_needs_quotes_is_quoted() -> None:
    assert edited("b: {price: 1}\n", ("~a/latest", {"model": "x"}), layout=SORTED) == (
        'b: {price: 1}\n"~a/latest":\n  model: x\n'
    )


# -- lists on lines of their own -----------------------------------------------------------

LISTS = {
    "an item comes last": (
        "a:\n  - x # one\n  # two\nb: 1\n",
        ["x", "y"],
        "a:\n  - x # one\n  - y\n  # two\nb: 1\n",
    ),
    "an item comes first": ("a:\n- x\n", ["w", "x"], "a:\n- w\n- x\n"),
    "an item comes first on another's line": (
        "a:\n  - - x\n    - y\n",
        [["w", "x", "y"]],
        "a:\n  - - w\n    - x\n    - y\n",
    ),
    "a mapping comes": ("a:\n- x\n", ["x", {"b": [1, 2], "c": None}], "a:\n- x\n- {b: [1, 2], c: null}\n"),
    "an item goes": ("a:\n  - x # one\n  - y\n", ["y"], "a:\n  # one\n  - y\n"),
    "all items go": ("a: # zero\n  - x # one\n  - y\nb: 1\n", [], "a: [] # zero\n  # one\nb: 1\n"),
    "the first key of an item goes": ("a:\n  - x: 1\n    y: 2\n", [{"y": 2}], "a:\n  - y: 2\n"),
    "the first key of an item goes, its comments stay": (
        "a:\n  - x: 1 # one\n    # two\n    y: 2\n",
        [{"y": 2}],
        "a:\n  - # one\n    # two\n    y: 2\n",
    ),
    "the first two keys of an item go": ("a:\n- x: 1\n  y: 2\n  z: 3\n", [{"z": 3}], "a:\n- z: 3\n"),
    "an item gets a key": (
        "a:\n- x: 1\n- y: 1\n",
        [{"x": 1}, {"y": 1, "z": 2}],
        "a:\n- x: 1\n- y: 1\n  z: 2\n",
    ),
    "an item of lines becomes a word": (
        "a:\n- x: 1 # one\n  y: 2\n- z\n",
        ["w", "z"],
        "a:\n- w\n# one\n- z\n",
    ),
    "a twin changes": ("a:\n- x\n# why\n- x\n", ["w", "x"], "a:\n- w\n# why\n- x\n"),
}


@pytest.mark.parametrize(
    ("text", "value", "wanted"), [pytest.param(*case, id=name) for name, case in LISTS.items()]
)
def test_a_list_changes_in_the_lines_of_the_item_concerned(text: str, value: Value, wanted: str) -> None:
    assert edited(text, ("a", value)) == wanted


# -- anchors -------------------------------------------------------------------------------

ANCHORS: dict[str, tuple[str, Doc, str]] = {
    "the anchored changes, the alias stays": (
        "a: &x {b: 1}\nc: *x # why\n",
        {"a": {"b": 2}, "c": {"b": 1}},
        "a: &x {b: 2}\nc: {b: 1} # why\n",
    ),
    "the alias changes, the anchored stays": (
        "a: &x {b: 1}\nc: *x # why\n",
        {"a": {"b": 1}, "c": {"b": 2}},
        "a: &x {b: 1}\nc: {b: 2} # why\n",
    ),
    "both change alike": ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 2}, "c": {"b": 2}}, "a: &x {b: 2}\nc: *x\n"),
    "the anchored goes": (
        "a: &x {b: 1}\nc: *x\nd: *x\n",
        {"c": {"b": 1}, "d": {"b": 1}},
        "c: &x {b: 1}\nd: *x\n",
    ),
    "the anchored lines go": (
        "a: &x # why\n  b: 1\n  c: 2\nd: *x\n",
        {"d": {"b": 1, "c": 2}},
        "# why\nd: &x {b: 1, c: 2}\n",
    ),
    "the anchored word is replaced": (
        "a: &x 1\nc: [*x, *x]\n",
        {"a": 5, "c": [1, 1]},
        "a: 5\nc: [&x 1, *x]\n",
    ),
    "the anchored lines get a key": ("a: &x\n  b: 1\n", {"a": {"b": 1, "c": 2}}, "a: &x\n  b: 1\n  c: 2\n"),
    "the anchored list gets an item": ("a: &x # why\n- 1\n", {"a": [0, 1]}, "a: &x # why\n- 0\n- 1\n"),
    "an anchored text with a # is replaced": (
        'a: &x "# no comment" # why\nb: 1\n',
        {"a": 5, "b": 1},
        "a: &x 5 # why\nb: 1\n",
    ),
    "an alias in a list goes": ("a: &x 1\nc:\n- *x\n- 2\n", {"a": 1, "c": [2]}, "a: &x 1\nc:\n- 2\n"),
    "an alias in a list changes": (
        "a: &x 1\nc: [2, *x , 3]\n",
        {"a": 1, "c": [2, 4, 3]},
        "a: &x 1\nc: [2, 4 , 3]\n",
    ),
}


@pytest.mark.parametrize(
    ("text", "values", "wanted"), [pytest.param(*case, id=name) for name, case in ANCHORS.items()]
)
def test_what_an_anchor_is_used_for_keeps_its_value(text: str, values: Doc, wanted: str) -> None:
    new = rewrite(text, values, BY_SCHEMA)

    assert same(read(new, "f.yaml").mapping(), values)
    assert new == wanted


# -- whole files ---------------------------------------------------------------------------


def test_a_text_that_says_it_already_is_the_same_object() -> None:
    text = "a: 1\n"

    assert rewrite(text, {"a": 1}, BY_SCHEMA) is text


def test_a_document_read_before_saves_reading_again() -> None:
    text = "a: 1\n"

    assert rewrite(text, {"a": 2}, BY_SCHEMA, old=read(text, "f.yaml")) == "a: 2\n"


def test_a_new_file_has_its_header_and_its_keys_in_order() -> None:
    doc: Doc = {
        "capabilities": {"b": {"value": True}, "a": None},
        "price": {"output": 2, "input": 1},
        "name": "x",
    }

    assert new_file(doc, BY_SCHEMA) == (
        "# header\nname: x\nprice: {input: 1, output: 2}\ncapabilities:\n  b: {value: true}\n  a: null\n"
    )


def test_a_new_file_without_keys_is_its_header() -> None:
    assert new_file({}, BY_SCHEMA) == "# header\n"


def test_several_changes_are_made_at_once_and_apart() -> None:
    text = "name: n # 1\nmodel: m # 2\nprice: {input: 1, x: 2} # 3\nx: [1, 2] # 4\n"

    assert rewrite(text, {"name": "N", "price": {"input": 1, "output": 9}, "x": [2]}, BY_SCHEMA) == (
        "name: N # 1\n# 2\nprice: {input: 1, output: 9} # 3\nx: [2] # 4\n"
    )


def test_a_broken_text_is_never_changed() -> None:
    with pytest.raises(EditError, match="stands here twice"):
        rewrite("a: 1\na: 2\n", {"a": 3}, BY_SCHEMA)
