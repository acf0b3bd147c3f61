"""What a rule looks at: the catalog's files by what they are about."""

from collections.abc import Iterator
from dataclasses import dataclass

from sync.core.values import Doc, Path
from sync.errors import Level, Problem
from sync.files.read import line_of
from sync.files.store import Catalog, File


@dataclass(frozen=True, slots=True)
class Subject:
    """A catalog as rules see it."""

    catalog: Catalog

    def offers(self) -> Iterator[tuple[str, File, str, Doc]]:
        """Every offer: its provider, the price list, its id and its entry."""
        for provider, file in self.catalog.price_lists().items():
            for id_, entry in file.doc.items():
                yield provider, file, id_, entry if isinstance(entry, dict) else {}


def problem(file: File, path: Path, message: str, *, rule: str, fix: str, level: Level = "warning") -> Problem:
    """A problem at the line that `path` leads to."""
    line = line_of(file.document().root, path) or 1
    return Problem(
        file=file.name, line=line, path=".".join(path), message=message, rule=rule, level=level, fix=fix
    )
