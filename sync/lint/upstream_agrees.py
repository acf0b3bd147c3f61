"""Which overrides say what upstream says anyway, today: a pin on purpose, or one that has done its work.

Upstream is asked, not the files: what a person wrote there by hand may be about to be given
back. Who confirms a guess says more than upstream, and so does who writes a limit that a
smaller one would lower.
"""

import shlex
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from sync.core import effective
from sync.core.book import Book
from sync.core.compile_offer import compile_offer
from sync.core.effective import Effective
from sync.core.fields import Field
from sync.core.heuristics import is_guess
from sync.core.overrides import CAPABILITIES, IGNORE, Override, in_force
from sync.core.values import Doc, Path, Value, get
from sync.ids import fold
from sync.lint.places import name
from sync.lint.subject import Subject

_DATED_BY_THE_SYNC = ("state", "missing_since")


def agreeing(subject: Subject, book: Book, places: Container[tuple[str, str, int]]) -> Iterator[Override]:
    """Overrides in force that change nothing today and say what upstream says, but for those at `places`."""
    overrides = subject.overrides()
    for each in overrides:
        if each.place == IGNORE or not each.holds(subject.today) or (each.place, each.key, each.at) in places:
            continue
        said = _said(book, each)
        fields = _fields(subject, each)
        if each.values and said is not None and _agrees(said, fields, each):
            without = _held(subject, book, each, [other for other in overrides if other is not each])
            if _holds_anyway(book, fields, each, without, _held(subject, book, each, overrides)):
                yield each


def revert(subject: Subject, override: Override) -> str | None:
    """The command that takes exactly this decision back; None where it would take others with it."""
    named = {_typed(override, path): path for path in override.values}

    def is_hit(other: Override) -> bool:
        same_place = override.provider in (None, other.provider) and other.place != IGNORE
        return (
            same_place
            and fold(other.id) == fold(override.id)
            and any(path[: len(field)] == field for path in other.values for field in named.values())
        )

    hit = [each for each in subject.overrides() if is_hit(each)]
    options = ["--provider", override.provider] if override.provider else []
    if len(hit) > 1:
        hit = [each for each in hit if each.priority == override.priority]
        options += ["--priority", str(override.priority)]
    if len(hit) > 1:
        return None
    words = shlex.join((*options, "--", override.id, *named) if override.id.startswith("-") else ())
    return f"python -m sync override revert {words or shlex.join((override.id, *named, *options))}"


def _typed(override: Override, path: Path) -> str:
    return path[-1] if override.place == CAPABILITIES else name(path)


def _said(book: Book, override: Override) -> Doc | None:
    if override.provider is None:
        return book.said.get(override.id)
    return book.offered.get(override.provider, {}).get(override.id)


def _fields(subject: Subject, override: Override) -> dict[Path, Field]:
    """The fields that upstream speaks of, of the kind of entry that an override is about."""
    fields = subject.catalog.schemas.fields("model" if override.provider is None else "offers")
    return {field.path: field for field in fields if field.path[0] not in _DATED_BY_THE_SYNC}


def _agrees(said: Value, fields: dict[Path, Field], override: Override) -> bool:
    for path, value in override.values.items():
        upstream = get(said, path)
        if path not in fields or is_guess(upstream) or not fields[path].agrees(upstream, value):
            return False
    return True


def _holds_anyway(
    book: Book, fields: dict[Path, Field], override: Override, without: Effective, with_it: Effective
) -> bool:
    for path, value in override.values.items():
        there = get(without.doc, path)
        if is_guess(there) or not fields[path].agrees(there, value):
            return False
    return _limits(book, override, without) == _limits(book, override, with_it)


def _held(subject: Subject, book: Book, override: Override, overrides: Sequence[Override]) -> Effective:
    decided = replace(book, overrides=in_force(overrides, subject.today))
    if override.provider is None:
        return effective.model(decided, override.id)
    return effective.offer(decided, override.provider, override.id)


def _limits(book: Book, override: Override, held: Effective) -> Value:
    """The limits of an offer as applications see them: its model's may be smaller."""
    if override.provider is None:
        return None
    return compile_offer(book, override.provider, override.id, held, {})["limits"]
