"""The providers that a command is about, by the names it was given."""

from collections.abc import Sequence

from sync.errors import UsageError
from sync.files.store import Catalog
from sync.sources.provider import Provider, provider
from sync.sources.registry import adapter


def chosen(catalog: Catalog, names: Sequence[str]) -> list[Provider]:
    """The providers with these names, or all; each one's adapter is known."""
    known = catalog.providers()
    if not known:
        raise UsageError(
            "the catalog has no providers",
            where="catalog/providers",
            fix="add a file there; docs/format.md shows one",
        )
    for name in names:
        if name not in known:
            raise UsageError(
                f"there is no provider {name!r}",
                fix=f"use one of {', '.join(sorted(known))}, or add catalog/providers/{name}.yaml",
            )
    picked = []
    for name in dict.fromkeys(names or sorted(known)):
        picked.append(provider(name, known[name].doc))
        for endpoint in picked[-1].endpoints:
            adapter(endpoint.transformer)
    return picked
