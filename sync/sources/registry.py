"""Every dialect that can be read, by the name that `transformer:` uses."""

from collections.abc import Mapping
from types import MappingProxyType

from sync.errors import UsageError
from sync.sources import groq, mistral, openai, openrouter
from sync.sources.adapter import Adapter

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {known.name: known for known in (groq.ADAPTER, mistral.ADAPTER, openai.ADAPTER, openrouter.ADAPTER)}
)


def adapter(name: str) -> Adapter:
    """The adapter called `name`."""
    try:
        return ADAPTERS[name]
    except KeyError:
        known = ", ".join(sorted(ADAPTERS))
        raise UsageError(f"no transformer is called {name!a}", fix=f"use one of: {known}") from None
