"""A compiled catalog in memory: load it once, ask it by id, go through it in order of ids."""

import difflib
import json
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from modelbook.errors import CatalogError, UnknownModelError
from modelbook.model import Model, model

SCHEMA_VERSION = 1


class Catalog:
    """Models by id. Iterating gives each model once; an alias is followed by `get`, never listed."""

    def __init__(self, lines: Mapping[str, str], manifest: Mapping[str, Any]) -> None:
        self._lines = lines
        self._models: dict[str, Model] = {}
        self.manifest = manifest

    def get(self, id: str) -> Model:
        """The model with this id, or the one that this alias leads to now.

        Raises UnknownModelError, which names close ids.
        """
        seen: set[str] = set()
        while id not in seen:
            seen.add(id)
            known = self._models.get(id)
            if known is not None:
                return known
            doc = self._record(id)
            if "alias_of" not in doc:
                return self._models.setdefault(id, model(doc))
            id = doc["alias_of"]
        raise CatalogError(f"the alias {id!r} leads back to itself")

    def __iter__(self) -> Iterator[Model]:
        for id in self._lines:
            if "alias_of" not in self._record(id):
                yield self.get(id)

    def __contains__(self, id: object) -> bool:
        return id in self._lines

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _record(self, id: str) -> dict[str, Any]:
        line = self._lines.get(id)
        if line is None:
            close = difflib.get_close_matches(id, self._lines, n=3)
            hint = f"; did you mean {', '.join(close)}?" if close else ""
            raise UnknownModelError(f"no model has the id {id!r}{hint}")
        doc: dict[str, Any] = json.loads(line)
        return doc


def load(folder: str | PathLike[str]) -> Catalog:
    """The catalog that `python -m sync build --out FOLDER` wrote.

    Raises CatalogError when the folder holds none, or one of a newer format.
    """
    path = Path(folder)
    try:
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        text = (path / "catalog.jsonl").read_text("utf-8")
    except (OSError, ValueError) as error:
        raise CatalogError(f"{path} holds no compiled catalog: {error}") from None
    version = manifest.get("schema_version")
    if version != SCHEMA_VERSION:
        raise CatalogError(
            f"{path} has format {version}, this modelbook reads {SCHEMA_VERSION}; install a newer one"
        )
    lines = dict(line.split("\t", 1) for line in text.split("\n") if line)
    return Catalog(lines, manifest)
