"""Which providers a command looks at: those that were heard already, or the one that was named."""

from sync.errors import UsageError
from sync.files.store import Catalog


def heard(catalog: Catalog, provider: str | None) -> list[str]:
    """The providers whose upstream was accepted at least once. Raises UsageError for another one."""
    known = list(catalog.bases())
    if provider is None:
        return known
    if provider not in known:
        fix = f"use one of {', '.join(known)}" if known else "run it first"
        raise UsageError(f"upstream of {provider!r} was never accepted", fix=fix)
    return [provider]
