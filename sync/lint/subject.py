"""What a rule looks at: the catalog's files by what they are about, and the book that they make."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from sync.core.book import Book
from sync.core.overrides import Override, Overrides, in_force
from sync.core.values import Doc, Path
from sync.errors import CatalogError, Level, Problem
from sync.files import shelf
from sync.files.read import line_of, read
from sync.files.store import Catalog, File

if TYPE_CHECKING:
    import yaml


@dataclass(frozen=True, slots=True)
class Subject:
    """A catalog as rules see it, on a day."""

    catalog: Catalog
    today: date
    _opened: list[Book | None] = field(default_factory=list, repr=False, compare=False)

    def unread(self, name: str) -> bool:
        """Whether a file has problems of its own, so that nothing can be said of what it holds."""
        return any(problem.file == name for problem in self.catalog.problems)

    def offers(self) -> Iterator[tuple[str, File, str, Doc]]:
        """Every offer: its provider, the price list, its id and its entry."""
        for provider, file in self.catalog.price_lists().items():
            for id_, entry in file.doc.items():
                yield provider, file, id_, entry if isinstance(entry, dict) else {}

    def offer(self, provider: str, id_: str) -> Doc | None:
        """One offer's entry; None where the price list has none."""
        file = self.catalog.offers(provider)
        if file is None or id_ not in file.doc:
            return None
        entry = file.doc[id_]
        return entry if isinstance(entry, dict) else {}

    def overrides(self) -> list[Override]:
        """Every override, in force or not, in the order of the files."""
        return list(shelf.overrides(self.catalog))

    def standing(self) -> Overrides:
        """The overrides that hold today."""
        return in_force(self.overrides(), self.today)

    @property
    def book(self) -> Book | None:
        """The whole catalog as values; None while a merge base or the guesses' rules can't be read."""
        if not self._opened:
            self._opened.append(_book(self.catalog, self.today))
        return self._opened[0]


def _book(catalog: Catalog, today: date) -> Book | None:
    try:
        return shelf.open_book(catalog, today)
    except CatalogError:
        return None  # told where those files are checked


def problem(
    file: File, path: Path, message: str, *, rule: str, fix: str, level: Level = "warning"
) -> Problem:
    """A problem at the line that `path` leads to."""
    return Problem(
        file=file.name,
        line=line(file, path),
        path=".".join(path),
        message=message,
        rule=rule,
        level=level,
        fix=fix,
    )


def line(file: File, path: Path) -> int:
    """The line of what `path` leads to, or of the closest thing above it."""
    return line_of(_root(file.text, file.name), path) or 1


@lru_cache(maxsize=4)
def _root(text: str, name: str) -> "yaml.Node | None":
    """The nodes of a file; a long price list is read once for all of its problems."""
    return read(text, name).root
