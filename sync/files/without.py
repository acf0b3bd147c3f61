"""Takes items out of the lists that a file's keys hold, each with the comments that are its own.

    acme/one:                     acme/one:
      # contract of July
      - set: {…}            ─>
      - set: {…}                    - set: {…}

A key whose list has no item left goes too. What can't be cut out as whole lines is taken out
as any other value is, and its comments stay.
"""

from collections.abc import Mapping, Set

import yaml

from sync.core.values import Doc
from sync.files import marks
from sync.files.chunks import Chunk, chunks, cuts
from sync.files.edit import rewrite
from sync.files.layout import Layout
from sync.files.read import read
from sync.files.splices import Splices

Gone = Mapping[str, Set[int]]
"""The places of the items that go, by the key of their list."""


def rest(doc: Doc, gone: Gone) -> Doc:
    """The values without those items."""
    left: Doc = {}
    for key, value in doc.items():
        if key in gone and isinstance(value, list):
            value = [item for at, item in enumerate(value) if at not in gone[key]]
        if value != [] or key not in gone:
            left[key] = value
    return left


def without(text: str, gone: Gone, layout: Layout) -> str:
    """The text without those items. Raises EditError when it can't be done."""
    document = read(text, "")
    meant, root = rest(document.mapping(), gone), document.root
    cut = _cut(text, root, gone) if isinstance(root, yaml.MappingNode) else text
    # A cut may part an anchor from what refers to it.
    return rewrite(text if read(cut, "").problems else cut, meant, layout)


def _cut(text: str, root: yaml.MappingNode, gone: Gone) -> str:
    """The text without those of the items that have lines of their own."""
    whole: list[Chunk] = []
    spans: list[marks.Span] = []
    for pair, chunk in zip(root.value, chunks(text, root, (0, len(text))) or (), strict=False):
        places = gone.get(pair[0].value)
        if places and len(places) == len(pair[1].value):
            whole.append(chunk)
        elif places:
            items = chunks(text, pair[1], _below(text, pair, chunk)) or ()
            spans += cuts(text, [item for at, item in enumerate(items) if at in places])
    splices = Splices(text)
    for span in (*spans, *cuts(text, whole)):
        splices.put(*span, "")
    return splices.apply()


def _below(text: str, pair: marks.Pair, chunk: Chunk) -> marks.Span:
    """The lines of a key's chunk behind the key's own."""
    return marks.line_end(text, pair[0].end_mark.index), chunk.end
