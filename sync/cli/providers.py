"""The providers that a command is about, by the names it was given, and which of them are asked now."""

from collections.abc import Mapping, Sequence

from sync.core.due import due
from sync.core.outcome import Run
from sync.engine.options import World
from sync.errors import UsageError
from sync.files import state
from sync.files.store import Catalog
from sync.sources.provider import Provider, find_key, provider
from sync.sources.registry import adapter

NO_KEY, NOT_DUE = "no-key", "not-due"
"""Why a provider is skipped, as the `rule` of its Run; there are others."""

_Why = tuple[str, str, str | None]
"""Rule, reason and fix."""


def chosen(catalog: Catalog, names: Sequence[str]) -> list[Provider]:
    """The providers with these names, or all, in the order of their names; each one's adapter is known."""
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
    for name in sorted(set(names) or known):
        picked.append(provider(name, known[name].doc))
        for endpoint in picked[-1].endpoints:
            adapter(endpoint.transformer)
    return picked


def asked(
    catalog: Catalog,
    providers: Sequence[Provider],
    world: World,
    *,
    named: bool,
    force: bool,
) -> tuple[tuple[Provider, ...], tuple[Run, ...]]:
    """The providers to ask now, and a Run for each that is not.

    Nobody is left out where a person `named` them, or handed their payloads in.
    """
    now: list[Provider] = []
    skipped: list[Run] = []
    known = state.fetched(catalog.root)
    for each in providers:
        why = None if named else _not_now(each, known.get(each.id), world, force=force)
        if why is None:
            now.append(each)
        else:
            skipped.append(_skipped(catalog, each, why))
    return tuple(now), tuple(skipped)


def _not_now(
    provider: Provider, known: Mapping[str, str] | None, world: World, *, force: bool
) -> _Why | None:
    """Why a provider that nobody named isn't asked; `known` is what is remembered of its last fetch."""
    if not provider.enabled:
        return "disabled", "disabled in its provider file", None
    late = None if force else due(provider.update_frequency, (known or {}).get("at"), world.now)
    if late is not None:
        return "by-name" if provider.update_frequency == "manual" else NOT_DUE, late, None
    if known is None and provider.key_required and find_key(provider, world.environ) is None:
        # Whoever never had a key for it doesn't use it. Once it was fetched from here, its key got lost.
        keys = " or ".join(provider.api_keys)
        return NO_KEY, "no key", f"set {keys or f'api_keys in catalog/providers/{provider.id}.yaml'}"
    return None


def _skipped(catalog: Catalog, provider: Provider, why: _Why) -> Run:
    rule, reason, fix = why
    return Run(
        provider=provider.id,
        status="skipped",
        reason=reason,
        rule=rule,
        fix=fix,
        source=" ".join(endpoint.url for endpoint in provider.endpoints),
        as_of=catalog.base(provider.id).as_of,
    )
