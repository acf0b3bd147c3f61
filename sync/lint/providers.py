"""`provider`: a provider's file has a name that others can point to, and names what exists."""

import re
from collections.abc import Iterator

from sync.core.values import Path, Value, get
from sync.errors import Problem
from sync.files.store import File
from sync.lint.subject import Subject, problem
from sync.sources.registry import ADAPTERS

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def check(subject: Subject) -> Iterator[Problem]:
    """Names that don't fit into a file name, endpoints nobody can read and unknown fields in `merge`."""
    fields = _fields(subject)
    for name, file in subject.catalog.providers().items():
        if not _NAME.fullmatch(name):
            yield _error(file, (), f"{name!r} can't be a provider's name", "use a-z, 0-9, - and _")
        for at, endpoint in enumerate(_items(get(file.doc, ("models_api", "endpoints")))):
            yield from _endpoint(file, ("models_api", "endpoints", str(at)), endpoint)
        for policy in ("always", "never"):
            for at, field in enumerate(_items(get(file.doc, ("merge", policy)))):
                if isinstance(field, str) and field not in fields:
                    where = ("merge", policy, str(at))
                    yield _error(
                        file, where, f"the sync writes no field {field!a}", "docs/format.md names them"
                    )


def _endpoint(file: File, path: Path, endpoint: Value) -> Iterator[Problem]:
    """Whether its transformer exists, and lets a provider's file name the unit of prices."""
    transformer, unit = get(endpoint, ("transformer",)), get(endpoint, ("price_unit",))
    if not isinstance(transformer, str):
        return
    if transformer not in ADAPTERS:
        known = ", ".join(sorted(ADAPTERS))
        what = f"no transformer is called {transformer!a}"
        yield _error(file, (*path, "transformer"), what, f"use one of: {known}")
    elif unit is not None and ADAPTERS[transformer].in_unit is None:
        what = f"{transformer} knows the unit of its prices: {ADAPTERS[transformer].price_unit}"
        yield _error(file, (*path, "price_unit"), what, "take price_unit out")


def _fields(subject: Subject) -> set[str]:
    """Every field that the sync writes, and every part of a file that holds some."""
    schemas = subject.catalog.schemas
    paths = [field.path for field in (*schemas.fields("offers"), *schemas.fields("model"))]
    return {".".join(path[:depth]) for path in paths for depth in range(1, len(path) + 1)}


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _error(file: File, path: Path, message: str, fix: str) -> Problem:
    return problem(file, path, message, rule="provider", fix=fix, level="error")
