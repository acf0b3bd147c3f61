"""Who made a hand edit, when and in which commit: the one since which git knows the value as it is.

The value is followed, not its line: a price shares its line with others, and the sync that
moves one of them is not who wrote the rest. A value that was taken out is followed the same
way, to the commit that took it out. Outside a git repository nobody is named.
"""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path as FilePath

from sync.core.outcome import Edit, Kept
from sync.core.values import Doc, Path, Value, get, same
from sync.files.names import model_name, offers_name
from sync.files.read import read
from sync.files.store import Catalog

_UNCOMMITTED = Edit(who="not committed yet", when=None, commit=None)
_LOOK_BACK = 50
"""Revisions of a file that are searched; an older edit has no name."""


def with_edits(catalog: Catalog, provider: str, kept: Iterable[Kept]) -> tuple[Kept, ...]:
    """The same, each with who made the edit where git knows."""
    items = tuple(kept)
    if not items or not _is_repository(catalog.root):
        return items
    pasts: dict[str, _Past] = {}
    told = []
    for item in items:
        name, path = _place(catalog, provider, item)
        file = catalog.files.get(name)
        now = get(file.doc, path) if file else None
        past = pasts.setdefault(name, _Past(catalog.root, name))
        told.append(replace(item, by=past.since(path, now)))
    return tuple(told)


class _Past:
    """The revisions of one file, newest first, each read once and only when asked for."""

    def __init__(self, root: FilePath, name: str) -> None:
        self._root, self._name = root, name
        self._known: list[tuple[Edit, Doc | None]] = []
        self._rest = self._revisions()

    def since(self, path: Path, now: Value) -> Edit | None:
        """The edit that made the value what it is now; None: it is older than what is searched."""
        edit = _UNCOMMITTED
        for made, doc in self._all():
            if not same(None if doc is None else get(doc, path), now):
                return edit
            edit = made
        return edit if len(self._known) < _LOOK_BACK else None

    def _all(self) -> Iterator[tuple[Edit, Doc | None]]:
        yield from self._known
        for revision in self._rest:
            self._known.append(revision)
            yield revision

    def _revisions(self) -> Iterator[tuple[Edit, Doc | None]]:
        """Each revision's author, and its values; None where the file was absent or broken."""
        log = _git(self._root, "log", f"-{_LOOK_BACK}", "--format=%H%x00%an%x00%as", "--", self._name)
        for row in (log or "").splitlines():
            commit, who, when = row.split("\0")
            text = _git(self._root, "show", f"{commit}:./{self._name}")
            document = None if text is None else read(text, self._name)
            doc = document.mapping() if document is not None and not document.problems else None
            yield Edit(who=who, when=when, commit=commit), doc


def _place(catalog: Catalog, provider: str, item: Kept) -> tuple[str, Path]:
    """The file and the path in it that an outcome speaks of."""
    if item.place == "offer":
        path = () if item.field == "offer" else tuple(item.field.split("."))
        return offers_name(provider), (item.id, *path)
    model = item.model or ""
    file = catalog.models.get(model)
    return file.name if file else model_name(model), () if item.field == "model" else tuple(
        item.field.split(".")
    )


def _is_repository(root: FilePath) -> bool:
    return _git(root, "rev-parse", "--git-dir") is not None


def _git(root: FilePath, *words: str) -> str | None:
    """What git says, or None where it says no."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
