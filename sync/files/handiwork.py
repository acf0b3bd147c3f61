"""What people wrote into model files, put into the same files made again.

the file as it is ──its people's part, comments, order──┐
the file made anew ──────────────what upstream says─────┴──> the file to ship
"""

from collections.abc import Iterator

from sync.core.values import Doc
from sync.errors import CatalogError, Problem
from sync.files import edit
from sync.files.schemas import Schemas
from sync.files.store import Catalog

ARRIVES: Doc = {"active": False}
"""What a new model's file says of what people decide."""


def kept(old: Catalog, made: Catalog) -> Iterator[tuple[str, bytes]]:
    """The model files that people had a part in, by name, as they shall be.

    Raises CatalogError where such a file isn't made again: nobody's words are thrown away.
    """
    lost = []
    for id_, file in old.models.items():
        people = _of_people(old.schemas, file.doc)
        anew = made.models.get(id_)
        if anew is None:
            lost += [] if people.items() <= ARRIVES.items() else [_lost(file.name)]
            continue
        upstream = {key: value for key, value in anew.doc.items() if key not in people}
        wanted = {**upstream, **people}
        text = edit.rewrite(file.text, wanted, old.schemas.layout("model", file.name))
        if text.encode("utf-8") != anew.raw:
            yield anew.name, text.encode("utf-8")
    if lost:
        raise CatalogError(lost)


def _of_people(schemas: Schemas, doc: Doc) -> Doc:
    """What of a model's file upstream never writes."""
    upstream = {field.path[0] for field in schemas.fields("model")}
    return {key: value for key, value in doc.items() if key not in upstream}


def _lost(name: str) -> Problem:
    return Problem(
        file=name,
        line=None,
        path="",
        message="people had a part in this file, and no payload makes it again",
        rule="handiwork",
        fix="replay the days on which it was listed, or take the file out",
    )
