"""`successor`: whoever follows `replaced_by` ends at a model in use, and a last day alone hides nothing.

That a successor is there at all is `override-unknown`'s to tell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync.core.compile_offer import VISIBLE
from sync.core.overrides import DEPRECATIONS, Override, winners
from sync.core.values import Doc, Path
from sync.errors import Level, Problem
from sync.files.store import File
from sync.lint.places import entry_of
from sync.lint.subject import Subject, problem

RULE = "successor"


@dataclass(frozen=True, slots=True)
class _Leaving:
    """What is decided about models on their way out, and all models as applications see them.

    decided  {model: {field: the override that decides it}}
    records  compiled models and aliases; none while the catalog can't be compiled
    """

    file: File
    decided: Mapping[str, Mapping[Path, Override]]
    records: Mapping[str, Doc]

    def place(self, model: str, field: str) -> Path:
        """Where the entry that holds says so."""
        return *entry_of(self.decided[model][field,]), field

    def successor(self, model: str) -> str | None:
        """The model to go to instead, through aliases."""
        override = self.decided.get(model, {}).get(("replaced_by",))
        target = override.values["replaced_by",] if override else None
        compiled = self.records.get(model, {}).get("replaced_by", target)
        return None if target is None else str(compiled)

    def chain(self, model: str) -> list[str]:
        """The model, its successor, that one's, …; in a cycle the last stands there twice."""
        seen = [model]
        while (target := self.successor(seen[-1])) is not None:
            seen.append(target)
            if target in seen[:-1]:
                break
        return seen

    def problem(self, model: str, field: str, told: str, fix: str, *, error: bool = False) -> Problem:
        level: Level = "error" if error else "warning"
        return problem(self.file, self.place(model, field), told, rule=RULE, fix=fix, level=level)


def check(subject: Subject) -> Iterator[Problem]:
    """Successors that lead in a circle or to what is on its way out, and last days that are over."""
    file = subject.catalog.files.get(DEPRECATIONS)
    if file is None:
        return
    standing = subject.standing()
    decided = {id_: winners(listed) for id_, listed in standing.models.items()}
    leaving = _Leaving(file, decided, _records(subject))
    for model in file.doc:
        if ("replaced_by",) in decided.get(model, {}):
            yield from _successor(leaving, model)
        if ("ends",) in decided.get(model, {}):
            yield from _last_day(leaving, model, subject.today.isoformat())


def _records(subject: Subject) -> Mapping[str, Doc]:
    from sync.core.compile import records  # it needs all that `build` does

    return records(subject.book) if subject.book else {}


def _successor(leaving: _Leaving, model: str) -> Iterator[Problem]:
    chain = leaving.chain(model)
    if len(chain) == 1:
        return  # null: the schema tells
    circle = len(set(chain)) < len(chain)
    if circle and chain[-1] == model and len(chain) > 2:
        told = f"the successors lead in a circle: {' → '.join(chain)}"
        fix = "take `replaced_by` out of the one that stays, or name a model outside the circle"
        yield leaving.problem(model, "replaced_by", told, fix, error=True)
    record = leaving.records.get(chain[1], {})
    if circle or record.get("visible") is not False:
        return
    state, reason = record.get("state"), record.get("reason")
    hidden = state in VISIBLE or reason is not None
    told = f"{chain[1]} is {'hidden' if hidden else state} itself: applications don't see it"
    last = leaving.records.get(chain[-1], {})
    live = chain[-1] if last.get("visible") is True else "a model that applications see"
    yield leaving.problem(model, "replaced_by", told, f"name {live}")


def _last_day(leaving: _Leaving, model: str, today: str) -> Iterator[Problem]:
    """A day that is over while applications still see the model."""
    ends = leaving.decided[model]["ends",].values["ends",]
    record = leaving.records.get(model, {})
    if not isinstance(ends, str) or ends >= today or record.get("visible") is not True:
        return
    state = record.get("state")
    told = f"it ended on {ends}, but applications still see it as {state}: only a `state` hides a model"
    where = f"instead of `state: {state}`" if ("state",) in leaving.decided[model] else "beside it"
    fix = f"write `state: deprecated` {where}, or the day on which it ends now"
    yield leaving.problem(model, "ends", told, fix)
