"""Who made a hand edit, when and in which commit: git's word for the line it stands on.

For a value that a person deleted, the commit is the last one of its file before which the
value was still there. Outside a git repository nobody is named.
"""

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path as FilePath

from sync.core.outcome import Edit, Kept
from sync.core.values import Path, get
from sync.files.read import find, line_of, read
from sync.files.store import Catalog, File, model_name

_UNCOMMITTED = Edit(who="not committed yet", when=None, commit=None)
_LOOK_BACK = 50
"""Revisions of a file that are searched for a deleted value."""


def with_edits(catalog: Catalog, provider: str, kept: Iterable[Kept]) -> tuple[Kept, ...]:
    """The same, each with who made the edit where git knows."""
    items = tuple(kept)
    if not items or not _is_repository(catalog.root):
        return items
    lines: dict[str, dict[int, Edit]] = {}
    return tuple(replace(item, by=_edit(catalog, provider, item, lines)) for item in items)


def _edit(catalog: Catalog, provider: str, item: Kept, lines: dict[str, dict[int, Edit]]) -> Edit | None:
    name, path = _place(catalog, provider, item)
    file = catalog.files.get(name)
    document = file.document() if file else None
    if item.mine is None or file is None or document is None or get(file.doc, path) is None:
        return _deleted(catalog.root, name, path)
    line = line_of(document.root, path)
    if name not in lines:
        lines[name] = _blame(catalog.root, file)
    found = find(document.root, path)
    return lines[name].get(line) if line is not None and found is not None else None


def _place(catalog: Catalog, provider: str, item: Kept) -> tuple[str, Path]:
    """The file and the path in it that an outcome speaks of."""
    if item.place == "offer":
        path = () if item.field == "offer" else tuple(item.field.split("."))
        return f"catalog/offers/{provider}.yaml", (item.id, *path)
    model = item.model or ""
    file = catalog.models.get(model)
    return file.name if file else model_name(model), () if item.field == "model" else tuple(
        item.field.split(".")
    )


def _blame(root: FilePath, file: File) -> dict[int, Edit]:
    """Who last touched each line of the file as it lies in the working tree."""
    out = _git(root, "blame", "--porcelain", "--contents", file.name, "--", file.name)
    edits: dict[int, Edit] = {}
    commits: dict[str, Edit] = {}
    commit, line = "", 0
    facts: dict[str, str] = {}
    for row in (out or "").split("\n"):
        if row.startswith("\t"):
            if commit not in commits:
                commits[commit] = _of(commit, facts)
            edits[line], facts = commits[commit], {}
            continue
        word, _, rest = row.partition(" ")
        if len(word) == 40 and rest[:1].isdigit():
            commit, line = word, int(rest.split(" ")[1])
        else:
            facts[word] = rest
    return edits


def _of(commit: str, facts: Mapping[str, str]) -> Edit:
    if not commit.strip("0"):
        return _UNCOMMITTED
    when = datetime.fromtimestamp(int(facts.get("author-time", "0")), UTC).date().isoformat()
    return Edit(who=facts.get("author", ""), when=when, commit=commit)


def _deleted(root: FilePath, name: str, path: Path) -> Edit | None:
    """The commit that took a value out: the one after the newest that still had it."""
    log = _git(root, "log", f"-{_LOOK_BACK}", "--format=%H%x00%an%x00%as", "--", name)
    newer: Edit = _UNCOMMITTED
    for row in (log or "").splitlines():
        commit, who, when = row.split("\0")
        text = _git(root, "show", f"{commit}:./{name}")
        if text is not None:
            document = read(text, name)
            if document.value is not None and (get(document.mapping(), path) if path else True) is not None:
                return newer
        newer = Edit(who=who, when=when, commit=commit)
    return None


def _is_repository(root: FilePath) -> bool:
    return _git(root, "rev-parse", "--git-dir") is not None


def _git(root: FilePath, *words: str) -> str | None:
    """What git says, or None where it says no."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
