"""What a rule looks at: the catalog's files by what they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sync.core.values import Doc, Path
from sync.errors import Level, Problem
from sync.files.read import line_of, read
from sync.files.store import Catalog, File

if TYPE_CHECKING:
    import yaml


@dataclass(frozen=True, slots=True)
class Subject:
    """A catalog as rules see it."""

    catalog: Catalog

    def unread(self, name: str) -> bool:
        """Whether a file has problems of its own, so that nothing can be said of what it holds."""
        return any(problem.file == name for problem in self.catalog.problems)

    def offers(self) -> Iterator[tuple[str, File, str, Doc]]:
        """Every offer: its provider, the price list, its id and its entry."""
        for provider, file in self.catalog.price_lists().items():
            for id_, entry in file.doc.items():
                yield provider, file, id_, entry if isinstance(entry, dict) else {}


def problem(
    file: File, path: Path, message: str, *, rule: str, fix: str, level: Level = "warning"
) -> Problem:
    """A problem at the line that `path` leads to."""
    line = line_of(_root(file.text, file.name), path) or 1
    return Problem(
        file=file.name, line=line, path=".".join(path), message=message, rule=rule, level=level, fix=fix
    )


@lru_cache(maxsize=4)
def _root(text: str, name: str) -> "yaml.Node | None":
    """The nodes of a file; a long price list is read once for all of its problems."""
    return read(text, name).root
