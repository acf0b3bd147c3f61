"""What one provider's run found and did: the report's raw material, in the report's words.

Field names and their order are those of `--report-json`; ids are the provider's own;
`field` is a dotted string such as `price.input` or `modalities.input`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sync.core.ledger import Line
from sync.core.lifecycle import State
from sync.core.merge import Told
from sync.core.values import Doc, Value

Status = Literal["ok", "refused", "failed", "skipped"]
Place = Literal["offer", "model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Who last touched a line, when (`YYYY-MM-DD`) and in which commit; commit None: not committed yet."""

    who: str
    when: str | None
    commit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that was written. `place` tells the offer's `limits.context` from its model's.

    beside  what its model can do, of an offer that said nothing of that before, or says nothing now
    """

    id: str
    field: str
    old: Value
    new: Value
    place: Place
    model: str | None
    beside: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A person's value that stands against upstream's; `mine` None: the person took it out.

    `was` is what upstream said before, and differs from `upstream` only in a conflict; `risky`
    names the guard that would have held upstream's value.
    """

    id: str
    field: str
    mine: Value
    was: Value
    upstream: Value
    place: Place
    model: str | None
    by: Edit | None = None
    risky: str | None = None


def kept_of(told: Told, id_: str, place: Place, model: str | None) -> Kept:
    """A field in which a person's value stands, as the merge told it."""
    return Kept(
        id=id_,
        field=told.field.name,
        mine=told.mine,
        was=told.base,
        upstream=told.new,
        place=place,
        model=model,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Something a reviewer should look at before anything else."""

    id: str
    field: str
    value: Value
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """An id that is new in the price list, with what the reviewer wants to see of it."""

    id: str
    model: str | None
    alias_of: str | None
    offer: Doc
    facts: Doc


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An id that moved along its lifecycle; `since` (`YYYY-MM-DD`): missing since then, or until now."""

    id: str
    old: State
    new: State
    since: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An offer whose model isn't in the catalog; `model`: the one that its id means, None: nobody knows."""

    id: str
    model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retarget:
    """A moving alias that leads elsewhere now."""

    id: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What one endpoint answered: the time (UTC) of the run that asked it, or was handed the answer in a
    file, and the SHA-256 of its bytes.
    """

    url: str
    fetched: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One provider's part of a run. Tuples are in the order in which they are shown.

    status      ok | refused (what came can't be believed) | failed (nothing came) | skipped
    as_of       date of the last complete fetch at which the content changed
    fetched     records that came, usable or not; unchanged: usable ones with nothing written
    missing     ids of the base that did not come, newly and written as such; updated: of those that came
    rederived   the rules that derive the facts changed, so changes may not be upstream's
    base_moved  ids of which only the merge base changed and that are told nowhere else
    excluded    new ids that stay outside, and why
    waiting     listed offers whose model the catalog doesn't have
    held        every change that waits for a person; new are those whose `first` is `today`
    settling    changes that wait for a second look
    ended       holds that ended by themselves, and were written; included: those a person let pass
    withdrawn   holds with nothing left to decide: what upstream says is no risk now, or the id is gone
    lifecycle   ids that moved along their lifecycle
    milliseconds  how long it took; on no page, for pages are the same each time
    free, paid  of the listed offers: those that are free, those with a price above zero
    cost        the same of each id in added and updated; one whose price isn't known is left out
    pruned      offers that go for good, `<provider>/<id>`: of `prune`, which is no provider's run
    sources     what was read, endpoint by endpoint; on no page but a pull request's
    pricing_url  the provider's own page of prices, as its file names it; the same
    """

    provider: str
    status: Status
    reason: str | None = None
    rule: str | None = None
    fix: str | None = None
    source: str = ""
    as_of: date | None = None
    fetched: int = 0
    unchanged: int = 0
    added: tuple[Added, ...] = ()
    updated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    quarantined: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    kept: tuple[Kept, ...] = ()
    conflicts: tuple[Kept, ...] = ()
    adopt: tuple[Kept, ...] = ()
    aliases: tuple[Retarget, ...] = ()
    attention: tuple[Attention, ...] = ()
    new_fields: tuple[str, ...] = ()
    base_moved: tuple[str, ...] = ()
    rederived: bool = False
    free: int = 0
    paid: int = 0
    excluded: tuple[tuple[str, str], ...] = ()
    waiting: tuple[Waiting, ...] = ()
    not_listed: tuple[str, ...] = ()
    milliseconds: int = 0
    held: tuple[Line, ...] = ()
    settling: tuple[Line, ...] = ()
    ended: tuple[Line, ...] = ()
    withdrawn: tuple[Line, ...] = ()
    included: tuple[Line, ...] = ()
    lifecycle: tuple[Step, ...] = ()
    pruned: tuple[str, ...] = ()
    today: date | None = None
    cost: Mapping[str, Literal["free", "paid"]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    pricing_url: str = ""
