"""Changes an override file's entries and leaves every other byte as it is.

    anthropic/claude-sonnet-4.5:
      - set: {price: {input: 2.4, output: 12}}     a new entry gets lines of its own,
        reason: Volume agreement.                  one key a line, `set` in one
        added: 2026-07-02

What else changes is `sync.files.edit`'s work: of an entry only the keys concerned. In a list
that a person wrote in flow style a new entry is one more item.
"""

from dataclasses import replace

import yaml

from sync.core.values import Doc, Path, Value, same
from sync.errors import SyncError
from sync.files import edit, marks, render
from sync.files.layout import Layout
from sync.files.putin import arranged
from sync.files.read import read
from sync.files.schemas import Schemas, kind_of
from sync.files.splices import Splices, newline_of


def rewritten(text: str | None, wanted: Doc, layout: Layout) -> str:
    """The text changed so that it reads as `wanted`; None: there is no file yet. Raises EditError."""
    new = layout.header + "\n" if text is None else text
    before = read(new, "").mapping()
    for key, listed in wanted.items():
        old = before.get(key, [])
        if isinstance(listed, list) and isinstance(old, list):
            for at in range(len(old), len(listed)):
                new = _with_lines(new, key, at, arranged(listed[at], (key, str(at)), layout), layout) or new
    new = edit.rewrite(new, wanted, layout)
    return new if text is None else _ending_like(text, new, wanted)


def layout_of(schemas: Schemas, name: str) -> Layout:
    """How an override file is written: keys sorted, an entry's in the order of its schema."""
    kind = kind_of(name)
    if kind is None or not schemas.knows(kind):
        fix = "copy the missing schemas from a new catalog (init DIR)"
        raise SyncError(f"the catalog has no schema for {name}", where="schemas", fix=fix)
    plain = schemas.layout(kind, name)
    entry = schemas.entry(kind).get("items")

    def order(path: Path) -> tuple[str, ...] | None:
        node: Value = entry
        for part in path[2:]:
            node = _inside(node).get(part)
        return tuple(_inside(node)) if path else None

    return replace(plain, order=order, is_block=lambda path: not path)


def _inside(schema: Value) -> Doc:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return properties if isinstance(properties, dict) else {}


def _with_lines(text: str, key: str, at: int, entry: Value, layout: Layout) -> str | None:
    """The text with entry number `at`, which is new; None where a key's list isn't made of lines.

    First a place for it is made, `key: null` or `- null`, as any value gets one; then the
    entry's lines are put there.
    """
    doc = read(text, "").mapping()
    here = doc.get(key)
    wanted: Value = [*here, None] if isinstance(here, list) else None
    text = edit.rewrite(text, doc | {key: wanted}, layout)
    root = read(text, "").root
    pair = next((pair for pair in root.value if pair[0].value == key), None) if root is not None else None
    if root is None or pair is None or not (marks.is_block(root) and isinstance(entry, dict)):
        return None
    splices = Splices(text)
    lines = [line for name, value in entry.items() for line in render.entry(name, value, _never, ())]
    if wanted is None:
        _below_key(splices, pair, lines)
    elif marks.is_block(pair[1]) and isinstance(pair[1], yaml.SequenceNode) and not marks.is_alias(*pair):
        _behind_dash(splices, marks.item_spans(text, pair[1])[at], lines)
    else:
        return None
    return splices.apply()


def _below_key(splices: Splices, pair: marks.Pair, lines: list[str]) -> None:
    start, stop = pair[0].start_mark.index, pair[0].end_mark.index
    blanks = splices.newline + " " * (start - marks.line_start(splices.text, start) + 2)
    end = marks.value_span(splices.text, pair)[1]
    splices.put(stop, end, f":{blanks}- " + f"{blanks}  ".join(lines))


def _behind_dash(splices: Splices, span: marks.Span, lines: list[str]) -> None:
    column = span[0] - marks.line_start(splices.text, span[0])
    splices.put(*span, "- " + (splices.newline + " " * (column + 2)).join(lines))


def _ending_like(old: str, new: str, wanted: Doc) -> str:
    """A file without a line break at its end stays one, whatever its last line is now."""
    newline = newline_of(new)
    if not old or old.endswith("\n") or not new.endswith("\n"):
        return new
    shorter = new.removesuffix(newline)
    return shorter if same(read(shorter, "").mapping(), wanted) else new


def _never(_: Path) -> bool:
    return False
