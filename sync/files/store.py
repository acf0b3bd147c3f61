"""A whole catalog as read from disk: every file's bytes and values, and what is wrong with them.

root/catalog/models/<lab>/<model>.yaml ─> models     by model id
root/catalog/offers/<provider>.yaml    ─> offers     by provider
root/catalog/providers/<provider>.yaml ─> providers  by provider
root/catalog/upstream/<provider>.jsonl ─> bases      by provider, read when asked for
    …/upstream/<provider>.held.jsonl   ─> ledger     what waits, likewise
    …/history/<provider>.jsonl         ─> history    what was accepted, likewise
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sync.core.base import Base
from sync.core.ledger import Line, ledger
from sync.core.ledger import from_doc as line_from_doc
from sync.core.values import Doc
from sync.errors import Problem, UsageError
from sync.files import jsonl, names
from sync.files.model_files import models
from sync.files.names import LISTS, MODELS, OFFERS, PROVIDERS
from sync.files.schemas import Schemas, kind_of
from sync.files.schemas import load as load_schemas

if TYPE_CHECKING:
    from sync.core.history import Entry
    from sync.files.checked import Checked
    from sync.files.read import Document

UPSTREAM = "upstream"
"""The kind of a merge base."""
_READ_FOLDERS = (
    MODELS,
    OFFERS,
    PROVIDERS,
    LISTS,
    "overrides/offers/",
)
_READ_NAMES = re.compile(r"(catalog/(models/[^/]+|offers|providers|lists)|overrides/offers)/[^/]+\.yaml")


class File:
    """One YAML file: its name below the root, its bytes, and the mapping it holds.

    `known` is the hash under which it was found valid before; None where nobody looked yet.
    """

    def __init__(
        self, name: str, raw: bytes, doc: Doc | Callable[[], Doc], known: bytes | None = None
    ) -> None:
        self.name, self.raw, self.known = name, raw, known
        self._doc = doc

    @cached_property
    def doc(self) -> Doc:
        """What it says; of a file that is known, looked up when it is asked for."""
        return self._doc() if callable(self._doc) else self._doc

    @cached_property
    def text(self) -> str:
        """What stands in it."""
        return self.raw.decode("utf-8")

    def document(self) -> "Document":
        """The file read again, with the place of every value."""
        from sync.files.read import read

        return read(self.text, self.name)


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a catalog's files hold. Values of files with problems are left out."""

    root: Path
    schemas: Schemas
    files: Mapping[str, File]
    models: Mapping[str, File]
    problems: tuple[Problem, ...]
    checked: "Checked | None" = field(default=None, repr=False, compare=False)
    _read: dict[str, Base] = field(default_factory=dict, repr=False, compare=False)
    _histories: "dict[str, Sequence[Entry]]" = field(default_factory=dict, repr=False, compare=False)

    def offers(self, provider: str) -> File | None:
        """A provider's price list."""
        return self.files.get(names.offers_name(provider))

    def providers(self) -> dict[str, File]:
        """Every provider's file."""
        return self._named(PROVIDERS)

    def price_lists(self) -> dict[str, File]:
        """Every provider's price list."""
        return self._named(OFFERS)

    def lists(self) -> dict[str, File]:
        """Every named list."""
        return self._named(LISTS)

    def model_docs(self) -> dict[str, Doc]:
        """Every model's values by id."""
        return {model: file.doc for model, file in self.models.items()}

    def base(self, provider: str) -> Base:
        """What a provider said when it was last accepted; raises CatalogError for a broken file."""
        if provider not in self._read:
            raw = self.base_bytes(provider) or b""
            known = self.checked is not None and self.checked.knows(self.checked.key(UPSTREAM, raw))
            self._read[provider] = jsonl.read(raw, names.base_name(provider), known=known)
        return self._read[provider]

    def bases_read(self) -> list[str]:
        """The providers whose merge base was read without a problem."""
        return [*self._read]

    def base_bytes(self, provider: str) -> bytes | None:
        """The merge base as it lies on disk."""
        return self.bytes_of(names.base_name(provider))

    def bytes_of(self, name: str) -> bytes | None:
        """A file that only the sync writes, as it lies on disk."""
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def ledger(self, provider: str) -> dict[tuple[str, str], Line]:
        """What waits at a provider; raises CatalogError for a broken file."""
        name = names.held_name(provider)
        return ledger(jsonl.lines(self.bytes_of(name) or b"", name, line_from_doc))

    def history(self, provider: str) -> "Sequence[Entry]":
        """A provider's accepted changes; raises CatalogError for a broken file."""
        from sync.core.history import from_doc

        if provider not in self._histories:
            name = names.history_name(provider)
            self._histories[provider] = jsonl.lines(self.bytes_of(name) or b"", name, from_doc)
        return self._histories[provider]

    def bases(self) -> list[str]:
        """The providers that have a merge base."""
        return names.bases(self.root)

    def machines(self) -> Iterator[Callable[[], object]]:
        """A reading of each file that only the sync writes; each raises CatalogError where one is broken."""
        for provider in self.bases():
            yield partial(self.base, provider)
        for provider in names.ledgers(self.root):
            yield partial(self.ledger, provider)
        for provider in names.histories(self.root):
            yield partial(self.history, provider)

    def _named(self, folder: str) -> dict[str, File]:
        return {
            name.removeprefix(folder).removesuffix(".yaml"): self.files[name]
            for name in self.files
            if name.startswith(folder)
        }


def require_catalog(root: Path) -> None:
    """Raise UsageError where there is no catalog, before a lock or anything else is written."""
    if not (root / "catalog").is_dir():
        fix = "name its folder with --root, or make one with `init DIR`"
        raise UsageError("there is no catalog here", where=str(root), fix=fix)


def load(root: Path, checked: "Checked | None" = None) -> Catalog:
    """Read every file of the catalog at `root`; raises UsageError where there is none.

    What was found valid before isn't parsed again where `checked` is given.
    """
    require_catalog(root)
    schemas = load_schemas(root)
    files: dict[str, File] = {}
    problems: list[Problem] = []
    for name in names.yaml_names(root):
        _read_one(root / name, name, files, problems, checked)
    by_id, misnamed = models(files)
    return Catalog(root, schemas, files, by_id, (*problems, *misnamed), checked)


def _read_one(
    path: Path, name: str, files: dict[str, File], problems: list[Problem], checked: "Checked | None"
) -> None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problems.append(
            Problem(
                file=name,
                line=None,
                path="",
                message=f"can't be read: {error.strerror}",
                rule="unreadable",
                fix="look at the file's kind and permissions",
            )
        )
        return
    if name.startswith(_READ_FOLDERS) and not _READ_NAMES.fullmatch(name):
        problems.append(
            Problem(
                file=name,
                line=None,
                path="",
                message="no command reads a file of this name here",
                rule="file-place",
                fix="end it in .yaml, and look at docs/format.md for its folder",
            )
        )
        return
    if checked is not None:
        key = checked.key(kind_of(name) or "", raw)
        if checked.knows(key):
            files[name] = File(name, raw, partial(checked.doc, key), key)
            return
    from sync.files.read import read, text_of  # a catalog that is known needs no YAML parser

    text = text_of(raw, name)
    if isinstance(text, Problem):
        problems.append(text)
        return
    document = read(text, name)
    problems += document.problems
    if not document.problems:
        files[name] = File(name, raw, document.mapping())
