"""Changes values in a file's text and leaves every other byte as it is.

    text, wanted ──read──> what differs ──> splices ──> text'      read(text') == wanted

A changed scalar is replaced where it stands. A new key or item gets lines (in a flow
collection: a place) of its own, in the layout's order. One that goes takes only its own
lines along; a comment that stood on them stays. Nothing else is ever written again.
"""

from bisect import bisect_left
from dataclasses import dataclass

import yaml

from sync.core.values import Doc, same
from sync.files import marks, render, skim
from sync.files.changes import PHASES, Changes
from sync.files.layout import Layout
from sync.files.putin import arranged
from sync.files.read import Document, read
from sync.files.replace import Place
from sync.files.splices import EditError, Splices

__all__ = ["EditError", "Proven", "new_file", "rewrite"]

_PEOPLE = "# people decide what follows"
_PASSES = 20
_NO_LIMIT = 100
_LIMITS = (_NO_LIMIT, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Proven:
    """A text, and the values that it was read as."""

    text: str
    doc: Doc


def rewrite(text: str, wanted: Doc, layout: Layout, *, old: Document | None = None) -> str:
    """`text` changed so that it reads as `wanted`; every other byte stays.

    `old` may hand in what `text` reads as. Raises EditError when it can't be done.
    """
    return proven(text, wanted, layout, old=old).text


def proven(text: str, wanted: Doc, layout: Layout, *, old: Document | None = None) -> Proven:
    """`rewrite`, with what the proof has read."""
    document = read(text, "") if old is None else old
    if same(document.mapping(), wanted) and not document.problems:
        return Proven(text, document.mapping())
    try:
        return _passes(text, wanted, layout, document, _NO_LIMIT)
    except EditError:
        return _key_by_key(text, wanted, layout, document)


def proven_entries(text: str, before: Doc, wanted: Doc, layout: Layout) -> Proven:
    """`proven` for a long file with an entry for each key, of which `text` holds `before`.

    Each entry that says something else is changed as if it were a file, and a new one put into that of
    the one it follows; the whole is read once, as proof.
    """
    spans = skim.entries(text)
    if spans is None or spans.keys() != before.keys():
        return proven(text, wanted, layout)
    followers = _followers(before, wanted) if layout.order(()) is None else {}
    pieces, at = [], 0
    for key, (start, end) in spans.items():
        stays = key not in wanted or before[key] is wanted[key] or same(before[key], wanted[key])
        if stays and key not in followers:
            continue
        aim = {key: wanted.get(key, before[key])} | {new: wanted[new] for new in followers.get(key, ())}
        pieces += [text[at:start], rewrite(text[start:end], aim, layout)]
        at = end
    pieces.append(text[at:])
    return proven("".join(pieces), wanted, layout)


def _followers(before: Doc, wanted: Doc) -> dict[str, list[str]]:
    """The new keys by the one that each follows, as `putin.keys` places them in a sorted file."""
    known, found = sorted(before), dict[str, list[str]]()
    for key in sorted(wanted.keys() - before.keys()):
        at = bisect_left(known, key)
        if at:
            found.setdefault(known[at - 1], []).append(key)
    return found


def new_file(doc: Doc, layout: Layout) -> str:
    """A new file's text: the header, then the keys in the layout's order, those of people last."""
    in_order = arranged(doc, (), layout)
    keys = in_order if isinstance(in_order, dict) else {}
    facts = {key: value for key, value in keys.items() if key not in layout.people}
    decided = {key: value for key, value in keys.items() if key in layout.people}
    parts = [layout.header + "\n" if layout.header else "", render.document(facts, layout.is_block)]
    if decided:
        parts += [f"\n{_PEOPLE}\n" if facts else "", render.document(decided, layout.is_block)]
    return "".join(parts)


def _passes(text: str, wanted: Doc, layout: Layout, document: Document, limit: int) -> Proven:
    for _ in range(_PASSES):
        if document.problems:
            raise EditError(f"the changed text would be broken: {document.problems[0].message}")
        if same(document.mapping(), wanted):
            return Proven(text, document.mapping())
        text = _pass(text, document, wanted, layout, limit)
        document = read(text, "")
    raise EditError("the changed text does not read back as it should")


def _key_by_key(text: str, wanted: Doc, layout: Layout, document: Document) -> Proven:
    """What stands in the way of one key's change must not cost the others a byte.

    A key whose value can't be changed piece by piece gets larger pieces replaced, at last all.
    """
    for key in dict.fromkeys([*document.mapping(), *wanted]):
        before = document.mapping()
        if key in before and key in wanted and same(before[key], wanted[key]):
            continue
        without = {name: value for name, value in before.items() if name != key}
        aim = without | {key: wanted[key]} if key in wanted else without
        text = _by_any_means(text, aim, without, layout, document)
        document = read(text, "")
    return Proven(text, document.mapping())


def _by_any_means(text: str, aim: Doc, without: Doc, layout: Layout, document: Document) -> str:
    for limit in _LIMITS:
        try:
            return _passes(text, aim, layout, document, limit).text
        except EditError:
            continue
    text = _passes(text, without, layout, document, _NO_LIMIT).text
    return _passes(text, aim, layout, read(text, ""), _NO_LIMIT).text


def _pass(text: str, document: Document, wanted: Doc, layout: Layout, limit: int) -> str:
    """Takes out and replaces first; only when nothing of that is left to do, puts in; aliases last."""
    root, values = document.root, document.mapping()
    if root is None or (not values and (isinstance(root, yaml.ScalarNode) or layout.is_block(()))):
        return _first_keys(text, root, wanted, layout)
    for phase in PHASES:
        changes = Changes(Splices(text), layout, phase, limit)
        changes.value(root, values, wanted, Place(()))
        if changes.splices.found:
            return changes.splices.apply()
    raise EditError("the values differ in a way that no change of text can mend")


def _first_keys(text: str, root: yaml.Node | None, wanted: Doc, layout: Layout) -> str:
    """The keys of a file that has had none: it is empty, holds comments, `---`, `null` or `{}`."""
    splices = Splices(text)
    lines = new_file(wanted, Layout(layout.order, layout.is_block)).rstrip("\n").split("\n")
    if root is None:
        splices.after_line(len(text), lines)
        return splices.apply()
    start, end = marks.node_span(text, root)
    inside = marks.comments(text, (start, end), [root])
    blanks = len(text[end:]) - len(text[end:].lstrip(" \t"))
    splices.put(start, end + blanks, "")
    splices.after_line(end + blanks, inside + lines)
    return splices.apply()
