"""`run --carry`: what unmerged branches say, or why nothing of one is carried over."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sync.errors import CatalogError, Problem

if TYPE_CHECKING:
    from sync.core.carry import Branch


def unmerged(root: Path, providers: Sequence[str]) -> tuple[str, ...]:
    """The branches of these providers' pull requests that were fetched and are there."""
    from sync.files import revision
    from sync.publish.world import branch_name

    refs = (f"origin/{branch_name(provider, 'main')}" for provider in providers)
    return tuple(ref for ref in refs if revision.resolve(root, ref) is not None)


def carried(
    root: Path, refs: Sequence[str], providers: Sequence[str]
) -> tuple[dict[str, list["Branch"]], tuple[Problem, ...]]:
    """By provider what these revisions say, and what is wrong with those that can't be read.

    Raises UsageError for a revision that isn't there.
    """
    found: dict[str, list[Branch]] = {}
    problems: list[Problem] = []
    for ref in refs:
        from sync.files.branch import branches  # most runs have none

        try:
            for provider, branch in branches(root, ref, providers).items():
                found.setdefault(provider, []).append(branch)
        except CatalogError as error:
            problems += error.problems
    return found, tuple(problems)
