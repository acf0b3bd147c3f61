"""How much a catalog holds: its models, and what each provider offers and said.

A file that is known to be valid is counted by its lines; else the whole catalog is read.
"""

from dataclasses import dataclass
from pathlib import Path

from sync.core.base import Base
from sync.errors import CatalogError
from sync.files import jsonl, names
from sync.files.glance import Glance, NotKnown
from sync.files.store import Catalog


@dataclass(frozen=True, slots=True)
class Size:
    """What there is of a provider: offers, the head of what it said, and how many records that has."""

    offers: int
    base: Base
    upstream: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """The number of models, and each provider's size."""

    models: int
    providers: dict[str, Size]


def glanced(root: Path) -> Sizes:
    """The sizes of a catalog of which every file is known to be valid; raises NotKnown where one isn't."""
    seen = Glance(root)
    for name in seen.names:
        seen.require(name)
    offers = {name: len(seen.file(names.offers_name(name)).doc) for name in seen.within(names.OFFERS)}
    try:
        heads = {
            name: jsonl.size(seen.raw(names.base_name(name)), names.base_name(name))
            for name in names.bases(root)
        }
    except CatalogError:
        raise NotKnown from None
    nothing = (Base(), 0)
    return Sizes(
        models=sum(1 for name in seen.names if name.startswith(names.MODELS)),
        providers={
            name: Size(offers.get(name, 0), *heads.get(name, nothing))
            for name in seen.within(names.PROVIDERS)
        },
    )


def counted(catalog: Catalog) -> Sizes:
    """The sizes of a catalog that was read."""
    providers = {}
    for name in sorted(catalog.providers()):
        base, offers = catalog.base(name), catalog.offers(name)
        providers[name] = Size(len(offers.doc) if offers else 0, base, len(base.records))
    return Sizes(len(catalog.models), providers)
