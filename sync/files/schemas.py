"""The JSON Schemas of a catalog: what is valid, who owns which field, and how a file is laid out.

    kind      file                                     schema
    model     catalog/models/<lab>/<model>.yaml        model.schema.json
    offers    catalog/offers/<provider>.yaml           offers.schema.json
    …         see KINDS

Validators are jsonschema's and are built at most once a process, on first use: two catalogs whose
schemas say the same have the very same ones.
"""

import fnmatch
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Literal, cast

from sync.core.fields import Fields, fields
from sync.core.values import Doc, Path, Value
from sync.errors import UsageError
from sync.files.layout import Layout
from sync.files.patterns import pattern

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Kind = Literal[
    "model",
    "offers",
    "provider",
    "upstream",
    "list",
    "authority",
    "automerge",
    "decisions",
    "families",
    "guards",
    "heuristics",
    "id-map",
    "price-tiers",
    "redirects",
    "schedule",
    "improbable",
    "ignore",
    "override-capabilities",
    "override-deprecations",
    "override-offers",
]

KINDS: tuple[tuple[str, Kind], ...] = (
    ("catalog/models/*/*.yaml", "model"),
    ("catalog/offers/*.yaml", "offers"),
    ("catalog/providers/*.yaml", "provider"),
    ("catalog/lists/*.yaml", "list"),
    ("catalog/rules/authority.yaml", "authority"),
    ("catalog/rules/automerge.yaml", "automerge"),
    ("catalog/rules/decisions.yaml", "decisions"),
    ("catalog/rules/families.yaml", "families"),
    ("catalog/rules/guards.yaml", "guards"),
    ("catalog/rules/heuristics.yaml", "heuristics"),
    ("catalog/rules/id-map.yaml", "id-map"),
    ("catalog/rules/price-tiers.yaml", "price-tiers"),
    ("catalog/rules/schedule.yaml", "schedule"),
    ("catalog/redirects.yaml", "redirects"),
    ("catalog/rules/improbable.yaml", "improbable"),
    ("overrides/ignore.yaml", "ignore"),
    ("overrides/capabilities.yaml", "override-capabilities"),
    ("overrides/deprecations.yaml", "override-deprecations"),
    ("overrides/offers/*.yaml", "override-offers"),
)

_HERE = FilePath(__file__).parent
_READ_BY = (
    "read.py",
    "compose.py",
    "scalars.py",
    "syntax.py",
    "validate.py",
    "verdicts.py",
    "inlined.py",
    "patterns.py",
)
_NEEDED = ("common", "model", "offers", "provider")


def kind_of(name: str) -> Kind | None:
    """The kind of the file with this name, relative to the catalog's root; None for an unknown one."""
    return next((kind for pattern, kind in KINDS if fnmatch.fnmatchcase(name, pattern)), None)


@dataclass(frozen=True, slots=True, eq=False)
class Schemas:
    """The schemas of one catalog, by file name; only the same object is the same schemas."""

    docs: Mapping[str, Doc]

    def of(self, kind: Kind) -> Doc:
        """The schema of a kind of file."""
        return self.docs[f"{kind}.schema.json"]

    def entry(self, kind: Kind) -> Doc:
        """The schema of one entry: of the file itself, or of each value in a price list."""
        schema = self.of(kind)
        inner = schema.get("additionalProperties")
        return inner if isinstance(inner, dict) else schema

    def knows(self, kind: Kind | None) -> bool:
        """Whether there is a schema for a kind; an older catalog may lack some."""
        return f"{kind}.schema.json" in self.docs

    def fields(self, kind: Kind) -> Fields:
        """The upstream-owned fields of an entry."""
        return fields(self.entry(kind))

    def layout(self, kind: Kind, name: str) -> Layout:
        """How the file called `name` is written."""
        keyed = self.entry(kind) is not self.of(kind)
        entry = self.entry(kind)

        def part(path: Path) -> Doc | None:
            return _at(entry, path[1:] if keyed else path)

        def order(path: Path) -> Sequence[str] | None:
            if keyed and not path:
                return None
            properties = (part(path) or {}).get("properties")
            return tuple(properties) if isinstance(properties, dict) else ()

        def is_block(path: Path) -> bool:
            return not path or (part(path) or {}).get("x-style") == "block"

        up = "../" * name.count("/")
        header = f"# yaml-language-server: $schema={up}schemas/{kind}.schema.json"
        return Layout(order, is_block, header, frozenset() if keyed else self._decided(kind))

    def _decided(self, kind: Kind) -> frozenset[str]:
        """What people decide about an entry; its id is no decision."""
        properties = self.entry(kind).get("properties")
        parts = properties.items() if isinstance(properties, dict) else ()
        return frozenset(
            name
            for name, part in parts
            if name != "id" and isinstance(part, dict) and part.get("x-owner") == "person"
        )

    def validator(self, kind: Kind, *, entry: bool = False) -> "Validator":
        """jsonschema's validator for a kind of file, or for one entry of a keyed one."""
        return _validator(self, kind, entry)


def digest(root: FilePath) -> str:
    """What changes when any schema below `root/schemas` does, or how this engine reads a file."""
    found = hashlib.sha256()
    for path in (*sorted((root / "schemas").glob("*.schema.json")), *map(_HERE.joinpath, _READ_BY)):
        found.update(f"{path.name}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def load(root: FilePath, *, only: Collection[str] = ()) -> Schemas:
    """The schemas below `root/schemas`, or `only` those of some kinds."""
    folder = root / "schemas"
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.schema.json")):
        if only and path.name.removesuffix(".schema.json") not in only:
            continue
        try:
            texts[path.name] = path.read_text("utf-8")
            _schema(texts[path.name])
        except (ValueError, RecursionError, OSError) as error:
            raise UsageError(
                f"this is no JSON Schema: {error}", where=str(path), fix="restore the file from git"
            ) from None
    missing = [f"{kind}.schema.json" for kind in only or _NEEDED if f"{kind}.schema.json" not in texts]
    if missing:
        raise UsageError(
            f"schemas are missing: {', '.join(missing)}",
            where=str(folder),
            fix="restore schemas/ from git, or copy it from a new catalog (init)",
        )
    return _made(tuple(texts.items()))


@lru_cache(maxsize=8)  # for a process that opens many catalogs, as of revisions of one
def _made(texts: tuple[tuple[str, str], ...]) -> Schemas:
    return Schemas({name: _schema(text) for name, text in texts})


@lru_cache(maxsize=64)
def _schema(text: str) -> Doc:
    """A JSON object whose parts that are read here have the right shape."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("it is not an object")
    for name in ("properties", "$defs"):
        parts = value.get(name, {})
        if not isinstance(parts, dict) or not all(isinstance(part, dict) for part in parts.values()):
            raise ValueError(f"{name} is not an object of objects")
    return cast(Doc, value)


def _at(schema: Doc, path: Path) -> Doc | None:
    node: Value = schema
    for name in path:
        properties = node.get("properties") if isinstance(node, dict) else None
        node = properties.get(name) if isinstance(properties, dict) else None
    return node if isinstance(node, dict) else None


@cache
def _validator(schemas: Schemas, kind: Kind, entry: bool) -> "Validator":
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    resources = [
        (name, DRAFT202012.create_resource(cast("dict[str, object]", doc)))
        for name, doc in schemas.docs.items()
    ]
    registry: Registry[object] = Registry().with_resources(resources)
    schema = schemas.entry(kind) if entry else schemas.of(kind)
    if entry:
        schema = schema | {"$id": f"entry-of-{kind}", "$schema": schemas.of(kind)["$schema"]}
    return _draft()(schema, registry=registry)  # type: ignore[arg-type]


@cache
def _draft() -> "type[Validator]":
    """The draft of our schemas, with patterns as it means them."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    found: type[Validator] = extend(Draft202012Validator, {"pattern": pattern})  # type: ignore[no-untyped-call]
    return found
