"""Reading one file: values, places, and every problem with its line, its path and its fix."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from sync.core.values import Value
from sync.errors import Problem
from sync.files import compose
from sync.files.read import MAX_DEPTH, find, line_of, read, text_of

CORPUS = (
    "",
    "# only a comment\n",
    "---\n",
    "a: 1\nb: [x, {y: 2.50}, 'z']\n",
    "a: |\n  one\n  two\nb: >-\n  folded\n  text\nc:\n- d: e\n  f:\n  - g\n",
    "# 😀 first\n'ключ 😀': é # 𝒳\nz: {\n  a, # why\n  b: ,\n}\n",
    "a: &x {b: 1}\nc: *x\nd: [*x, *x]\n",
    "a:\r\n  b: 'two\r\n    lines'\r\n",
    '"quoted\\u2028": "\\x85 \\U0001F600"\n',
    "? a\n: b\n",
)


def problems(text: str) -> list[str]:
    return [f"{p.line} {p.path} [{p.rule}] {p.message} -> {p.fix}" for p in read(text, "f.yaml").problems]


def test_a_file_reads_as_plain_values() -> None:
    text = "a: 1\nb: [0.30, true, ~, x]\nc: {d: 2026-08-22, e: '3'}\nf:\n"

    document = read(text, "f.yaml")

    assert document.problems == ()
    assert document.mapping() == {
        "a": 1,
        "b": [Decimal("0.30"), True, None, "x"],
        "c": {"d": "2026-08-22", "e": "3"},
        "f": None,
    }


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "--- # nothing\n", "null\n"])
def test_a_file_without_content_is_an_empty_mapping(text: str) -> None:
    assert read(text, "f.yaml").problems == ()
    assert read(text, "f.yaml").mapping() == {}


def test_a_key_that_stands_twice_is_told_at_its_second_place() -> None:
    assert problems("a: 1\nb:\n  c: 1\n  'c': 2\na: 3\n") == [
        "4 b.c [duplicate-key] the key stands here twice -> keep the one that is meant",
        "5 a [duplicate-key] the key stands here twice -> keep the one that is meant",
    ]


def test_of_an_id_that_people_decide_about_twice_nothing_is_given_up() -> None:
    text = "acme/one: [{disabled: true}]\nacme/one: [{set: {free: confirmed, free: null}}]\n"
    found = read(text, "overrides/offers/openrouter.yaml").problems

    assert {problem.path: problem.fix for problem in found} == {
        "acme/one": "put the entries of both under one key",
    }


@pytest.mark.parametrize("key", ["until", "added", "ends", "released"])
def test_what_must_be_a_day_is_not_put_in_quotes(key: str) -> None:
    day = "write a day of the calendar as YYYY-MM-DD"

    assert read(f"{key}: 2027-13-31\n", "f.yaml").problems[0].fix == day
    assert read("name: 2027-13-31\n", "f.yaml").problems[0].fix == f'{day}, or "2027-13-31" in quotes'


def test_a_colon_without_a_blank_is_told_as_one() -> None:
    [problem] = read("price:\n  input: 3\n  output:15\n", "f.yaml").problems

    assert problem.fix == "write `key: value`, with a blank behind the colon"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_merge_marker_is_told_and_nothing_else(newline: str) -> None:
    lines = ["a: 1", "<<<<<<< HEAD", "a: 2", "||||||| base", "a: 3", "=======", "a: 4", ">>>>>>> theirs", ""]
    fix = "settle the merge and take the marker out"

    assert problems(newline.join(lines)) == [
        f"{line}  [merge-marker] a merge marker -> {fix}" for line in (2, 4, 6, 8)
    ]


def test_a_marker_inside_a_text_is_text() -> None:
    assert problems('a: "<<<<<<< HEAD"\nb: |\n  >>>>>>> x\n') == []


def test_a_merge_key_is_an_error() -> None:
    fix = "write the values out where they are meant"

    assert problems("a: &x {b: 1}\nc:\n  <<: *x\n") == [f"3 c [merge-key] a merge key -> {fix}"]


def test_a_quoted_merge_key_is_a_key() -> None:
    assert read('"<<": 1\n', "f.yaml").mapping() == {"<<": 1}


def test_an_anchor_of_the_same_file_is_read() -> None:
    assert read("a: &x {b: 1}\nc: *x\nd: [*x]\n", "f.yaml").mapping() == {
        "a": {"b": 1},
        "c": {"b": 1},
        "d": [{"b": 1}],
    }


def test_an_alias_to_another_files_anchor_is_told_with_its_line() -> None:
    fix = "write the value out; an anchor does not reach across files"

    assert problems("a: 1\nb: *elsewhere\n") == [f"2  [yaml] found undefined alias -> {fix}"]


def test_a_key_that_is_an_alias_is_an_error() -> None:
    assert problems("a: &x b\nc:\n  *x : 1\n") == [
        "1 c [yaml] a key is an alias of this -> write the key out"
    ]


@pytest.mark.parametrize("tagged", ["!!str 1", "!ours x", "!!python/object:os.system x", "!!set {a}"])
def test_a_tag_is_an_error(tagged: str) -> None:
    found = read(f"a: 1\nb: {tagged}\n", "f.yaml").problems

    assert [(p.line, p.path, p.rule, p.fix) for p in found] == [
        (2, "b", "yaml", "write the value without a tag")
    ]


def test_a_carriage_return_inside_a_line_is_told() -> None:
    assert problems("a: 1\r\nb: x\ry\r\nc: 1\r\n") == [
        "2  [encoding] a carriage return inside a line -> end lines with LF or CRLF"
    ]


@pytest.mark.parametrize(("char", "code"), [("\x85", "0085"), ("\u2028", "2028"), ("\u2029", "2029")])
def test_a_line_break_that_only_some_programs_see_is_told_each_time(char: str, code: str) -> None:
    fix = f'take it out, or write it as "\\u{code}" in double quotes'

    assert problems(f"a: x{char}y\nb: 1\nc: {char}\n") == [
        f"1  [encoding] the line break U+{code} -> {fix}",
        f"3  [encoding] the line break U+{code} -> {fix}",
    ]


def test_a_byte_order_mark_is_told() -> None:
    assert problems("\ufeffa: 1\n") == [
        "1  [encoding] a byte order mark -> save the file as UTF-8 without one"
    ]


@pytest.mark.parametrize("char", ["\0", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe"])
def test_a_control_character_is_told_with_its_line(char: str) -> None:
    code = f"{ord(char):04X}"
    fix = f'take it out, or write it as "\\u{code.lower()}" in double quotes'

    assert problems(f"a: 1\nb: x{char}y\n") == [f"2  [encoding] the character U+{code} -> {fix}"]


def test_a_tab_as_indent_is_told() -> None:
    fix = "indent with blanks, never with tabs"

    assert problems("a:\n\tb: 1\n") == [f"2  [yaml] found character that cannot start any token -> {fix}"]


@pytest.mark.parametrize("text", ["- a\n", "just text\n", "3\n", "[]\n"])
def test_a_file_that_holds_no_mapping_is_an_error(text: str) -> None:
    assert problems(text) == ["1  [yaml] the file does not hold a mapping -> write `key: value` lines"]


def test_a_second_document_is_an_error() -> None:
    [problem] = read("a: 1\n---\nb: 2\n", "f.yaml").problems

    assert (problem.line, problem.fix) == (2, "keep one document in a file: take the second `---` out")


@pytest.mark.parametrize(
    "text", ["a: [1\nb: 2\n", "a: 'x\n", "a: b: c\n", "a: 1\n b: 2\n", "a: @x\n", "{a: 1"]
)
def test_a_syntax_error_has_a_line_and_a_fix(text: str) -> None:
    [problem] = read(text, "f.yaml").problems

    assert (problem.file, problem.rule) == ("f.yaml", "yaml")
    assert problem.line and problem.fix


def test_a_key_that_is_no_text_is_an_error() -> None:
    fix = "write the key in double quotes"

    assert problems("3: a\ntrue: b\nyes: c\n[d]: e\n{f: g}: h\n? |\n  i\n: j\nnull: k\n") == [
        f"{line}  [scalar] a key that isn't text -> {fix}" for line in (1, 2, 3, 4, 5, 9)
    ]


def test_all_problems_of_a_file_are_told_at_once_in_the_order_of_its_lines() -> None:
    text = "\ufeffa: yes\nb: {c: 1e-7, c: 2}\nd: [!x 1, {<<: {}}]\ne: x\u2028y\nf: 0x1\n"

    assert [(p.line, p.path, p.rule) for p in read(text, "f.yaml").problems] == [
        (1, "", "encoding"),
        (1, "a", "scalar"),
        (2, "b.c", "scalar"),
        (2, "b.c", "duplicate-key"),
        (3, "d.0", "yaml"),
        (3, "d.1", "merge-key"),
        (4, "", "encoding"),
        (5, "f", "scalar"),
    ]


@pytest.mark.parametrize("depth", [MAX_DEPTH + 5, 1_000, 10_000, 200_000])
@pytest.mark.parametrize("shape", ["[]", "{}", "- ", "? ", "a:\n"])
def test_what_is_nested_too_deep_is_told_and_ends_nothing(shape: str, depth: int) -> None:
    if shape in ("[]", "{}"):
        key = "" if shape == "[]" else "a: "
        text = "a: " + (shape[0] + key) * depth + "x" + shape[1] * depth
    elif shape == "a:\n":
        depth = min(depth, 2_000)
        text = "".join(" " * level + shape for level in range(depth))
    else:
        text = "a:\n  " + shape * depth + "x"

    found = read(text, "f.yaml").problems

    assert found
    assert shape == "? " or [(p.message, p.fix) for p in found] == [("nested too deep", "keep to 30 levels")]


def test_as_deep_as_is_allowed_is_read() -> None:
    text = "a: " + "[" * (MAX_DEPTH - 1) + "x" + "]" * (MAX_DEPTH - 1)

    assert problems(text) == []


def test_an_anchor_inside_itself_is_told() -> None:
    assert {p.message for p in read("a: &x [*x]\n", "f.yaml").problems} == {"nested too deep"}


def test_aliases_that_multiply_are_told_and_not_followed() -> None:
    lines = ["k: &a0 [x]"] + [f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 25)]

    found = read("\n".join(lines), "f.yaml").problems

    assert {p.message for p in found} == {"an anchor is used more than 1000 times"}


def test_bytes_that_are_not_utf_8_are_told_with_their_line() -> None:
    found = text_of(b"a: 1\nb: \xff\n", "f.yaml")

    assert isinstance(found, Problem)
    assert str(found) == "f.yaml:2: not UTF-8 [encoding]\n  fix: save the file as UTF-8"


def test_bytes_become_text_without_a_change_of_line_endings() -> None:
    assert text_of("é: 1\r\n".encode(), "f.yaml") == "é: 1\r\n"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("b", "c"), 3),
        (("b", "d", "1"), 4),
        (("b", "d", "9"), 4),
        (("b", "x"), 2),
        (("z",), None),
    ],
)
def test_a_path_leads_to_its_line_or_to_the_closest_above(path: tuple[str, ...], line: int | None) -> None:
    root = read("a: 1\nb:\n  c: 2\n  d: [3, 4]\n", "f.yaml").root

    assert line_of(root, path) == line
    assert (find(root, path) is None) == (line is None)


@pytest.mark.parametrize("text", CORPUS)
def test_without_libyaml_the_values_and_places_are_the_same(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = read(text, "f.yaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    pure = read(text, "f.yaml")

    assert pure.problems == fast.problems == ()
    assert pure.value == fast.value
    assert places(pure.root) == places(fast.root)


@pytest.mark.parametrize("depth", [200, 100_000])
def test_without_libyaml_too_deep_is_told_too(depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)

    assert problems("a: " + "[" * depth) == ["1  [yaml] nested too deep -> keep to 30 levels"]


def test_a_long_list_of_short_entries_is_not_taken_for_deep() -> None:
    text = "".join(f"m{number}: {{a: [x], b: {{}}}}\n" for number in range(2_000))

    value: Value = read(text, "f.yaml").value

    assert isinstance(value, dict)
    assert len(value) == 2_000


def places(node: yaml.Node | None) -> object:
    if node is None:
        return None
    inner = node.value
    if inner == "" and node.tag == compose.BARE:
        return "nothing"  # the two parsers mark its place differently
    if isinstance(node, yaml.MappingNode):
        inner = [(places(key), places(value)) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inner = [places(item) for item in node.value]
    return (node.tag, node.start_mark.index, node.start_mark.line, node.start_mark.column, inner)


def test_a_scalar_says_whether_it_stands_bare() -> None:
    root = compose.compose("a: 'b'\n")

    assert root is not None
    assert [[part.tag for part in pair] for pair in root.value] == [[compose.BARE, compose.QUOTED]]


def test_every_key_that_the_schemas_call_a_day_is_known_as_one() -> None:
    """A day that isn't one is told with the way to write it, and never with quotes."""
    folder = Path(__file__).resolve().parents[2] / "schemas"
    days = {
        key
        for path in folder.glob("*.schema.json")
        for key, part in _parts(json.loads(path.read_text("utf-8")))
        if part.get("pattern") == r"^\d{4}-\d{2}-\d{2}$" or str(part.get("$ref")).endswith("/date")
    }
    assert {"until", "ends"} <= days

    for key in days - {"date"}:
        [problem] = read(f"{key}: 2027-13-31\n", "f.yaml").problems
        assert "quotes" not in problem.fix, key


def _parts(node: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Each part of a schema, with the key that it stands under."""
    for key, part in node.items() if isinstance(node, dict) else ():
        if isinstance(part, dict):
            yield key, part
        yield from _parts(part)
