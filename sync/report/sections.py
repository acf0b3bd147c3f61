"""The sections of one provider's part of a page, in the order in which a reviewer asks.

How dear is it? What is new? What waits for a person? What leads elsewhere, and what leaves? What got
smaller, what can't it do any longer? What else moved? Whose edits stand? What settles? Only sections that
have something to say are there.
"""

import re
from collections.abc import Sequence

from sync.core.lifecycle import State
from sync.core.outcome import Added, Change, Edit, Kept, Run, Step, Waiting
from sync.core.values import Value
from sync.report.amounts import magnitude, numeric, percent
from sync.report.counts import gained, grouped, lines, lost, move
from sync.report.escape import REASON, code, word
from sync.report.tables import Section
from sync.report.values import change as shown_change
from sync.report.values import display, field_value
from sync.report.waits import held, passed, settling

_SHA = re.compile(r"[0-9a-f]{7,64}")
_REDERIVED = " re-derived by newer rules"


_WHOLE = {"offer": "the whole entry", "model": "the model's file"}
"""Fields that stand for something a person deleted as a whole."""


def sections(run: Run, *, depth: int = 2, see: str = "python -m sync run --dry-run") -> list[Section]:
    """All that has rows; `depth` is that of their headings."""
    groups = grouped([run])
    why = _REDERIVED if run.rederived else ""
    every: list[tuple[str, tuple[str, ...], list[tuple[str, ...]], int, str]] = [
        ("Prices", _PRICE, _prices(groups.prices), 0, why),
        ("New models", _NEW, [_new(added) for added in run.added], 0, ""),
        ("Aliases that lead elsewhere now", _ALIAS, _aliases(run), 3, ""),
        ("Lifecycle", _STEP, _steps(run.lifecycle), 3, ""),
        ("Limits", _LIMIT, _limits(groups.limits), 0, why),
        ("Capabilities and modalities", _ABILITY, _abilities(groups.capabilities), 0, why),
        ("Other fields", _OTHER, [_other(change) for change in groups.other], 6, why),
        ("Conflicts", _CONFLICT, [_conflict(kept) for kept in run.conflicts], 2, ""),
        ("Kept", _KEPT, [_kept(kept) for kept in run.kept], 5, ""),
        ("To adopt", _KEPT, [_kept(kept) for kept in run.adopt], 7, ""),
        ("Deleted for good", (), _ids(run.pruned), 2, ""),
        ("Kept out", ("id", "why"), [(code(id_), code(why, REASON)) for id_, why in run.excluded], 7, ""),
        ("Waiting for a model", _WAITING, [_waiting(item) for item in run.waiting], 8, ""),
        ("In the merge base only", (), _ids(run.base_moved), 8, ""),
    ]
    changes = [
        Section(
            title=title + suffix, head=head, rows=rows, drop=drop, fold=drop > 2, depth=depth, see=see,
            lead=_LEAD.get(title, ""),
        )
        for title, head, rows, drop, suffix in every
        if rows
    ]  # fmt: skip
    waits = [*held(run, depth=depth), *passed(run, depth=depth)]
    first = sum(section.title.startswith(_FIRST) for section in changes)
    return [*changes[:first], *waits, *changes[first:], *settling(run, depth=depth)]


def written(run: Run, *, depth: int = 2, see: str = "python -m sync run --dry-run") -> list[Section]:
    """`[NEW] [FREE] id` for each id that was written; the first that goes where there is no room."""
    rows = [
        (f"[{what}] [{cost}] {code(id_)}" + (f" → {code(target)}" if target is not None else ""),)
        for what, cost, id_, target in lines(run)
    ]
    return [Section(title="Written", rows=rows, drop=9, fold=True, depth=depth, see=see)] if rows else []


_FIRST = ("Prices", "New models")
"""Before what waits, because merging writes it."""

_PRICE = ("id", "kind", "old → new", "%:")
_NEW = ("id", "price", "context:", "inputs", "model")
_LIMIT = ("id", "limit", "old → new", "%:")
_ABILITY = ("", "id", "field", "old → new")
_OTHER = ("id", "field", "old → new")
_ALIAS = ("id", "old", "new")
_KEPT = ("id", "field", "mine", "upstream", "edit by")
_WAITING = ("id", "model")
_STEP = ("", "id", "state", "missing since")
_CONFLICT = ("id", "field", "mine", "was", "upstream", "edit by")

_LEAD = {
    "Kept": "Edits by hand that upstream disagrees with. They stay.",
    "Conflicts": "Upstream moved where an edit by hand stands. The edit stays; this is told once.",
    "Kept out": "New ids that overrides/ignore.yaml or the provider's `usable` rules out.",
    "To adopt": "These stood here before upstream was first read, and differ from it. They stay.",
    "Waiting for a model": "Offers of models that the catalog doesn't have: `model: null` until it does.",
    "Deleted for good": "Removed before, and nothing refers to them. A lost id leaves a tombstone.",
    "In the merge base only": "Upstream moved; no value of the catalog did.",
}


def _prices(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    rank = sorted(changes, key=lambda change: -magnitude(change.old, change.new))
    return [
        (
            code(change.id),
            _part(change, "price"),
            shown_change(change.field, change.old, change.new),
            _percent(change),
        )
        for change in rank
    ]


def _limits(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """What shrank or is gone first, and among those the farthest first."""
    rank = sorted(changes, key=lambda change: (_grown(change), -magnitude(change.old, change.new)))
    return [
        (
            code(change.id),
            _part(change, "limits"),
            shown_change(change.field, change.old, change.new),
            _percent(change),
        )
        for change in rank
    ]


def _grown(change: Change) -> bool:
    return move(change) not in ("down", "gone")


def _percent(change: Change) -> str:
    return percent(change.old, change.new)


def _part(change: Change, top: str) -> str:
    """`input` of `price.input`; says so where it isn't the place one expects."""
    name = change.field.removeprefix(f"{top}.")
    expected = "model" if top == "limits" else "offer"
    return word(name, code) + ("" if change.place == expected else f" ({change.place})")


def _new(added: Added) -> tuple[str, ...]:
    if added.alias_of is not None:
        return (code(added.id), "", "", "", f"alias of {code(added.alias_of)}")
    price = added.offer.get("price")
    return (
        code(added.id),
        display(price) if isinstance(price, dict) else "unknown",
        field_value("limits.context", _context(added)),
        field_value("modalities.input", _inside(added.facts, "modalities", "input")),
        "not known" if added.model is None else code(added.model),
    )


def _context(added: Added) -> Value:
    """What a consumer would see: the smaller known of model and offer."""
    known = [_inside(doc, "limits", "context") for doc in (added.facts, added.offer)]
    return min(
        (value for value in known if numeric(value) is not None), key=lambda v: numeric(v) or 0, default=None
    )


def _inside(doc: Value, *path: str) -> Value:
    for key in path:
        doc = doc.get(key) if isinstance(doc, dict) else None
    return doc


def _abilities(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    rank = {"**lost**": 0, "changed": 1, "gained": 2}
    rows = [
        (
            _verdict(change),
            code(change.id),
            _ability(change),
            shown_change(change.field, change.old, change.new),
        )
        for change in changes
    ]
    return sorted(rows, key=lambda row: rank[row[0]])


def _verdict(change: Change) -> str:
    if lost(change):
        return "**lost**"
    return "gained" if gained(change) else "changed"


def _ability(change: Change) -> str:
    """`tools`, `modalities.input`."""
    name = change.field.removeprefix("capabilities.")
    shown = name if name in ("modalities.input", "modalities.output") else word(name, code)
    return shown + ("" if change.place == "model" else " (offer)")


def _other(change: Change) -> tuple[str, ...]:
    return (code(change.id), code(change.field), shown_change(change.field, change.old, change.new))


def _aliases(run: Run) -> list[tuple[str, ...]]:
    return [
        (code(alias.id), *("nothing" if end is None else code(end) for end in (alias.old, alias.new)))
        for alias in run.aliases
    ]


def _kept(kept: Kept) -> tuple[str, ...]:
    return (*_where(kept), _mine(kept), field_value(kept.field, kept.upstream), _by(kept.by))


def _conflict(kept: Kept) -> tuple[str, ...]:
    was, upstream = field_value(kept.field, kept.was), field_value(kept.field, kept.upstream)
    risky = f" (**risky**: {word(kept.risky, code)})" if kept.risky else ""
    return (*_where(kept), _mine(kept), was, f"{upstream}{risky}", _by(kept.by))


def _where(kept: Kept) -> tuple[str, str]:
    return code(kept.id), _WHOLE.get(kept.field) or code(kept.field)


def _mine(kept: Kept) -> str:
    return "taken out" if kept.mine is None else field_value(kept.field, kept.mine)


def _by(edit: Edit | None) -> str:
    """Who, when, and the commit: bare where it is one, so that GitHub links it."""
    if edit is None:
        return ""
    commit = "not committed yet"
    if edit.commit is not None:
        commit = edit.commit[:7] if _SHA.fullmatch(edit.commit) else code(edit.commit)
    return ", ".join([code(edit.who), *([edit.when] if edit.when else []), commit])


_STEPS: dict[State, str] = {
    "listed": "back",
    "removed": "**removed**",
    "deprecated": "deprecated",
    "stale": "gone",
}
"""What a step to a state is called, in the order in which a reviewer asks."""


def _steps(steps: Sequence[Step]) -> list[tuple[str, ...]]:
    rank = sorted(steps, key=lambda step: [*_STEPS].index(step.new))
    return [(_STEPS[step.new], code(step.id), f"{step.old} → {step.new}", step.since or "") for step in rank]


def _waiting(item: Waiting) -> tuple[str, ...]:
    return code(item.id), "no rule names it" if item.model is None else code(item.model)


def _ids(ids: Sequence[str]) -> list[tuple[str, ...]]:
    return [(code(id_),) for id_ in ids]
