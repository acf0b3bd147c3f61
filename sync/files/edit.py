"""Changes values in a file's text and leaves every other byte as it is.

    text, wanted ──read──> what differs ──> splices ──> text'      read(text') == wanted

A changed scalar is replaced where it stands. A new key or item gets lines (in a flow
collection: a place) of its own, in the layout's order. One that goes takes only its own
lines along; a comment that stood on them stays. Nothing else is ever written again.
"""

from sync.core.values import Doc, same
from sync.files import render
from sync.files.layout import Layout
from sync.files.read import Document, read
from sync.files.splices import EditError, Editor, arranged, newline_of

__all__ = ["EditError", "new_file", "rewrite"]

_PASSES = 100


def rewrite(text: str, wanted: Doc, layout: Layout, *, old: Document | None = None) -> str:
    """`text` changed so that it reads as `wanted`; every other byte stays.

    `old` may hand in what `text` reads as. Raises EditError when it can't be done.
    """
    document = read(text, "") if old is None else old
    for _ in range(_PASSES):
        if document.problems:
            raise EditError(f"the changed text would be broken: {document.problems[0].message}")
        if same(document.mapping(), wanted):
            return text
        text = _pass(text, document, wanted, layout)
        document = read(text, "")
    raise EditError("the changed text does not read back as it should")


def new_file(doc: Doc, layout: Layout) -> str:
    """A new file's text: the header, then the keys in the layout's order."""
    in_order = arranged(doc, (), layout.order)
    body = render.document(in_order, layout.is_block) if isinstance(in_order, dict) else ""
    return f"{layout.header}\n{body}" if layout.header else body


def _pass(text: str, document: Document, wanted: Doc, layout: Layout) -> str:
    """Takes out and replaces first; only when nothing of that is left to do, puts in."""
    if document.root is None:
        newline = newline_of(text)
        lead = "" if not text or text.endswith("\n") else newline
        return text + lead + new_file(wanted, Layout(layout.order, layout.is_block)).replace("\n", newline)
    for inserting in (False, True):
        editor = Editor(text, layout.order, layout.is_block, inserting)
        editor.value(document.root, document.mapping(), wanted, ())
        if editor.splices:
            return editor.apply()
    raise EditError("the values differ in a way that no change of text can mend")
