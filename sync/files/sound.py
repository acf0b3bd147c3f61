"""A catalog to work on: every file reads well and fits its schema, or the command says what doesn't.

lock ──> heal what a crash left ──> read every file ──> check what isn't known to be valid
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sync.errors import CatalogError, Problem, errors_of
from sync.files import store
from sync.files.checks import Remember, opened
from sync.files.store import Catalog
from sync.files.unfinished import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A catalog of which every file reads well and fits its schema; `remember` keeps that for next time."""

    catalog: Catalog
    warnings: tuple[Problem, ...]
    remember: Remember
    healed: tuple[str, ...] = ()


@contextmanager
def sound_catalog(root: Path, *, writing: bool, now: datetime) -> Iterator[Sound]:
    """The catalog to work on, locked while it is written to.

    Raises CatalogError with every problem of every file when it isn't sound; for who only reads
    also SyncError when another run's write isn't finished, which writing would do first.
    """
    store.require_catalog(root)
    with _held(root, now) if writing else reading(root) as healed:
        catalog, problems, remember = opened(root)
        if errors_of((*catalog.problems, *problems)):
            raise CatalogError([*catalog.problems, *problems])
        yield Sound(catalog=catalog, warnings=tuple(problems), remember=remember, healed=healed or ())


@contextmanager
def _held(root: Path, now: datetime) -> Iterator[tuple[str, ...]]:
    from sync.files import journal, lock  # a command that only reads needs neither

    with lock.locked(root, now=f"{now:%Y-%m-%d %H:%M:%S} UTC"):
        yield tuple(journal.heal(root))
