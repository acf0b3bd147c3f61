"""Helpers of the tests that change a text: two layouts, and `edited`."""

from sync.core.values import Doc, Path, Value, copy_doc, put, same
from sync.files.edit import rewrite
from sync.files.layout import Layout
from sync.files.read import read

KNOWN = ("name", "model", "price", "input", "output", "limits", "context", "capabilities", "state")
BY_SCHEMA = Layout(lambda path: KNOWN, lambda path: not path or path == ("capabilities",), "# header")
SORTED = Layout(lambda path: KNOWN if path else None, lambda path: len(path) < 2)


def edited(text: str, *changes: tuple[str, Value], layout: Layout = BY_SCHEMA) -> str:
    """`text` with values set (or taken out: None) at dotted paths; a number leads into a list."""
    before = read(text, "f.yaml")
    assert before.problems == ()
    wanted = copy_doc(before.mapping())
    for dotted, value in changes:
        place(wanted, tuple(dotted.split(".")), value)

    new = rewrite(text, wanted, layout)

    after = read(new, "f.yaml")
    assert after.problems == ()
    assert same(after.mapping(), wanted)
    assert rewrite(new, wanted, layout) is new
    return new


def place(doc: Doc, path: Path, value: Value) -> None:
    parent: Value = doc
    for part in path[:-1]:
        parent = parent[int(part)] if isinstance(parent, list) else parent[part]  # type: ignore[index]
    if isinstance(parent, list):
        parent[int(path[-1])] = value
    elif isinstance(parent, dict):
        put(parent, path[-1:], value)
