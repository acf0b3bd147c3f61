"""A run as its `report.json` tells it, read back, as far as titles, labels and comments have words for it.

What the JSON leaves out (an added offer's price, what each id costs) stays empty here. Nothing is
believed of its shape: what isn't as a run writes it is an error that names the cure.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, DecimalException
from typing import Any, TypeVar, get_args

from sync.core.guards.why import Why
from sync.core.ledger import Line
from sync.core.lifecycle import State
from sync.core.outcome import (
    Added,
    Attention,
    Change,
    Kept,
    Place,
    Retarget,
    Run,
    Source,
    Status,
    Step,
    Waiting,
)
from sync.core.values import Value
from sync.errors import SyncError
from sync.report.escape import plain

_MONEY = ("price", "tiers", "windows", "offer")
_AMOUNT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_HASH = re.compile(r"[0-9a-f]{64}")

_T = TypeVar("_T")


def run_of(report: Mapping[str, Any]) -> Run:
    """The one run of a provider's `report.json`. Raises SyncError where that isn't what a run wrote."""
    try:
        [run] = report["runs"]
        return _run(run, date.fromisoformat(report["today"]))
    except (KeyError, TypeError, ValueError, AttributeError, DecimalException, RecursionError) as error:
        raise SyncError(
            f"a key is missing or not what it should be: {plain(str(error))}",
            where="report.json",
            fix="make the change set again: run --out",
        ) from None


def value_of(field: str, told: Any) -> Value:
    """A field's value: amounts of prices, tiers and windows are numbers again."""
    return _value(told, money=field.partition(".")[0] in _MONEY)


def _run(run: Mapping[str, Any], today: date) -> Run:
    def every(name: str, make: Callable[[Any], _T]) -> tuple[_T, ...]:
        return tuple(make(each) for each in run[name])

    return Run(
        provider=_text(run["provider"]),
        status=_one_of(get_args(Status), run["status"]),
        reason=None if run["reason"] is None else _text(run["reason"]),
        today=today,
        unchanged=_count(run["unchanged"]),
        added=every("added", _added),
        updated=every("updated", _text),
        missing=every("missing", _text),
        returned=every("returned", _text),
        quarantined=every("quarantined", lambda each: (_text(each["id"]), _text(each["why"]))),
        changes=every("changes", _change),
        kept=every("kept", _kept),
        conflicts=every("conflicts", _kept),
        adopt=every("adopt", _kept),
        aliases=every("aliases", _alias),
        attention=every("attention", _attention),
        new_fields=every("new_fields", _text),
        base_moved=every("base_moved", _text),
        excluded=every("excluded", lambda each: (_text(each["id"]), _text(each["why"]))),
        waiting=every("waiting", lambda each: Waiting(id=_text(each["id"]), model=None)),
        held=every("held", line_of),
        settling=every("settling", line_of),
        ended=every("ended", line_of),
        included=every("included", line_of),
        lifecycle=every("lifecycle", _step),
        pruned=every("pruned", _text),
        sources=every("sources", _source),
        pricing_url=_text(run.get("pricing_url") or ""),
    )


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _added(id_: Any) -> Added:
    return Added(id=_text(id_), model=None, alias_of=None, offer={}, facts={})


def _change(each: Mapping[str, Any]) -> Change:
    field = _text(each["field"])
    return Change(
        id=_text(each["id"]),
        field=field,
        old=value_of(field, each["old"]),
        new=value_of(field, each["new"]),
        place=_one_of(get_args(Place), each["place"]),
        model=None if each["model"] is None else _text(each["model"]),
        beside=value_of(field, each.get("beside")),
    )


def _kept(each: Mapping[str, Any]) -> Kept:
    field = _text(each["field"])
    mine, was, upstream = (value_of(field, each.get(name)) for name in ("mine", "was", "upstream"))
    return Kept(
        id=_text(each["id"]),
        field=field,
        mine=mine,
        was=was,
        upstream=upstream,
        place=_one_of(get_args(Place), each["place"]),
        model=None,
        risky=None if each.get("risky") is None else _text(each["risky"]),
    )


def line_of(each: Mapping[str, Any]) -> Line:
    """What waits, as a report tells it."""
    field = _text(each["field"])
    return Line(
        id=_text(each["id"]),
        field=field,
        old=value_of(field, each["old"]),
        new=value_of(field, each["new"]),
        why=_one_of(get_args(Why), each["why"]),
        first=date.fromisoformat(each["first"]),
        since=date.fromisoformat(each["since"]),
    )


def _alias(each: Mapping[str, Any]) -> Retarget:
    old, new = (None if each[name] is None else _text(each[name]) for name in ("old", "new"))
    return Retarget(id=_text(each["id"]), old=old, new=new)


def _attention(each: Mapping[str, Any]) -> Attention:
    field = _text(each["field"])
    return Attention(
        id=_text(each["id"]), field=field, value=value_of(field, each["value"]), why=_text(each["why"])
    )


def _step(each: Mapping[str, Any]) -> Step:
    old, new = (_one_of(get_args(State), each[name]) for name in ("from", "to"))
    since = None if each["since"] is None else _text(each["since"])
    return Step(id=_text(each["id"]), old=old, new=new, since=since)


def _source(each: Mapping[str, Any]) -> Source:
    fetched, sha256 = datetime.fromisoformat(_text(each["fetched"])), _text(each["sha256"])
    if fetched.tzinfo != UTC or not _HASH.fullmatch(sha256):
        raise ValueError("no time in UTC, or no SHA-256")
    return Source(url=_text(each["url"]), fetched=fetched, sha256=sha256)


def _value(told: Any, *, money: bool) -> Value:
    if told is None or isinstance(told, bool | int):
        return told
    if isinstance(told, str):
        return Decimal(told) if money and _AMOUNT.fullmatch(told) else told
    if isinstance(told, list):
        return [_value(each, money=money) for each in told]
    if isinstance(told, dict):
        return {_text(key): _value(each, money=money) for key, each in told.items()}
    raise TypeError(f"a value of type {type(told).__name__}")


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(f"{told!s:.40} is no text")
    return told


def _one_of(known: tuple[_T, ...], told: Any) -> _T:
    if told not in known:
        raise ValueError(f"{told!s:.40} is not known")
    return known[known.index(told)]
