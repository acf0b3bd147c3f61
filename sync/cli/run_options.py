"""What `run` is asked to do: its options read together, and refused where they contradict each other."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sync.cli import commits
from sync.core.guards.judge import REFUSALS
from sync.core.scope import Scope
from sync.errors import UsageError
from sync.files import lists, store
from sync.sources.provider import Provider


def fit(root: Path, out: Path | None, *, dry_run: bool, backup: bool, prune: bool, commit: bool) -> None:
    """Raise UsageError for what makes no sense together: beside --out, and beside --commit."""
    if commit:
        nothing = "--dry-run writes nothing" if dry_run else None
        commits.require(root, commit, "--out writes no file of the catalog" if out else nothing)
    if out is None:
        return
    if dry_run:
        raise UsageError(
            "--out writes change sets and --dry-run writes nothing",
            fix="leave one of them out; --out changes no file of the catalog either",
        )
    if backup:
        raise UsageError("--out changes no file that --backup could copy", fix="leave --backup out")
    if prune:
        fix = "leave --prune out, and say `prune` in the catalog itself"
        raise UsageError("--out writes what one provider's list says, and --prune deletes for all", fix=fix)


def scope(catalog: store.Catalog, which: str | None, models: tuple[str, ...]) -> Scope:
    """The models and offers that a run is limited to, by --list and --model."""
    if which in ("free", "paid"):
        found = Scope(standing="free" if which == "free" else "paid")
    elif which in (None, "", "all"):
        found = Scope()
    else:
        found = Scope(ids=lists.ids(catalog, which))
    return replace(found, ids=(*(found.ids or ()), *models)) if models else found


def waved(accept: Sequence[str], providers: Sequence[Provider]) -> dict[str, frozenset[str]]:
    """The rules of refusal that a person waves through, by provider."""
    through: dict[str, frozenset[str]] = {}
    known = [provider.id for provider in providers]
    for text in accept:
        provider, _, rule = text.partition(":")
        if provider not in known:
            fix = f"use P:RULE, with P one of {', '.join(known)}"
            raise UsageError(f"--accept {text}: there is no provider {provider!r} in this run", fix=fix)
        if rule not in REFUSALS:
            fix = _meant(provider, rule)
            raise UsageError(f"--accept {text}: no rule {rule!r} refuses a list", fix=fix)
        through[provider] = through.get(provider, frozenset()) | {rule}
    return through


def _meant(provider: str, rule: str) -> str:
    """The rules that may have been meant, or all of them."""
    from difflib import get_close_matches
    from textwrap import wrap

    close = get_close_matches(rule, REFUSALS, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(f'{provider}:{name}' for name in close)}?"
    every = ", ".join(f"{provider}:{name}" for name in REFUSALS)
    return "\n    ".join(wrap(f"use one of {every}", 90, break_on_hyphens=False, break_long_words=False))
