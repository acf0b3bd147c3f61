"""The entries of a price list beside which a person left a comment: words are a person's, as values are."""

from sync.files import marks
from sync.files.chunks import chunks
from sync.files.store import File


def commented(file: File) -> set[str]:
    """The ids of entries that hold comments, or have some of their own beside them."""
    root = file.document().root
    if root is None or not root.value:
        return set()
    text, pairs = file.text, root.value
    found = chunks(text, root, (0, len(text)))
    spans = [marks.pair_span(text, pair) for pair in pairs]
    if found is None:  # written on a line with others
        lines = [(marks.line_start(text, start), marks.line_end(text, end)) for start, end in spans]
    else:
        lines = [(chunk.start, chunk.end) for chunk in found]
    return {
        pair[0].value for pair, span in zip(pairs, lines, strict=True) if marks.comments(text, span, [root])
    }
