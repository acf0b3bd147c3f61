"""Which model a file is of: the id inside it decides; without one, its name says it.

catalog/models/acme/one.yaml                      ──> acme/one
catalog/models/acme/two.yaml    id: acme/Two      ──> acme/Two
"""

import re
from collections.abc import Mapping
from typing import Protocol, TypeVar

from sync.core.values import Doc
from sync.errors import Problem
from sync.files.names import MODELS, model_of
from sync.ids import unusable

OWN_ID = re.compile(rb"""^["']?id["']?\s*:|^\s*[{?&!]""", re.M)
"""What a file holds that may say the id of its model itself."""


class _File(Protocol):
    """A file as read."""

    name: str
    raw: bytes

    @property
    def doc(self) -> Doc: ...


_F = TypeVar("_F", bound=_File)


def models(files: Mapping[str, _F]) -> tuple[dict[str, _F], list[Problem]]:
    """The files of models by their ids, and what is wrong with those that are left out."""
    found: dict[str, _F] = {}
    problems: list[Problem] = []
    for name, file in files.items():
        if not name.startswith(MODELS):
            continue
        id_ = _id(file)
        why = "the file's name is no model's" if id_ is None else _no_model(id_)
        if id_ is None or why is not None:
            fix = "call the file lab/model.yaml, or give it an `id: lab/model` that can be one"
            problems.append(_misnamed(name, why or "", fix))
        elif id_ in found:
            fix = "keep one of them"
            problems.append(_misnamed(name, f"the model {id_} has another file, {found[id_].name}", fix))
        else:
            found[id_] = file
    return found, problems


def _id(file: _File) -> str | None:
    inside = file.doc.get("id") if OWN_ID.search(file.raw) else None
    return inside if isinstance(inside, str) else model_of(file.name)


def _no_model(id_: str) -> str | None:
    """Why it can't be a model's id."""
    return unusable(id_) or (None if id_.count("/") == 1 else "a model's id is lab/model")


def _misnamed(name: str, message: str, fix: str) -> Problem:
    return Problem(file=name, line=1, path="", message=message, rule="model-id", fix=fix)
