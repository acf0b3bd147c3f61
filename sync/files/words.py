"""Whether a person left words in a model's file: comments, beside those that a new file has."""

from sync.files import edit, marks
from sync.files.schemas import Schemas
from sync.files.store import File


def has_words(schemas: Schemas, file: File) -> bool:
    """Whether a model's file holds a comment that the sync didn't write."""
    layout = schemas.layout("model", file.name)
    ours = {line for line in edit.new_file(file.doc, layout).splitlines() if line.startswith("#")}
    root = file.document().root
    nodes = [] if root is None else [root]
    return not {*marks.comments(file.text, (0, len(file.text)), nodes)} <= ours
