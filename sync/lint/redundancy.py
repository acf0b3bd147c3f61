"""Which overrides change nothing: each field that they decide has that very value without them, too.

That must be so today and on every later day on which they hold, for one that ends earlier may
hide a difference until then. Who confirms a guess changes it, and so does who writes a limit
that a smaller one would lower.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sync.core import effective
from sync.core.book import Book
from sync.core.compile_offer import compile_offer
from sync.core.effective import Effective
from sync.core.fields import Field
from sync.core.heuristics import is_guess
from sync.core.overrides import IGNORE, Override, in_force
from sync.core.values import Path, Value, get, same
from sync.lint.subject import Subject


def redundant(subject: Subject) -> list[Override]:
    """The overrides that could all go together, in the order of the files."""
    book = subject.book
    if book is None:
        return []
    groups: dict[tuple[str | None, str], list[Override]] = {}
    patterns: list[Override] = []
    for each in subject.overrides():
        if each.place == IGNORE:
            patterns.append(each)
        elif each.holds(subject.today):
            groups.setdefault((each.provider, each.id), []).append(each)
    kinds = subject.catalog.schemas.fields("model"), subject.catalog.schemas.fields("offers")
    fields = {field.path: field for kind in kinds for field in kind}
    gone: list[Override] = []
    for (provider, id_), rivals in groups.items():
        if id_ in (book.models if provider is None else book.offers.get(provider, {})):
            gone += _About(book, fields, provider, id_, patterns).gone(rivals, subject.today)
    return sorted(gone, key=lambda each: (each.place, each.key, each.at))


@dataclass(frozen=True, slots=True)
class _About:
    """One model or offer, and what patterns decide of it beside its own overrides."""

    book: Book
    fields: Mapping[Path, Field]
    provider: str | None
    id: str
    patterns: Sequence[Override]

    def gone(self, rivals: Sequence[Override], today: date) -> list[Override]:
        """Those of its overrides that could all go together; the ones that lose anyway go first."""
        left = sorted(rivals, key=lambda each: -each.priority)
        gone: list[Override] = []
        for _ in rivals:
            found = next((each for each in reversed(left) if self._changes_nothing(each, left, today)), None)
            if found is None:
                break
            left = [each for each in left if each is not found]
            gone.append(found)
        return gone

    def _changes_nothing(self, override: Override, left: Sequence[Override], today: date) -> bool:
        rest = [each for each in left if each is not override]
        days = _days(override, rest, today)
        return bool(override.values and days) and all(
            self._holds_anyway(override, self._held(rest, day), self._held(left, day)) for day in days
        )

    def _holds_anyway(self, override: Override, without: Effective, with_it: Effective) -> bool:
        for path, value in override.values.items():
            there, field = get(without.doc, path), self.fields.get(path)
            agree = field.agrees(there, value) if field else same(there, value)
            if is_guess(there) or not agree:
                return False
        return self._limits(without) == self._limits(with_it)

    def _held(self, overrides: Sequence[Override], day: date) -> Effective:
        decided = replace(self.book, overrides=in_force([*overrides, *self.patterns], day))
        if self.provider is None:
            return effective.model(decided, self.id)
        return effective.offer(decided, self.provider, self.id)

    def _limits(self, held: Effective) -> Value:
        """The limits of an offer as applications see them: its model's may be smaller."""
        return compile_offer(self.book, self.provider, self.id, held, {})["limits"] if self.provider else None


def _days(override: Override, others: Sequence[Override], today: date) -> list[date]:
    """Today, and the days on which what holds beside an override changes; none where a date is no date."""
    days = [today]
    for each in others:
        if each.until is not None and (override.until is None or each.until < override.until):
            try:
                days.append(date.fromisoformat(each.until) + timedelta(days=1))
            except (ValueError, OverflowError):
                return []
    return days
