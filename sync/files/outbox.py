"""The folder of `run --out`: one change set for each provider of the run, each replaced as a whole.

    DIR/<provider>/change-set.json, files/…   see changeset.py
    DIR/<provider>/report.md, report.json     that provider's own report
    DIR/<provider>/review/                    the same of what is held, where anything is

What is no change set is somebody's own: it is never written to and never removed.
"""

import json
import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from sync.errors import UsageError
from sync.files.changeset import FILES, NAME, ChangeSet, document
from sync.files.state import replace_file

REVIEW = "review"
"""The folder of the change set of what is held, in that of the run's own."""

_OURS = frozenset({NAME, FILES, "report.md", "report.json"})
_TAKEN = ("catalog", "overrides", "schemas", ".git")


def outside(out: Path, root: Path) -> None:
    """Raise UsageError where a folder to write to is the catalog's own."""
    place = Path(os.path.realpath(out))
    for name in _TAKEN:
        if place.is_relative_to(os.path.realpath(root / name)):
            fix = "name a folder outside of it with --out"
            raise UsageError(f"this is in the catalog's own {name}/", where=str(out), fix=fix)


def prepare(out: Path, root: Path, providers: Collection[str]) -> None:
    """Make the folder that these providers' change sets go into.

    Raises UsageError where it is the catalog's own, or holds something else by one of their names.
    """
    outside(out, root)
    if out.exists() and not out.is_dir():
        raise UsageError("this is a file", where=str(out), fix="name a folder with --out")
    for provider in providers:
        folder = out / provider
        if (folder.exists() or folder.is_symlink()) and not _is_one(folder):
            fix = "name another folder with --out, or move this one away"
            raise UsageError("a change set would take the place of what is here", where=str(folder), fix=fix)
    out.mkdir(parents=True, exist_ok=True)


def put(out: Path, changes: ChangeSet, pages: Mapping[str, bytes]) -> None:
    """Put a change set and its report's pages into its folder, in the place of an earlier one.

    One of the lane `review` goes into the folder of the run's own, which has to be there before.
    """
    fresh = out / f".{changes.provider}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for file in changes.files:
        if file.new is not None:
            replace_file(fresh / FILES / file.path, file.new)
    for name, page in pages.items():
        replace_file(fresh / name, page)
    replace_file(fresh / NAME, document(changes))
    folder = place(out, changes)
    if folder.exists():
        shutil.rmtree(folder)
    fresh.rename(folder)


def place(out: Path, changes: ChangeSet) -> Path:
    """The folder of a change set."""
    folder = out / changes.provider
    return folder / REVIEW if changes.lane == "review" else folder


def drop_others(out: Path, providers: Collection[str]) -> None:
    """Remove the change sets of all but these providers."""
    for folder in sorted(out.iterdir()):
        if folder.name not in providers and _is_one(folder):
            shutil.rmtree(folder)


def _is_one(folder: Path) -> bool:
    """Whether a folder is a change set, perhaps with one of what is held, and nothing else."""
    review = folder / REVIEW
    return _holds_one(folder, {REVIEW}, folder.name) and (
        not (review.exists() or review.is_symlink()) or _holds_one(review, set(), folder.name)
    )


def _holds_one(folder: Path, more: set[str], provider: str) -> bool:
    if folder.is_symlink() or not folder.is_dir() or {path.name for path in folder.iterdir()} - _OURS - more:
        return False
    try:
        doc = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(doc, dict) and "format" in doc and doc.get("provider") == provider
