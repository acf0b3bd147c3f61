"""How much a schedule asks of people, and when, as `catalog/rules/schedule.yaml` says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.core.values import Value, get


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What a dashboard marks, and from when on.

    waiting  days: a pull request that is open for more
    failing  runs: a provider that failed so many in a row, or more
    silent   days: a provider that is asked, and whose last success is so long ago, or longer
    """

    waiting: int = 7
    failing: int = 3
    silent: int = 14


def patience(doc: Mapping[str, Value]) -> Patience:
    """What a file says; what it leaves out, or says in another shape than its schema's, is as above."""
    usual = Patience()
    return Patience(
        waiting=_whole(doc, "waiting", "days", usual.waiting),
        failing=_whole(doc, "failing", "runs", usual.failing),
        silent=_whole(doc, "silent", "days", usual.silent),
    )


def max_open_prs(doc: Mapping[str, Value]) -> int:
    """How many pull requests of syncs may be open at once; 10 where nothing is said."""
    return _positive(doc.get("max_open_prs"), 10)


def _whole(doc: Mapping[str, Value], name: str, unit: str, usual: int) -> int:
    return _positive(get(dict(doc), (name, unit)), usual)


def _positive(found: Value, usual: int) -> int:
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else usual
