"""The merge: what one entry becomes when upstream has news and a person may have edited it.

    base  what upstream said when we last accepted it ─┐
    new   what upstream says now                       ├─> merge() ─> Merged(doc, written, kept …)
    mine  what the repository says                    ─┘

    base = new   mine = base   nothing
    base = new   mine ≠ base   mine stays: kept
    base ≠ new   mine = base   new is written
    base ≠ new   mine = new    converged
    base ≠ new   all differ    mine stays: conflict, told once for that upstream value
    no base      mine present  mine stays, a difference is told once: adopt

Field by field, for the upstream-owned fields of a schema; everything else in `mine` is never
looked at. A field that a person deleted differs from its base like any other edit. Sets merge
element by element. One function for every source and every kind of file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sync.core.fields import Field, Fields
from sync.core.values import Doc, Value, copy, copy_doc, get, put


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One field's outcome: what the repository said, what upstream said before and says now."""

    field: Field
    mine: Value
    base: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Merged:
    """The entry after the merge, and what is to be told of it; `doc` is `mine` where nothing is written."""

    doc: Doc
    written: list[Told] = field(default_factory=list)
    kept: list[Told] = field(default_factory=list)
    conflicts: list[Told] = field(default_factory=list)
    adopt: list[Told] = field(default_factory=list)

    @property
    def told(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.written or self.kept or self.conflicts or self.adopt)


MayWrite = Callable[[Told], bool]
"""Asked before each write; False leaves the field as it is, and its base with it."""


def merge(
    fields: Fields, *, base: Doc | None, new: Doc, mine: Doc, may_write: MayWrite = lambda _: True
) -> Merged:
    """Merge one entry. `base` is None when nothing of it was ever accepted."""
    if (base is new or base == new) and [*map(mine.get, fields.tops)] == [*map(new.get, fields.tops)]:
        return Merged(mine)  # nearly every entry of nearly every run
    merged = Merged(mine)
    news: list[tuple[Field, Value]] = []
    for each in fields:
        told = Told(field=each, mine=get(mine, each.path), base=get(base, each.path), new=get(new, each.path))
        value = _settle(told, known=base is not None, merged=merged)
        if each.same(value, told.mine):
            continue
        write = Told(field=each, mine=told.mine, base=told.base, new=value)
        if may_write(write):
            news.append((each, value))
            merged.written.append(write)
    if not news:
        return merged
    doc = copy_doc(mine)
    for each, value in news:
        put(doc, each.path, copy(value))
    return Merged(doc, merged.written, merged.kept, merged.conflicts, merged.adopt)


def allowed(fields: Sequence[Field], new: Doc) -> Doc:
    """A new entry without what a provider's policy never lets the sync write."""
    never = [each.path for each in fields if each.mode == "keep" and get(new, each.path) is not None]
    doc = copy_doc(new) if never else new
    for path in never:
        put(doc, path, None)
    return doc


def _settle(told: Told, *, known: bool, merged: Merged) -> Value:
    """The value that the field shall have; tells `merged` where a person's stands against upstream's."""
    field, mine, base, new = told.field, told.mine, told.base, told.new
    if field.same(mine, new):
        return mine
    match field.mode:
        case "keep":
            return mine
        case "replace":
            return mine if new is None and base is None else new
        case "fill":
            return new if mine is None and base is None else mine
        case "union":
            return _union(mine, base, new)
    if field.same(mine, base):
        return _elements(mine, base, new) if _reordered(mine, base, new) else new
    value = _elements(mine, base, new) if field.is_set else mine
    _tell(told, value, known=known, merged=merged)
    return value


def _tell(told: Told, value: Value, *, known: bool, merged: Merged) -> None:
    """Kept, conflict or adopt, unless the two say the same after all."""
    field = told.field
    if field.agrees(value, told.new):
        return
    if value is not told.mine:
        merged.kept.append(replace(told, mine=value))  # a set: what is still different is the person's
    elif field.same(told.base, told.new):
        merged.kept.append(told)
    elif known:
        merged.conflicts.append(told)
    else:
        merged.adopt.append(told)


def _elements(mine: Value, base: Value, new: Value) -> Value:
    """A set: each element that upstream added or dropped enters, each that a person did stays."""
    if not (isinstance(mine, list) and isinstance(base, list) and isinstance(new, list)):
        return mine
    dropped = [item for item in base if item not in new]
    added = [item for item in new if item not in base and item not in mine]
    return [item for item in mine if item not in dropped] + added


def _reordered(mine: Value, base: Value, new: Value) -> bool:
    """Whether a set holds upstream's elements in a person's order, which its news shall not undo."""
    return mine != base and all(isinstance(value, list) for value in (mine, base, new))


def _union(mine: Value, base: Value, new: Value) -> Value:
    """A set that only grows: what upstream adds enters, what it drops stays; a person's deletion does too."""
    if mine is None:
        return new if base is None else mine
    if not (isinstance(mine, list) and isinstance(new, list)):
        return mine
    known = [*mine, *base] if isinstance(base, list) else mine
    return mine + [item for item in new if item not in known]
