"""Mends what rules can prove to be mendable, until nothing of that is left.

    catalog ──rule.fix──> edits ──read back──> catalog ──the next rule──> …

Rules that take lines out come before the one that puts a line above all others, so that
what is told names the lines that a person sees in the file as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sync.files.store import Catalog, File
from sync.lint import headers, key_order, override_redundant
from sync.lint.edit import Done, Edit
from sync.lint.subject import Subject

Fix = Callable[[Subject], Iterable[Edit]]

FIXES: Mapping[str, Fix] = {
    "override-redundant": override_redundant.fix,
    "key-order": key_order.fix,
    "header": headers.fix,
}

_PASSES = 5


@dataclass(frozen=True, slots=True)
class Mended:
    """A catalog with everything mended, which files that changed, and what was done."""

    catalog: Catalog
    files: Mapping[str, File]
    done: tuple[Done, ...]


def mend(catalog: Catalog, today: date, chosen: Callable[[str], bool]) -> Mended:
    """Mend the files that are `chosen` by name, in memory."""
    files: dict[str, File] = {}
    told: list[Done] = []
    for _ in range(_PASSES):
        before = len(told)
        for fix in FIXES.values():
            changed: dict[str, File] = {}
            for edit in fix(Subject(catalog, today)):
                file = edit.proven() if chosen(edit.file.name) else None
                if file is not None:
                    changed[file.name] = file
                    told += edit.done
            catalog = _with(catalog, changed)
            files |= changed
        if len(told) == before:
            break
    return Mended(catalog, files, tuple(told))


def _with(catalog: Catalog, changed: Mapping[str, File]) -> Catalog:
    if not changed:
        return catalog
    models = {model: changed.get(file.name, file) for model, file in catalog.models.items()}
    return replace(catalog, files={**catalog.files, **changed}, models=models)
