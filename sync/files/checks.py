"""Schema checks of a catalog's files, and of only those whose bytes weren't found valid before.

`check` looks at everything; `run` asks `unchecked`, which remembers by content what passed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from sync.core.values import Doc, Value, get
from sync.errors import CatalogError, Problem
from sync.files import names, store
from sync.files.checked import Checked
from sync.files.read import read
from sync.files.schemas import Kind, Schemas, digest, kind_of
from sync.files.store import Catalog, File

_DEPTH = 2
"""Parts of the path of a rule: `hold.price-move`, `guards.price-move`."""
_WIDTH = 90
_NOTHING: Mapping[str, Doc] = MappingProxyType({})


class Remember(Protocol):
    """Remembers the files that are valid, after these were written."""

    def __call__(self, written: Mapping[str, bytes | None], said: Mapping[str, Doc] = ..., /) -> None:
        """`written` is valid by construction, None of a file that is gone; `said` is what it reads as,
        where that is known.
        """


def everything(catalog: Catalog) -> list[Problem]:
    """Every schema problem of every file that can be read."""
    return [problem for file in catalog.files.values() for problem in of_file(catalog, file)]


def of_file(catalog: Catalog, file: File) -> list[Problem]:
    """Every schema problem of one file."""
    return _check(file, kind_of(file.name), catalog.schemas)


def overrides(catalog: Catalog) -> list[Problem]:
    """Every schema problem of what people decided beside the catalog."""
    return [
        problem
        for file in catalog.files.values()
        if file.name.startswith("overrides/")
        for problem in of_file(catalog, file)
    ]


def bases(catalog: Catalog) -> list[Problem]:
    """Every problem of the merge bases, of what waits and of the history."""
    problems: list[Problem] = []
    for reading in catalog.machines():
        try:
            reading()
        except CatalogError as error:
            problems += error.problems
    return problems


def opened(root: Path) -> tuple[Catalog, list[Problem], Remember]:
    """A catalog of which only what isn't known to be valid was parsed, and what `unchecked` says of it."""
    checked = Checked(root, digest(root))
    catalog = store.load(root, checked)
    return catalog, *unchecked(catalog, checked)


def unchecked(catalog: Catalog, checked: Checked) -> tuple[list[Problem], Remember]:
    """Problems of the files not known to be valid, and a function that remembers the valid ones."""
    problems: list[Problem] = []
    valid: dict[str, tuple[bytes, Callable[[], Doc]]] = {}
    for file in catalog.files.values():
        kind = kind_of(file.name)
        if file.known is None:
            found = [_allowed(problem) for problem in _check(file, kind, catalog.schemas)]
            problems += found
            if found:
                continue  # a warning is told each time
        valid[file.name] = (file.known or checked.key(kind or "", file.raw), partial(_said, file))

    def remember(written: Mapping[str, bytes | None], said: Mapping[str, Doc] = _NOTHING, /) -> None:
        known = {name: entry for name, entry in valid.items() if name not in written}
        for name, raw in written.items():
            kind = kind_of(name)
            if raw is not None and kind:
                known[name] = (checked.key(kind, raw), partial(_read, name, raw, said.get(name)))
        for provider in catalog.bases():
            key = checked.key(store.UPSTREAM, catalog.base_bytes(provider) or b"")
            if checked.knows(key) or provider in catalog.bases_read():
                known[names.base_name(provider)] = (key, dict)
        checked.remember(dict(known.values()))

    return problems, remember


def _said(file: File) -> Doc:
    return file.doc


def _read(name: str, raw: bytes, said: Doc | None) -> Doc:
    return read(raw.decode("utf-8"), name).mapping() if said is None else said


def _allowed(problem: Problem) -> Problem:
    """A key that nobody knows is no reason not to go on: an older revision may have been its reader."""
    return replace(problem, level="warning") if problem.rule == "unknown-key" else problem


def _check(file: File, kind: Kind | None, schemas: Schemas) -> list[Problem]:
    if kind is None or not schemas.knows(kind):
        return []
    from sync.files.validate import is_fine, validate

    if is_fine(file.name, file.doc, kind, schemas):
        return []
    return [_of_guards(problem, kind, schemas) for problem in validate(file.document(), kind, schemas)]


def _of_guards(problem: Problem, kind: Kind, schemas: Schemas) -> Problem:
    """A guard that nobody knows guards nothing, so its name is an error: whoever wrote it reckons with it."""
    path = problem.path.split(".")
    if kind != "guards" and (kind != "provider" or path[0] != "guards"):
        return problem
    schema: Value = schemas.of(kind)
    above = ("properties", path[0]) if len(path) == _DEPTH or kind == "provider" else ()
    known = get(schema, (*above, "properties"))
    names = ", ".join(known) if isinstance(known, dict) else ""
    if problem.rule == "unknown-key":
        what = ("section", "rule with thresholds", "threshold of this rule")[min(len(path), 3) - 1]
        is_guess = problem.fix.startswith("did you mean") or "` without `" in problem.fix
        fix = problem.fix if is_guess or len(path) > _DEPTH else _wrapped(f"use one of {names}")
        return replace(problem, level="error", rule="guards", message=f"no {what} has this name", fix=fix)
    if problem.fix == "write a mapping":
        rule = path[-1] if len(path) == _DEPTH else "shrink"
        return replace(problem, fix=_wrapped(f"write `{rule}: {{…}}` with thresholds; known are {names}"))
    return problem


def _wrapped(text: str) -> str:
    from textwrap import wrap  # a sound catalog needs none of it

    return "\n    ".join(wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))
