"""Why a pull request of a sync isn't merged without a person: every reason there is, or none.

    the run        what waits, is in conflict, needs attention, goes, comes back or leads elsewhere
    the people     who had a hand in a model or an offer, or decided something beside it
    the changes    each by the classes of `catalog/rules/automerge.yaml`, how many, and how often of late

Judged is what the files would say, not what the report says of it. Where a sync writes what it never
may without a person, no rule helps (sync/core/automerge.py).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

from sync.core.automerge import BASE, MODEL, OFFER, Rules, Written
from sync.core.history import Entry
from sync.core.outcome import Run
from sync.core.values import Doc, Value, same
from sync.ids import fold
from sync.publish import marker
from sync.publish.forge.shapes import Check
from sync.publish.world import Automatic, Reason
from sync.report.attention import points
from sync.report.escape import code, plain

_YES, _NO, _SHOWN = "**It merges by itself**", "**It doesn't merge by itself**", 3

NOT_OURS = Reason("nothing of the sync's own is open")
_FAILED, _SLOW, _NONE = "a check that failed", "a check that isn't done", "no check has found it good"
_UNTOLD = frozenset({NOT_OURS.why, _FAILED, _SLOW, _NONE})
"""What no text says: the forge shows its checks, and they come and go."""

_PARTS = frozenset({"price", "limits", "modalities", "capabilities"})
"""Of an entry, what holds fields; all else is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Where people had a hand in: folded ids.

    offers, models  with a field of a person's, an edit that stands, an override, or on a list
    ignored         patterns over the provider's ids that are to stay outside
    used            ids that something was called once
    """

    offers: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()

    def of_offer(self, id_: str) -> bool:
        """Whether a person decided something about an offer."""
        folded = fold(id_)
        return folded in self.offers or any(fnmatchcase(folded, fold(each)) for each in self.ignored)

    def of_model(self, id_: str) -> bool:
        """Whether a person decided something about a model."""
        return fold(id_) in self.models


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a commit writes: fields of offers and of models, and `{offer: the models that it offers}`."""

    offers: Sequence[Written] = ()
    models: Sequence[Written] = ()
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def touched(self) -> frozenset[str]:
        """The models whose files it changes, or whose offers."""
        offered = [self.offered.get(each.id, frozenset()) for each in self.offers]
        return frozenset(each.id for each in self.models).union(*offered)


def reasons(run: Run, contents: Contents, people: People, rules: Rules) -> tuple[Reason, ...]:
    """Why what a run writes isn't merged without a person; empty: it may be."""
    found = [*_of_run(run), *_of_people(contents, people), *_of_changes(contents, rules)]
    return tuple(dict.fromkeys(found))


def unproven(checks: Sequence[Check]) -> tuple[Reason, ...]:
    """What the checks of a commit leave open; empty: each is done and good, and one has proven something."""
    bad = [Reason(_FAILED, each.name) for each in checks if each.result == "bad"]
    slow = [Reason(_SLOW, each.name) for each in checks if each.result == "not done"]
    if bad or slow:
        return (*bad, *slow)
    return () if any(each.proven for each in checks) else (Reason(_NONE),)


def sentence(automatic: Automatic | None) -> str:
    """How a pull request is merged, for the top of its text; empty where a person merges it anyway."""
    if automatic is None:
        return ""
    against = dict.fromkeys((*automatic.fresh, *(each for each in automatic.head if each.why not in _UNTOLD)))
    if not against:
        return f"{_YES}, once every check of it is green and while no review asks for changes."
    shown = "; ".join(map(_shown, [*against][:_SHOWN]))
    rest = len(against) - _SHOWN
    return f"{_NO}: {shown}{f' and {rest:,} more' if rest > 0 else ''}."


def says(text: str, automatic: Automatic | None) -> bool:
    """Whether our block of a pull request's text says how it is merged, whatever people write around it."""
    said = [line for line in (marker.inside(text) or "").split("\n") if line.startswith((_YES, _NO))]
    return said == list(filter(None, [sentence(automatic)]))


def _shown(reason: Reason) -> str:
    of = [code(each) for each in (reason.id, reason.field) if each]
    return f"{' '.join(of)}: {reason.why}" if of else reason.why


def written(id_: str, whole: str, old: Value, new: Value) -> Iterator[Written]:
    """The fields in which an entry differs; `whole` is what one that is new, or gone, is called."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        if not same(old, new):
            yield Written(id=id_, field=whole, old=old, new=new)
        return
    before, after = dict(_fields(old)), dict(_fields(new))
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if not same(was, now, as_set=name.startswith("modalities.")):
            yield Written(id=id_, field=name, old=was, new=now)


def _fields(entry: Doc) -> Iterator[tuple[str, Value]]:
    for name, value in entry.items():
        if name in _PARTS and isinstance(value, dict):
            yield from ((f"{name}.{part}", item) for part, item in value.items())
        else:
            yield name, value


def _of_run(run: Run) -> Iterator[Reason]:
    yield from (Reason(f"it needs attention: {point.kind}") for point in points(run, plain))
    for told, listed in (
        ("something settles", [(line.id, line.field) for line in run.settling]),
        ("written though held", [(line.id, line.field) for line in (*run.included, *run.ended)]),
        ("a step of its lifecycle", [(step.id, "") for step in run.lifecycle]),
        ("an id that is gone", [(id_, "") for id_ in (*run.missing, *run.pruned)]),
        ("an id that is back", [(id_, "") for id_ in run.returned]),
        ("an alias that leads elsewhere", [(alias.id, "") for alias in run.aliases]),
        ("it was here before upstream had it", [(kept.id, kept.field) for kept in run.adopt]),
    ):
        yield from (Reason(told, id_, field) for id_, field in listed)


def _of_people(contents: Contents, people: People) -> Iterator[Reason]:
    why = "a person had a hand in it"
    for each in contents.offers:
        models = contents.offered.get(each.id, frozenset())
        if people.of_offer(each.id) or any(map(people.of_model, models)):
            yield Reason(why, each.id)
    yield from (Reason(why, each.id) for each in contents.models if people.of_model(each.id))
    for each in (*contents.offers, *contents.models):
        if each.field in (OFFER, MODEL) and each.old is None and fold(each.id) in people.used:
            yield Reason("an id that is used again", each.id)


def _of_changes(contents: Contents, rules: Rules) -> Iterator[Reason]:
    changes = [*contents.offers, *contents.models]
    for each in changes or [Written(id="", field=BASE, old=None, new=None)]:
        why = rules.why_not(each)
        if why is not None:
            yield Reason(why, each.id, each.field if changes else "")
    if len(changes) > rules.most:
        yield Reason(f"{len(changes):,} changes, which is more than {rules.most:,}")


def walked(
    contents: Contents, rules: Rules, accepted: Sequence[Entry], offered: Mapping[str, str], today: date
) -> Iterator[Reason]:
    """Which prices and limits were moved too often of late, or too far by now.

    accepted  of main, as its file has it; offered: {an offer of main: its model}
    """
    of = defaultdict[str, list[Entry]](list)
    for entry in accepted:
        of[entry.id].append(entry)
    pairs = [(each, each.id) for each in contents.offers]
    pairs += [(each, id_) for each in contents.models for id_ in of if offered.get(id_) == each.id]
    for each, id_ in pairs:
        why = rules.why_again(each, of.get(id_, ()), today)
        if why is not None:
            yield Reason(why, each.id, each.field)
