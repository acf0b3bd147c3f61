"""`--report-json`: the runs as one object of strings, integers, lists and maps.

The keys that `docs` promise come first and are always there, whether or not they have
something to say. Money is a string of decimal digits, so that no reader makes a binary
float of it; limits are integers. Texts are as they came: who shows them, escapes them.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date
from typing import TypeAlias

from sync.core.ledger import Line
from sync.core.outcome import Added, Kept, Run, Source
from sync.core.values import Value, plain
from sync.errors import Problem
from sync.report.amounts import numeric
from sync.report.waits import ordered

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

_MONEY = ("price", "tiers", "windows")


def report_json(runs: Sequence[Run], problems: Sequence[Problem], today: date) -> dict[str, Json]:
    """What `json.dumps` takes."""
    return {
        "today": today.isoformat(),
        "runs": [_run(run, today) for run in runs],
        "problems": [dict(asdict(problem)) for problem in problems],
    }


def _run(run: Run, today: date) -> dict[str, Json]:
    return {
        "provider": run.provider,
        "status": run.status,
        "reason": run.reason,
        "rule": run.rule,
        "as_of": run.as_of.isoformat() if run.as_of else None,
        "fetched": run.fetched,
        "unchanged": run.unchanged,
        "added": [added.id for added in run.added],
        "updated": list(run.updated),
        "missing": list(run.missing),
        "returned": list(run.returned),
        "quarantined": [{"id": id_, "why": why} for id_, why in run.quarantined],
        "changes": _changes(run),
        "held": [_line(line) for line in ordered(run)],
        "standing": sum(line.first < today for line in run.held),
        "settling": [_line(line) for line in run.settling],
        "ended": [_line(line) for line in run.ended],
        "kept": [_kept(kept, "mine", "upstream") for kept in run.kept],
        "conflicts": [_conflict(kept) for kept in run.conflicts],
        "adopt": [_kept(kept, "mine", "upstream") for kept in run.adopt],
        "lifecycle": [
            {"id": step.id, "from": step.old, "to": step.new, "since": step.since} for step in run.lifecycle
        ],
        "aliases": [{"id": alias.id, "old": alias.old, "new": alias.new} for alias in run.aliases],
        "new_fields": list(run.new_fields),
        "free": run.free,
        "paid": run.paid,
        **_more(run),
    }


def _more(run: Run) -> dict[str, Json]:
    """What isn't promised."""
    return {
        "attention": [
            {"id": item.id, "field": item.field, "value": value(item.field, item.value), "why": item.why}
            for item in run.attention
        ],
        "included": [_line(line) for line in run.included],
        "withdrawn": [_line(line) for line in run.withdrawn],
        "waiting": [{"id": item.id, "model": item.model} for item in run.waiting],
        "base_moved": list(run.base_moved),
        "rederived": run.rederived,
        "excluded": [{"id": id_, "why": why} for id_, why in run.excluded],
        "milliseconds": run.milliseconds,
        "pruned": list(run.pruned),
        "source": run.source,
        "sources": [_source(source) for source in run.sources],
        "pricing_url": run.pricing_url or None,
        "fix": run.fix,
        "not_listed": list(run.not_listed),
        "new": [_new(added) for added in run.added],
    }


def _new(added: Added) -> Json:
    """All that a new id says, so that one that says something else tomorrow is known from it."""
    parts = {"offer": added.offer, "facts": added.facts}
    told: dict[str, Json] = {"id": added.id, "model": added.model, "alias_of": added.alias_of}
    told.update({name: {key: value(key, item) for key, item in part.items()} for name, part in parts.items()})
    return told


def _source(source: Source) -> Json:
    fetched = source.fetched.astimezone(UTC).isoformat(timespec="seconds")
    return {"url": source.url, "fetched": fetched, "sha256": source.sha256}


def _changes(run: Run) -> list[Json]:
    return [
        {
            "id": change.id,
            "field": change.field,
            "old": value(change.field, change.old),
            "new": value(change.field, change.new),
            "place": change.place,
            "model": change.model,
        }
        | ({} if change.beside is None else {"beside": value(change.field, change.beside)})
        for change in run.changes
    ]


def _kept(kept: Kept, *names: str) -> dict[str, Json]:
    values = {"mine": kept.mine, "was": kept.was, "upstream": kept.upstream}
    by: Json = None
    if kept.by is not None:
        by = {"who": kept.by.who, "when": kept.by.when, "commit": kept.by.commit}
    told: dict[str, Json] = {"id": kept.id, "field": kept.field}
    told.update({name: value(kept.field, values[name]) for name in names})
    return {**told, "place": kept.place, "model": kept.model, "by": by}


def _conflict(kept: Kept) -> Json:
    return {**_kept(kept, "mine", "was", "upstream"), "risky": kept.risky}


def _line(line: Line) -> Json:
    return {
        "id": line.id,
        "field": line.field,
        "old": value(line.field, line.old),
        "new": value(line.field, line.new),
        "why": line.why,
        "first": line.first.isoformat(),
        "since": line.since.isoformat(),
    }


def value(field: str, of: Value) -> Json:
    """A field's value; amounts of prices, tiers and windows are strings, other numbers integers."""
    return _plain(of, money=field.partition(".")[0] in _MONEY or field == "offer")


def _plain(of: Value, *, money: bool) -> Json:
    if of is None or isinstance(of, bool | str):
        return of
    if isinstance(of, dict):
        return {key: _plain(item, money=money and key != "over") for key, item in of.items()}
    if isinstance(of, list):
        return [_plain(item, money=money) for item in of]
    if money or numeric(of) is None or of != int(of):
        return plain(of)
    return int(of)
