"""Schema checks of a catalog's files, and of only those whose bytes weren't found valid before.

`check` looks at everything; `run` asks `unchecked`, which remembers by content what passed.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from sync.core.values import Value, get
from sync.errors import CatalogError, Problem, errors_of
from sync.files.schemas import Kind, Schemas, kind_of
from sync.files.state import Checked
from sync.files.store import Catalog, File

_DEPTH = 2
"""Parts of the path of a rule: `hold.price-move`, `guards.price-move`."""
_WIDTH = 90

Remember = Callable[[Path, Mapping[str, bytes | None]], None]


def everything(catalog: Catalog) -> list[Problem]:
    """Every schema problem of every file that can be read."""
    return [
        problem
        for file in catalog.files.values()
        for problem in _check(file, kind_of(file.name), catalog.schemas)
    ]


def overrides(catalog: Catalog) -> list[Problem]:
    """Every schema problem of what people decided beside the catalog."""
    return [
        problem
        for file in catalog.files.values()
        if file.name.startswith("overrides/")
        for problem in _check(file, kind_of(file.name), catalog.schemas)
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


def unchecked(catalog: Catalog) -> tuple[list[Problem], Remember]:
    """Problems of the files not known to be valid, and a function that remembers the valid ones.

    That function takes the root and what was written since, which is valid by construction; None of
    a file that is gone.
    """
    checked = Checked(catalog.root, _digest(catalog.schemas))
    problems: list[Problem] = []
    valid: dict[str, str] = {}
    for file in catalog.files.values():
        kind = kind_of(file.name)
        key = checked.key(kind or "", file.raw)
        if not checked.knows(key):
            found = [_allowed(problem) for problem in _check(file, kind, catalog.schemas)]
            problems += found
            if errors_of(found):
                continue
        valid[file.name] = key

    def remember(root: Path, written: Mapping[str, bytes | None]) -> None:
        known = {name: key for name, key in valid.items() if name not in written}
        fresh = {
            name: checked.key(kind_of(name) or "", raw)
            for name, raw in written.items()
            if raw is not None and kind_of(name)
        }
        checked.remember(root, (known | fresh).values())

    return problems, remember


def _allowed(problem: Problem) -> Problem:
    """A key that nobody knows is no reason not to go on: an older revision may have been its reader."""
    return replace(problem, level="warning") if problem.rule == "unknown-key" else problem


def _check(file: File, kind: Kind | None, schemas: Schemas) -> list[Problem]:
    if kind is None or not schemas.knows(kind):
        return []
    from sync.files.validate import validate

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


def _digest(schemas: Schemas) -> str:
    return hashlib.sha256(json.dumps(schemas.docs, sort_keys=True, default=str).encode()).hexdigest()
