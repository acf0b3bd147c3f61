"""The override files of a catalog as they shall be: proven to be valid before a byte is written.

Draft: what files shall say ──entries──> text ──read, schema──> Changed(catalog, writes, problems)
"""

from dataclasses import dataclass, replace
from datetime import date

from sync.core.book import Book
from sync.core.overrides import Override, in_force
from sync.core.values import Doc, Value
from sync.errors import Problem, SyncError
from sync.files import journal, override_entries, shelf
from sync.files.journal import Write
from sync.files.marks import line_of
from sync.files.schemas import kind_of
from sync.files.sound import Sound
from sync.files.splices import EditError
from sync.files.store import Catalog, File

_JOURNAL = "overrides"

Entry = tuple[str, str, int]
"""An entry by its file, its key there and its number, from 0."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A catalog after a change of its override files, the writes that make it so, and what is wrong then.

    problems  only those that the change brings; without a line, for the lines aren't there yet
    """

    catalog: Catalog
    writes: tuple[Write, ...]
    problems: tuple[Problem, ...]


class Draft:
    """Override files in the making: entries are read from it and put into it by file and key."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._docs: dict[str, Doc] = {}

    def entries(self, place: str, key: str) -> list[Value]:
        """The entries under a key; none where the file or the key isn't there."""
        listed = self._doc(place).get(key)
        return list(listed) if isinstance(listed, list) else []

    def put(self, place: str, key: str, listed: list[Value]) -> None:
        """Have a file say these entries of a key, and nothing of one without any."""
        doc = dict(self._doc(place))
        if listed:
            doc[key] = listed
        else:
            doc.pop(key, None)
        self._docs[place] = doc

    def finished(self) -> Changed:
        """The catalog with these files; those that say it already have no write.

        Raises SyncError where a text can't be changed without touching other bytes.
        """
        catalog = self._catalog
        files, writes, problems = dict(catalog.files), list[Write](), list[Problem]()
        for name, doc in self._docs.items():
            old, new = catalog.files.get(name), _file(catalog, name, doc)
            if old is None or new.text != old.text:
                problems += _new_problems(catalog, old, new)
                files[name] = new
                writes.append(Write(name, old.raw if old else None, new.raw))
        return Changed(replace(catalog, files=files), tuple(writes), tuple(problems))

    def _doc(self, place: str) -> Doc:
        file = self._catalog.files.get(place)
        return self._docs.get(place, file.doc if file else {})


def commit(sound: Sound, change: Changed) -> None:
    """Write the files, all or none of them."""
    journal.commit(sound.catalog.root, _JOURNAL, change.writes)
    sound.remember({write.name: write.new for write in change.writes})


Places = dict[Entry, str]
"""`file:line` of entries."""


def places(catalog: Catalog) -> Places:
    """Where every entry of every override file stands."""
    every = list(shelf.overrides(catalog))
    roots = {name: catalog.files[name].document().root for name in {each.place for each in every}}
    return {
        entry_of(each): f"{each.place}:{line_of(roots[each.place], (each.key, str(each.at)))}"
        for each in every
    }


def laid_on(book: Book, catalog: Catalog, today: date) -> Book:
    """The book with the overrides of a catalog's files that hold on a day, instead of its own."""
    return replace(book, overrides=in_force(list(shelf.overrides(catalog)), today))


def entry_of(override: Override) -> Entry:
    """Which entry an override is."""
    return override.place, override.key, override.at


def _new_problems(catalog: Catalog, old: File | None, new: File) -> list[Problem]:
    """What the schema says of the new text and not of the old one, without lines: nothing is written yet."""
    from sync.files.validate import validate  # jsonschema comes along

    kind = kind_of(new.name)
    if kind is None:
        return []
    known = validate(old.document(), kind, catalog.schemas) if old else ()
    before = {(problem.path, problem.message) for problem in known}
    found = validate(new.document(), kind, catalog.schemas)
    return [replace(each, line=None) for each in found if (each.path, each.message) not in before]


def _file(catalog: Catalog, name: str, doc: Doc) -> File:
    old = catalog.files.get(name)
    layout = override_entries.layout_of(catalog.schemas, name)
    try:
        text = override_entries.rewritten(old.text if old else None, doc, layout)
    except EditError as error:
        raise SyncError(
            f"the decision can't be written byte by byte: {error}",
            where=name,
            fix="write the lines concerned in a plainer way (no anchors, one key a line), then try again",
        ) from None
    return File(name, text.encode("utf-8"), doc)
