"""Changing a value, or a flow, in a file's text: by example, the whole text each time."""

import pytest

from sync.core.values import Value
from sync.files.edit import rewrite
from tests.unit.editing import BY_SCHEMA, edited

# -- one value in the place of another -----------------------------------------------------

REPLACED = {
    "a bare word": ("a: old  # why\nb: 1\n", ("a", "new"), "a: new  # why\nb: 1\n"),
    "a number": ("a: {x: 1, y: 2}\n", ("a.y", 30), "a: {x: 1, y: 30}\n"),
    "double quotes": ('a: "old"   # why\n', ("a", "new"), "a: new   # why\n"),
    "single quotes": ("a: 'it''s'\n", ("a", "it is"), "a: it is\n"),
    "by a text that needs quotes": ("a: old # why\n", ("a", "1.5"), 'a: "1.5" # why\n'),
    "by a text with a line break": ("a: old # why\n", ("a", "x\ny"), 'a: "x\\ny" # why\n'),
    "nothing": ("a:\nb: 1\n", ("a", 2), "a: 2\nb: 1\n"),
    "nothing, before a comment": ("a:   # why\nb: 1\n", ("a", 2), "a: 2   # why\nb: 1\n"),
    "nothing, at the end of the file": ("b: 1\na:", ("a", 2), "b: 1\na: 2"),
    "nothing, in a flow": ("a: {x: , y: 1}\n", ("a.x", 2), "a: {x: 2 , y: 1}\n"),
    "a key alone in a flow": ("a: {x, y}\n", ("a.x", 2), "a: {x: 2, y}\n"),
    "nothing, in a list": ("a:\n  - # why\n  - 2\n", ("a.0", 1), "a:\n  - 1 # why\n  - 2\n"),
    "null": ("a: null # why\n", ("a", 2), "a: 2 # why\n"),
    "a tilde": ("a: ~\n", ("a", [1]), "a: [1]\n"),
    "a folded bare text": ("a: one\n  two\n  three\nb: 1\n", ("a", "x"), "a: x\nb: 1\n"),
    "a folded quoted text": ('a: "one\n  two"  # why\nb: 1\n', ("a", "x"), "a: x  # why\nb: 1\n"),
    "a literal text": ("a: |\n  one\n  two\nb: 1\n", ("a", "x"), "a: x\nb: 1\n"),
    "a literal text, stripped": ("a: |-\n  one\n\nb: 1\n", ("a", "x"), "a: x\n\nb: 1\n"),
    "a literal text, kept": ("a: |+\n  one\n\nb: 1\n", ("a", "x"), "a: x\nb: 1\n"),
    "a folded text": ("a: >\n  one\n  two\n\n# why\nb: 1\n", ("a", "x"), "a: x\n\n# why\nb: 1\n"),
    "a text with a comment on its first line": (
        "a: | # why\n  # no comment\n  two\nb: 1\n",
        ("a", "x"),
        "a: x\n# why\nb: 1\n",
    ),
    "a literal text at the end of the file": ("b: 1\na: |\n  one", ("a", "x"), "b: 1\na: x"),
    "a value on the next line": (
        "a:\n  # why\n  old # so\nb: 1\n",
        ("a", "x"),
        "a:\n  # why\n  x # so\nb: 1\n",
    ),
    "a flow by a number": ("a: {x: 1} # why\n", ("a", 5), "a: 5 # why\n"),
    "a flow of many lines by a number": (
        "a: {\n  x: 1, # one\n  # two\n}  # three\nb: 1\n",
        ("a", 5),
        "a: 5  # three\n# one\n# two\nb: 1\n",
    ),
    "a block by a number": (
        "a: # one\n  x: 1 # two\n  # three\n  y: 2\n# four\nb: 1\n",
        ("a", 5),
        "a: 5 # one\n  # two\n  # three\n# four\nb: 1\n",
    ),
    "a list without indent by a number": ("a:\n- x\n- y # two\nb: 1\n", ("a", 5), "a: 5\n# two\nb: 1\n"),
    "a value in a list of mappings": (
        "a:\n  - x: 1 # one\n    y: 2\n  - x: 3\n",
        ("a.1.x", 4),
        "a:\n  - x: 1 # one\n    y: 2\n  - x: 4\n",
    ),
    "behind characters of two, three and four bytes": (
        "# é 中 😀\n'ключ 𝒳': 😀 # 😀\na: {'😀': é, x: 1}\n",
        ("a.x", 2),
        "# é 中 😀\n'ключ 𝒳': 😀 # 😀\na: {'😀': é, x: 2}\n",
    ),
    "under a key with a colon": ("z-ai/glm-5.2:free: {x: 1}\n", ("z-ai/glm-5.2:free", 2), None),
    "in a file with CRLF": (
        "a: 1 # why\r\nb: |\r\n  x\r\nc: 1\r\n",
        ("b", "y"),
        "a: 1 # why\r\nb: y\r\nc: 1\r\n",
    ),
    "behind a tab": ("a:\told\t# why\n", ("a", "new"), "a:\tnew\t# why\n"),
    "under a question mark": ("? a\n: old\nb: 1\n", ("a", "new"), "? a\n: new\nb: 1\n"),
    "behind ---": ("--- # why\na: 1\n...\n", ("a", 2), "--- # why\na: 2\n...\n"),
    "with an anchor that nobody uses": ("a: &x 1\n", ("a", 2), "a: &x 2\n"),
}


@pytest.mark.parametrize(
    ("text", "change", "wanted"), [pytest.param(*case, id=name) for name, case in REPLACED.items()]
)
def test_a_value_is_replaced_where_it_stands(
    text: str, change: tuple[str, Value], wanted: str | None
) -> None:
    if wanted is None:
        assert rewrite(text, {change[0]: change[1]}, BY_SCHEMA) == f"{change[0]}: {change[1]}\n"
    else:
        assert edited(text, change) == wanted


def test_a_changed_value_in_a_very_long_flow_leaves_the_line_whole() -> None:
    before = "a: {" + ", ".join(f"key_{n}: {n}" for n in range(2_000)) + "}   # long\n"

    assert edited(before, ("a.key_1000", 5)) == before.replace("key_1000: 1000,", "key_1000: 5,")


def test_a_mapping_gets_lines_where_the_layout_wants_lines() -> None:
    value: Value = {"tools": {"value": True}}

    assert edited("name: x\ncapabilities:   # why\nstate: y\n", ("capabilities", value)) == (
        "name: x\ncapabilities:   # why\n  tools: {value: true}\nstate: y\n"
    )
    assert edited("capabilities: null # why\n", ("capabilities", value)) == (
        "capabilities: # why\n  tools: {value: true}\n"
    )
    assert edited("capabilities: {} # why", ("capabilities", value)) == (
        "capabilities: # why\n  tools: {value: true}"
    )


# -- flow ----------------------------------------------------------------------------------

FLOWS = {
    "a key behind its predecessor": (
        "a: {input: 1, x: 2}\n",
        {"input": 1, "x": 2, "output": 3},
        "a: {input: 1, output: 3, x: 2}\n",
    ),
    "a key before the first": (
        "a: { output: 1 }\n",
        {"input": 0, "output": 1},
        "a: { input: 0, output: 1 }\n",
    ),
    "a key into nothing": ("a: {}\n", {"x": 1}, "a: {x: 1}\n"),
    "a key before a trailing comma": (
        "a: {input: 1,}\n",
        {"input": 1, "output": 2},
        "a: {input: 1, output: 2,}\n",
    ),
    "a key before a comment": (
        "a: {\n  input: 1, # one\n  # two\n}\n",
        {"input": 1, "output": 2},
        "a: {\n  input: 1, # one\n  output: 2,\n  # two\n}\n",
    ),
    "a key into a flow of comments": ("a: {\n  # one\n}\n", {"x": 1}, "a: {x: 1\n  # one\n}\n"),
    "a key behind one without a value": (
        "a: {x: 1, y: }\n",
        {"x": 1, "y": None, "z": 3},
        "a: {x: 1, y: , z: 3 }\n",
    ),
    "a line behind one without a value": (
        "a: {\n  x: 1,\n  y: # why\n}\n",
        {"x": 1, "y": None, "z": 3},
        "a: {\n  x: 1,\n  y: , # why\n  z: 3\n}\n",
    ),
    "a key beside a key alone": (
        "a: {input, z}\n",
        {"input": None, "output": 1, "z": None},
        "a: {input, output: 1, z}\n",
    ),
    "the first key goes": ("a: {x: 1, y: 2}\n", {"y": 2}, "a: {y: 2}\n"),
    "a middle key goes": ("a: {x: 1,  y: 2, z: 3}\n", {"x": 1, "z": 3}, "a: {x: 1,  z: 3}\n"),
    "the last key goes": ("a: { x: 1, y: 2 }\n", {"x": 1}, "a: { x: 1 }\n"),
    "the last key goes before a trailing comma": ("a: {x: 1, y: 2,}\n", {"x": 1}, "a: {x: 1,}\n"),
    "keys go at both ends": ("a: {w: 0, x: 1, y: 2, z: 3}\n", {"x": 1}, "a: {x: 1}\n"),
    "all keys go": ("a: {x: 1} # why\n", {}, "a: {} # why\n"),
    "all keys go and another comes": ("a: {x: 1} # why\n", {"y": 2}, "a: {y: 2} # why\n"),
    "a key goes and its comments stay": (
        "a: {\n  x: 1, # one\n  # two\n  y: 2, # three\n}\n",
        {"x": 1},
        "a: {\n  x: 1, # one\n  # two\n  # three\n}\n",
    ),
    "the last key goes from lines of its own": (
        "a: {\n  x: 1, # one\n  y: 2\n}\n",
        {"x": 1},
        "a: {\n  x: 1, # one\n}\n",
    ),
    "the first key goes from lines of its own": (
        "a: {\n  x: 1,\n  y: 2\n}\n",
        {"y": 2},
        "a: {\n  y: 2\n}\n",
    ),
    "a key goes with a comma on another line": (
        "a: {\n  x: 1\n  ,\n  y: 2\n}\n",
        {"y": 2},
        "a: {\n  y: 2\n}\n",
    ),
    "a key goes with comments inside": (
        "a: {x: [\n  1 # one\n], y: 2}\n",
        {"y": 2},
        "a: { # one\n  y: 2}\n",
    ),
    "an item comes first": ("a: [y, z]\n", ["x", "y", "z"], "a: [x, y, z]\n"),
    "an item comes last": ("a: [ x ]\n", ["x", "y: z"], 'a: [ x, "y: z" ]\n'),
    "an item changes": ("a: [x, 'y', z]\n", ["x", "Y", "z"], "a: [x, Y, z]\n"),
    "items go": ("a: [v, w, x, y, z]\n", ["x"], "a: [x]\n"),
    "an item changes deep inside": (
        "a: [x, {b: [1, {c: 2}]}]\n",
        ["x", {"b": [1, {"c": 3}]}],
        "a: [x, {b: [1, {c: 3}]}]\n",
    ),
    "an item without braces gets a key": (
        "a: [x: 1, y]\n",
        [{"x": 1, "z": 2}, "y"],
        "a: [{x: 1, z: 2}, y]\n",
    ),
    "an item of equal twins changes": ("a: [x, x, x]\n", ["x", "y", "x"], "a: [x, y, x]\n"),
    "a list by a mapping": ("a: [x, y] # why\n", {"b": 1}, "a: {b: 1} # why\n"),
    "many items go": (f"a: [{', '.join(map(str, range(300)))}]\n", [7], "a: [7]\n"),
}


@pytest.mark.parametrize(
    ("text", "value", "wanted"), [pytest.param(*case, id=name) for name, case in FLOWS.items()]
)
def test_a_flow_changes_in_the_item_concerned(text: str, value: Value, wanted: str) -> None:
    assert edited(text, ("a", value)) == wanted
