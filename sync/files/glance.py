"""As much of a catalog as a question about one id needs, or about its size, and no more.

    a file's bytes ──in .state/checked──> valid, and what it says: a price list is cut to one entry
                     └─not──────────────> NotKnown, and the caller reads the whole catalog

`explain` and `status` answer from here in a fraction of the time; what they say is the same. What is
wrong with a file that nobody asks about is for `check` to tell.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from sync.core.base import Base
from sync.core.values import get
from sync.errors import CatalogError
from sync.files import jsonl, schemas, store
from sync.files.checked import Checked
from sync.files.model_files import OWN_ID
from sync.files.names import MODELS, OFFERS, base_name, bases, model_name, offers_name, yaml_names
from sync.files.schemas import kind_of
from sync.files.store import Catalog, File
from sync.ids import fold


class NotKnown(Exception):  # noqa: N818  nothing is wrong: the catalog must be read whole
    """A file that nobody found valid yet, or a question that only the whole answers."""


class Glance:
    """A catalog whose files are looked at one by one; each must be known to be valid."""

    def __init__(self, root: Path) -> None:
        store.require_catalog(root)
        self.root = root
        self._checked = Checked(root, schemas.digest(root))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every YAML file's name."""
        return frozenset(yaml_names(self.root))

    def within(self, folder: str) -> list[str]:
        """The names of the files of a folder, without it and their ending."""
        below = [name for name in self.names if name.startswith(folder)]
        return sorted(name.removeprefix(folder).removesuffix(".yaml") for name in below)

    def raw(self, name: str) -> bytes:
        """A file's bytes. Raises NotKnown where it can't be read."""
        try:
            return (self.root / name).read_bytes()
        except OSError:
            raise NotKnown from None

    def require(self, name: str) -> None:
        """Raises NotKnown where nobody found a YAML file valid as it is."""
        if not self._checked.knows(self._checked.key(kind_of(name) or "", self.raw(name))):
            raise NotKnown

    def file(self, name: str) -> File:
        """A YAML file. Raises NotKnown where nobody found it valid."""
        raw = self.raw(name)
        key = self._checked.key(kind_of(name) or "", raw)
        if not self._checked.knows(key):
            raise NotKnown
        return File(name, raw, partial(self._checked.doc, key), key)

    def about(self, id_: str) -> Catalog:
        """The catalog as far as it says something of one model or offer.

        Raises NotKnown where only the whole can tell which that is, or what is wrong.
        """
        if fold(id_) != id_ or self._checked.mentions(f'"alias": {json.dumps(id_)}'):
            raise NotKnown
        offers = {name: self._cut(name, id_) for name in map(offers_name, self.within(OFFERS))}
        own = {get(entry, ("model",)) for file in offers.values() for entry in file.doc.values()}
        named = {id_, *(model for model in own if isinstance(model, str))}
        models = {model: file for model in named if (file := self._model(model)) is not None}
        if id_ not in models and not any(file.doc for file in offers.values()):
            raise NotKnown
        spoke = {get(file.doc, ("authority", "offer")) for file in models.values()}
        names = {name for name in (named | spoke) if isinstance(name, str)}
        return Catalog(
            self.root,
            schemas.load(self.root, only=("common", "model", "offers")),
            OnDemand(self, offers | {file.name: file for file in models.values()}),
            models,
            (),
            None,
            {provider: self._base(base_name(provider), names) for provider in bases(self.root)},
        )

    def _cut(self, name: str, id_: str) -> File:
        """A price list with the entry of an id alone."""
        file = self.file(name)
        doc = {key: entry for key, entry in file.doc.items() if fold(key) == id_}
        return File(name, file.raw, doc, file.known)

    def _model(self, id_: str) -> File | None:
        name = model_name(id_)
        if name in self.names:
            file = self.file(name)
            if file.doc.get("id", id_) != id_:
                raise NotKnown
            return file
        # A file may have another name than its model, or spell it with capitals.
        others = (other for other in self.names if other.startswith(MODELS))
        if any("=" in other or other != fold(other) or OWN_ID.search(self.raw(other)) for other in others):
            raise NotKnown
        return None

    def _base(self, name: str, ids: Collection[str]) -> Base:
        """A merge base with the records that name any of these ids, and all others of their models."""
        raw = self.raw(name)
        try:
            base = jsonl.read(jsonl.naming(raw, ids), name)
            models = {record.model for record in base.records.values() if record.model}
            return base if models <= {*ids} else jsonl.read(jsonl.naming(raw, {*ids, *models}), name)
        except CatalogError:
            raise NotKnown from None


@contextmanager
def whole(root: Path, now: datetime) -> Iterator[Catalog]:
    """The catalog read whole, for who can't tell from a glance; the next glance will do."""
    from sync.files.sound import sound_catalog  # a glance needs no YAML parser

    with sound_catalog(root, writing=False, now=now) as sound:
        with suppress(OSError):  # who may not write here reads the whole again
            sound.remember({})
        yield sound.catalog


class OnDemand(Mapping[str, File]):
    """Every file of a catalog, read when it is asked for."""

    def __init__(self, glance: Glance, known: Mapping[str, File]) -> None:
        self._glance, self._known = glance, dict(known)

    def __getitem__(self, name: str) -> File:
        if name not in self._known:
            if name not in self._glance.names:
                raise KeyError(name)
            self._known[name] = self._glance.file(name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._glance.names))

    def __len__(self) -> int:
        return len(self._glance.names)

    def __contains__(self, name: object) -> bool:
        return name in self._glance.names
