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

    def __init__(
        self, lines: Mapping[str, str], manifest: Mapping[str, Any], gone: Mapping[str, str] | None = None
    ) -> None:
        self._lines = lines
        self._gone = gone or {}
        self._models: dict[str, Model] = {}
        self.manifest = manifest

    def get(self, id: str) -> Model:
        """The model with this id, or the one that this alias leads to now.

        Raises UnknownModelError, which names close ids, or says since when the model is gone.
        """
        seen: set[str] = set()
        while id not in seen:
            seen.add(id)
            found = self._read(id)
            if isinstance(found, Model):
                return found
            id = found
        raise CatalogError(f"the alias {id!r} leads back to itself")

    def __iter__(self) -> Iterator[Model]:
        for id in self._lines:
            found = self._read(id)
            if isinstance(found, Model):
                yield found

    def __contains__(self, id: object) -> bool:
        return id in self._lines

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, id: str) -> Model | str:
        """The model with this id, or the id that this alias names."""
        known = self._models.get(id)
        if known is not None:
            return known
        line = self._lines.get(id)
        if line is None and id in self._gone:
            raise UnknownModelError(f"{id!r} is {self._gone[id]}")
        if line is None:
            close = difflib.get_close_matches(id, self._lines, n=3)
            hint = f"; did you mean {', '.join(close)}?" if close else ""
            raise UnknownModelError(f"no model has the id {id!r}{hint}")
        try:
            doc = json.loads(line)
            return str(doc["alias_of"]) if "alias_of" in doc else self._models.setdefault(id, model(doc))
        except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
            raise CatalogError(f"the record of {id!r} is damaged: {error!r}; build it again") from error


def load(folder: str | PathLike[str]) -> Catalog:
    """The catalog that `python -m sync build --out FOLDER` wrote.

    Raises CatalogError when the folder holds none, a damaged one, or one of a newer format.
    """
    path = Path(folder)
    try:
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        text = (path / "catalog.jsonl").read_text("utf-8")
    except (OSError, ValueError) as error:
        raise CatalogError(f"{path} holds no compiled catalog: {error}") from None
    version = manifest.get("schema_version") if isinstance(manifest, dict) else None
    if version != SCHEMA_VERSION:
        mend = "install a newer one" if isinstance(version, int) else "build it again"
        raise CatalogError(f"{path} has format {version}, this modelbook reads {SCHEMA_VERSION}; {mend}")
    lines: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        id, tab, record = line.partition("\t")
        if tab:
            lines[id] = record
        elif line:
            raise CatalogError(f"{path / 'catalog.jsonl'}:{number} is no record; build it again")
    return Catalog(lines, manifest, _tombstones(path / "deprecations.json"))


def _tombstones(path: Path) -> dict[str, str]:
    """Why ids are gone that no model answers to any more; nothing where nobody built the file."""
    try:
        leaving = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    redirects = leaving.get("redirects") if isinstance(leaving, dict) else None
    return {
        id: f"gone since {entry.get('since')}: {entry.get('reason')}"
        for id, entry in (redirects.items() if isinstance(redirects, dict) else ())
        if isinstance(entry, dict) and entry.get("kind") == "tombstone"
    }
