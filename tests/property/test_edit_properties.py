"""No edit of a person is ever lost, and no byte changes that needn't."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from hypothesis import event, given, note
from hypothesis import strategies as st

from sync.core.values import Doc, Path, Value, copy, copy_doc, same
from sync.files import skim
from sync.files.edit import proven_entries, rewrite
from sync.files.layout import Layout
from sync.files.read import read
from tests.property.spelt import by_yaml_1_2, comments_of, lines_of, node_at, plain, shares_its_line
from tests.property.styles import Stylist

KEYS = (
    "model", "price", "input", "output", "limits", "context", "notes", "tiers", "x_ours", "zz",
    "z-ai/glm-5.2:free", "~anthropic/latest", "a b", "true", "3", "2026-08-22", "# no comment",
    "key: colon", "it's", '"q"', "- dash", "ключ", "😀", "?", "a,b", "[x]", "é{", "*a", "&a", "null", "",
)  # fmt: skip
WORDS = (
    "text", "two words", "three little words", "yes", "12", "1e-7", "2026-08-22", "# no comment", "a #b",
    "a: b", "- x", "it's", 'say "hi"', "one\ntwo", "one\ntwo\n", "one\n\ntwo # three\n", "a\nb\n\n", "x\n",
    "# a\n# b\n", "", " blanks ", "tab\there", "{a}", "[b], c", "*star", "&and", "|", "😀 ünï", "a\\b", "%",
)  # fmt: skip

scalar_values = (
    st.none()
    | st.booleans()
    | st.integers(-10, 2_000_000)
    | st.decimals("-5", "100", places=3).map(lambda number: number.normalize())
    | st.sampled_from(WORDS)
    | st.text(max_size=8)
)
keys = st.sampled_from(KEYS)
values: st.SearchStrategy[Value] = st.recursive(
    scalar_values,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
docs: st.SearchStrategy[Doc] = st.dictionaries(keys, values, max_size=6)
randoms = st.randoms(use_true_random=False)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, Doc, list[str]]:
    """A document in a random style: its text, its values, its comments."""
    doc = draw(docs)
    stylist = Stylist(draw(randoms))
    text = stylist.document(doc)
    note(text)
    document = read(text, "f.yaml")
    assert not document.problems, document.problems
    assert same(document.mapping(), doc)
    return text, doc, stylist.comments


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Sorted keys, known keys or neither; blocks down to some depth."""
    known = draw(st.none() | st.permutations(KEYS[:12]).map(tuple) | st.just(()))
    depth = draw(st.integers(0, 3))
    return Layout(lambda path: known, lambda path: len(path) < depth)


@given(texts(), layouts())
def test_a_text_that_says_what_is_wanted_already_is_left_alone(
    case: tuple[str, Doc, list[str]], layout: Layout
) -> None:
    text, doc, _ = case

    assert rewrite(text, doc, layout) is text


@given(texts(), layouts(), randoms, st.lists(values, min_size=4, max_size=4))
def test_any_change_reads_as_wanted_and_keeps_every_comment_and_every_other_line(
    case: tuple[str, Doc, list[str]], layout: Layout, random: Random, fresh: list[Value]
) -> None:
    text, doc, comments = case
    wanted = copy_doc(doc)
    for value in fresh[: random.randint(1, 4)]:
        _change(wanted, random, value)
    note(f"wanted: {wanted}")

    new = rewrite(text, wanted, layout)

    note(new)
    assert same(read(new, "f.yaml").mapping(), wanted)
    assert not Counter(comments) - Counter(comments_of(new))
    assert _untouched(text, doc, wanted) <= _Lines(new)
    assert rewrite(new, wanted, layout) is new
    theirs = by_yaml_1_2(text)
    assert theirs != plain(doc) or by_yaml_1_2(new) == plain(wanted)
    assert ("\r\n" in new) == ("\r\n" in text) or "\n" not in text


@given(texts(), layouts(), randoms, st.lists(values, min_size=4, max_size=4))
def test_a_change_entry_by_entry_keeps_every_comment_and_every_other_line(
    case: tuple[str, Doc, list[str]], layout: Layout, random: Random, fresh: list[Value]
) -> None:
    text, doc, comments = case
    wanted = copy_doc(doc)
    for value in fresh[: random.randint(1, 4)]:
        _change(wanted, random, value)
    note(f"wanted: {wanted}")

    new = proven_entries(text, doc, wanted, layout).text

    note(new)
    assert same(read(new, "f.yaml").mapping(), wanted)
    assert not Counter(comments) - Counter(comments_of(new))
    assert _untouched(text, doc, wanted) <= _Lines(new)
    assert ("\r\n" in new) == ("\r\n" in text) or "\n" not in text


@given(texts())
def test_an_entry_that_is_found_without_a_parser_is_the_one_that_a_parser_finds(
    case: tuple[str, Doc, list[str]],
) -> None:
    text, doc, _ = case
    found = skim.entries(text)

    event("skimmed" if found else "read whole")
    if found is not None:
        assert [*found] == [*doc]
        for key, (start, end) in found.items():
            piece = read(text[start:end], "f.yaml")
            assert not piece.problems and same(piece.mapping(), {key: doc[key]})


@given(texts(), scalar_values.filter(lambda value: value is not None), randoms, layouts())
def test_a_scalar_that_changes_takes_no_line_but_its_own(
    case: tuple[str, Doc, list[str]], value: Value, random: Random, layout: Layout
) -> None:
    text, doc, comments = case
    places = [path for path, old in _scalar_places(doc) if not same(old, value)]
    if not places:
        return
    path = random.choice(places)
    wanted = copy_doc(doc)
    _put(wanted, path, value)
    note(f"{path} = {value!r}")

    new = rewrite(text, wanted, layout)

    note(new)
    first, last = lines_of(text, path)
    old_lines, new_lines = text.splitlines(), new.splitlines()
    behind = len(old_lines) - 1 - last
    assert new_lines[:first] == old_lines[:first]
    assert new_lines[len(new_lines) - behind :] == old_lines[last + 1 :]
    if first == last:
        assert len(new_lines) == len(old_lines)
    assert not Counter(comments) - Counter(comments_of(new))


@given(texts(), values, keys, randoms, layouts())
def test_a_key_that_is_new_only_adds_lines_or_changes_the_flow_it_goes_into(
    case: tuple[str, Doc, list[str]], value: Value, key: str, random: Random, layout: Layout
) -> None:
    text, doc, _ = case
    mappings = [
        (path, node) for path, node in _nodes(doc) if isinstance(node, dict) and node and key not in node
    ]
    if not mappings:
        return
    path, _ = random.choice(mappings)
    wanted = copy_doc(doc)
    _put(wanted, (*path, key), value)
    note(f"{(*path, key)} = {value!r}")

    new = rewrite(text, wanted, layout)

    note(new)
    node = node_at(text, path)
    old_lines, new_lines = text.splitlines(), new.splitlines()
    if not node.flow_style and not shares_its_line(text, node):
        assert _Lines(text) <= _Lines(new)
        added = len(new_lines) - len(old_lines)
        assert any(new_lines[:at] + new_lines[at + added :] == old_lines for at in range(len(new_lines)))
    elif node.flow_style:
        assert len(new_lines) - len(old_lines) in (0, 1)
        if len(new_lines) == len(old_lines):
            assert sum(old != new for old, new in zip(old_lines, new_lines, strict=True)) == 1
        else:  # a line of its own; the one before it may have got its comma
            assert any(
                _with_a_comma(old_lines, new_lines[:at] + new_lines[at + 1 :]) for at in range(len(new_lines))
            )


def _with_a_comma(old_lines: list[str], lines: list[str]) -> bool:
    """Whether the lines are the old ones, but for one comma at most."""
    changed = [(old, new) for old, new in zip(old_lines, lines, strict=True) if old != new]
    if len(changed) != 1:
        return not changed
    old, new = changed[0]
    return any(new[:at] + new[at + 1 :] == old for at, char in enumerate(new) if char == ",")


@given(texts(), randoms, layouts())
def test_a_key_that_goes_takes_only_its_own_lines_along(
    case: tuple[str, Doc, list[str]], random: Random, layout: Layout
) -> None:
    text, doc, comments = case
    places = [
        (*path, key)
        for path, node in _nodes(doc)
        if isinstance(node, dict) and len(node) > 1 and not node_at(text, path).flow_style
        for at, key in enumerate(node)
        if at or not shares_its_line(text, node_at(text, path))
    ]
    if not places:
        return
    path = random.choice(places)
    wanted = copy_doc(doc)
    _take_out(wanted, path)
    note(f"without {path}")

    new = rewrite(text, wanted, layout)

    note(new)
    first, last = lines_of(text, path)
    old_lines, new_lines = text.splitlines(), new.splitlines()
    behind = len(old_lines) - 1 - last
    assert new_lines[:first] == old_lines[:first]
    assert new_lines[len(new_lines) - behind :] == old_lines[last + 1 :]
    kept = new_lines[first : len(new_lines) - behind]
    assert all(line.strip().startswith("#") for line in kept)
    assert not Counter(comments) - Counter(comments_of(new))


# -- what differs --------------------------------------------------------------------------


class _Lines(list[str]):
    """The lines of a text; `a <= b` when b has all of a's, in a's order."""

    def __init__(self, text: str) -> None:
        super().__init__(text.splitlines())

    def __le__(self, other: list[str]) -> bool:
        rest = iter(other)
        return all(any(line == candidate for candidate in rest) for line in self)


def _untouched(text: str, old: Doc, new: Doc) -> _Lines:
    """The lines of `text` that hold no place at which `old` and `new` differ."""
    lines = _Lines(text)
    for path in _differences(old, new):
        first, last = lines_of(text, path)
        lines[first : last + 1] = [""] * (last + 1 - first)
    # A line that begins with a comma may lose it to the item before.
    lines[:] = [line for line in lines if line.strip() and not line.lstrip().startswith(",")]
    return lines


def _differences(old: Value, new: Value, path: Path = ()) -> Iterator[Path]:
    """Paths in the old document that a change may touch."""
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and old and new and set(old) & set(new):
        for at, key in enumerate(old):
            if key in new:
                yield from _differences(old[key], new[key], (*path, key))
            else:
                yield (*path, key)
                following = list(old)[at + 1 :]
                if at == 0 or all(before not in new for before in list(old)[:at]):
                    yield from ((*path, other) for other in following[:1])
        if set(new) - set(old):
            yield path
    else:
        yield path


# -- changes -------------------------------------------------------------------------------


def _nodes(value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    yield path, value
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from _nodes(child, (*path, str(key)))


def _scalar_places(doc: Doc) -> list[tuple[Path, Value]]:
    return [(path, node) for path, node in _nodes(doc) if not isinstance(node, dict | list)]


def _at(doc: Value, path: Path) -> Value:
    for part in path:
        doc = doc[part] if isinstance(doc, dict) else doc[int(part)]  # type: ignore[index]
    return doc


def _put(doc: Doc, path: Path, value: Value) -> None:
    parent = _at(doc, path[:-1])
    if isinstance(parent, dict):
        parent[path[-1]] = copy(value)
    elif isinstance(parent, list):
        parent[int(path[-1])] = copy(value)


def _take_out(doc: Doc, path: Path) -> None:
    parent = _at(doc, path[:-1])
    if isinstance(parent, dict):
        del parent[path[-1]]
    elif isinstance(parent, list):
        del parent[int(path[-1])]


def _change(doc: Doc, random: Random, value: Value) -> None:
    """One change of a random kind at a random place."""
    path, node = random.choice(list(_nodes(doc)))
    if path and random.random() > 0.7:
        _take_out(doc, path)
        event("taken out")
    elif isinstance(node, dict):
        node[random.choice(KEYS)] = copy(value)
        event("key put in or set")
    elif isinstance(node, list) and random.random() > 0.3:
        node.insert(random.randint(0, len(node)), copy(value))
        event("item put in")
    elif path:
        _put(doc, path, value)
        event("replaced")
